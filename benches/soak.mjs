// Runs the built page for long: ten million updates with every part open, then ten sweeps, a map and a curve. Measures memory before and
// after, and fails if it has grown. UPDATES and SWEEPS set other lengths.
import { chromium } from "@playwright/test";
import { chromiumPath } from "../scripts/browsers.mjs";
import { serve } from "../scripts/serve.mjs";

const UPDATES = Number(process.env.UPDATES ?? 10_000_000);
const SWEEPS = Number(process.env.SWEEPS ?? 10);

/** Updates before the first measurement. By then histories and checkpoints are full and code is compiled. */
const WARM_UP = 200_000;

/** How much each figure may grow. The browser's own memory varies a little; a leak of 200 bytes per update
 * would be 2 GB. */
const BOUNDS = { wasm: 0, heap: 2 * 2 ** 20, nodes: 100, listeners: 20, history: 0 };

/** How many times a reader acts while the page plays; the kinds of action take turns. */
const DEEDS_DONE = 60;

/** Not the maximum speed, so that there are as many frames as in a lesson: ten thousand. */
const LINK =
  "rules=bp,fa&seed=23&width=10&depth=2&bias=1&speed=1000&seeds=200&updates=2000&over=rate:0.01:1:4:log,init:0.1:2:4&each=10";

const server = await serve("dist", 0);
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
/** @type {string[]} */
const faults = [];
page.on("pageerror", (error) => faults.push(String(error)));
const session = await page.context().newCDPSession(page);
await session.send("Performance.enable");

await page.goto(`${server.url}/#${LINK}`);
await page.waitForSelector("html[data-ready]");
// The link opens the map.
for (const part of ["wrong", "hand", "luck", "charts", "settings", "own", "earlier"])
  await page.locator(`.tools [aria-controls="${part}"]`).click();
await page.locator(".network > summary").first().click();
await page.locator(".network-more > summary").first().click();

/** @typedef {Document & { faxor: { state: import("../www/js/state.js").State } }} Faxor */

const updates = () => page.evaluate(() => /** @type {Faxor} */ (document).faxor.state.experiment.updates());

/** Collects garbage and measures what remains. */
async function look() {
  // Twice, because an object found unreachable may hold others that are only released when it is finalized.
  for (let i = 0; i < 2; i++) {
    await session.send("HeapProfiler.collectGarbage");
    await page.waitForTimeout(200);
  }
  const { metrics } = await session.send("Performance.getMetrics");
  const metric = (/** @type {string} */ name) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  const core = await page.evaluate(async () => {
    const { default: init } = await import(new URL("faxor.js", document.baseURI).href);
    const { experiment } = /** @type {Faxor} */ (document).faxor.state;
    return {
      wasm:
        Object.values(await init()).find((value) => value instanceof WebAssembly.Memory)?.buffer.byteLength ??
        Number.NaN,
      history: experiment.history_updates().length,
    };
  });
  return {
    wasm: core.wasm,
    heap: metric("JSHeapUsedSize"),
    nodes: metric("Nodes"),
    listeners: metric("JSEventListeners"),
    history: core.history,
  };
}

/** The reader's actions. @type {(() => Promise<unknown>)[]} */
const DEEDS = [
  // Reads values off a picture.
  () =>
    page
      .locator(".panel .picture")
      .first()
      .hover({ position: { x: 40, y: 40 } }),
  // Rewinds, steps through an update, and plays on.
  async () => {
    // What the slider offers: while the run plays, it follows a few times a second.
    const furthest = await page.locator("#timeline").evaluate((slider) => /** @type {HTMLInputElement} */ (slider).max);
    const at = Math.floor(Number(furthest) * 0.99);
    await page.locator("#timeline").fill(String(at));
    await page.waitForFunction(() => document.querySelector("#play")?.textContent === "Play");
    await page.waitForFunction((at) => /** @type {Faxor} */ (document).faxor.state.experiment.updates() === at, at, {
      timeout: 120_000,
    });
    for (let i = 0; i < 5; i++) await page.locator("#hand-next").click();
    await page.locator("#step").click();
    await page.locator("#play").click();
  },
  () => page.locator("#theme").click(),
  () => page.locator("#log-updates").click(),
  () => page.locator("#chart-loss .plot canvas").hover(),
  () =>
    page
      .locator(".network-picture")
      .first()
      .hover({ position: { x: 100, y: 60 } }),
];

/** Plays `further` updates and pauses. Meanwhile performs `deeds` actions, evenly spaced.
 * @param {number} further @param {number} deeds */
async function play(further, deeds) {
  const begin = await updates();
  await page.locator("#play").click();
  for (let deed = 0; deed < deeds; deed++) {
    await DEEDS[deed % DEEDS.length]();
    const until = begin + (further * (deed + 1)) / deeds;
    await page.waitForFunction(
      (until) => {
        // Play stops once where every network has solved the task.
        const play = document.getElementById("play");
        if (play?.textContent === "Play") play.click();
        return /** @type {Faxor} */ (document).faxor.state.experiment.updates() >= until;
      },
      until,
      { timeout: 0, polling: 100 },
    );
  }
  await page.locator("#play").click();
}

/** Runs one complete sweep. */
async function sweep() {
  await page.locator("#luck-run").click();
  await page.waitForFunction(() => /^All /.test(document.querySelector("#luck-status")?.textContent ?? ""), undefined, {
    timeout: 600_000,
  });
}

/** Trains a map and a curve. @param {number} each how many networks each of their cells has then */
async function map(each) {
  await page.locator("#where-each").fill(String(each));
  await page.locator("#where-each").press("Tab");
  for (const tool of ["where", "wrong"]) {
    await page.locator(`#${tool}-run`).click();
    await page.waitForFunction(
      (status) => /^All /.test(document.querySelector(status)?.textContent ?? ""),
      `#${tool}-status`,
      { timeout: 600_000 },
    );
  }
}

const begun = performance.now();
await sweep();
await map(20);
await play(WARM_UP, 2 * DEEDS.length);
const start = await look();
await play(UPDATES, DEEDS_DONE);
const played = await look();
const done = await updates();
for (let i = 0; i < SWEEPS; i++) {
  await sweep();
  await page.locator("#luck-status").evaluate((status) => {
    status.textContent = "";
  });
}
await map(50);
const end = await look();
await browser.close();
server.close();

const mib = (/** @type {number} */ bytes) => `${(bytes / 2 ** 20).toFixed(2)} MiB`;
const plain = (/** @type {number} */ count) => String(count);
let isFlat = true;
/** @type {[keyof typeof BOUNDS, string, (value: number) => string][]} */
const ROWS = [
  ["wasm", "WebAssembly's memory", mib],
  ["heap", "JavaScript's heap", mib],
  ["nodes", "DOM nodes", plain],
  ["listeners", "listeners", plain],
  ["history", "records of a history", plain],
];
for (const [key, name, words] of ROWS) {
  // A history may be thinned at any time, so only growth beyond its maximum counts.
  const grown = key === "history" ? Math.max(0, end[key] - 1000) : end[key] - start[key];
  const fits = grown <= BOUNDS[key];
  isFlat &&= fits;
  console.log(
    `${name}: ${words(start[key])} at the start, ${words(played[key])} once played, ${words(end[key])} at the end` +
      (fits ? "" : `: GROWN by more than ${words(BOUNDS[key])}`),
  );
}
console.log(
  `${done.toLocaleString("en-US")} updates of two panels with every part open, then ${SWEEPS} sweeps, a map and a curve, in ${((performance.now() - begun) / 60_000).toFixed(1)} minutes: ${isFlat ? "flat" : "NOT flat"}, ${faults.length} faults`,
);
for (const fault of faults) console.log(fault);
process.exitCode = isFlat && faults.length === 0 ? 0 : 1;
