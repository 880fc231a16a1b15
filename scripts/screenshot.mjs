// Takes the screenshot in README: the run that the page opens with, after 900 updates, in the light theme.
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { chromiumPath } from "./browsers.mjs";
import { serve } from "./serve.mjs";

const server = await serve("dist", 0);
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
const opening = readFileSync("www/opening.link", "utf8").trim();
await page.goto(`${server.url}/#${opening}&at=900`);
await page.waitForFunction(() => document.getElementById("updates")?.textContent === "900");
await page.waitForTimeout(500);
await page.screenshot({ path: "docs/page.png" });
await browser.close();
server.close();
console.log("docs/page.png");
