// Times the built page in headless Chromium: an update and a picture beside hand-written JavaScript in the same page and the
// same minute, the page's own work a frame at full speed, and its memory. Prints figures; asserts nothing.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { chromiumPath } from "../scripts/browsers.mjs";
import { serve } from "../scripts/serve.mjs";

const server = await serve("dist", 0, { "/peer.js": readFileSync(new URL("javascript.mjs", import.meta.url)) });
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--js-flags=--expose-gc",
    "--enable-precise-memory-info",
  ],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(`${server.url}/#rules=bp,fa&speed=max`);
await page.waitForSelector("html[data-ready]");

/** @type {Record<string, number>} */
const times = await page.evaluate(async () => {
  const { Peer } = await import(new URL("peer.js", document.baseURI).href);
  const { Experiment } = await import(new URL("faxor.js", document.baseURI).href);
  const peer = new Peer(10, 0.01);
  const one = new Experiment("rules=bp&rate=0.01");
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 100;
  const context = canvas.getContext("2d");
  const image = context?.createImageData(100, 100);
  if (!context || !image) throw new Error("no canvas");
  const draw = () => {
    for (let row = 0, at = 0; row < 100; row++) {
      for (let column = 0; column < 100; column++, at += 4) {
        const share = peer.forward(-0.25 + column * 0.015, 1.25 - row * 0.015);
        image.data[at] = 60 + 157 * share;
        image.data[at + 1] = 117;
        image.data[at + 2] = 184 - 160 * share;
        image.data[at + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
  };
  const SLICE = 2000;
  /** @type {Record<string, [() => void, number]>} what to time, and how many units one call does */
  const jobs = {
    javascript: [() => peer.advance(SLICE), SLICE],
    run: [() => one.advance(SLICE), SLICE],
    "javascript-surface": [draw, 1],
    surface: [() => one.paint(0, context, 100, false, 99), 1],
  };
  const medians = Object.fromEntries(Object.keys(jobs).map((name) => [name, /** @type {number[]} */ ([])]));
  for (let round = 0; round < 15; round++) {
    for (const [name, [job, units]] of Object.entries(jobs)) {
      const begin = performance.now();
      let calls = 0;
      while (performance.now() - begin < 60) {
        job();
        calls += 1;
      }
      // The first rounds let the browser move to its faster code.
      if (round >= 5) medians[name].push((performance.now() - begin) / calls / units);
    }
  }
  return Object.fromEntries(
    Object.entries(medians).map(([name, values]) => [name, values.sort((a, b) => a - b)[values.length >> 1]]),
  );
});

/** @param {string} text of a link @param {number} seconds */
async function frames(text, seconds) {
  await page.goto(`${server.url}/?${Math.random()}#${text}`);
  await page.waitForSelector("html[data-ready]");
  await page.click("#play");
  await page.waitForTimeout(seconds * 1000);
  return page.evaluate(() => {
    // @ts-expect-error: put there by main.js for those who measure
    const { clock, state } = document.faxor;
    const work = clock.work.slice().sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
    const at = (/** @type {number} */ share) => work[Math.min(work.length - 1, Math.floor(work.length * share))];
    return { frames: work.length, median: at(0.5), p95: at(0.95), most: at(1), updates: state.experiment.updates() };
  });
}
const full = await frames("rules=bp,fa&speed=max", 10);
const heavy = await frames("rules=bp,fa,kp,dfa&width=64&depth=6&init=0.2&rate=0.001&speed=max", 10);

// Memory over ten million updates, in slices as the page does them.
await page.goto(`${server.url}/?memory#rules=bp,fa`);
await page.waitForSelector("html[data-ready]");
const memory = await page.evaluate(async () => {
  const { Experiment, default: init } = await import(new URL("faxor.js", document.baseURI).href);
  const { memory } = await init();
  const experiment = new Experiment("rules=bp,fa");
  const look = () => {
    // @ts-expect-error: --expose-gc
    gc();
    // @ts-expect-error: Chromium's
    return [memory.buffer.byteLength, performance.memory.usedJSHeapSize];
  };
  experiment.advance(100_000);
  const before = look();
  for (let i = 0; i < 100; i++) {
    for (let slice = 0; slice < 20; slice++) experiment.advance(5_000);
    await new Promise((go) => setTimeout(go));
  }
  return { before, after: look() };
});
await browser.close();
server.close();

const size = (/** @type {string} */ folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((name) => statSync(name).isFile())
    .reduce((sum, name) => sum + gzipSync(readFileSync(name), { level: 9 }).length, 0);

const nanoseconds = (/** @type {string} */ name) => times[name] * 1e6;
const ratio = (/** @type {string} */ ours, /** @type {string} */ peer) => (times[ours] / times[peer]).toFixed(2);
const mib = (/** @type {number} */ bytes) => (bytes / 2 ** 20).toFixed(2);
console.log(
  `an update of 2-10-10-1, ns: ours ${nanoseconds("run").toFixed(0)}, hand-written JavaScript ${nanoseconds("javascript").toFixed(0)}, ratio ${ratio("run", "javascript")}`,
);
console.log(
  `100 x 100 predictions as a picture, ms: ours ${times.surface.toFixed(3)}, hand-written JavaScript ${times["javascript-surface"].toFixed(3)}, ratio ${ratio("surface", "javascript-surface")}`,
);
for (const [name, { frames, median, p95, most, updates }] of Object.entries({
  "two panels": full,
  "four panels of width 64, depth 6": heavy,
})) {
  console.log(
    `our work a frame at full speed, ${name}, ms: median ${median.toFixed(1)}, 95th percentile ${p95.toFixed(1)}, most ${most.toFixed(1)} (${frames} frames, ${updates} updates)`,
  );
}
console.log(
  `memory over ten million updates of two runs, MiB: WebAssembly ${mib(memory.before[0])} -> ${mib(memory.after[0])}, JavaScript ${mib(memory.before[1])} -> ${mib(memory.after[1])}`,
);
console.log(`the page's files, gzipped: ${(size("dist") / 1000).toFixed(1)} kB`);

mkdirSync("target", { recursive: true });
const rows = [
  { name: "run", nanoseconds_per_update: nanoseconds("run") },
  { name: "javascript", nanoseconds_per_update: nanoseconds("javascript") },
  { name: "surface", milliseconds_per_picture: times.surface },
  { name: "javascript-surface", milliseconds_per_picture: times["javascript-surface"] },
];
writeFileSync("target/bench.json", `${JSON.stringify(rows, null, 2)}\n`);
