// Finds the installed browsers. An environment variable takes precedence over the search.
import { execFileSync } from "node:child_process";

/** @param {string} variable @param {string[]} names */
function find(variable, names) {
  const named = process.env[variable];
  if (named) return named;
  for (const name of names) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // Try the next name.
    }
  }
  throw new Error(`no ${names[0]} found: install it, or name it in ${variable}`);
}

export const chromiumPath = () => find("CHROMIUM", ["chromium", "chromium-browser", "google-chrome"]);
export const chromedriverPath = () => find("CHROMEDRIVER", ["chromedriver"]);
export const firefoxPath = () => find("FIREFOX", ["firefox-esr", "firefox"]);
export const geckodriverPath = () => find("GECKODRIVER", ["geckodriver"]);
export const webkitDriverPath = () => find("WEBKIT_DRIVER", ["WebKitWebDriver"]);
// WebKit has no headless mode, so it runs on a virtual display.
export const xvfbPath = () => find("XVFB_RUN", ["xvfb-run"]);
