// Shared by all page tests: a page object, and a fixture that fails a test on any fault it did not allow.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test as base, expect } from "@playwright/test";
import { shown } from "./read.js";

export { expect };

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").BrowserContext} Context */

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A link that leaves everything at its default. The page without a text opens another run. */
export const DEFAULT = "v=1";

/** The article's setting, in full, so that the tests do not depend on the defaults. */
export const ARTICLE = "rules=bp,fa&seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01";

/** Networks too small for XOR, which play on for ever: play stops where every network has solved the task. */
export const UNSOLVABLE = "rules=bp,fa&seed=23&width=1&depth=2&bias=0&init=1&error=difference&rate=0.01";

/** The first rule diverges at update 817. By then the others have solved the task, and they keep it at rates
 * near this one. */
export const DIVERGING = "rules=readout,fa,bp&seed=36&width=64&depth=1&bias=0&init=1&error=difference&rate=0.15";

/** Console errors and warnings, uncaught exceptions, failed requests, requests to other hosts. */
class Faults {
  /** @type {string[]} */
  #seen = [];
  /** @type {RegExp[]} */
  #allowed = [];
  #origin;
  #hasDropped = false;

  /** @param {string} origin */
  constructor(origin) {
    this.#origin = origin;
  }

  /** @param {Context} context */
  watch(context) {
    context.on("console", (message) => {
      // Our own message, see playwright.config.js.
      if (message.text() === "Service Worker registration blocked by Playwright") return;
      if (message.type() === "error" || message.type() === "warning") {
        this.#seen.push(`console ${message.type()}: ${message.text()}`);
      }
    });
    context.on("weberror", (error) => this.#seen.push(`exception: ${error.error()}`));
    context.on("requestfailed", (request) => {
      const why = request.failure()?.errorText;
      // A page that a test leaves drops what it is still loading. What is missing has a status, what is blocked another text.
      if (why === "net::ERR_ABORTED") this.#hasDropped = true;
      else this.#seen.push(`failed: ${request.url()} ${why}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 400) this.#seen.push(`status ${response.status()}: ${response.url()}`);
    });
    context.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== this.#origin && protocol !== "data:") this.#seen.push(`another host: ${request.url()}`);
    });
  }

  /** Allows the faults that a test provokes.
   * @param {...RegExp} faults */
  allow(...faults) {
    this.#allowed.push(...faults);
  }

  check() {
    // The page may still say that it lacks what it dropped.
    if (this.#hasDropped) this.allow(/^console warning: TypeError: Failed to fetch dynamically imported module/);
    const unexpected = this.#seen.filter((fault) => !this.#allowed.some((allowed) => allowed.test(fault)));
    expect(unexpected, "faults that the test did not name").toEqual([]);
  }
}

/** The page object: the parts of the page and the actions of a visitor. */
export class Faxor {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** The parts to open after every link. @type {("wrong" | "where" | "hand" | "luck" | "charts" | "settings" | "earlier")[]} */
    this.parts = [];
    this.play = page.locator("#play");
    this.step = page.getByRole("button", { name: "Step", exact: true });
    this.reset = page.getByRole("button", { name: "Restart", exact: true });
    this.newSeed = page.getByRole("button", { name: "New seed", exact: true });
    this.copyLink = page.getByRole("button", { name: "Copy link", exact: true });
    this.addRule = page.getByLabel("Add a rule", { exact: true });
    this.theme = page.getByRole("button", { name: /theme$/ });
    this.seed = page.locator("#seed");
    this.speed = page.getByLabel("Speed", { exact: true });
    this.layer = page.getByLabel("Hidden layer of the angles and norms", { exact: true });
    this.clock = page.locator("#updates");
    this.status = page.locator("#status");
    this.problems = page.locator("#problems-text");
    this.fault = page.locator("#fault");
    this.wrongEntry = page.locator("#choice-problem");
    this.panels = page.locator(".panel");
    this.rules = page.getByLabel(/^Rule of picture/);
  }

  /** Loads the page afresh with a link, and waits until it is ready.
   * @param {string} [link] what follows `#` */
  async open(link = "") {
    if (this.page.url() !== "about:blank") await this.page.goto("about:blank");
    await this.page.goto(`/#${link || DEFAULT}`);
    await this.ready();
    const at = new URLSearchParams(await this.address()).get("at");
    if (at) await this.standsAt(Number(at));
    for (const part of this.parts) await this.openPart(part);
    return this;
  }

  /** Follows a link without reloading the page, which is much quicker. The link must differ from the current address.
   * @param {string} link what follows `#` */
  async follow(link) {
    await this.page.evaluate(async (link) => {
      const taken = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
      location.hash = link;
      await taken;
      // The clock is updated once per frame.
      for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    }, link);
    const at = await this.inAddress("at");
    if (at) await this.standsAt(Number(at));
  }

  ready() {
    return this.page.waitForSelector("html[data-ready]");
  }

  /** @param {number} updates */
  standsAt(updates) {
    return expect(this.clock).toHaveText(updates.toLocaleString("en-US"), { timeout: 60_000 });
  }

  async updates() {
    return Number((await this.clock.innerText()).replaceAll(",", ""));
  }

  /** Waits until more than `updates` updates are done.
   * @param {number} updates */
  async passes(updates) {
    await expect.poll(() => this.updates(), { timeout: 60_000 }).toBeGreaterThan(updates);
  }

  shown() {
    return this.page.evaluate(shown);
  }

  async pictures() {
    return (await this.shown()).panels.map(({ picture }) => picture);
  }

  /** The link in the address as it would be if the visitor left now. While running, the address is written only
   * a few times a second. */
  address() {
    return this.page.evaluate(() => {
      dispatchEvent(new Event("pagehide"));
      return location.hash.slice(1);
    });
  }

  /** @param {string} key */
  async inAddress(key) {
    return new URLSearchParams(await this.address()).get(key);
  }

  /** The core's default for each choice, by key. */
  defaults() {
    return this.page.evaluate(async () => {
      const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
      return Object.fromEntries(core.choices().map((choice) => [choice.key, choice.default]));
    });
  }

  /** The canvas of a chart. @param {string} id */
  chart(id) {
    return this.page.locator(`#${id} .plot canvas`);
  }

  /** Opens a collapsed part of the page, if it is not open yet.
   * @param {"wrong" | "where" | "hand" | "luck" | "charts" | "settings" | "earlier"} name */
  async openPart(name) {
    const button = this.page.locator(`.tools [aria-controls="${name}"]`);
    if ((await button.getAttribute("aria-expanded")) === "false") await button.click();
    await expect(this.page.locator(`#${name}`)).toBeVisible();
    // Its content is created when it first opens.
    await expect(this.page.locator(`#${name} > *`).first()).toBeAttached();
  }

  async openSettings() {
    await this.openPart("settings");
  }

  /** Adds the first rule that is not shown yet. */
  async addNext() {
    await this.addRule.selectOption({ index: 1 });
  }

  /** Enters a value in a field and leaves the field.
   * @param {string} id
   * @param {string} value */
  async enter(id, value) {
    if (await this.page.locator(`#settings #${id}`).count()) await this.openSettings();
    await this.page.locator(`#${id}`).fill(value);
    await this.page.locator(`#${id}`).press("Enter");
  }

  /** Waits for a number of animation frames. @param {number} frames */
  async frames(frames) {
    await this.page.evaluate(async (frames) => {
      for (let i = 0; i < frames; i++) await new Promise(requestAnimationFrame);
    }, frames);
  }

  /** Checks that the page plays (the button offers to pause), or that it does not. @param {boolean} playing */
  async isPlaying(playing) {
    await expect(this.play).toHaveText(playing ? "Pause" : "Play");
  }
}

/** Counts the opaque pixels of a canvas by colour.
 * @param {import("@playwright/test").Locator} canvas
 * @returns {Promise<Record<string, number>>} by `#rrggbb` */
export function inks(canvas) {
  return canvas.evaluate((element) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (element);
    // Read a copy: a browser slows down a canvas that is read often, and logs a warning.
    const copy = new OffscreenCanvas(width, height).getContext("2d");
    copy?.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
    const data = copy?.getImageData(0, 0, width, height).data.buffer ?? new ArrayBuffer();
    /** By the pixel as a number; its lowest byte is red. @type {Map<number, number>} */
    const pixels = new Map();
    for (const pixel of new Uint32Array(data)) pixels.set(pixel, (pixels.get(pixel) ?? 0) + 1);
    /** @type {Record<string, number>} */
    const counts = {};
    for (const [pixel, count] of pixels) {
      if (pixel >>> 24 < 255) continue;
      const ink = [0, 8, 16].map((bits) => ((pixel >> bits) & 255).toString(16).padStart(2, "0")).join("");
      counts[`#${ink}`] = count;
    }
    return counts;
  });
}

/** The value of a CSS custom property of the page. @param {Page} page @param {string} name */
export const property = (page, name) =>
  page.evaluate((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim(), name);

/** The axe-core rules that depend on the theme, the screen size or forced colours. */
const OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"];

/** Runs axe-core on the page as it is now, with the given rules.
 * @param {Page} page
 * @param {string | undefined} within the part of the page to check; the whole page if undefined
 * @param {import("axe-core").RunOptions} options */
async function axeFinds(page, within, options) {
  // Through the debugger, because the page's Content-Security-Policy blocks added scripts.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  return page.evaluate(
    async ({ within, options }) => {
      // The page answers a new size or theme in the next frame: axe must not see one half before and the other half after that.
      for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
      const { axe } = /** @type {Window & { axe?: typeof import("axe-core") }} */ (window);
      const found = await /** @type {NonNullable<typeof axe>} */ (axe).run(within ?? document, {
        ...options,
        resultTypes: ["violations"],
      });
      return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
      );
    },
    { within, options },
  );
}

/** The violations of all rules.
 * @param {Page} page
 * @param {{ except?: string[], within?: string }} [where] rules to skip, and the part of the page to check */
const violations = (page, { except = [], within } = {}) =>
  axeFinds(page, within, { rules: Object.fromEntries(except.map((rule) => [rule, { enabled: false }])) });

/** The violations of the rules about colours and sizes. For variants of a state that `violations` has already checked.
 * @type {typeof violations} */
const violationsOfLooks = (page, { within } = {}) => axeFinds(page, within, { runOnly: OF_LOOKS });

/** A desktop and a phone screen. */
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** Checks a state of the page on each screen, in the light and the dark theme, then restores the page. The first
 * check uses all axe rules, the others only those that depend on the screen and the theme.
 * @param {Page} page
 * @param {{ width: number, height: number }[]} sizes
 * @param {(where: string, find: typeof violations) => Promise<unknown>} look */
export async function onEachScreen(page, sizes, look) {
  let find = violations;
  for (const viewport of sizes) {
    await page.setViewportSize(viewport);
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.emulateMedia({ colorScheme });
      await look(`${viewport.width} pixels, ${colorScheme}`, find);
      find = violationsOfLooks;
    }
  }
  await page.setViewportSize(sizes[0]);
  await page.emulateMedia({ colorScheme: "light" });
}

/** Fails the test if axe finds a violation on a desktop or a phone, in the light or the dark theme.
 * @param {Page} page
 * @param {string} state
 * @param {...string} except rules to skip */
export const looksRight = (page, state, ...except) =>
  onEachScreen(page, SIZES, async (where, find) => {
    expect.soft(await find(page, { except }), `${state}: ${where}`).toEqual([]);
  });

/** @typedef {{ faults: Faults, faxor: Faxor, another: (options?: import("@playwright/test").BrowserContextOptions) => Promise<Faxor> }} Ours */

export const test = base.extend(
  /** @type {import("@playwright/test").Fixtures<Ours, {}, import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions, import("@playwright/test").PlaywrightWorkerArgs>} */ ({
    faults: async ({ baseURL }, use) => {
      const faults = new Faults(baseURL ?? "");
      await use(faults);
      faults.check();
    },
    faxor: async ({ context, page, faults }, use) => {
      faults.watch(context);
      await use(new Faxor(page));
    },
    /** Opens the page in a second browser context, as another visitor. */
    another: async ({ browser, baseURL, viewport, faults }, use) => {
      /** @type {Context[]} */
      const contexts = [];
      await use(async (options) => {
        const context = await browser.newContext({ baseURL, viewport, colorScheme: "light", ...options });
        contexts.push(context);
        faults.watch(context);
        return new Faxor(await context.newPage());
      });
      for (const context of contexts) await context.close();
    },
  }),
);
