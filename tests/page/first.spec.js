// What loads before the first picture, and what comes on demand.
import { firstView } from "../../scripts/size.mjs";
import { ARTICLE, expect, test } from "./page.js";

const folder = process.env.DIST ?? "dist";

/** The files of the parts that open on demand: their code, and their texts. */
const CODE = "js/tools.js";
const TEXTS = "js/markup.js";

/** What a browser asks for by itself. */
const ICONS = /icon|manifest/;

/** The files that a page has loaded, until its first picture or until now. @param {import("@playwright/test").Page} page
 * @param {boolean} first */
const loaded = (page, first) =>
  page.evaluate((first) => {
    const end = first ? performance.getEntriesByName("first-surface")[0].startTime : performance.now();
    return performance
      .getEntriesByType("resource")
      .filter(({ startTime }) => startTime <= end)
      .map(({ name }) => name.replace(`${location.origin}/`, ""));
  }, first);

test("the first picture waits for the files of the first view alone, as make size counts them", async ({
  faxor,
  page,
}) => {
  await faxor.open(ARTICLE);
  const files = new Set(["index.html", ...(await loaded(page, true)).filter((name) => !ICONS.test(name))]);
  expect([...files].sort()).toEqual([...firstView(folder)].sort());
});

for (const [width, height] of [
  [412, 823],
  [1366, 768],
]) {
  test(`what comes after the first picture moves hardly anything on a screen of ${width} x ${height}, however late its styles are`, async ({
    faxor,
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.route("**/parts.css", async (route) => {
      await page.waitForTimeout(1000);
      await route.continue();
    });
    await page.addInitScript(() => {
      const shifts = { sum: 0 };
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          shifts.sum += /** @type {PerformanceEntry & { value: number }} */ (entry).value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto("/");
    await faxor.ready();
    await page.waitForTimeout(500);
    const { sum } = await page.evaluate(
      () => /** @type {Window & { shifts?: { sum: number } }} */ (window).shifts ?? { sum: Number.NaN },
    );
    expect(sum).toBeLessThan(0.1);
  });
}

/** @typedef {(faxor: import("./page.js").Faxor) => Promise<unknown>} Opening */

/** The parts that open on demand, each with what opens it. @type {Record<string, Opening>} */
const PARTS = {
  "the walkthrough": (faxor) => faxor.page.locator(".tools [aria-controls=hand]").click(),
  "the sweep": (faxor) => faxor.page.locator(".tools [aria-controls=luck]").click(),
  "the dial": (faxor) => faxor.page.locator(".tools [aria-controls=wrong]").click(),
  "one's own points": (faxor) => faxor.page.locator(".tools [aria-controls=own]").click(),
  "earlier results": (faxor) => faxor.page.locator(".tools [aria-controls=earlier]").click(),
  "the diagram": (faxor) => faxor.page.getByText("The network", { exact: true }).first().click(),
  "the lesson": (faxor) => faxor.page.getByRole("link", { name: "Start the lesson" }).first().click(),
  "the sharing": (faxor) => faxor.page.getByRole("button", { name: "Share", exact: true }).click(),
  "the presentation": (faxor) => faxor.page.keyboard.press("p"),
};

/** What may not come, its file, and what asks for it. @type {[string, string, Opening][]} */
const MISSING = [["the text of the lesson", TEXTS, PARTS["the lesson"]]];
for (const [part, open] of Object.entries(PARTS)) MISSING.push([`the code of ${part}`, CODE, open]);

for (const [part, open] of Object.entries(PARTS)) {
  test(`the code of ${part} is loaded when it is first asked for`, async ({ faxor, page }) => {
    await faxor.open(ARTICLE);
    const before = await loaded(page, false);
    expect(before).not.toContain(CODE);
    expect(before).not.toContain(TEXTS);
    await open(faxor);
    await expect.poll(() => loaded(page, false)).toEqual(expect.arrayContaining([CODE, TEXTS]));
  });
}

for (const [what, file, open] of MISSING) {
  test(`the page says so where ${what} does not come, and the run goes on`, async ({ faxor, page, faults }) => {
    faults.allow(/^failed: /, /^console (error|warning): /);
    await page.route(`**/${file}`, (route) => route.abort());
    await faxor.open(ARTICLE);
    await open(faxor);
    await expect(faxor.status).toHaveText(/^A part of this page could not be loaded\./);
    await expect(faxor.fault).toBeHidden();
    await faxor.step.click();
    await faxor.standsAt(1);
  });
}

test("a change of the page's settings reaches the core as one call", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  await faxor.openSettings();
  await page.evaluate(async () => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    const calls = Object.assign(window, { changes: /** @type {string[]} */ ([]) }).changes;
    const { change } = core.Experiment.prototype;
    core.Experiment.prototype.change = function (key, value) {
      calls.push(`${key}=${value}`);
      return change.call(this, key, value);
    };
  });
  await faxor.enter("rate", "0.05");
  await faxor.standsAt(0);
  const changes = () => page.evaluate(() => /** @type {Window & { changes?: string[] }} */ (window).changes);
  expect(await changes()).toEqual(["rate=0.05"]);
  await page.locator("#speed").press("ArrowRight");
  expect(await changes()).toHaveLength(2);
});

test("a link that is opened before the rest of the page has come is shown, and stays in the address", async ({
  faxor,
  page,
}) => {
  let release = () => {};
  const held = new Promise((resolve) => {
    release = () => resolve(undefined);
  });
  await page.route("**/js/page.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/#${ARTICLE}`);
  await expect(faxor.panels).toHaveCount(2);
  await page.evaluate(() => {
    location.hash = "rules=kp&seed=77";
  });
  release();
  await faxor.ready();
  await expect(faxor.panels).toHaveCount(1);
  expect(await faxor.inAddress("seed")).toBe("77");
  await faxor.play.click();
  await faxor.isPlaying(true);
});
