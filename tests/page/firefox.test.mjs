// The built page (dist/) in the installed Firefox: node --test tests/page/firefox.test.mjs
import { firefoxPath, geckodriverPath } from "../../scripts/browsers.mjs";
import { testIn } from "./engines.js";
import { drive } from "./webdriver.js";

testIn("Firefox", () =>
  drive([geckodriverPath()], {
    "moz:firefoxOptions": {
      binary: firefoxPath(),
      args: ["-headless"],
      prefs: {
        // Pictures as wide as in the other browsers.
        "ui.useOverlayScrollbars": 1,
      },
    },
  }),
);
