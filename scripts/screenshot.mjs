// Takes the pictures of the page: make screenshot
//
//   docs/page.png    in README: the run that the page opens with, after 900 updates
//   docs/race.webp   in README: the first ten seconds of that run, moving
//   docs/card.png    what others show of a link to the page: see cards.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { chromiumPath } from "./browsers.mjs";
import { CARD } from "./cards.mjs";
import { serve } from "./serve.mjs";
import { animation } from "./webp.mjs";

const OPENING = readFileSync("www/opening.link", "utf8").trim();

/** The update that the still pictures show. */
const STILL = 900;

/** What moves: the first seconds after the page was opened. The run stops where both networks have solved the task, as it does there. */
const SECONDS = 10;
const FRAMES_A_SECOND = 6;

/** The two panels without what one can press. */
const PANELS_ALONE = `
  .masthead-buttons, .remove, .rule-choice::after, .network, #legend, .status, .hint { display: none !important }
  .panels { margin: 0 !important; max-inline-size: none !important }`;

/** The question on the left, the panels on the right. */
const CARD_STYLE = `${PANELS_ALONE}
  body { block-size: 100vh; display: grid; gap: 3rem; grid-template-columns: 24.5rem 1fr; max-inline-size: none; padding: 0 3rem }
  body, .masthead { align-items: center }
  h1 { font-size: 3.3rem }
  .lead { font-size: 1.45rem; margin-block-start: 1.5rem }
  .clock { display: none }`;

const RACE_STYLE = `${PANELS_ALONE}
  body { padding: 1rem }
  main { display: block !important }
  main > .clock { margin-block-end: 0.5rem; text-align: start }`;

const server = await serve("dist", 0);
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
});

/** Opens the page, with styles of our own, which its policy would refuse.
 * @param {{ width: number, height: number }} viewport @param {string} [style] */
async function open(viewport, style) {
  const page = await browser.newPage({ viewport, colorScheme: "light", bypassCSP: true });
  await page.goto(`${server.url}/#${OPENING}&at=0`);
  await page.waitForSelector("html[data-ready]");
  if (style) await page.addStyleTag({ content: style });
  return page;
}

/** Shows the run after `at` updates. @param {import("@playwright/test").Page} page @param {number} at @param {string} [view] */
async function show(page, at, view = "") {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `${OPENING}&at=${at}${view}`);
  await page.waitForFunction((at) => document.getElementById("updates")?.textContent === at, at.toLocaleString("en"));
  // The pictures are drawn in the next frame.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

const page = await open({ width: 1440, height: 900 });
await show(page, STILL);
await page.waitForTimeout(500);
await page.screenshot({ path: "docs/page.png" });

const card = await open(CARD, CARD_STYLE);
await show(card, STILL, "&view=title,panels");
await card.waitForTimeout(500);
await card.screenshot({ path: `docs/${CARD.name}` });

const [, pace] = /([\d,]+) updates a second/.exec(await page.locator("body").innerText()) ?? [];
const end = await page.evaluate(async (text) => {
  const { Experiment } = await import(`${location.origin}/faxor.js`);
  const experiment = new Experiment(text);
  experiment.advance(10_000, true);
  return experiment.updates();
}, OPENING);
const race = await open({ width: 700, height: 548 }, RACE_STYLE);
/** @type {Buffer[]} */
const frames = [];
for (let frame = 0; frame < SECONDS * FRAMES_A_SECOND; frame++) {
  await show(race, Math.min(end, Math.round((frame * Number(pace)) / FRAMES_A_SECOND)), "&view=panels");
  frames.push(await race.screenshot());
}
const moving = await animation(race, frames, Math.round(1000 / FRAMES_A_SECOND));
writeFileSync("docs/race.webp", moving);

await browser.close();
server.close();
console.log(`docs/page.png, docs/${CARD.name}, docs/race.webp (${(moving.length / 1000).toFixed(0)} kB)`);
