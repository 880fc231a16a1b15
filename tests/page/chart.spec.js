// The charts' drawing: the shared cursor, logarithmic axes, gaps, and what makes them draw again.
import { ARTICLE, expect, inks, property, test } from "./page.js";

/** A run with a read-out, which has no angle, so that its column is a gap. */
const LINK = `${ARTICLE.replace("bp,fa", "bp,fa,readout")}&at=800`;

/** @param {import("@playwright/test").Locator} canvas */
const pixels = (canvas) => canvas.evaluate((element) => /** @type {HTMLCanvasElement} */ (element).toDataURL());

/** The columns, from left to right in canvas pixels, in which a canvas has a colour.
 * @param {import("@playwright/test").Locator} canvas @param {string} ink as `#rrggbb` @returns {Promise<number[]>} */
const columnsOf = (canvas, ink) =>
  canvas.evaluate((element, ink) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (element);
    const copy = new OffscreenCanvas(width, height).getContext("2d");
    copy?.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
    const data = copy?.getImageData(0, 0, width, height).data.buffer ?? new ArrayBuffer();
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(ink.slice(at, at + 2), 16));
    const wanted = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    const found = new Set();
    new Uint32Array(data).forEach((pixel, i) => {
      if (pixel === wanted) found.add(i % width);
    });
    return [...found].sort((a, b) => a - b);
  }, ink);

/** The second rule's delta angle at an update's record. @param {number} update */
async function angleAt(update) {
  const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
  const { experiment } = /** @type {import("./read.js").Page} */ (document).faxor.state;
  const record = experiment.history_updates().indexOf(update);
  return Number(experiment.history(1, core.Quantity.DeltaAngle, 1)[record].toPrecision(3));
}

test("a pointer over one chart moves the cursor of every chart to the nearest record; leaving hides it", async ({
  faxor,
  page,
}) => {
  await faxor.open(LINK);
  await faxor.openPart("charts");
  const cursors = page.locator(".charts .plot .cursor");
  await expect(cursors).toHaveCount(6);
  for (const cursor of await cursors.all()) await expect(cursor).toBeHidden();
  await faxor.chart("chart-loss").hover();
  const readouts = page.locator(".charts .readout");
  const updates = new Set();
  for (const readout of await readouts.all()) {
    await expect(readout).toHaveText(/^update [\d,]+: backpropagation \S+, feedback alignment \S+, read-out only \S+$/);
    updates.add((await readout.innerText()).split(":")[0]);
  }
  expect(updates.size, "one update in all").toBe(1);
  for (const cursor of await cursors.all()) await expect(cursor).toBeVisible();
  // The delta angle's chart shows the core's value for the record.
  const said = await readouts.first().innerText();
  const update = Number(said.replaceAll(",", "").match(/^update (\d+)/)?.[1]);
  expect(await page.evaluate(angleAt, update), "the core's").toBe(
    Number(said.match(/feedback alignment ([\d.]+)°/)?.[1]),
  );
  expect(said).toMatch(/read-out only –$/);
  await page.mouse.move(1, 1);
  for (const cursor of await cursors.all()) await expect(cursor).toBeHidden();
  for (const readout of await readouts.all()) await expect(readout).toHaveText("");
});

test("on a logarithmic axis the cursor is at the record that it names", async ({ faxor, page }) => {
  await faxor.open(LINK);
  await faxor.openPart("charts");
  await page.locator("#log-updates").check();
  const canvas = faxor.chart("chart-loss");
  const box = await canvas.boundingBox();
  const room = Number(box?.width) - 56 - 25;
  // The axis is from 1 to 1,000, so 100 is at two thirds of it.
  await canvas.hover({ position: { x: 56 + (room * 2) / 3, y: 60 } });
  const readout = page.locator("#chart-loss .readout");
  const update = Number((await readout.innerText()).replaceAll(",", "").match(/^update (\d+)/)?.[1]);
  expect(Math.abs(update - 100)).toBeLessThanOrEqual(4);
  const cursor = await page.locator("#chart-loss .cursor").boundingBox();
  expect(Number(cursor?.x) - Number(box?.x)).toBeCloseTo(56 + (room * Math.log10(update)) / 3, -1);
});

test("a logarithmic axis gives the first updates more room", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE.replace("bp,fa", "fa")}&at=110`);
  await faxor.openPart("charts");
  const canvas = faxor.chart("chart-weights");
  const ink = await property(page, "--rule-fa");
  const middle = async () => {
    const columns = await columnsOf(canvas, ink);
    const last = columns.at(-1) ?? 0;
    return { begin: columns[0], last };
  };
  const linear = await middle();
  await page.locator("#log-updates").check();
  const log = await middle();
  // 110 of 150 is at 73 % of the linear axis, and at 94 % of the logarithmic one.
  expect(linear.begin).toBeLessThan(60);
  expect(log.begin).toBeLessThan(60);
  expect(log.last).toBeGreaterThan(linear.last * 1.15);
});

test("a line ends at the last record, and a rule without values has no line", async ({ faxor, page }) => {
  await faxor.open(LINK);
  await faxor.openPart("charts");
  const canvas = faxor.chart("chart-feedback");
  const width = await canvas.evaluate((element) => /** @type {HTMLCanvasElement} */ (element).width);
  const columns = await columnsOf(canvas, await property(page, "--rule-fa"));
  // The axis goes to 1,000, the run to 800.
  const end = 56 + (width - 56 - 25) * 0.8;
  expect(columns[0]).toBeLessThan(58);
  expect(columns.at(-1)).toBeLessThanOrEqual(end + 1);
  expect(columns.at(-1)).toBeGreaterThan(end - 10);
  expect(await columnsOf(canvas, await property(page, "--rule-readout"))).toEqual([]);
});

test("another width or theme redraws the charts as in a page opened with it", async ({ faxor, page }) => {
  await faxor.open(LINK);
  const canvas = faxor.chart("chart-delta");
  const wide = await pixels(canvas);
  await page.setViewportSize({ width: 700, height: 900 });
  const fits = () =>
    canvas.evaluate((element) => {
      const { width, height, parentElement } = /** @type {HTMLCanvasElement} */ (element);
      return width === Math.round((parentElement?.clientWidth ?? 0) * devicePixelRatio) && height === 150;
    });
  await expect.poll(fits).toBe(true);
  expect((await pixels(canvas)) === wide).toBe(false);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect.poll(async () => (await pixels(canvas)) === wide).toBe(true);
  const ink = await property(page, "--rule-fa");
  await faxor.theme.click();
  const other = await property(page, "--rule-fa");
  expect(other).not.toBe(ink);
  const found = await inks(canvas);
  expect(found[other]).toBeGreaterThan(30);
  expect(found[ink]).toBeUndefined();
  await faxor.theme.click();
  expect((await pixels(canvas)) === wide).toBe(true);
});

test("after rewinding, every chart marks the update that is shown", async ({ faxor, page }) => {
  await faxor.open(LINK);
  const canvas = faxor.chart("chart-delta");
  const before = await pixels(canvas);
  await page.locator("#timeline").fill("500");
  await faxor.standsAt(500);
  const width = await canvas.evaluate((element) => /** @type {HTMLCanvasElement} */ (element).width);
  const place = Math.round(56 + (width - 56 - 25) / 2);
  /** How many coloured pixels a column has. @param {number} column */
  const inkAt = (column) =>
    canvas.evaluate((element, column) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (element);
      const copy = new OffscreenCanvas(width, height).getContext("2d");
      copy?.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
      const data = copy?.getImageData(column, 0, 1, height).data ?? [];
      return data.filter((value, i) => i % 4 === 3 && value === 255 && data[i - 3] < 60).length;
    }, column);
  expect(await inkAt(place)).toBeGreaterThan((await inkAt(place + 7)) + 20);
  await page.locator("#timeline").fill("800");
  await faxor.standsAt(800);
  await expect.poll(async () => (await pixels(canvas)) === before).toBe(true);
});

test.describe("on a screen with two pixels per CSS pixel", () => {
  test.use({ deviceScaleFactor: 2 });

  test("the charts use all of its pixels, and the cursor is where the pointer is", async ({ faxor, page }) => {
    await faxor.open(LINK);
    const canvas = faxor.chart("chart-delta");
    const box = await canvas.boundingBox();
    expect(box?.width, "no pixel of it is stretched").toBe(Math.round(Number(box?.width)));
    const size = await canvas.evaluate((element) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (element);
      return { width, height };
    });
    expect(size).toEqual({ width: Number(box?.width) * 2, height: 300 });
    expect((await inks(canvas))[await property(page, "--rule-fa")]).toBeGreaterThan(100);
    await canvas.hover({ position: { x: 300, y: 60 } });
    const cursor = await page.locator("#chart-delta .cursor").boundingBox();
    expect(Math.abs(Number(cursor?.x) - Number(box?.x) - 300)).toBeLessThan(8);
  });
});

test("the next drawing uses a changed pixel density", async ({ faxor, page }) => {
  await faxor.open(LINK);
  const canvas = faxor.chart("chart-delta");
  const client = await page.context().newCDPSession(page);
  await client.send("Emulation.setDeviceMetricsOverride", {
    width: 1440,
    height: 900,
    deviceScaleFactor: 2,
    mobile: false,
  });
  await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBe(2);
  await faxor.step.click();
  await expect.poll(() => canvas.evaluate((element) => /** @type {HTMLCanvasElement} */ (element).height)).toBe(300);
});

test("a run of three million updates has at most a thousand records, from start to end, and is drawn", async ({
  faxor,
  page,
}) => {
  faxor.parts.push("charts");
  await faxor.open("rules=bp,fa&seed=23&width=2&depth=1");
  const { most, last, updates } = await page.evaluate(() => {
    const { experiment } = /** @type {import("./read.js").Page} */ (document).faxor.state;
    const MILLION = 1_000_000;
    let most = 0;
    for (let i = 0; i < 30; i++) {
      experiment.advance(MILLION / 10);
      most = Math.max(most, experiment.history_updates().length, experiment.history(1, 1, 1).length);
    }
    return { most, last: experiment.history_updates().at(-1) ?? 0, updates: experiment.updates() };
  });
  expect(updates).toBe(3_000_000);
  expect(most).toBeLessThanOrEqual(1000);
  expect(most).toBeGreaterThan(500);
  expect(updates - last).toBeLessThan(updates / 500);
  await faxor.step.click();
  await expect(page.locator("#chart-loss .plot")).toHaveAttribute("aria-label", /now at 3,000,001/);
});

test("the values at the cursor come and go without moving the page", async ({ faxor, page }) => {
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await faxor.open("rules=bp,fa,redrawn,dfa,usf,kp,readout&depth=2&at=300");
    await faxor.openPart("charts");
    const height = () => page.evaluate(() => document.documentElement.scrollHeight);
    const before = await height();
    await faxor.chart("chart-loss").hover();
    await expect(page.locator("#chart-loss .readout")).toContainText("update");
    expect(await height(), `${width} pixels wide`).toBe(before);
    await page.mouse.move(1, 1);
    expect(await height()).toBe(before);
  }
});

test("arrow keys read a chart from record to record, aloud and in sight, and make no update", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${ARTICLE}&at=300`);
  await faxor.openPart("charts");
  const plot = page.getByRole("slider", { name: /^Loss after each update, now at 300: / });
  await plot.focus();
  // The chart is drawn in the next frame.
  await faxor.frames(3);
  const readout = page.locator("#chart-loss .readout");
  await expect(readout).toHaveText("");
  const records = await page.evaluate(() => {
    const { experiment } = /** @type {import("./read.js").Page} */ (document).faxor.state;
    return Array.from(experiment.history_updates());
  });
  const last = records.length - 1;
  const reads = async (/** @type {number} */ record) => {
    const told = new RegExp(`^update ${records[record]}: backpropagation [\\d.]+, feedback alignment [\\d.]+$`);
    await expect(plot).toHaveAttribute("aria-valuetext", told);
    await expect(readout).toHaveText((await plot.getAttribute("aria-valuetext")) ?? "");
    await expect(plot).toHaveAttribute("aria-valuenow", String(records[record]));
  };
  await page.keyboard.press("ArrowLeft");
  await reads(last - 1);
  await page.keyboard.press("ArrowLeft");
  await reads(last - 2);
  await page.keyboard.press("ArrowRight");
  await reads(last - 1);
  await page.keyboard.press("Home");
  await reads(0);
  await page.keyboard.press("ArrowDown");
  await reads(0);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await reads(last);
  await expect(plot).toHaveAttribute("aria-valuemax", "300");
  await expect(page.locator("#chart-loss .cursor")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(readout).toHaveText("");
  await expect(plot).not.toHaveAttribute("aria-valuetext");
  await faxor.standsAt(300);
});
