// Times the built page in headless Chromium: an update and a picture against hand-written JavaScript and three
// libraries, in the same page and at the same time; the page's own work per frame at full speed; and its
// memory. Prints figures and asserts nothing.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { buildSync } from "esbuild";
import { filesOfPage } from "../scripts/beside.mjs";
import { chromiumPath } from "../scripts/browsers.mjs";
import { serve } from "../scripts/serve.mjs";
import { forgetWork, watchWork, workOf } from "./work.mjs";

/** The peers: a name for the time of an update, and who it is. For a picture, "-surface" is added to the name. */
const PEERS = {
  javascript: "hand-written JavaScript",
  convnetjs: "ConvNetJS",
  "brain.js": "brain.js",
  "tensorflow.js": "TensorFlow.js",
};

/** Additions and multiplications of one backpropagation update of 2-10-10-1, and how many a core can do at
 * once. */
const FLOPS = 760;
const FLOPS_A_CYCLE = 4;

/** The processor's reported clock rate in MHz; 0 if unknown. */
function clock() {
  try {
    return cpus()[0].speed || Number(/^cpu MHz\s*:\s*(\d+)/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const server = await serve("dist", 0, {
  extra: {
    "/javascript.js": readFileSync(new URL("javascript.mjs", import.meta.url)),
    "/peers.js": bundle("peers.mjs", "target/bench/peers.js"),
  },
  gzip: true,
});
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
const viewport = { width: 1440, height: 900 };
const times = await race();
const page = await browser.newPage({ viewport });
await watchWork(page);

/**
 * Bundles a module of this folder with the packages that it imports.
 * @param {string} name @param {string} file the output file
 */
function bundle(name, file) {
  const entry = fileURLToPath(new URL(name, import.meta.url));
  buildSync({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
  return readFileSync(file);
}

/**
 * Milliseconds per update and per picture, ours and the peers'.
 * @returns {Promise<Record<string, number>>}
 */
async function race() {
  const page = await browser.newPage({ viewport });
  await page.goto(`${server.url}/#rules=bp,fa&speed=max`);
  await page.waitForSelector("html[data-ready]");
  const medians = await page.evaluate(async () => {
    const { Experiment, SweepBatch } = await import(new URL("faxor.js", document.baseURI).href);
    const { Peer } = await import(new URL("javascript.js", document.baseURI).href);
    const { BrainJs, ConvNetJs, TensorFlowJs } = await import(new URL("peers.js", document.baseURI).href);
    const [WIDTH, RATE, SIDE] = [10, 0.01, 100];
    const ours = new Experiment(`rules=bp&width=${WIDTH}&rate=${RATE}`);
    const javascript = new Peer(WIDTH, RATE);
    const convnetjs = new ConvNetJs(WIDTH, RATE);
    const brainjs = new BrainJs(WIDTH, RATE);
    const tensorflowjs = new TensorFlowJs(WIDTH, RATE);

    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIDE;
    const context = canvas.getContext("2d");
    const image = context?.createImageData(SIDE, SIDE);
    if (!context || !image) throw new Error("no canvas");
    const view = Float32Array.from({ length: SIDE * SIDE * 2 }, (_, i) => {
      const pixel = i >> 1;
      return i % 2 ? 1.25 - Math.floor(pixel / SIDE) * 0.015 : -0.25 + (pixel % SIDE) * 0.015;
    });
    const draw = (/** @type {{ predictions: (view: Float32Array) => Float32Array }} */ peer) => {
      const predictions = peer.predictions(view);
      for (let i = 0, at = 0; i < predictions.length; i++, at += 4) {
        const share = predictions[i];
        image.data[at] = 60 + 157 * share;
        image.data[at + 1] = 117;
        image.data[at + 2] = 184 - 160 * share;
        image.data[at + 3] = 255;
      }
      context.putImageData(image, 0, 0);
    };
    // One loop: an intermediate array of predictions would make it slower.
    const drawJavaScript = () => {
      for (let row = 0, at = 0; row < SIDE; row++) {
        for (let column = 0; column < SIDE; column++, at += 4) {
          const share = javascript.forward(-0.25 + column * 0.015, 1.25 - row * 0.015);
          image.data[at] = 60 + 157 * share;
          image.data[at + 1] = 117;
          image.data[at + 2] = 184 - 160 * share;
          image.data[at + 3] = 255;
        }
      }
      context.putImageData(image, 0, 0);
    };

    // A batch of a sweep that is too long to end.
    const batch = new SweepBatch("rules=bp&rate=0.01&updates=100000", 0, 0, 100_000);

    // Slow peers make fewer updates per call, to keep the benchmark short.
    const [SLICE, SLOW_SLICE] = [2000, 20];
    /** @type {Record<string, [() => void, number]>} what to time, and how many units of work one call does */
    const jobs = {
      javascript: [() => javascript.advance(SLICE), SLICE],
      run: [() => ours.advance(SLICE), SLICE],
      sweep: [() => batch.advance(SLICE), SLICE],
      convnetjs: [() => convnetjs.advance(SLICE), SLICE],
      "brain.js": [() => brainjs.advance(SLICE), SLICE],
      "tensorflow.js": [() => tensorflowjs.advance(SLOW_SLICE), SLOW_SLICE],
      "javascript-surface": [drawJavaScript, 1],
      surface: [() => ours.paint(0, context, SIDE, false, SIDE - 1), 1],
      "convnetjs-surface": [() => draw(convnetjs), 1],
      "brain.js-surface": [() => draw(brainjs), 1],
      "tensorflow.js-surface": [() => draw(tensorflowjs), 1],
    };
    // The first rounds let the browser optimize the code.
    const [ROUNDS, WARM_UP, MILLISECONDS] = [15, 5, 60];
    const times = Object.fromEntries(Object.keys(jobs).map((name) => [name, /** @type {number[]} */ ([])]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, [job, units]] of Object.entries(jobs)) {
        const begin = performance.now();
        let calls = 0;
        while (performance.now() - begin < MILLISECONDS) {
          job();
          calls += 1;
        }
        if (round >= WARM_UP) times[name].push((performance.now() - begin) / calls / units);
      }
    }
    return Object.fromEntries(
      Object.entries(times).map(([name, values]) => [name, values.sort((a, b) => a - b)[values.length >> 1]]),
    );
  });
  await page.close();
  return medians;
}

/** Milliseconds until a new window is idle. */
const SETTLING = 1500;

/** Milliseconds from navigation until the first picture is painted, in a fresh browser context. */
async function firstSurface() {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  // A new window also loads pages of the browser's own, which should not be measured.
  await page.waitForTimeout(SETTLING);
  await page.goto(server.url);
  await page.waitForFunction(() => performance.getEntriesByName("first-surface").length > 0);
  const milliseconds = await page.evaluate(() => performance.getEntriesByName("first-surface")[0].startTime);
  await context.close();
  return milliseconds;
}
const starts = [];
for (let start = 0; start < 10; start++) starts.push(await firstSurface());
starts.sort((one, other) => one - other);

/** @param {string} text of a link @param {number} seconds @param {string[]} opens what to click before it plays */
async function frames(text, seconds, opens = []) {
  await page.goto(`${server.url}/?${Math.random()}#${text}`);
  await page.waitForSelector("html[data-ready]");
  for (const part of opens) await page.locator(part).first().click();
  await page.click("#play");
  // Play stops once where every network has solved the task.
  await page.waitForTimeout(500);
  if ((await page.innerText("#play")) === "Play") await page.click("#play");
  await forgetWork(page);
  await page.waitForTimeout(seconds * 1000);
  return workOf(page);
}
const full = await frames("rules=bp,fa&speed=max", 10);
const heavy = await frames("rules=bp,fa,kp,dfa&width=64&depth=6&init=0.2&rate=0.001&speed=max", 10);
const seven = await frames("rules=bp,fa,redrawn,dfa,usf,kp,readout&speed=max", 12, [
  ".network > summary",
  ".network-more > summary",
]);

/** Milliseconds of all our frame callbacks together, frame by frame, while a point is dragged in one of two panels that learn 60 points at
 * full speed. */
async function dragging() {
  const page = await browser.newPage({ viewport });
  await watchWork(page);
  const data = Array.from({ length: 60 }, (_, i) => `${((i % 8) - 3) / 4},${(Math.floor(i / 8) - 3) / 4},${i % 2}`);
  await page.goto(`${server.url}/#task=own&rules=bp,fa&bias=1&speed=max&data=${data.join(";")}`);
  await page.waitForSelector("html[data-ready]");
  await page.click('[aria-controls="own"]');
  await page.locator("#own-bar").waitFor();
  await page.evaluate(() => document.getElementById("play")?.click());
  const point = await page.locator(".panel .point circle").first().boundingBox();
  const { x, y } = /** @type {{ x: number, y: number }} */ (point);
  await page.mouse.move(x + 2, y + 2);
  await page.mouse.down();
  await forgetWork(page);
  for (let step = 0; step < 400; step++) {
    await page.mouse.move(x + 2 + 80 * (1 - Math.cos(step / 20)), y + 2 + 50 * Math.sin(step / 20));
  }
  const result = await workOf(page);
  await page.close();
  return result;
}
const dragged = await dragging();

// Memory over ten million updates, in slices as in the page.
await page.goto(`${server.url}/?memory#rules=bp,fa`);
await page.waitForSelector("html[data-ready]");
const memory = await page.evaluate(async () => {
  const { Experiment, default: init } = await import(new URL("faxor.js", document.baseURI).href);
  // Its name is short in the built page.
  const memory = Object.values(await init()).find((value) => value instanceof WebAssembly.Memory);
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
/** Presses the button of a tool that trains networks, and measures how long it takes and how smooth the page stays meanwhile.
 * @param {string} tool with which the ids of its parts begin */
function training(tool) {
  return page.evaluate(async (tool) => {
    /** @type {number[]} */
    const gaps = [];
    const status = /** @type {HTMLElement} */ (document.getElementById(`${tool}-status`));
    const begin = performance.now();
    document.getElementById(`${tool}-run`)?.click();
    for (let last = begin; !status.innerText.startsWith("All"); ) {
      const now = await new Promise(requestAnimationFrame);
      gaps.push(now - last);
      last = now;
    }
    const seconds = (performance.now() - begin) / 1000;
    gaps.sort((a, b) => a - b);
    const at = (/** @type {number} */ share) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))];
    return { seconds, said: status.innerText, median: at(0.5), p95: at(0.95), most: at(1) };
  }, tool);
}
// A sweep as a reader runs it.
await page.goto(`${server.url}/?sweep#rules=bp,fa,readout&seeds=10000&updates=5000`);
await page.waitForSelector("html[data-ready]");
await page.click('[aria-controls="luck"]');
await page.waitForSelector("#luck-run");
const sweep = await training("luck");
// The curve over the feedback's angle, as a reader trains it.
await page.goto(`${server.url}/?curve#rules=bp,fa&bias=1&init=0.1&rate=0.1&over=angle`);
await page.waitForSelector("html[data-ready]");
const train = page.getByRole("button", { name: "Train 3,800 networks" });
await train.click();
const curve = await page.getByText(/^All 3,800 networks are trained/).innerText({ timeout: 120_000 });
// A map as a reader trains it.
await page.goto(
  `${server.url}/?map#rules=bp,fa&bias=1&init=0.1&rate=0.1&over=rate:0.001:1:16:log,init:0.01:3:16:log&each=100`,
);
await page.waitForSelector("html[data-ready]");
await page.getByRole("button", { name: "Train 51,200 networks" }).waitFor();
const map = await training("where");
await browser.close();
server.close();

/** The gzipped size of each file of the page. */
const files = filesOfPage("dist").map((name) => ({
  name,
  bytes: gzipSync(readFileSync(join("dist", name)), { level: 9 }).length,
}));

const nanoseconds = (/** @type {string} */ name) => times[name] * 1e6;
const ratio = (/** @type {string} */ ours, /** @type {string} */ peer) => (times[ours] / times[peer]).toPrecision(2);
const share = (/** @type {number} */ limit, /** @type {string} */ name) =>
  `${((100 * limit) / nanoseconds(name)).toFixed(0)} %`;
const mib = (/** @type {number} */ bytes) => (bytes / 2 ** 20).toFixed(2);
for (const [name, title] of Object.entries(PEERS)) {
  console.log(
    `an update of 2-10-10-1, ns: ours ${nanoseconds("run").toFixed(0)}, ${title} ${nanoseconds(name).toFixed(0)}, ratio ${ratio("run", name)}`,
  );
}
console.log(
  `an update of a network in a sweep, ns: ours ${nanoseconds("sweep").toFixed(0)}, ${PEERS.javascript} ${nanoseconds("javascript").toFixed(0)}, ratio ${ratio("sweep", "javascript")}`,
);
const megahertz = clock();
if (megahertz > 0) {
  const limit = FLOPS / (FLOPS_A_CYCLE * (megahertz / 1000));
  console.log(
    `the limit, ${FLOPS} flops at two lanes in two pipes and ${megahertz} MHz, ns: ${limit.toFixed(0)}; a run is at ${share(limit, "run")} of it, a sweep at ${share(limit, "sweep")}`,
  );
}
for (const [name, title] of Object.entries(PEERS)) {
  const picture = `${name}-surface`;
  console.log(
    `100 x 100 predictions as a picture, ms: ours ${times.surface.toFixed(3)}, ${title} ${times[picture].toFixed(3)}, ratio ${ratio("surface", picture)}`,
  );
}
for (const [name, { frames, median, p95, most, updates }] of Object.entries({
  "two panels": full,
  "four panels of width 64, depth 6": heavy,
  "seven panels with open diagrams": seven,
  "two panels of 60 points, one of which is dragged": dragged,
})) {
  console.log(
    `our work a frame at full speed, ${name}, ms: median ${median.toFixed(1)}, 95th percentile ${p95.toFixed(1)}, most ${most.toFixed(1)} (${frames} frames, ${updates} updates)`,
  );
}
console.log(
  `10,000 seeds x 3 rules x 5,000 updates on the page, s: ${sweep.seconds.toFixed(1)} (${sweep.said}); from frame to frame meanwhile, ms: median ${sweep.median.toFixed(1)}, 95th percentile ${sweep.p95.toFixed(1)}, most ${sweep.most.toFixed(1)}`,
);
console.log(`19 angles x 2 rules x 100 networks x 5,000 updates on the page: ${curve}`);
console.log(
  `16 x 16 cells x 2 rules x 100 networks x 5,000 updates on the page: ${map.said}; from frame to frame meanwhile, ms: median ${map.median.toFixed(1)}, 95th percentile ${map.p95.toFixed(1)}, most ${map.most.toFixed(1)}`,
);
console.log(
  `memory over ten million updates of two runs, MiB: WebAssembly ${mib(memory.before[0])} -> ${mib(memory.after[0])}, JavaScript ${mib(memory.before[1])} -> ${mib(memory.after[1])}`,
);
console.log(
  `from navigation to the first surface, ms: median of ten ${((starts[4] + starts[5]) / 2).toFixed(0)}, ${starts[0].toFixed(0)} to ${starts[9].toFixed(0)}`,
);
const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(
  `the page's files, gzipped: ${kilobytes(files.reduce((sum, { bytes }) => sum + bytes, 0))} (${files.map(({ name, bytes }) => `${name} ${kilobytes(bytes)}`).join(", ")})`,
);

mkdirSync("target", { recursive: true });
const rows = Object.entries(times).map(([name, milliseconds]) =>
  name.endsWith("surface")
    ? { name, milliseconds_per_picture: milliseconds }
    : { name, nanoseconds_per_update: nanoseconds(name) },
);
writeFileSync("target/bench.json", `${JSON.stringify(rows, null, 2)}\n`);
