// When canvases are drawn again: a browser may discard their contents if a graphics driver fails or memory runs
// short, and a window may move to a screen of another pixel density.
import { Luck, SWEEP } from "./luck.js";
import { expect, test } from "./page.js";

/** @typedef {import("@playwright/test").Page} Page */

/** The pixels of every visible canvas, in page order. @param {Page} page */
const pictures = (page) =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll("canvas"))
      .filter((canvas) => canvas.checkVisibility() && canvas.width > 0)
      .map((canvas) => canvas.toDataURL()),
  );

/** Discards the contents and the context state of all canvases, as a browser does. @param {Page} page */
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

/** Opens a page with every kind of canvas: pictures, diagrams, charts and a finished sweep.
 * @param {import("./page.js").Faxor} faxor */
async function openEveryCanvas(faxor) {
  const luck = new Luck(faxor);
  faxor.parts.push("charts");
  await faxor.open(`${SWEEP}&at=300`);
  await luck.run.click();
  await luck.ends("All 120 runs are counted.");
  await faxor.page.locator(".network > summary").first().click();
  await expect(faxor.page.locator(".network-picture")).toHaveCount(await faxor.panels.count());
  await faxor.page.locator(".network-more > summary").first().click();
  await expect(faxor.page.locator(".network-more[open]")).toHaveCount(await faxor.panels.count());
  await faxor.frames(5);
}

test("every picture, diagram, chart and dot is drawn again when lost canvases return", async ({ faxor, page }) => {
  await openEveryCanvas(faxor);
  const drawn = await pictures(page);
  // At least: three panels with a picture and a diagram each, six charts, the sweep's chart and its three rows
  // of points.
  expect(drawn.length).toBeGreaterThan(3 * 2 + 6 + 4);
  await lose(page);
  const lost = await pictures(page);
  expect(lost.filter((picture, i) => picture === drawn[i])).toEqual([]);
  await restore(page);
  await faxor.frames(3);
  expect(await pictures(page)).toEqual(drawn);
});

test("a playing page keeps drawing when lost canvases return", async ({ faxor, page }) => {
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
  await expect(page.locator("#sharing")).toBeVisible();
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

/** Moves the window to a screen of another density. The screen is one pixel taller, because this emulation
 * reports no change if the size is the same; a real screen does.
 * @param {Page} page @param {number} deviceScaleFactor */
async function move(page, deviceScaleFactor) {
  const client = await page.context().newCDPSession(page);
  const [width, height] = await page.evaluate(() => [innerWidth, innerHeight]);
  const size = { width, height: height + 1, deviceScaleFactor, mobile: false };
  await client.send("Emulation.setDeviceMetricsOverride", size);
}

/** Canvas pixels per CSS pixel for each kind of canvas, and whether all of that kind are drawn.
 * @param {Page} page */
const densities = (page) =>
  page.evaluate(() => {
    const kinds = {
      picture: ".picture canvas",
      diagram: ":is(.network, .network-scene) canvas",
      chart: ".charts .plot canvas",
      "sweep's chart": "#luck-plot canvas",
      points: "#luck-dots canvas",
    };
    return Object.entries(kinds).map(([kind, selector]) => {
      const all = /** @type {HTMLCanvasElement[]} */ (Array.from(document.querySelectorAll(selector)));
      // Not what a closed part of a diagram holds.
      const canvases = all.filter((canvas) => canvas.checkVisibility());
      const isDrawn = canvases.every((canvas) => {
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
        copy?.drawImage(canvas, 0, 0);
        return copy?.getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);
      });
      const sharp = canvases.map((canvas) => {
        const { width } = canvas.getBoundingClientRect();
        // The width is rounded to whole pixels.
        return Math.abs(canvas.width - width * devicePixelRatio) <= 1 ? devicePixelRatio : canvas.width / width;
      });
      return [kind, canvases.length > 0 && isDrawn, [...new Set(sharp)]];
    });
  });

test("a picture, a diagram, a chart and the points of a sweep are sharp again after the pixel density changes", async ({
  faxor,
  page,
}) => {
  await openEveryCanvas(faxor);
  for (const density of [2, 1.25, 1]) {
    await move(page, density);
    const sharp = ["picture", "diagram", "chart", "sweep's chart", "points"].map((kind) => [kind, true, [density]]);
    await expect.poll(() => densities(page)).toEqual(sharp);
  }
});

test("a canvas redrawn for another density equals that of a page opened with it", async ({ faxor, page, another }) => {
  const link = `${SWEEP}&at=300`;
  await faxor.open(link);
  await move(page, 2);
  const sharp = await another({ deviceScaleFactor: 2, viewport: { width: 1440, height: 901 } });
  await sharp.open(link);
  const expected = await pictures(sharp.page);
  await expect.poll(async () => (await pictures(page)).length).toBe(expected.length);
  await faxor.frames(5);
  expect((await pictures(page)).map((picture, i) => picture === expected[i])).toEqual(expected.map(() => true));
});

test("a theme draws pictures, diagrams, charts and a sweep's points in its colours, and can be switched back", async ({
  faxor,
  page,
}) => {
  await openEveryCanvas(faxor);
  const light = await pictures(page);
  await faxor.theme.click();
  await faxor.frames(3);
  const dark = await pictures(page);
  expect(dark.length).toBe(light.length);
  expect(dark.filter((picture, i) => picture === light[i])).toEqual([]);
  await faxor.theme.click();
  await faxor.frames(3);
  expect(await pictures(page)).toEqual(light);
});
