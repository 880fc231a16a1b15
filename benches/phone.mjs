// The built page on a slow phone: Chromium with its processor slowed down six times, 390 x 844 at density 3. Prints the time
// from frame to frame while runs play at the default speed, and until the first picture, and asserts nothing.
import { chromium } from "@playwright/test";
import { chromiumPath } from "../scripts/browsers.mjs";
import { serve } from "../scripts/serve.mjs";
import { watchWork, workOf } from "./work.mjs";

const SLOWER = 6;
const SECONDS = 8;

/** Milliseconds until a new window is idle. */
const SETTLING = 1500;

const server = await serve("dist", 0, { gzip: true });
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });

async function phone() {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 3,
    isMobile: true,
    hasTouch: true,
  });
  const page = await context.newPage();
  await page.waitForTimeout(SETTLING);
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  return page;
}

/** @param {number[]} values @param {number} share */
const at = (values, share) =>
  values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

async function firstSurface() {
  const page = await phone();
  await page.goto(server.url);
  await page.waitForFunction(() => performance.getEntriesByName("first-surface").length > 0);
  const milliseconds = await page.evaluate(() => performance.getEntriesByName("first-surface")[0].startTime);
  await page.context().close();
  return milliseconds;
}

/** @param {string} rules */
async function frames(rules) {
  const page = await phone();
  await watchWork(page);
  await page.goto(`${server.url}/#rules=${rules}&seed=0&bias=1&init=0.1&rate=0.01`);
  await page.waitForSelector("html[data-ready]");
  await page.evaluate(() => document.getElementById("play")?.click());
  // The first second is left out: the pictures find their size.
  const gaps = await page.evaluate(async (/** @type {number} */ milliseconds) => {
    /** @type {number[]} */
    const gaps = [];
    const begin = performance.now() + 1000;
    let last = performance.now();
    while (last < begin + milliseconds) {
      const now = await new Promise(requestAnimationFrame);
      if (now > begin) gaps.push(now - last);
      last = now;
    }
    return gaps;
  }, SECONDS * 1000);
  const work = await workOf(page);
  await page.context().close();
  return `median ${at(gaps, 0.5).toFixed(1)}, 95th percentile ${at(gaps, 0.95).toFixed(1)}; our work: median ${work.median.toFixed(1)}`;
}

const starts = [];
for (let start = 0; start < 10; start++) starts.push(await firstSurface());
console.log(`a slow phone, from navigation to the first surface, ms: median of ten ${at(starts, 0.5).toFixed(0)}`);
for (const [name, rules] of [
  ["two panels", "bp,fa"],
  ["seven panels", "bp,fa,redrawn,dfa,usf,kp,readout"],
]) {
  console.log(`a slow phone, from frame to frame, ${name} at the default speed, ms: ${await frames(rules)}`);
}
await browser.close();
server.close();
