// The tests of the built page (dist/) in an installed Firefox or WebKitGTK, which Playwright cannot drive. Each runs in both; what the
// core works out must equal what it works out in Chromium, bit for bit.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { chromedriverPath, chromiumPath } from "../../scripts/browsers.mjs";
import { serve } from "../../scripts/serve.mjs";
import { exact, inOneGo, shown } from "./read.js";
import { drive, pause, TIMEOUT } from "./webdriver.js";

/** @typedef {import("./webdriver.js").Tab} Tab */

const DIST = process.env.DIST ?? "dist";

/** Between them: every rule, both errors, bias, one to six hidden layers, a run that diverges, drawn points with noise. */
const LINKS = {
  "the article's setting": "rules=bp,fa&seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01&at=3000",
  "the rules' own choices, the article's error, biases":
    "rules=redrawn,kp,dfa,usf&seed=5&width=7&depth=3&bias=1&init=0.5&error=sign&rate=0.02&decay=0.01&redraw=3&at=2500",
  "a deep network":
    "rules=bp,fa,kp,dfa&seed=4294967295&width=64&depth=6&bias=1&init=0.1&error=difference&rate=0.01&decay=0.001&at=300",
  "a run that diverges":
    "rules=readout,fa,bp&seed=36&width=64&depth=1&bias=0&init=1&error=difference&rate=0.15&at=1000",
  "feedback held at an angle": "rules=held,fa,bp&angle=75&feedback=0.5&seed=41&bias=1&init=0.1&rate=0.1&at=1200",
  "all rules on two spirals":
    "task=spirals&points=60&noise=0.02&rules=bp,fa,redrawn,dfa,usf,kp,readout&seed=9&width=12&depth=2&bias=1&init=0.5&error=difference&rate=0.03&at=1500",
};

/** Seeds of every outcome. */
const SWEEP =
  "rules=bp,fa,readout&seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.1&updates=1000&seeds=40";
const SWEPT = "All 120 runs are counted.";

/** The page's tools, by the id of their section. */
const TOOLS = ["wrong", "where", "hand", "luck", "own", "charts", "settings", "earlier"];

/** Forgets what another test has left in the browser, and notes what goes wrong in the page, from before its own scripts
 * on: WebDriver does not tell. */
const WATCH = `
  const [{ type }] = performance.getEntriesByType("navigation");
  if (type === "navigate" && parent === window && !opener) localStorage.clear();
  const faults = [];
  document.faults = faults;
  for (const level of ["error", "warn"]) {
    console[level] = (...words) => faults.push(level + ": " + words.join(" "));
  }
  // Also for scripts, styles and pictures that do not load, whose events do not bubble.
  addEventListener("error", (event) => faults.push(event.message ?? "failed: " + event.target.outerHTML), true);
  addEventListener("unhandledrejection", (event) => faults.push("rejected: " + event.reason));
  addEventListener("securitypolicyviolation", (event) => faults.push("denied: " + event.blockedURI));
`;

/** Makes a browser one whose WebAssembly knows no vectors: it takes no module that has them. */
const OLDER = `
  WebAssembly.validate = () => false;
  WebAssembly.instantiate = () => Promise.reject(new WebAssembly.CompileError("v128 not enabled"));
  WebAssembly.instantiateStreaming = WebAssembly.instantiate;
`;

/** The page under other names, each with a script more; the service worker takes no part in them. And a page of
 * two narrow frames, and one of a frame whose sandbox allows too little. @returns {Promise<Record<string, Buffer>>} */
async function variants() {
  const page = await readFile(join(DIST, "index.html"), "utf8");
  const having = (/** @type {string} */ script) => {
    const variant = page.replace(/<script/, `<script src="${script}"></script><script`);
    assert.notEqual(variant, page);
    return Buffer.from(variant);
  };
  const frame = (/** @type {number} */ width) =>
    `<iframe id="w${width}" width="${width}" height="700" src="watched.html#rules=bp,fa&seed=23&at=20"></iframe>`;
  return {
    "/watched.html": having("watch.js"),
    "/watch.js": Buffer.from(WATCH),
    "/older.html": having("older.js"),
    "/older.js": Buffer.from(OLDER),
    "/frames.html": Buffer.from(`<!doctype html><link rel="icon" href="data:,">${frame(390)}${frame(320)}`),
    "/sandboxed.html": Buffer.from(
      '<!doctype html><link rel="icon" href="data:,"><iframe sandbox="allow-scripts" width="800" height="600" src="./#rules=bp,fa&seed=77">',
    ),
  };
}

const launchChromium = () =>
  drive([chromedriverPath()], {
    "goog:chromeOptions": {
      binary: chromiumPath(),
      args: ["--headless", "--no-sandbox", "--disable-quic", "--disable-background-networking", "--hide-scrollbars"],
    },
  });

const isReady = () => document.documentElement.dataset.ready !== undefined;
const isThere = (/** @type {string} */ selector) => document.querySelector(selector)?.checkVisibility() ?? false;
const hasText = (/** @type {string} */ selector, /** @type {string} */ text) =>
  document.querySelector(selector)?.textContent?.includes(text) ?? false;
const passed = (/** @type {number} */ updates) =>
  Number(document.querySelector("#updates")?.textContent?.replaceAll(",", "")) > updates;
const endsWith = (/** @type {string} */ end) => location.hash.endsWith(end);

/** Presses what opens a part of the page, whose code may come only now, and waits for it.
 * @param {Tab} tab @param {string} selector @param {string} part */
async function openBy(tab, selector, part) {
  await tab.click(selector);
  await tab.until(`${part} is there`, isThere, part);
}

const openTool = (/** @type {Tab} */ tab, /** @type {string} */ tool, part = `#${tool}-title`) =>
  openBy(tab, `[aria-controls="${tool}"]`, part);

/** @param {Tab} tab @param {string} selector */
const textOf = (tab, selector) => tab.evaluate((selector) => document.querySelector(selector).textContent, selector);

/** @param {Tab} tab @param {string} selector @param {string} text */
const says = (tab, selector, text) => tab.until(`${selector} says ${text}`, hasText, selector, text);

const updatesOf = async (/** @type {Tab} */ tab) => Number((await textOf(tab, "#updates")).replaceAll(",", ""));

/** @param {Tab} tab @param {number} updates */
const standsAt = (tab, updates) =>
  tab.until(
    `${updates} updates are done`,
    (text) => document.querySelector("#updates")?.textContent === text,
    updates.toLocaleString("en-US"),
  );

/** Holds that a file is a PNG with something drawn: nothing but one colour packs into much less.
 * @param {Buffer} file @returns its width and height */
function isPicture(file) {
  assert.equal(file.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1A\n");
  assert.ok(file.length > 10_000, `${file.length} bytes`);
  return [file.readUInt32BE(16), file.readUInt32BE(20)];
}

const rowsOf = (/** @type {Tab} */ tab, /** @type {string} */ table) =>
  tab.evaluate(
    (table) =>
      Array.from(document.querySelectorAll(`${table} tr`), ({ children }) =>
        Array.from(children, (cell) => cell.textContent ?? ""),
      ),
    table,
  );

/** What the core gives of this moment. Not the histories: how much of the past is kept depends on how the run came here. */
const momentOf = async (/** @type {Tab} */ tab) => {
  const { updates, runs } = await tab.evaluate(exact);
  return { updates, runs: runs.map(({ figures, predictions, now }) => [figures, predictions, now]) };
};

/** A hash that has its value in this form. @param {Tab} tab @param {string} key @param {RegExp} form */
const inAddress = (tab, key, form) =>
  tab.until(
    `the address has ${key} as ${form}`,
    (key, form) => new RegExp(form).test(new URLSearchParams(location.hash.slice(1)).get(key) ?? ""),
    key,
    form.source,
  );

/** The middle of something that is scrolled into view, or a place in it as shares of its size.
 * @param {Tab} tab @param {string} selector @returns {Promise<(x?: number, y?: number) => [number, number]>} */
async function placesIn(tab, selector) {
  const { x, y, width, height } = await tab.evaluate((selector) => {
    const element = document.querySelector(selector);
    element.scrollIntoView({ block: "center", behavior: "instant" });
    return element.getBoundingClientRect().toJSON();
  }, selector);
  return (right = 0.5, down = 0.5) => [x + width * right, y + height * down];
}

/** Runs the tests in an engine.
 * @param {string} name
 * @param {() => Promise<Tab>} launch
 * @param {string | false} [lacking] why it cannot be tested here */
export function testIn(name, launch, lacking = false) {
  describe(name, { skip: lacking }, () => {
    /** @type {Awaited<ReturnType<typeof serve>>} */
    let server;
    /** The engine under test. @type {Tab} */
    let tab;
    /** @type {Tab} */
    let chromium;

    before(
      async () => {
        server = await serve(DIST, 0, { extra: await variants() });
        [tab, chromium] = await Promise.all([launch(), launchChromium()]);
        await Promise.all([tab.size(1200, 800), chromium.size(1200, 800)]);
      },
      { timeout: TIMEOUT },
    );

    after(async () => {
      await Promise.allSettled([tab?.quit(), chromium?.quit()]);
      server?.close();
    });

    /** Opens a link, and waits until its run is there. @param {string} link */
    async function open(link, within = tab) {
      await within.goto("about:blank");
      await within.goto(`${server.url}/watched.html#${link}`);
      await within.until("the page is ready", isReady);
      await standsAt(within, Number(new URLSearchParams(link).get("at") ?? 0));
    }

    /** Holds that nothing has gone wrong since the link was opened. */
    async function isWell(within = tab) {
      const faults = await within.evaluate(() => {
        const missing = performance
          .getEntriesByType("resource")
          .filter((entry) => "responseStatus" in entry && Number(entry.responseStatus) >= 400)
          // Firefox asks for this one by itself, for a page without an icon.
          .filter(({ name }) => !name.endsWith("/favicon.ico"))
          .map(({ name }) => `missing: ${name}`);
        const { faults = [] } = /** @type {Document & { faults?: string[] }} */ (document);
        return [...faults, ...missing, document.querySelector("#fault")?.textContent].filter(Boolean);
      });
      assert.deepEqual(faults, []);
    }

    /** @param {string} name @param {() => Promise<void>} work */
    const check = (name, work) =>
      test(name, { timeout: TIMEOUT }, async () => {
        await work();
        await isWell();
      });

    check("the page starts without a fault", async () => {
      await open("v=1");
      assert.ok(await tab.evaluate(isThere, "#page"));
      const agent = await tab.evaluate(() => navigator.userAgent);
      assert.match(agent, new RegExp(name));
      assert.doesNotMatch(agent, /Chrom/);
    });

    check("without a text two networks race until both have solved the task", async () => {
      await tab.goto("about:blank");
      await tab.goto(`${server.url}/watched.html`);
      await standsAt(tab, 1300);
      assert.match(await textOf(tab, "#status"), /both networks have solved the task/);
      assert.match(await textOf(tab, ".panel:last-child .told summary"), /^told \d+° away from the truth$/);
    });

    for (const [name, link] of Object.entries(LINKS)) {
      check(`the figures and pictures are Chromium's, bit for bit: ${name}`, async () => {
        const seen = async (/** @type {Tab} */ within) => {
          await open(link, within);
          await openTool(within, "charts", "#charts");
          const { updates, panels, charts } = await within.evaluate(shown);
          // How lines and letters are smoothed is each browser's own.
          return { updates, panels, charts: charts.map(({ alternative }) => alternative) };
        };
        const [ours, theirs] = await Promise.all([seen(tab), seen(chromium)]);
        assert.deepEqual(ours, theirs);
        assert.equal(ours.panels.length, new URLSearchParams(link).get("rules")?.split(",").length);
        assert.deepEqual(await tab.evaluate(exact), await chromium.evaluate(exact));
        await isWell(chromium);
      });
    }

    check("it plays, pauses and steps", async () => {
      await open("rules=bp,fa&seed=23&at=10");
      const start = (await tab.evaluate(shown)).panels;
      await tab.click("#play");
      await tab.until("it plays", passed, 100);
      assert.equal(await textOf(tab, "#play"), "Pause");
      await tab.click("#play");
      assert.equal(await textOf(tab, "#play"), "Play");
      const paused = await updatesOf(tab);
      const seen = (await tab.evaluate(shown)).panels;
      seen.forEach(({ picture }, i) => {
        assert.ok(picture !== start[i].picture, `picture ${i + 1} has changed`);
      });
      await pause(300);
      assert.equal(await updatesOf(tab), paused);
      await tab.until("the address has the update", endsWith, `&at=${paused}`);
      await open(await tab.evaluate(() => location.hash.slice(1)), chromium);
      assert.deepEqual(await momentOf(tab), await momentOf(chromium));
      await tab.click("#step");
      await standsAt(tab, paused + 1);
      await tab.click("#back");
      await standsAt(tab, paused);
      assert.deepEqual(await momentOf(tab), await momentOf(chromium));
    });

    check("the mouse drags the timeline back and forth to the very figures of before", async () => {
      const link = "rules=bp,fa,redrawn,kp&seed=5&bias=1&error=sign&rate=0.02";
      await open(`${link}&at=3000`);
      const end = await tab.evaluate(exact);
      const at = await placesIn(tab, "#timeline");
      const [[left], [right]] = [at(0), at(1)];
      const thumb = 8;
      await tab.drag([right - thumb, at()[1]], at(0.8), at(0.6), at(0.4));
      await tab.until("it has gone back", () => Number(location.hash.match(/&at=(\d+)$/)?.[1]) < 2000);
      const updates = await updatesOf(tab);
      assert.ok(updates > 500, `at ${updates}`);
      await open(`${link}&at=${updates}`, chromium);
      assert.deepEqual(await momentOf(tab), await momentOf(chromium));
      await tab.drag([left + thumb + ((right - left - 2 * thumb) * updates) / 3000, at()[1]], at(0.7), at(1));
      await standsAt(tab, 3000);
      assert.deepEqual(await tab.evaluate(exact), end);
    });

    check("a quick drag of the timeline, with 400 inputs in 3 seconds, ends without a fault", async () => {
      // WebKit throws when the address changes more than 100 times in 10 seconds.
      await open("rules=bp,fa&seed=23&at=3000");
      await tab.evaluate(async () => {
        const timeline = /** @type {HTMLInputElement} */ (document.querySelector("#timeline"));
        const begin = performance.now();
        for (let input = 1; input <= 400; input++) {
          // Down to 1,000 and up again to 2,990, each time to another update.
          timeline.value = String(1000 + Math.abs(200 - input) * 10 - (input === 400 ? 10 : 0));
          timeline.dispatchEvent(new Event("input", { bubbles: true }));
          await new Promise((later) => setTimeout(later, Math.max(0, begin + input * 7.5 - performance.now())));
        }
      });
      await standsAt(tab, 2990);
      await tab.until("the address has the update", endsWith, "&at=2990");
    });

    check("keys play, step, reset and draw a new seed", async () => {
      await open("rules=bp,fa&seed=23");
      await tab.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
      await tab.press("ArrowRight");
      await standsAt(tab, 1);
      await tab.press(" ");
      await tab.until("it plays", passed, 20);
      await tab.press(" ");
      assert.equal(await textOf(tab, "#play"), "Play");
      await tab.press("r");
      await standsAt(tab, 0);
      await tab.press("n");
      await tab.until("the seed is another", () => document.querySelector("#seed-shown")?.textContent !== "23");
    });

    check("a slider restarts the run by key, and undo brings the run back", async () => {
      await open("rules=bp,fa&seed=23&rate=0.1&at=300");
      await tab.focus('#sliders input[type="range"]');
      await tab.press("ArrowRight");
      await standsAt(tab, 0);
      await inAddress(tab, "rate", /^0\.12$/);
      await tab.click("#undo");
      await standsAt(tab, 300);
      await inAddress(tab, "rate", /^0\.1$/);
    });

    check("points are added by mouse and key, dragged while it plays, and taken back", async () => {
      await open("task=own&rules=bp,fa&seed=23&width=1&data=0,0,0;0,1,1;1,0,1;1,1,0");
      await openTool(tab, "own", "#own-bar");
      const picture = await placesIn(tab, ".panel .picture");
      const at = (/** @type {number} */ x1, /** @type {number} */ x2) => picture((x1 + 0.25) / 1.5, (1.25 - x2) / 1.5);
      await tab.drag(at(0.5, 0.5));
      await inAddress(tab, "data", /;\.5,\.5,1$/);
      await tab.drag(at(0.5, 0.5));
      await inAddress(tab, "data", /^0,0,0;0,1,1;1,0,1;1,1,0;\.5,\.5,0$/);
      await tab.evaluate(() => document.getElementById("play")?.click());
      await tab.drag(at(0, 0), ...Array.from({ length: 20 }, (_, i) => at((i + 1) / 80, (i + 1) / 80)));
      await tab.until("the point has moved", () => !location.hash.includes("data=0,0,0;"));
      await tab.evaluate(() => document.getElementById("play")?.click());
      assert.ok(
        await tab.evaluate(
          () => /** @type {import("./read.js").Page} */ (document).faxor.state.experiment.earliest() > 0,
        ),
      );
      await tab.click("#own-undo");
      await inAddress(tab, "data", /^0,0,0;0,1,1;1,0,1;1,1,0;\.5,\.5,0$/);
      // By key: the mark begins in the middle of the picture, on the point.
      await tab.focus(".panel .picture");
      for (const key of ["ArrowRight", "ArrowLeft", "Enter"]) await tab.press(key);
      await inAddress(tab, "data", /^0,0,0;0,1,1;1,0,1;1,1,0;\.5,\.5,1$/);
      await tab.press("Delete");
      await inAddress(tab, "data", /^0,0,0;0,1,1;1,0,1;1,1,0$/);
      await tab.press("Enter");
      await inAddress(tab, "data", /^0,0,0;0,1,1;1,0,1;1,1,0;\.5,\.5,[01]$/);
    });

    check("every tool opens, and closes again", async () => {
      await open("rules=bp,fa&seed=23&at=20");
      for (const tool of TOOLS) {
        const part = tool === "charts" ? "#charts" : `#${tool}-title`;
        await openTool(tab, tool, part);
        await openTool(tab, tool, `[aria-controls="${tool}"][aria-expanded=false]`);
        assert.ok(!(await tab.evaluate(isThere, part)), `${tool} is closed`);
      }
    });

    check("no select cuts off what is chosen in it", async () => {
      await open("rules=bp,fa&seed=23&at=20");
      for (const tool of TOOLS) await openTool(tab, tool, tool === "charts" ? "#charts" : `#${tool}-title`);
      const cut = await tab.evaluate(() => {
        const all = Array.from(document.querySelectorAll("select")).filter((select) => select.checkVisibility());
        // A rule's name is shown in full beside its own select, which is invisible.
        const shown = all.filter((select) => select.selectedOptions.length > 0 && !select.closest(".rule-choice"));
        return shown.flatMap((select) => {
          const [{ text }] = select.selectedOptions;
          const single = /** @type {HTMLSelectElement} */ (select.cloneNode(false));
          single.add(new Option(text));
          single.style.cssText = "inline-size: auto; min-inline-size: 0; position: absolute";
          // Beside the first, to have its style, but for what its id gives.
          single.removeAttribute("id");
          select.after(single);
          const missing = single.offsetWidth - select.offsetWidth;
          single.remove();
          return missing > 0 ? [`${text}: ${missing} pixels`] : [];
        });
      });
      assert.deepEqual(cut, []);
    });

    check("one update, line by line, has Chromium's numbers", async () => {
      const lines = async (/** @type {Tab} */ within) => {
        await open("rules=bp,fa&seed=23&at=40", within);
        await openTool(within, "hand");
        return within.evaluate(async () => {
          /** @type {(string | null | undefined)[]} */
          const seen = [];
          const text = (/** @type {string} */ id) => document.getElementById(id)?.textContent;
          document.getElementById("hand-all")?.click();
          for (let line = 0; line < 8; line++) {
            seen.push(text("hand-where"), text("hand-lines"));
            document.getElementById("hand-next")?.click();
            await new Promise(requestAnimationFrame);
          }
          return seen;
        });
      };
      const [ours, theirs] = await Promise.all([lines(tab), lines(chromium)]);
      assert.deepEqual(ours, theirs);
      assert.equal(new Set(ours).size > 8, true, "the lines differ");
    });

    check("a setting restarts the run, and an invalid one is named and changes nothing", async () => {
      await open("rules=bp,fa&seed=23&at=30");
      await openTool(tab, "settings");
      const enter = async (/** @type {string} */ value) => {
        await tab.clear("#width");
        await tab.type("#width", value);
        await tab.press("Enter");
      };
      await enter("99");
      await tab.until("it is named", isThere, "#choice-problem:not(:empty)");
      await inAddress(tab, "at", /^30$/);
      await enter("6");
      await inAddress(tab, "width", /^6$/);
      await standsAt(tab, 0);
    });

    check("a sweep saves the very file that Chromium's core makes of it", async () => {
      await Promise.all([open(SWEEP), open(SWEEP, chromium)]);
      await openTool(tab, "luck");
      await tab.click("#luck-run");
      const { csv, seeds } = await chromium.evaluate(inOneGo, SWEEP);
      await says(tab, "#luck-status", SWEPT);
      await tab.click("#luck-save button");
      assert.equal(String(await tab.saved("faxor-sweep.csv")), csv);
      await tab.click("#luck-save button:last-child");
      assert.equal(String(await tab.saved("faxor-seeds.csv")), seeds);
    });

    check("it keeps a sweep beside the next one, and opens the file that it saved of both", async () => {
      await open(SWEEP);
      await openTool(tab, "luck");
      const sweep = async (/** @type {string} */ named) => {
        await tab.click("#luck-run");
        await says(tab, "#luck-status", SWEPT);
        await says(tab, "#earlier-table tr:nth-last-child(3) td", named);
      };
      await sweep("1: the present setting");
      await tab.evaluate(() => {
        /** @type {import("./read.js").Page} */ (document).faxor.state.change("rate", "0.5");
      });
      await sweep("2: the present setting");
      const before = await rowsOf(tab, "#earlier-table");
      assert.match(before[0].join(" "), /^1: rate 0\.1 .* more\+/);
      await tab.click("#earlier-save");
      const path = join(tab.home, "kept.json");
      await writeFile(path, await tab.saved("faxor-results.json"));
      await tab.click("#earlier-clear");
      assert.deepEqual(await rowsOf(tab, "#earlier-table"), []);
      await tab.type("#earlier-file", path);
      await says(tab, "#earlier-status", "Opened kept.json: 2 settings.");
      assert.deepEqual(await rowsOf(tab, "#earlier-table"), before);
    });

    check("a key turns the dial and plays, and the curve is the very file that the program prints", async () => {
      const frozen = await readFile(new URL("../frozen/curve.csv", import.meta.url), "utf8");
      await open("rules=bp,fa&seed=41&bias=1&init=0.1&rate=0.1&updates=1500&first=5&each=3&over=angle");
      await tab.until("the dial is there", isThere, "#dial-slider");
      await tab.focus("#dial-slider");
      await tab.press("End");
      await tab.press("ArrowLeft");
      await says(tab, "#dial-number", "175°");
      await says(tab, "#play", "Pause");
      await tab.click("#wrong-run");
      await says(tab, "#wrong-status", "All 114 networks are trained");
      assert.equal(
        await tab.evaluate(() => document.querySelectorAll("#wrong-plot [role=button]").length),
        38,
        "a point for each angle and rule",
      );
      await tab.click("#wrong-save");
      // The dial is turned first, and the file begins with the link of that moment.
      assert.equal(String(await tab.saved("faxor-angle.csv")), frozen.replace("&updates=", "&angle=175&updates="));
    });

    check("a map is the very file that the program prints, and keys read a cell and open its networks", async () => {
      await open("rules=bp,fa&bias=1&updates=500&over=rate:0.01:1:3:log,init:0.2:2.2:3&each=6&first=11");
      await tab.until("the map is there", isThere, "#where-run");
      await tab.click("#where-run");
      await says(tab, "#where-status", "All 108 networks are trained");
      await tab.click("#where-save");
      const wanted = await readFile(new URL("../frozen/map.csv", import.meta.url), "utf8");
      assert.equal(String(await tab.saved("faxor-rate-init.csv")), wanted);
      await tab.focus("#where canvas");
      await tab.press("ArrowUp");
      await says(tab, "#where-reading", "of 6");
      await tab.press("Enter");
      await tab.until("the dots are there", isThere, "#luck-dots canvas");
      await says(tab, "#luck-status", "All 12 runs are counted");
    });

    check("it walks through the lesson, with every part of the page open", async () => {
      await open("rules=bp,fa&seed=23&at=20");
      await tab.click('.primary-link[href="#lesson=1"]');
      for (const chapter of [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 10]) {
        await tab.until(`chapter ${chapter} is there`, isThere, `#chapter-${chapter}`);
        await tab.click(".chapter:not([hidden]) .question label:last-child");
        await tab.click(".chapter:not([hidden]) .reveal");
        await tab.evaluate(() => {
          const within = (/** @type {string} */ selector) =>
            /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector));
          for (const skip of within(".chapter:not([hidden]) .show-answer")) skip.click();
          for (const button of within('.tools [aria-expanded="false"]')) button.click();
          for (const network of within("details.network")) network.setAttribute("open", "");
        });
        await tab.until("the answer is there", isThere, ".chapter:not([hidden]) .answer");
        await tab.click("#play");
        await tab.until("it plays", passed, 5);
        // Play may have stopped by itself, where every network has solved the task.
        await tab.evaluate(() => {
          const play = document.getElementById("play");
          if (play?.textContent === "Pause") play.click();
        });
        // By hand: a line on, and the update done.
        const before = await textOf(tab, "#hand-where");
        await tab.click("#hand-next");
        await tab.until(
          "the line is another",
          (before) => document.querySelector("#hand-where")?.textContent !== before,
          before,
        );
        if (chapter !== 10) await tab.click("#chapter-next");
      }
    });

    check("the share dialog has Chromium's link and draws its code, and the presentation is left by key", async () => {
      const link = "rules=bp,kp&seed=5&bias=1&rate=0.02&at=120";
      const shared = async (/** @type {Tab} */ within) => {
        await open(link, within);
        await openBy(within, "#share", "#sharing[open]");
        await within.click("#sharing-here");
        return within.evaluate(() => {
          const text = (/** @type {string} */ id) =>
            /** @type {HTMLTextAreaElement} */ (document.getElementById(id)).value;
          const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("#sharing canvas"));
          const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          const black = Array.from(data).filter((value, i) => i % 4 === 0 && value === 0).length;
          return { link: text("sharing-link"), html: text("sharing-snippet"), black };
        });
      };
      const [ours, theirs] = await Promise.all([shared(tab), shared(chromium)]);
      assert.match(ours.link, /#.*rules=bp,kp.*&at=120$/);
      assert.ok(ours.black > 1000, "black modules");
      assert.deepEqual(ours, theirs);
      await tab.click("#present");
      await tab.until(
        "it presents",
        () =>
          document.documentElement.dataset.presents !== undefined ||
          document.querySelector("#leave")?.checkVisibility(),
      );
      await tab.press("p");
      await tab.until("it presents no longer", () => !document.querySelector("#leave")?.checkVisibility());
    });

    // WebKitGTK's browser lists saved files below the page, which gets lower with each: more of them would leave no room to click.
    check("it saves every file that Chromium saves, of this moment", async () => {
      const link = "rules=bp,fa&seed=23&at=40";
      const files = async (/** @type {Tab} */ within) => {
        await open(link, within);
        await openBy(within, "#share", "#sharing[open]");
        /** @type {Record<string, Buffer>} */
        const saved = {};
        const names = ["all", "bp", "fa", "delta-angle"].map((part) => `${part}-seed23-update40.png`);
        names.push("history-seed23-update40.csv", "whole-run-seed23-update40.json");
        for (const [i, name] of names.entries()) {
          await within.click(`#sharing-files button:nth-of-type(${i + 1})`);
          saved[name] = await within.saved(`faxor-${name}`);
        }
        assert.equal(await within.evaluate(() => document.querySelectorAll("#sharing-files button").length), 6);
        return saved;
      };
      const [ours, theirs] = await Promise.all([files(tab), files(chromium)]);
      for (const [name, content] of Object.entries(ours)) {
        if (!name.endsWith("png")) {
          assert.equal(content.toString(), theirs[name].toString(), name);
          continue;
        }
        // Letters have each browser's own form, and a text may need a line more: 24 pixels, twice as many in the file.
        const [[width, height], [itsWidth, itsHeight]] = [isPicture(content), isPicture(theirs[name])];
        assert.equal(width, itsWidth, name);
        assert.ok(Math.abs(height - itsHeight) <= 48, `${name}: ${height} and ${itsHeight} pixels`);
      }
    });

    check("where it gives no clipboard the link is shown, selected, to be copied by hand", async () => {
      await open("rules=bp,fa&seed=23&at=12");
      await tab.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
      await openBy(tab, "#copy-link", "#link-text");
      const [selected, address] = await tab.evaluate(() => {
        const input = /** @type {HTMLInputElement} */ (document.querySelector("#link-text"));
        const { value, selectionStart, selectionEnd } = input;
        const isChosen = document.activeElement === input;
        return [isChosen && value.slice(selectionStart ?? 0, selectionEnd ?? 0), location.href];
      });
      assert.equal(selected, address);
    });

    for (const link of ["%23rules=fa,kp&seed=77", "?rules=fa,kp&amp;seed=77.", "#rules%3Dfa%252Ckp%26seed%3D77"]) {
      check(`a damaged link is repaired: ${link}`, async () => {
        await tab.goto("about:blank");
        await tab.goto(`${server.url}/${link}`);
        await tab.until("the page is ready", isReady);
        await inAddress(tab, "seed", /^77$/);
        await inAddress(tab, "rules", /^fa,kp$/);
        assert.ok(!(await tab.evaluate(isThere, "#problems")));
      });
    }

    check("what is disabled looks so, and a row of matrices has room for a scrollbar that lies over it", async () => {
      await open("rules=bp,fa,redrawn,dfa,usf,kp,held,readout&seed=23&at=20");
      await openTool(tab, "hand");
      const [opacity, room] = await tab.evaluate(() => {
        const [select, box] = ["select:disabled", ".hand-box"].map(
          (what) => document.querySelector(what) ?? document.body,
        );
        return [getComputedStyle(select).opacity, getComputedStyle(box).paddingBlockEnd].map(Number.parseFloat);
      });
      assert.ok(opacity < 0.8, `opacity ${opacity}`);
      assert.ok(room >= 8, `${room} pixels`);
    });

    check("a link opened from a link shows its run, and back and forward lead to each", async () => {
      await open("rules=bp,fa&seed=23&at=100");
      await tab.click("#play");
      await tab.until("it plays", passed, 150);
      await tab.click("#play");
      const left = await updatesOf(tab);
      await tab.until("the address has the update", endsWith, `&at=${left}`);
      const hash = await tab.evaluate(() => location.hash);
      const former = await tab.evaluate(shown);
      // Over a dialog, which is about the former run.
      await openBy(tab, "#share", "#sharing[open]");
      await tab.evaluate(() => location.assign("#rules=kp,usf,dfa&seed=5&at=70&width=65"));
      await standsAt(tab, 70);
      assert.equal(await tab.evaluate(() => document.querySelectorAll("dialog[open]").length), 0);
      assert.equal((await tab.evaluate(shown)).panels.length, 3);
      assert.match(await textOf(tab, "#problems-text"), /width is “65”/);
      await tab.back();
      await standsAt(tab, left);
      assert.deepEqual((await tab.evaluate(shown)).panels, former.panels);
      assert.equal(await tab.evaluate(() => location.hash), hash);
      assert.ok(!(await tab.evaluate(isThere, "#problems")));
      await tab.forward();
      await standsAt(tab, 70);
    });

    check("a page that was set aside while it played plays on when the reader comes back", async () => {
      await open("rules=bp,fa&seed=23&speed=1");
      await tab.evaluate(() => {
        addEventListener("pageshow", ({ persisted }) => {
          document.documentElement.dataset.persisted = String(persisted);
        });
      });
      // A page on which geckodriver has clicked is not set aside.
      await tab.evaluate(() => document.getElementById("play")?.click());
      await tab.until("it plays", passed, 20);
      await tab.goto(`${server.url}/frames.html`);
      await tab.back();
      await tab.until("the page is back", () => document.documentElement.dataset.persisted === "true");
      assert.equal(await textOf(tab, "#play"), "Pause");
      const before = await updatesOf(tab);
      assert.ok(before >= 20, "it is the very page");
      await tab.until("it plays on", passed, before);
    });

    check("the theme is drawn everywhere, outlives a reload and holds in another tab", async () => {
      await open("rules=bp,fa&seed=23&at=300");
      const { here, there, close } = await tab.another();
      await open("rules=bp,fa&seed=23");
      await here();
      await openTool(tab, "charts", "#charts");
      const light = await tab.evaluate(shown);
      await tab.click("#theme");
      const dark = await tab.evaluate(shown);
      assert.ok(dark.panels.every(({ picture }, i) => picture !== light.panels[i].picture));
      assert.ok(dark.charts.every(({ picture }, i) => picture !== light.charts[i].picture));
      const isIn = (/** @type {string} */ theme) => document.documentElement.dataset.theme === theme;
      await there();
      await tab.until("it is dark there too", isIn, "dark");
      await here();
      await tab.reload();
      await tab.until("the page is ready", isReady);
      await tab.until("it is dark again", isIn, "dark");
      await tab.click("#theme");
      await there();
      await tab.until("it is light there too", isIn, "light");
      await isWell();
      await close();
    });

    for (const width of [390, 320]) {
      check(`in a frame of ${width} pixels everything fits, and it steps`, async () => {
        await tab.goto("about:blank");
        await tab.goto(`${server.url}/frames.html`);
        await tab.until(
          "the frame is ready",
          (width) =>
            /** @type {HTMLIFrameElement} */ (document.querySelector(`#w${width}`)).contentDocument?.documentElement
              .dataset.ready !== undefined,
          width,
        );
        /** @type {string[]} */
        const broad = await tab.evaluate(
          async (width, tools) => {
            const frame = /** @type {HTMLIFrameElement} */ (document.querySelector(`#w${width}`));
            const page = /** @type {Document} */ (frame.contentDocument);
            const until = async (/** @type {() => unknown} */ isSo) => {
              for (let i = 0; i < 600 && !isSo(); i++) await new Promise((later) => setTimeout(later, 50));
              if (!isSo()) throw new Error(`waited in vain until ${isSo}`);
            };
            await until(() => page.querySelector("#updates")?.textContent === "20");
            page.getElementById("step")?.click();
            await until(() => page.querySelector("#updates")?.textContent === "21");
            const broad = [];
            for (const tool of [undefined, ...tools]) {
              if (tool) {
                const button = /** @type {HTMLElement} */ (page.querySelector(`[aria-controls="${tool}"]`));
                button.click();
                const part = tool === "charts" ? "#charts" : `#${tool}-title`;
                await until(() => page.querySelector(part)?.checkVisibility());
              }
              const { scrollWidth } = page.documentElement;
              if (scrollWidth > width) broad.push(`${tool ?? "the page"}: ${scrollWidth}`);
            }
            return broad;
          },
          width,
          TOOLS,
        );
        assert.deepEqual(broad, []);
      });
    }

    test("in a frame whose sandbox allows scripts alone, the page says what is missing, and leads to a tab of its own", async () => {
      await tab.goto(`${server.url}/sandboxed.html`);
      const [said, target, href] = await tab.inFrame(async () => {
        // WebKit runs none of our scripts there: 'self' stands for no host in such a frame. What it shows needs none.
        await tab.until("it says so", isThere, ".fault:not([hidden]) a");
        if (name !== "WebKit") await tab.until("it knows the run", isThere, "#fault a");
        return tab.evaluate(() => {
          const link = Array.from(document.querySelectorAll(".fault a")).find((link) => link.checkVisibility());
          return [link?.parentElement?.textContent, link?.getAttribute("target"), link?.getAttribute("href")].map(
            String,
          );
        });
      });
      assert.match(said, /sandbox must have allow-scripts and allow-same-origin/);
      assert.doesNotMatch(said, /connection/);
      assert.equal(target, "_blank");
      assert.match(href, name === "WebKit" ? /^$/ : /#.*seed=77/);
    });

    test("where WebAssembly has no vectors, the page says which browsers have", async () => {
      await tab.goto(`${server.url}/older.html`);
      await tab.until("the fault is there", isThere, "#fault");
      assert.match(
        await textOf(tab, "#fault"),
        /vectors \(SIMD\), which this browser does not have\. .* Firefox from \d+ and Safari from/,
      );
      assert.ok(!(await tab.evaluate(isThere, "#page")));
    });

    test("it opens the page where the server is gone, and trains a sweep", async () => {
      const gone = await serve(DIST, 0);
      await tab.goto(gone.url);
      await tab.until("the page is ready", isReady);
      await tab.until(
        "the service worker is at work",
        async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated",
      );
      gone.close();
      await tab.goto("about:blank");
      await tab.goto(`${gone.url}/?anything#${SWEEP}&at=50`);
      await tab.until("the page is ready", isReady);
      await standsAt(tab, 50);
      await openTool(tab, "luck");
      await tab.click("#luck-run");
      await says(tab, "#luck-status", SWEPT);
    });
  });
}
