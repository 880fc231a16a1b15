// The built page (dist/) in WebKitGTK: node --test tests/page/webkit.test.mjs
import { webkitDriverPath, xvfbPath } from "../../scripts/browsers.mjs";
import { testIn } from "./engines.js";
import { drive } from "./webdriver.js";

/** The reason why WebKit cannot be tested here, if there is one. */
function lacking() {
  try {
    webkitDriverPath();
    xvfbPath();
    return false;
  } catch (error) {
    return `WebKit is left out: ${/** @type {Error} */ (error).message}`;
  }
}

// On a display that nobody sees: WebKit has no headless mode.
const launch = () => drive([xvfbPath(), "-a", webkitDriverPath()], undefined, { WEBKIT_DISABLE_DMABUF_RENDERER: "1" });

testIn("WebKit", launch, lacking());
