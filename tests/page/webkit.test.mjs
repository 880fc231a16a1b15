// The built page (dist/) in WebKitGTK, driven through its WebDriver by plain fetch: node --test tests/page/webkit.test.mjs
// What the core works out must equal what it works out in Chromium, bit for bit.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { chromium } from "@playwright/test";
import { chromiumPath, webkitDriverPath, xvfbPath } from "../../scripts/browsers.mjs";
import { serve } from "../../scripts/serve.mjs";
import { exact } from "./read.js";

/** A page in either browser. `evaluate` runs a function in it, waits for it, and hands back what JSON can hold.
 * @typedef {{
 *   goto: (url: string) => Promise<unknown>,
 *   click: (selector: string) => Promise<unknown>,
 *   evaluate: <T>(work: (...args: any[]) => T, ...args: unknown[]) => Promise<Awaited<T>>,
 * }} Tab */

const TIMEOUT = 120_000;
const DIST = process.env.DIST ?? "dist";

/** Between them: every rule, both errors, biases, one to three hidden layers, a run that diverges, drawn points with noise. */
const LINKS = {
  "the article's setting": "rules=bp,fa&seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01&at=3000",
  "the rules' own choices, the article's error":
    "rules=redrawn,kp,dfa,usf&seed=5&width=7&depth=3&bias=1&init=0.5&error=sign&rate=0.02&decay=0.01&redraw=3&at=2500",
  "a run that diverges":
    "rules=readout,fa,bp&seed=36&width=64&depth=1&bias=0&init=1&error=difference&rate=0.15&at=1000",
  "all rules on two spirals":
    "task=spirals&points=60&noise=0.02&rules=bp,fa,redrawn,dfa,usf,kp,readout&seed=9&width=12&depth=2&bias=1&init=0.5&error=difference&rate=0.03&at=1500",
};

/** Seeds of every outcome. */
const SWEEP =
  "rules=bp,fa,readout&seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.1&updates=1000&seeds=20";

/** Notes what goes wrong in the page, from before its own scripts on: WebDriver does not tell. */
const WATCH = `
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

/** The reason why WebKit cannot be tested here, if there is one. */
function lacking() {
  try {
    webkitDriverPath();
    xvfbPath();
    return false;
  } catch (error) {
    return `WebKit is left out: ${/** @type {Error} */ (error).message}`;
  }
}

const pause = (/** @type {number} */ ms) => new Promise((later) => setTimeout(later, ms));

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A call as JavaScript text: a promise of its result in JSON. @param {Function} work @param {unknown[]} args */
const call = (work, args) => `(async () => JSON.stringify(await (${work})(...${JSON.stringify(args)})))()`;
const parse = (/** @type {string | null | undefined} */ text) => (text ? JSON.parse(text) : undefined);

/** Shell text that runs a command until our end of the pipe closes, however we end. Then it ends the command's whole group: xvfb-run,
 * Xvfb, the driver, the browser and its processes. Those that are asked take their lock files away; those that hang are killed. */
const WATCHED = '"$@" & cat; trap : TERM; kill -TERM 0; sleep 1; kill -KILL 0';

/** Starts WebKit on a display that nobody sees, with a home folder of its own.
 * @returns {Promise<Tab & { quit: () => Promise<void> }>} */
async function launchWebkit() {
  const home = await mkdtemp(join(tmpdir(), "faxor-webkit-"));
  const port = await freePort();
  const driver = spawn("sh", ["-c", WATCHED, "sh", xvfbPath(), "-a", webkitDriverPath(), `--port=${port}`], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {
      ...process.env,
      HOME: home,
      TMPDIR: home,
      XDG_CACHE_HOME: join(home, "cache"),
      XDG_CONFIG_HOME: join(home, "config"),
      XDG_DATA_HOME: join(home, "data"),
      XDG_STATE_HOME: join(home, "state"),
      XDG_RUNTIME_DIR: home,
      WEBKIT_DISABLE_DMABUF_RENDERER: "1",
    },
  });
  const ended = once(driver, "exit");

  let base = `http://127.0.0.1:${port}`;
  /** @param {"GET" | "POST" | "DELETE"} method @param {string} path @param {object} [body] */
  const command = async (method, path, body, timeout = TIMEOUT) => {
    const response = await fetch(`${base}${path}`, {
      method,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(timeout),
    });
    const { value } = /** @type {{ value: any }} */ (await response.json());
    if (!response.ok) throw new Error(`WebKitWebDriver, ${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  const quit = async () => {
    await command("DELETE", "", undefined, 10_000).catch(() => undefined);
    driver.stdin.end();
    await ended;
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    for (const deadline = Date.now() + 30_000; ; await pause(50)) {
      const status = await command("GET", "/status", undefined, 5_000).catch((error) => {
        if (Date.now() > deadline) throw error;
      });
      if (status?.ready) break;
    }
    const { sessionId } = await command("POST", "/session", { capabilities: {} }, 60_000);
    base += `/session/${sessionId}`;
    await command("POST", "/timeouts", { script: TIMEOUT, pageLoad: TIMEOUT, implicit: 0 });
  } catch (error) {
    await quit();
    throw error;
  }
  /** @type {Tab["evaluate"]} */
  const evaluate = async (work, ...args) => {
    const script = `const done = arguments[0];
      ${call(work, args)}.then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await command("POST", "/execute/async", { script, args: [] });
    if (error) throw new Error(error);
    return parse(value);
  };
  return {
    goto: (url) => command("POST", "/url", { url }),
    evaluate,
    click: async (selector) => {
      const element = await command("POST", "/element", { using: "css selector", value: selector });
      await evaluate((selector) => document.querySelector(selector).scrollIntoView({ block: "center" }), selector);
      await command("POST", `/element/${Object.values(element)[0]}/click`, {});
    },
    quit,
  };
}

/** @param {import("@playwright/test").Page} page @returns {Tab} */
const chromiumTab = (page) => ({
  goto: (url) => page.goto(url),
  click: (selector) => page.click(selector),
  evaluate: async (work, ...args) => parse(await page.evaluate(call(work, args))),
});

/** Waits until a function says yes in the page.
 * @param {Tab} tab @param {string} what @param {(...args: any[]) => boolean} isSo @param {...unknown} args */
async function until(tab, what, isSo, ...args) {
  for (const deadline = Date.now() + 60_000; !(await tab.evaluate(isSo, ...args)); await pause(50)) {
    if (Date.now() > deadline) assert.fail(`waited in vain until ${what}`);
  }
}

/** Presses what opens a part of the page, whose code may come only now, and waits for it.
 * @param {Tab} tab @param {string} selector @param {string} part */
async function openBy(tab, selector, part) {
  await tab.click(selector);
  await until(tab, `${part} is there`, (part) => document.querySelector(part) !== null, part);
}

/** @param {Tab} tab @param {string} selector */
const textOf = (tab, selector) => tab.evaluate((selector) => document.querySelector(selector).textContent, selector);

const updatesOf = async (/** @type {Tab} */ tab) => Number((await textOf(tab, "#updates")).replaceAll(",", ""));

/** @param {Tab} tab @param {number} updates */
const standsAt = (tab, updates) =>
  until(
    tab,
    `${updates} updates are done`,
    (text) => document.querySelector("#updates")?.textContent === text,
    updates.toLocaleString("en-US"),
  );

describe("WebKit", { skip: lacking() }, () => {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let server;
  /** @type {Awaited<ReturnType<typeof launchWebkit>>} */
  let webkit;
  /** @type {import("@playwright/test").Browser} */
  let browser;
  /** @type {Tab} */
  let other;

  /** Opens a link, and waits until its run is there. @param {Tab} tab @param {string} link */
  async function open(tab, link) {
    await tab.goto("about:blank");
    await tab.goto(`${server.url}/watched.html#${link}`);
    await until(tab, "the page is ready", () => document.documentElement.dataset.ready !== undefined);
    await standsAt(tab, Number(new URLSearchParams(link).get("at") ?? 0));
  }

  /** Holds that nothing went wrong in WebKit since the link was opened. */
  async function isWell() {
    assert.equal(await textOf(webkit, "#fault"), "");
    assert.deepEqual(
      await webkit.evaluate(() => /** @type {Document & { faults?: string[] }} */ (document).faults),
      [],
    );
  }

  before(
    async () => {
      // The page under another name, with a script more: the service worker takes no part in it.
      const page = await readFile(join(DIST, "index.html"), "utf8");
      const watched = page.replace(/<script/, '<script src="watch.js"></script><script');
      assert.notEqual(watched, page);
      server = await serve(DIST, 0, {
        extra: { "/watched.html": Buffer.from(watched), "/watch.js": Buffer.from(WATCH) },
      });
      webkit = await launchWebkit();
      browser = await chromium.launch({
        executablePath: chromiumPath(),
        args: ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
      });
      other = chromiumTab(await browser.newPage({ viewport: { width: 1280, height: 900 } }));
    },
    { timeout: TIMEOUT },
  );

  after(async () => {
    await Promise.allSettled([webkit?.quit(), browser?.close()]);
    server?.close();
  });

  /** @param {string} name @param {() => Promise<void>} work */
  const check = (name, work) => test(name, { timeout: TIMEOUT }, work);

  check("the page starts without a fault", async () => {
    await open(webkit, "v=1");
    assert.ok(await webkit.evaluate(() => document.querySelector("#page")?.checkVisibility()));
    assert.match(await webkit.evaluate(() => navigator.userAgent), /AppleWebKit/);
    await isWell();
  });

  check("without a text two networks race until both have solved the task", async () => {
    await webkit.goto("about:blank");
    await webkit.goto(`${server.url}/watched.html`);
    await standsAt(webkit, 1300);
    assert.match(await textOf(webkit, "#status"), /^Both networks have solved the task/);
    assert.match(await textOf(webkit, ".panel:last-child .told summary"), /^told \d+° away from the truth$/);
    await isWell();
  });

  check("it plays and pauses", async () => {
    await open(webkit, "rules=bp,fa&seed=23&at=10");
    await webkit.click("#play");
    await until(webkit, "it plays", () => Number(document.querySelector("#updates")?.textContent) > 50);
    assert.equal(await textOf(webkit, "#play"), "Pause");
    await webkit.click("#play");
    assert.equal(await textOf(webkit, "#play"), "Play");
    const paused = await updatesOf(webkit);
    await pause(300);
    assert.equal(await updatesOf(webkit), paused);
    await until(webkit, "the address has the update", (at) => location.hash.endsWith(at), `&at=${paused}`);
    const link = await webkit.evaluate(() => location.hash);
    const seen = await webkit.evaluate(exact);
    await open(other, link.slice(1));
    // Not the histories: how much of the past is kept depends on how the run came here.
    const now = (/** @type {typeof seen} */ { runs }) =>
      runs.map(({ figures, predictions, now }) => [figures, predictions, now]);
    assert.deepEqual(now(seen), now(await other.evaluate(exact)));
    await isWell();
  });

  for (const [name, link] of Object.entries(LINKS)) {
    check(`WebKit and Chromium come to the same figures, bit for bit: ${name}`, async () => {
      await Promise.all([open(webkit, link), open(other, link)]);
      const seen = await webkit.evaluate(exact);
      assert.deepEqual(seen, await other.evaluate(exact));
      assert.equal(seen.runs.length, new URLSearchParams(link).get("rules")?.split(",").length);
      await isWell();
    });
  }

  /** Drags the timeline in a few steps. @param {number} from @param {number} to */
  async function drag(from, to) {
    await webkit.evaluate(
      async (from, to) => {
        const timeline = /** @type {HTMLInputElement} */ (document.querySelector("#timeline"));
        for (let step = 1; step <= 10; step++) {
          timeline.value = String(Math.round(from + ((to - from) * step) / 10));
          timeline.dispatchEvent(new Event("input", { bubbles: true }));
          await new Promise((later) => setTimeout(later, 50));
        }
        timeline.dispatchEvent(new Event("change", { bubbles: true }));
      },
      from,
      to,
    );
    await standsAt(webkit, to);
  }

  check("the timeline goes back and forth to the very figures of before", async () => {
    const link = "rules=bp,fa,redrawn,kp&seed=5&bias=1&error=sign&rate=0.02";
    await Promise.all([open(webkit, `${link}&at=3000`), open(other, `${link}&at=1234`)]);
    const before = await webkit.evaluate(exact);
    await drag(3000, 1234);
    const now = (/** @type {typeof before} */ { runs }) =>
      runs.map(({ figures, predictions, now }) => [figures, predictions, now]);
    const back = await webkit.evaluate(exact);
    assert.notDeepEqual(now(back), now(before));
    assert.deepEqual(now(back), now(await other.evaluate(exact)));
    await drag(1234, 3000);
    assert.deepEqual(await webkit.evaluate(exact), before);
    await isWell();
  });

  check("a quick drag of the timeline, with 400 inputs in 3 seconds, ends without a fault", async () => {
    // WebKit throws when the address changes more than 100 times in 10 seconds.
    await open(webkit, "rules=bp,fa&seed=23&at=3000");
    await webkit.evaluate(async () => {
      const timeline = /** @type {HTMLInputElement} */ (document.querySelector("#timeline"));
      const begin = performance.now();
      for (let input = 1; input <= 400; input++) {
        // Down to 1,000 and up again to 3,000, each time to another update.
        timeline.value = String(1000 + Math.abs(200 - input) * 10);
        timeline.dispatchEvent(new Event("input", { bubbles: true }));
        const wait = begin + input * 7.5 - performance.now();
        await new Promise((later) => setTimeout(later, Math.max(0, wait)));
      }
      timeline.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await standsAt(webkit, 3000);
    await isWell();
    await until(webkit, "the address has the update", () => location.hash.endsWith("&at=3000"));
  });

  check("a sweep in workers counts all runs, as Chromium does", async () => {
    const counted = async (/** @type {Tab} */ tab) => {
      await open(tab, SWEEP);
      await openBy(tab, '[aria-controls="luck"]', "#luck-run");
      await tab.click("#luck-run");
      await until(
        tab,
        "all runs are counted",
        () => document.querySelector("#luck-status")?.textContent === "All 60 runs are counted.",
      );
      return tab.evaluate(() =>
        Array.from(document.querySelectorAll("#luck-table tr"), ({ children }) =>
          Array.from(children, (cell) => cell.textContent),
        ),
      );
    };
    const [ours, theirs] = await Promise.all([counted(webkit), counted(other)]);
    assert.equal(ours.length, 3);
    assert.deepEqual(ours, theirs);
    await isWell();
  });

  check("the share dialog shows the same link as Chromium's", async () => {
    const link = "rules=bp,kp&seed=5&bias=1&rate=0.02&at=120";
    const shared = async (/** @type {Tab} */ tab) => {
      await open(tab, link);
      await openBy(tab, "#share", "#sharing[open]");
      await until(tab, "the dialog is open", () => document.querySelector("#sharing")?.matches("[open]") ?? false);
      return tab.evaluate(() => /** @type {HTMLTextAreaElement} */ (document.querySelector("#sharing-link")).value);
    };
    const [ours, theirs] = await Promise.all([shared(webkit), shared(other)]);
    assert.match(ours, /#.*rules=bp,kp.*&at=120$/);
    assert.equal(ours, theirs);
    await isWell();
  });
});
