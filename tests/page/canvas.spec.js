// A browser may take back what its canvases hold, as graphics drivers fail and memory runs short: all is drawn again when they return.
import { Luck, SWEEP } from "./luck.js";
import { expect, test } from "./page.js";

/** @typedef {import("@playwright/test").Page} Page */

/** The pixels of every canvas in sight, by the order on the page. @param {Page} page */
const pictures = (page) =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll("canvas"))
      .filter((canvas) => canvas.checkVisibility() && canvas.width > 0)
      .map((canvas) => canvas.toDataURL()),
  );

/** Takes what all canvases hold, and the state of their contexts, as a browser does. @param {Page} page */
const lose = (page) =>
  page.evaluate(() => {
    for (const canvas of document.querySelectorAll("canvas")) {
      canvas.dispatchEvent(new Event("contextlost", { cancelable: true }));
      const context = canvas.getContext("2d");
      if (context && "reset" in context) context.reset();
    }
  });

const restore = (/** @type {Page} */ page) =>
  page.evaluate(() => {
    for (const canvas of document.querySelectorAll("canvas")) canvas.dispatchEvent(new Event("contextrestored"));
  });

test("every picture, diagram, chart and dot is drawn again when lost canvases return", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  faxor.parts.push("charts");
  await faxor.open(`${SWEEP}&at=300`);
  await luck.run.click();
  await luck.ends("All 120 runs are counted.");
  for (const summary of await page.locator(".network summary").all()) await summary.click();
  await faxor.frames(5);
  const drawn = await pictures(page);
  // Three panels with a picture and a diagram each, six charts, the sweep's chart and its three rows of dots, at the least.
  expect(drawn.length).toBeGreaterThan(3 * 2 + 6 + 4);
  await lose(page);
  const lost = await pictures(page);
  expect(lost.filter((picture, i) => picture === drawn[i])).toEqual([]);
  await restore(page);
  await faxor.frames(3);
  expect(await pictures(page)).toEqual(drawn);
});

test("a page that plays draws on when lost canvases return", async ({ faxor, page }) => {
  await faxor.open(SWEEP);
  await faxor.play.click();
  await faxor.passes(20);
  await lose(page);
  await faxor.frames(3);
  await restore(page);
  await faxor.passes(await faxor.updates());
  await faxor.play.click();
  const seen = await faxor.shown();
  await faxor.open(`${SWEEP}&at=${Number(seen.updates.replaceAll(",", ""))}`);
  expect(await faxor.pictures()).toEqual(seen.panels.map(({ picture }) => picture));
});

test("the link's code is drawn again, small and large", async ({ faxor, page }) => {
  await faxor.open(SWEEP);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const small = await pictures(page);
  await lose(page);
  await restore(page);
  await faxor.frames(3);
  expect(await pictures(page)).toEqual(small);
  await page.locator("#sharing-code").click();
  const large = await pictures(page);
  await lose(page);
  expect((await pictures(page)).filter((picture, i) => picture === large[i])).toEqual([]);
  await restore(page);
  await faxor.frames(3);
  expect(await pictures(page)).toEqual(large);
});
