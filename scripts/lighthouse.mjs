// Runs Lighthouse on the built page, as a phone and as a desktop, for performance, accessibility and best
// practices. Prints each score, and the failed audits of a category below 100. LIGHTHOUSE is the folder of its
// installation.
import { pathToFileURL } from "node:url";
import { chromiumPath } from "./browsers.mjs";
import { serve } from "./serve.mjs";

const CATEGORIES = ["performance", "accessibility", "best-practices"];

const modules = `${process.env.LIGHTHOUSE}/node_modules`;
const load = (/** @type {string} */ path) => import(pathToFileURL(`${modules}/${path}`).href);
const { default: lighthouse, desktopConfig } = await load("lighthouse/core/index.js");
const { launch } = await load("chrome-launcher/dist/index.js");

const server = await serve("dist", 0, { gzip: true });
const chrome = await launch({
  chromePath: chromiumPath(),
  chromeFlags: ["--headless", "--no-sandbox", "--disable-quic", "--disable-background-networking"],
});
for (const [name, config] of Object.entries({ phone: undefined, desktop: desktopConfig })) {
  const result = await lighthouse(
    server.url,
    { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "error" },
    config,
  );
  const { categories, audits } = result.lhr;
  for (const category of CATEGORIES) {
    const { score, auditRefs } = categories[category];
    console.log(`Lighthouse, ${name}, ${category}: ${Math.round(score * 100)}`);
    for (const { id, weight } of auditRefs) {
      const audit = audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 0.9) {
        console.log(`  ${audit.title}${audit.displayValue ? `: ${audit.displayValue}` : ""}`);
      }
    }
  }
}
await chrome.kill();
server.close();
