// Leaves the built page on for long: ten million updates with every part of it open, then ten sweeps, and looks at its memory before
// and after. Fails where that has grown. UPDATES and SWEEPS ask for other lengths.
import { chromium } from "@playwright/test";
import { chromiumPath } from "../scripts/browsers.mjs";
import { serve } from "../scripts/serve.mjs";

const UPDATES = Number(process.env.UPDATES ?? 10_000_000);
const SWEEPS = Number(process.env.SWEEPS ?? 10);

/** Updates of each panel before the first look: histories and the states to go back to are full by then, and code is compiled. */
const WARM_UP = 200_000;

/** By how much each figure may grow. What a browser keeps for itself is not quite still; a leak of 200 bytes an update would be 2 GB. */
const BOUNDS = { wasm: 0, heap: 2 * 2 ** 20, nodes: 100, listeners: 20, history: 0 };

/** Milliseconds between two things that a reader does while it plays. */
const PAUSE = 5000;

const LINK = "rules=bp,fa&seed=23&width=10&depth=2&bias=1&speed=max&seeds=200&updates=2000";

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
for (const part of ["hand", "luck", "charts", "settings"])
  await page.locator(`.tools [aria-controls="${part}"]`).click();
for (const summary of await page.locator(".network summary").all()) await summary.click();

/** @typedef {Document & { faxor: { state: import("../www/js/state.js").State } }} Faxor */

const updates = () => page.evaluate(() => /** @type {Faxor} */ (document).faxor.state.experiment.updates());

/** Takes what is garbage away, and measures the rest. */
async function look() {
  // Twice: what the first finds unreachable may have held something that is finalized only then.
  for (let i = 0; i < 2; i++) {
    await session.send("HeapProfiler.collectGarbage");
    await page.waitForTimeout(200);
  }
  const { metrics } = await session.send("Performance.getMetrics");
  const metric = (/** @type {string} */ name) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  const core = await page.evaluate(async () => {
    const { default: init } = await import(new URL("faxor.js", document.baseURI).href);
    const { experiment } = /** @type {Faxor} */ (document).faxor.state;
    return { wasm: (await init()).memory.buffer.byteLength, history: experiment.history_updates().length };
  });
  return {
    wasm: core.wasm,
    heap: metric("JSHeapUsedSize"),
    nodes: metric("Nodes"),
    listeners: metric("JSEventListeners"),
    history: core.history,
  };
}

/** What a reader does meanwhile, each in its turn. @type {(() => Promise<unknown>)[]} */
const DEEDS = [
  // Reads a picture off.
  () =>
    page
      .locator(".panel .picture")
      .first()
      .hover({ position: { x: 40, y: 40 } }),
  // Goes back, walks by hand, and plays on.
  async () => {
    const furthest = await page.evaluate(() => /** @type {Faxor} */ (document).faxor.state.experiment.furthest());
    const at = furthest - 50_000;
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

/** Plays until so many updates are reached, and pauses. @param {number} until */
async function play(until) {
  await page.locator("#play").click();
  for (let deed = 0; (await updates()) < until; deed++) {
    await DEEDS[deed % DEEDS.length]();
    await page.waitForTimeout(PAUSE);
  }
  await page.locator("#play").click();
}

/** One sweep from its start to its end. */
async function sweep() {
  await page.locator("#luck-run").click();
  await page.waitForFunction(() => /^All /.test(document.querySelector("#luck-status")?.textContent ?? ""), undefined, {
    timeout: 600_000,
  });
}

const begun = performance.now();
await sweep();
await play(WARM_UP);
const start = await look();
await play(WARM_UP + UPDATES);
const played = await look();
const done = await updates();
for (let i = 0; i < SWEEPS; i++) {
  await sweep();
  await page.locator("#luck-status").evaluate((status) => {
    status.textContent = "";
  });
}
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
  // A history may be thinned at any moment: it has so many records at most.
  const grown = key === "history" ? Math.max(0, end[key] - 1000) : end[key] - start[key];
  const fits = grown <= BOUNDS[key];
  isFlat &&= fits;
  console.log(
    `${name}: ${words(start[key])} at the start, ${words(played[key])} once played, ${words(end[key])} at the end` +
      (fits ? "" : `: GROWN by more than ${words(BOUNDS[key])}`),
  );
}
console.log(
  `${done.toLocaleString("en-US")} updates of two panels with every part open, then ${SWEEPS} sweeps, in ${((performance.now() - begun) / 60_000).toFixed(1)} minutes: ${isFlat ? "flat" : "NOT flat"}, ${faults.length} faults`,
);
for (const fault of faults) console.log(fault);
process.exitCode = isFlat && faults.length === 0 ? 0 : 1;
