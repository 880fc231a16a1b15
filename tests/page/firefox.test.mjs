// The built page (dist/) in the installed Firefox: the same figures, bit for bit, as in Chromium. Playwright cannot drive an
// installed Firefox, so this is puppeteer by WebDriver BiDi: node --test tests/page/firefox.test.mjs
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { chromiumPath, firefoxPath } from "../../scripts/browsers.mjs";
import { serve } from "../../scripts/serve.mjs";
import { exact, inOneGo, shown } from "./read.js";

/** @typedef {import("puppeteer-core").Browser} Browser */
/** @typedef {import("puppeteer-core").Page} Page */

const TIMEOUT = 120_000;

/** Between them: every rule, both errors, bias, one to six hidden layers, a run that diverges, drawn points with noise. */
const LINKS = {
  "the article's setting": "rules=bp,fa&seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01&at=3000",
  "the rules' own choices, the article's error, biases":
    "rules=redrawn,kp,dfa,usf&seed=5&width=7&depth=3&bias=1&init=0.5&error=sign&rate=0.02&decay=0.01&redraw=3&at=2500",
  "a deep network":
    "rules=bp,fa,kp,dfa&seed=4294967295&width=64&depth=6&bias=1&init=0.1&error=difference&rate=0.01&decay=0.001&at=300",
  "a run that diverges":
    "rules=readout,fa,bp&seed=36&width=64&depth=1&bias=0&init=1&error=difference&rate=0.15&at=1000",
  "all rules on two spirals":
    "task=spirals&points=60&noise=0.02&rules=bp,fa,redrawn,dfa,usf,kp,readout&seed=9&width=12&depth=2&bias=1&init=0.5&error=difference&rate=0.03&at=1500",
};

/** Seeds of every outcome. */
const SWEEP =
  "rules=bp,fa,readout&seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.1&updates=1000&seeds=40";

/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
/** @type {Browser} */
let firefox;
/** @type {Browser} */
let chromium;
/** Where Firefox saves files. @type {string} */
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "faxor-"));
  server = await serve(process.env.DIST ?? "dist", 0);
  const common = { headless: true, protocolTimeout: TIMEOUT, timeout: TIMEOUT };
  [firefox, chromium] = await Promise.all([
    puppeteer.launch({
      ...common,
      browser: "firefox",
      executablePath: firefoxPath(),
      // What is clicked must not be on its way to somewhere else.
      extraPrefsFirefox: {
        "browser.download.folderList": 2,
        "browser.download.dir": folder,
        "ui.prefersReducedMotion": 1,
      },
    }),
    puppeteer.launch({
      ...common,
      browser: "chrome",
      executablePath: chromiumPath(),
      args: ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
    }),
  ]);
});

after(async () => {
  await Promise.all([firefox?.close(), chromium?.close()]);
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a link in a new page, and waits until its run is there.
 * @param {Browser} browser
 * @param {string} link */
async function open(browser, link) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warn") faults.push(message.text());
  });
  page.on("requestfailed", (request) => faults.push(`failed: ${request.url()}`));
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`status ${response.status()}: ${response.url()}`);
  });
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(`${server.url}/#${link}`);
  await page.waitForSelector("html[data-ready]", { timeout: TIMEOUT });
  await standsAt(page, Number(new URLSearchParams(link).get("at") ?? 0));
  await page.click('[aria-controls="charts"]');
  return { page, faults };
}

/** Presses what opens a part of the page, whose code may come only now, and waits for it.
 * @param {Page} page @param {string} selector @param {string} part */
async function openBy(page, selector, part) {
  await page.click(selector);
  await page.waitForSelector(part, { timeout: TIMEOUT });
}

/** @param {Page} page @param {number} updates */
const standsAt = (page, updates) =>
  page.waitForFunction(
    (wanted) => document.querySelector("#updates")?.textContent === wanted,
    { timeout: TIMEOUT },
    updates.toLocaleString("en-US"),
  );

for (const [name, link] of Object.entries(LINKS)) {
  test(`Firefox and Chromium show the same figures, bit for bit: ${name}`, async () => {
    const [one, other] = await Promise.all([open(firefox, link), open(chromium, link)]);
    assert.deepEqual(await one.page.evaluate(exact), await other.page.evaluate(exact));
    const words = async (/** @type {Page} */ page) => {
      const { updates, panels, charts } = await page.evaluate(shown);
      // The pixels are each browser's own: it scales the canvas to the width that it gives the panel.
      return {
        updates,
        panels: panels.map(({ picture: _, ...figures }) => figures),
        charts: charts.map(({ alternative }) => alternative),
      };
    };
    const seen = await words(one.page);
    assert.deepEqual(seen, await words(other.page));
    assert.equal(seen.panels.length, new URLSearchParams(link).get("rules")?.split(",").length);
    assert.deepEqual([one.faults, other.faults], [[], []]);
    await Promise.all([one.page.close(), other.page.close()]);
  });
}

test("Firefox plays, pauses and steps without a fault", async () => {
  const { page, faults } = await open(firefox, "rules=bp,fa&seed=23&at=10");
  const updates = () => page.$eval("#updates", (clock) => Number(clock.textContent?.replaceAll(",", "")));
  const start = (await page.evaluate(shown)).panels;
  await page.click("#play");
  await page.waitForFunction(() => Number(document.querySelector("#updates")?.textContent?.replaceAll(",", "")) > 100, {
    timeout: TIMEOUT,
  });
  assert.equal(await page.$eval("#play", (button) => button.textContent), "Pause");
  await page.click("#play");
  assert.equal(await page.$eval("#play", (button) => button.textContent), "Play");
  const paused = await updates();
  const seen = (await page.evaluate(shown)).panels;
  seen.forEach(({ picture }, i) => {
    assert.ok(picture !== start[i].picture, `picture ${i + 1} has changed`);
  });
  await new Promise((later) => setTimeout(later, 300));
  assert.equal(await updates(), paused);
  await page.click("#step");
  await standsAt(page, paused + 1);
  assert.match(await page.evaluate(() => location.hash), new RegExp(`&at=${paused + 1}$`));
  assert.deepEqual(faults, []);
  await page.close();
});

test("a quick drag of the timeline in Firefox, with 400 inputs in 3 seconds, ends without a fault", async () => {
  const { page, faults } = await open(firefox, "rules=bp,fa&seed=23&at=3000");
  await page.evaluate(async () => {
    const timeline = /** @type {HTMLInputElement} */ (document.querySelector("#timeline"));
    const begin = performance.now();
    for (let input = 1; input <= 400; input++) {
      // Down to 1,000 and up again to 2,990, each time to another update.
      timeline.value = String(1000 + Math.abs(200 - input) * 10 - (input === 400 ? 10 : 0));
      timeline.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((later) => setTimeout(later, Math.max(0, begin + input * 7.5 - performance.now())));
    }
  });
  await standsAt(page, 2990);
  await page.waitForFunction(() => location.hash.endsWith("&at=2990"), { timeout: TIMEOUT });
  assert.equal(await page.$eval("#fault", (fault) => fault.checkVisibility()), false);
  assert.deepEqual(faults, []);
  await page.close();
});

test("in Firefox points are added by mouse and key, dragged while it plays, and taken back", async () => {
  const link = "task=own&rules=bp,fa&seed=23&width=1&data=0,0,0;0,1,1;1,0,1;1,1,0";
  const { page, faults } = await open(firefox, link);
  await openBy(page, '[aria-controls="own"]', "#own-bar");
  const data = () => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get("data"));
  const dataIs = (/** @type {string} */ expected) =>
    page.waitForFunction(
      (expected) => new URLSearchParams(location.hash.slice(1)).get("data") === expected,
      {},
      expected,
    );
  const box = await (await page.$(".panel .picture"))?.boundingBox();
  assert.ok(box);
  const at = (/** @type {number} */ x1, /** @type {number} */ x2) =>
    /** @type {[number, number]} */ ([
      box.x + (box.width * (x1 + 0.25)) / 1.5,
      box.y + (box.height * (1.25 - x2)) / 1.5,
    ]);
  await page.mouse.click(...at(0.5, 0.5));
  await page.waitForFunction(() => /;\.5,\.5,1$/.test(new URLSearchParams(location.hash.slice(1)).get("data") ?? ""));
  await page.mouse.click(...at(0.5, 0.5));
  await dataIs("0,0,0;0,1,1;1,0,1;1,1,0;.5,.5,0");
  await page.evaluate(() => document.getElementById("play")?.click());
  await page.mouse.move(...at(0, 0));
  await page.mouse.down();
  await page.mouse.move(...at(0.25, 0.25), { steps: 20 });
  await page.mouse.up();
  await page.waitForFunction(() => !location.hash.includes("data=0,0,0;"));
  await page.evaluate(() => document.getElementById("play")?.click());
  assert.ok(await page.evaluate(() => /** @type {any} */ (document).faxor.state.experiment.earliest() > 0));
  await page.click("#own-undo");
  await dataIs("0,0,0;0,1,1;1,0,1;1,1,0;.5,.5,0");
  // By key: the mark begins in the middle of the picture, on the point.
  await page.focus(".panel .picture");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Delete");
  await dataIs("0,0,0;0,1,1;1,0,1;1,1,0");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() =>
    /;\.5,\.5,[01]$/.test(new URLSearchParams(location.hash.slice(1)).get("data") ?? ""),
  );
  assert.equal((await data())?.split(";").length, 5);
  assert.deepEqual(faults, []);
  await page.close();
});

test("in Firefox a slider restarts the run by key, and undo brings the run back", async () => {
  const { page, faults } = await open(firefox, "rules=bp,fa&seed=23&rate=0.1&at=300");
  await page.focus('#sliders input[type="range"]');
  await page.keyboard.press("ArrowRight");
  await standsAt(page, 0);
  await page.waitForFunction(() => location.hash.includes("&rate=0.12"));
  await page.click("#undo");
  await standsAt(page, 300);
  await page.waitForFunction(() => location.hash.includes("&rate=0.1&at=300"));
  assert.deepEqual(faults, []);
  await page.close();
});

test("a sweep in Firefox saves the very file that Chromium's core makes of it", async () => {
  const [one, other] = await Promise.all([open(firefox, SWEEP), open(chromium, SWEEP)]);
  await openBy(one.page, '[aria-controls="luck"]', "#luck-run");
  await one.page.click("#luck-run");
  await one.page.waitForFunction(
    () => document.querySelector("#luck-status")?.textContent === "All 120 runs are counted.",
    { timeout: TIMEOUT },
  );
  await one.page.click("#luck-save button");
  const { csv } = await other.page.evaluate(inOneGo, SWEEP);
  let saved = "";
  for (const deadline = Date.now() + TIMEOUT; saved !== csv && Date.now() < deadline; ) {
    await new Promise((later) => setTimeout(later, 50));
    saved = await readFile(join(folder, "faxor-sweep.csv"), "utf8").catch(() => "");
  }
  assert.equal(saved, csv);
  assert.deepEqual([one.faults, other.faults], [[], []]);
  await Promise.all([one.page.close(), other.page.close()]);
});

test("Firefox keeps a sweep beside the next one, and opens the file that it saved of both", async () => {
  const { page, faults } = await open(firefox, SWEEP);
  await openBy(page, '[aria-controls="luck"]', "#luck-run");
  const sweep = async (/** @type {string} */ named) => {
    await page.click("#luck-run");
    await page.waitForFunction(
      (named) =>
        document.querySelector("#luck-status")?.textContent === "All 120 runs are counted." &&
        document.querySelector("#earlier-table tr:nth-last-child(3) td")?.textContent === named,
      { timeout: TIMEOUT },
      named,
    );
  };
  await sweep("1: the present setting");
  await page.evaluate(() => {
    /** @type {import("./read.js").Page} */ (document).faxor.state.change("rate", "0.5");
  });
  await sweep("2: the present setting");
  const table = () =>
    page.$$eval("#earlier-table tr", (rows) => rows.map((row) => Array.from(row.children, (cell) => cell.textContent)));
  const before = await table();
  assert.match(before[0].join(" "), /^1: rate 0\.1 .* more\+/);
  await page.$eval("#earlier-save", (button) => /** @type {HTMLElement} */ (button).click());
  const path = join(folder, "faxor-results.json");
  let saved = "";
  for (const deadline = Date.now() + TIMEOUT; !saved.endsWith("}") && Date.now() < deadline; ) {
    await new Promise((later) => setTimeout(later, 50));
    saved = await readFile(path, "utf8").catch(() => "");
  }
  await page.$eval("#earlier-clear", (button) => /** @type {HTMLElement} */ (button).click());
  assert.deepEqual(await table(), []);
  const input = /** @type {import("puppeteer-core").ElementHandle<HTMLInputElement>} */ (await page.$("#earlier-file"));
  await input.uploadFile(path);
  await page.waitForFunction(
    () => document.querySelector("#earlier-status")?.textContent === "Opened faxor-results.json: 2 settings.",
    { timeout: TIMEOUT },
  );
  assert.deepEqual(await table(), before);
  assert.deepEqual(faults, []);
  await page.close();
});

/** Waits for a file that the page saves. @param {string} name @param {string} wanted its content */
async function isSaved(name, wanted) {
  let saved = "";
  for (const deadline = Date.now() + TIMEOUT; saved !== wanted && Date.now() < deadline; ) {
    await new Promise((later) => setTimeout(later, 50));
    saved = await readFile(join(folder, name), "utf8").catch(() => "");
  }
  assert.equal(saved, wanted);
}

test("in Firefox a key turns the dial and plays, and the curve is the very file that the program prints", async () => {
  const frozen = await readFile(new URL("../frozen/curve.csv", import.meta.url), "utf8");
  // The dial is turned first, and the file begins with the link of that moment.
  const wanted = frozen.replace("&updates=", "&angle=175&updates=");
  const link = "rules=bp,fa&seed=41&bias=1&init=0.1&rate=0.1&updates=1500&first=5&each=3&over=angle";
  const { page, faults } = await open(firefox, link);
  await page.waitForSelector("#dial-slider", { timeout: TIMEOUT });
  await page.focus("#dial-slider");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(() => document.querySelector("#dial-number")?.textContent === "175°", {
    timeout: TIMEOUT,
  });
  await page.waitForFunction(() => document.querySelector("#play")?.textContent === "Pause", { timeout: TIMEOUT });
  await page.click("#wrong-run");
  await page.waitForFunction(
    () => document.querySelector("#wrong-status")?.textContent?.startsWith("All 114 networks are trained"),
    { timeout: TIMEOUT },
  );
  assert.equal(await page.$$eval("#wrong-plot [role=button]", ({ length }) => length), 38);
  await page.click("#wrong-save");
  await isSaved("faxor-angle.csv", wanted);
  assert.deepEqual(faults, []);
  await page.close();
});

test("in Firefox a map is the very file that the program prints, and keys read a cell and open its networks", async () => {
  const wanted = await readFile(new URL("../frozen/map.csv", import.meta.url), "utf8");
  const link = "rules=bp,fa&bias=1&updates=500&over=rate:0.01:1:3:log,init:0.2:2.2:3&each=6&first=11";
  const { page, faults } = await open(firefox, link);
  await page.waitForSelector("#where-run", { timeout: TIMEOUT });
  await page.click("#where-run");
  const says = (/** @type {string} */ id, /** @type {string} */ words) =>
    page.waitForFunction(
      (id, words) => document.getElementById(id)?.textContent?.includes(words),
      { timeout: TIMEOUT },
      id,
      words,
    );
  await says("where-status", "All 108 networks are trained");
  await page.click("#where-save");
  await isSaved("faxor-rate-init.csv", wanted);
  await page.focus("#where canvas");
  await page.keyboard.press("ArrowUp");
  await says("where-reading", "of 6");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#luck-dots canvas", { timeout: TIMEOUT });
  await says("luck-status", "All 12 runs are counted");
  assert.deepEqual(faults, []);
  await page.close();
});

test("Firefox walks through the lesson, with every part of the page open, without a fault", async () => {
  const { page, faults } = await open(firefox, "rules=bp,fa&seed=23&at=20");
  await page.click('.primary-link[href="#lesson=1"]');
  for (const chapter of [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 10]) {
    await page.waitForSelector(`#chapter-${chapter}`, { visible: true, timeout: TIMEOUT });
    await page.click(".chapter:not([hidden]) .question label:last-child");
    await page.click(".chapter:not([hidden]) .reveal");
    await page.$eval(".chapter:not([hidden]) .skip", (skip) => /** @type {HTMLElement} */ (skip).click());
    await page.waitForSelector(".chapter:not([hidden]) .answer", { visible: true });
    await page.evaluate(() => {
      const closed = /** @type {NodeListOf<HTMLElement>} */ (
        document.querySelectorAll('.tools [aria-expanded="false"]')
      );
      for (const button of closed) button.click();
      for (const network of document.querySelectorAll("details.network")) network.setAttribute("open", "");
    });
    await page.click("#play");
    await page.waitForFunction(() => Number(document.querySelector("#updates")?.textContent?.replaceAll(",", "")) > 5, {
      timeout: TIMEOUT,
    });
    // Play may have stopped by itself, where every network has solved the task.
    await page.$eval("#play", (play) => {
      if (play.textContent === "Pause") /** @type {HTMLElement} */ (play).click();
    });
    // By hand: a line on, and the update done.
    const before = await page.$eval("#hand-where", (where) => where.textContent);
    await page.click("#hand-next");
    await page.waitForFunction((before) => document.querySelector("#hand-where")?.textContent !== before, {}, before);
    if (chapter !== 10) await page.click("#chapter-next");
  }
  assert.deepEqual(faults, []);
  await page.close();
});

test("Firefox goes back to an update, bit for bit, and draws the link's code", async () => {
  const link = "rules=bp,fa,redrawn,kp&seed=5&bias=1&error=sign&rate=0.02";
  const [one, other] = await Promise.all([open(firefox, `${link}&at=3000`), open(chromium, `${link}&at=1234`)]);
  await one.page.$eval("#timeline", (timeline) => {
    /** @type {HTMLInputElement} */ (timeline).value = "1234";
    timeline.dispatchEvent(new Event("input"));
  });
  await standsAt(one.page, 1234);
  const now = async (/** @type {Page} */ page) => {
    const { updates, runs } = await page.evaluate(exact);
    return { updates, runs: runs.map(({ figures, predictions, now: angles }) => [figures, predictions, angles]) };
  };
  assert.deepEqual(await now(one.page), await now(other.page));
  const code = async (/** @type {Page} */ page) => {
    await openBy(page, "#share", "#sharing[open]");
    return page.$eval("#sharing canvas", (canvas) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
      const context = /** @type {HTMLCanvasElement} */ (canvas).getContext("2d");
      const { data } = /** @type {CanvasRenderingContext2D} */ (context).getImageData(0, 0, width, height);
      return [width, height, Array.from(data).filter((value, i) => i % 4 === 0 && value === 0).length];
    });
  };
  const drawn = await code(one.page);
  assert.ok(drawn[2] > 1000, "black modules");
  assert.deepEqual([one.faults, other.faults], [[], []]);
  await Promise.all([one.page.close(), other.page.close()]);
});

/** Presses a key as a reader does, nothing having the focus. @param {Page} page @param {import("puppeteer-core").KeyInput} key */
const press = (page, key) => page.keyboard.press(key);

const counted = (/** @type {Page} */ page) =>
  page.$eval("#updates", (clock) => Number(clock.textContent?.replaceAll(",", "")));

test("keys play, step, reset and draw a new seed in Firefox", async () => {
  const { page, faults } = await open(firefox, "rules=bp,fa&seed=23");
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  await press(page, "ArrowRight");
  await standsAt(page, 1);
  await press(page, " ");
  await page.waitForFunction(() => document.querySelector("#play")?.textContent === "Pause", { timeout: TIMEOUT });
  await page.waitForFunction(() => Number(document.querySelector("#updates")?.textContent?.replaceAll(",", "")) > 20, {
    timeout: TIMEOUT,
  });
  await press(page, " ");
  assert.equal(await page.$eval("#play", (button) => button.textContent), "Play");
  await press(page, "r");
  await standsAt(page, 0);
  await press(page, "n");
  await page.waitForFunction(() => document.querySelector("#seed-shown")?.textContent !== "23", { timeout: TIMEOUT });
  assert.deepEqual(faults, []);
  await page.close();
});

test("a link opened from a link in Firefox shows its run, and back and forward lead to each", async () => {
  const { page, faults } = await open(firefox, "rules=bp,fa&seed=23&at=100");
  await page.click("#play");
  await page.waitForFunction(() => Number(document.querySelector("#updates")?.textContent?.replaceAll(",", "")) > 150, {
    timeout: TIMEOUT,
  });
  await page.click("#play");
  const left = await counted(page);
  const hash = await page.evaluate(() => location.hash);
  const former = await page.evaluate(shown);
  // Over a dialog, which is about the former run.
  await openBy(page, "#share", "#sharing[open]");
  await page.evaluate(() => location.assign("#rules=kp,usf,dfa&seed=5&at=70"));
  await standsAt(page, 70);
  assert.equal(await page.$$eval("dialog[open]", (all) => all.length), 0);
  assert.equal((await page.evaluate(shown)).panels.length, 3);
  await page.evaluate(() => history.back());
  await standsAt(page, left);
  assert.deepEqual((await page.evaluate(shown)).panels, former.panels);
  assert.equal(await page.evaluate(() => location.hash), hash);
  await page.evaluate(() => history.forward());
  await standsAt(page, 70);
  assert.deepEqual(faults, []);
  await page.close();
});

test("a page that Firefox set aside while it played plays on when the reader comes back", async () => {
  const { page, faults } = await open(firefox, "rules=bp,fa&seed=23&speed=1");
  await page.evaluate(() => {
    addEventListener("pageshow", ({ persisted }) => {
      document.documentElement.dataset.persisted = String(persisted);
    });
  });
  await page.click("#play");
  await page.waitForFunction(() => Number(document.querySelector("#updates")?.textContent) > 20, { timeout: TIMEOUT });
  await page.goto("about:blank");
  // Not puppeteer's own way back: it waits for a page that loads.
  await page.evaluate(() => history.back());
  await page.waitForSelector("html[data-persisted=true]", { timeout: TIMEOUT });
  assert.equal(await page.$eval("#play", (button) => button.textContent), "Pause");
  const before = await counted(page);
  assert.ok(before >= 20, "it is the very page");
  await page.waitForFunction(
    (before) => Number(document.querySelector("#updates")?.textContent) > before,
    { timeout: TIMEOUT },
    before,
  );
  // It asks for the icon of the page in between, which has none.
  assert.deepEqual(
    faults.filter((fault) => !fault.endsWith("/favicon.ico")),
    [],
  );
  await page.close();
});

test("the theme in Firefox is drawn everywhere, outlives a reload and holds in another tab", async () => {
  const { page, faults } = await open(firefox, "rules=bp,fa&seed=23&at=300");
  const other = await open(firefox, "rules=bp,fa&seed=23");
  const light = await page.evaluate(shown);
  await page.bringToFront();
  await page.click("#theme");
  const dark = await page.evaluate(shown);
  assert.ok(dark.panels.every(({ picture }, i) => picture !== light.panels[i].picture));
  assert.ok(dark.charts.every(({ picture }, i) => picture !== light.charts[i].picture));
  await other.page.waitForSelector("html[data-theme=dark]", { timeout: TIMEOUT });
  await page.reload();
  await page.waitForSelector("html[data-ready][data-theme=dark]", { timeout: TIMEOUT });
  await page.click("#theme");
  await other.page.waitForSelector("html[data-theme=light]", { timeout: TIMEOUT });
  assert.deepEqual([faults, other.faults], [[], []]);
  await Promise.all([page.close(), other.page.close()]);
});

test("where Firefox gives no clipboard the link is shown, selected, to be copied by hand", async () => {
  const { page, faults } = await open(firefox, "rules=bp,fa&seed=23&at=12");
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.click("#copy-link");
  await page.waitForSelector("#link-text", { visible: true, timeout: TIMEOUT });
  const selected = await page.$eval("#link-text", (input) => {
    const { value, selectionStart, selectionEnd } = /** @type {HTMLInputElement} */ (input);
    return document.activeElement === input && value.slice(selectionStart ?? 0, selectionEnd ?? 0);
  });
  assert.equal(selected, page.url());
  assert.deepEqual(faults, []);
  await page.close();
});

test("Firefox saves the history, the whole run and a picture, each of this moment", async () => {
  const link = "rules=bp,fa&seed=23&at=40";
  const [one, other] = await Promise.all([open(firefox, link), open(chromium, link)]);
  const { historyUpdates } = await other.page.evaluate(exact);
  await openBy(one.page, "#share", "#sharing[open]");
  const names = await one.page.$$eval("#sharing-files button", (all) => all.map((button) => button.textContent ?? ""));
  for (const ending of ["CSV", "JSON", "PNG"]) {
    const index = names.findIndex((name) => name.includes(`(${ending})`));
    assert.ok(index >= 0, `${ending} is offered`);
    const before = new Set(await readdir(folder));
    await (await one.page.$$("#sharing-files button"))[index].click();
    /** @type {string | undefined} */
    let name;
    /** @type {Buffer} */
    let bytes = Buffer.alloc(0);
    for (const deadline = Date.now() + TIMEOUT; bytes.length === 0 && Date.now() < deadline; ) {
      await new Promise((later) => setTimeout(later, 50));
      name = (await readdir(folder)).find((name) => !before.has(name) && !name.endsWith(".part"));
      if (name) bytes = await readFile(join(folder, name));
    }
    assert.match(name ?? "", new RegExp(`^faxor-.*-seed23-update40\\.${ending.toLowerCase()}$`));
    if (ending === "CSV") assert.equal(bytes.toString().trim().split("\n").length, historyUpdates.length + 1);
    if (ending === "JSON") assert.equal(JSON.parse(bytes.toString()).updates, 40);
    if (ending === "PNG")
      assert.deepEqual(
        [...bytes.subarray(1, 4)].map((byte) => String.fromCharCode(byte)),
        [..."PNG"],
      );
  }
  assert.deepEqual([one.faults, other.faults], [[], []]);
  await Promise.all([one.page.close(), other.page.close()]);
});

test("a Firefox whose WebAssembly has no vectors is told which browsers have", async () => {
  const page = await firefox.newPage();
  await page.evaluateOnNewDocument(() => {
    // One that is older knows no vectors: it takes no module that has them.
    WebAssembly.validate = () => false;
    const refuse = () => Promise.reject(new WebAssembly.CompileError("v128 not enabled"));
    WebAssembly.instantiate = refuse;
    WebAssembly.instantiateStreaming = refuse;
  });
  await page.goto(`${server.url}/`);
  await page.waitForSelector("#fault", { visible: true, timeout: TIMEOUT });
  assert.match(
    await page.$eval("#fault", (fault) => fault.textContent ?? ""),
    /vectors \(SIMD\), which this browser does not have\. .* Firefox from \d+ and Safari from/,
  );
  assert.equal(await page.$eval("#page", (page) => page.checkVisibility()), false);
  await page.close();
});

test("Firefox opens the page where the server is gone, and trains a sweep", async () => {
  const gone = await serve(process.env.DIST ?? "dist", 0);
  const page = await firefox.newPage();
  await page.goto(gone.url);
  await page.waitForSelector("html[data-ready]", { timeout: TIMEOUT });
  await page.waitForFunction(
    async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated",
    {
      timeout: TIMEOUT,
    },
  );
  gone.close();
  await page.goto("about:blank");
  await page.goto(`${gone.url}/?anything#${SWEEP}&at=50`);
  await page.waitForSelector("html[data-ready]", { timeout: TIMEOUT });
  await standsAt(page, 50);
  await openBy(page, '[aria-controls="luck"]', "#luck-run");
  await page.click("#luck-run");
  await page.waitForFunction(
    () => document.querySelector("#luck-status")?.textContent === "All 120 runs are counted.",
    { timeout: TIMEOUT },
  );
  await page.close();
});
