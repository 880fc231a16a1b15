// Takes the screenshot in README: the built page after 3,000 updates, in the light theme.
import { chromium } from "@playwright/test";
import { chromiumPath } from "./browsers.mjs";
import { serve } from "./serve.mjs";

const server = await serve("dist", 0);
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
await page.goto(`${server.url}/#lesson=4&at=3000`);
await page.waitForFunction(() => document.getElementById("updates")?.textContent === "3,000");
await page.waitForTimeout(500);
await page.screenshot({ path: "docs/page.png" });
await browser.close();
server.close();
console.log("docs/page.png");
