// The plane as the last hidden layer sees it, in the diagram of each panel.
import { centred, directionBeside, dot, shareOf, unit } from "../../www/js/diagram/principal.js";
import { ARTICLE, expect, inks, looksRight, onEachScreen, property, test } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */
/** @typedef {import("./read.js").Page} Page */

const SMALL = "seed=7&width=10&depth=2&bias=1&init=0.5&rate=0.05";
const DEAD = "rules=bp,fa&seed=3&width=6&depth=3&bias=0&init=0";

/** Opens the diagrams and their planes. @param {Faxor} faxor */
async function open({ page, panels }) {
  const count = await panels.count();
  await page.locator(".network > summary").first().click();
  await expect(page.locator(".network-plane")).toHaveCount(count);
  await page.locator(".network-plane > summary").first().click();
  await expect(page.locator(".network-plane[open]")).toHaveCount(count);
  const planes = page.locator(".network-plane");
  await expect(planes.locator("canvas[aria-label]")).toHaveCount(count);
  return Array.from({ length: count }, (_, i) => ({
    canvas: planes.nth(i).locator("canvas"),
    words: planes.nth(i).locator(".plane-words"),
    summary: planes.nth(i).locator("summary"),
  }));
}

const pixels = (/** @type {import("@playwright/test").Locator} */ canvas) =>
  canvas.evaluate((element) => /** @type {HTMLCanvasElement} */ (element).toDataURL());

/** What the core says of a run's last hidden layer: for a grid of the view, and for the points.
 * @param {Faxor} faxor @param {number} run */
async function core({ page }, run) {
  const found = await page.evaluate(async (run) => {
    const { Quantity } = /** @type {typeof import("../../www/faxor.js")} */ (
      await import(`${location.origin}/faxor.js`)
    );
    const { experiment } = /** @type {Page} */ (document).faxor.state;
    const [low, high] = experiment.view();
    const places = Array.from({ length: 13 }, (_, i) => low + ((high - low) * i) / 12);
    const grid = places.flatMap((y) => places.flatMap((x) => [x, y]));
    const points = Array.from(experiment.points());
    const inputs = points.filter((_, i) => i % 3 < 2);
    const layer = Number(experiment.choice("depth")) + 1;
    const activations = (/** @type {number[]} */ at) =>
      Array.from(experiment.preactivations(run, layer - 1, Float64Array.from(at)), (a) => Math.max(a, 0));
    return {
      grid: activations(grid),
      points: activations(inputs),
      classes: points.filter((_, i) => i % 3 === 2),
      weights: Array.from(experiment.numbers(run, Quantity.Weights, layer)),
    };
  }, run);
  const width = found.grid.length / 169;
  const rows = (/** @type {number[]} */ flat) =>
    Array.from({ length: flat.length / width }, (_, i) => Float64Array.from(flat.slice(i * width, (i + 1) * width)));
  return {
    grid: rows(found.grid),
    points: rows(found.points),
    classes: found.classes,
    weights: Float64Array.from(found.weights.slice(0, width)),
    bias: found.weights[width] ?? 0,
  };
}

/** The share of the variance that the words name, in per cent. @param {string | null} text */
const shareIn = (text) => Number(/^The two directions hold (\d+\.\d) % of the variance\.$/.exec(text ?? "")?.[1]);

test("the plane folds while the run learns, and is still when it is paused", { tag: "@quick" }, async ({ faxor }) => {
  // So slow that play does not stop by itself.
  await faxor.open(`rules=bp,fa&${SMALL.replace("rate=0.05", "rate=0.001")}`);
  const [{ canvas }] = await open(faxor);
  const before = await pixels(canvas);
  await faxor.play.click();
  await canvas.scrollIntoViewIfNeeded();
  await expect.poll(() => pixels(canvas)).not.toBe(before);
  await faxor.page.evaluate(() => document.getElementById("play")?.click());
  await faxor.isPlaying(false);
  await faxor.frames(3);
  const paused = await pixels(canvas);
  await faxor.frames(20);
  expect(await pixels(canvas)).toBe(paused);
  await faxor.reset.click();
  await expect.poll(() => pixels(canvas)).not.toBe(paused);
});

test("every rule has its plane, which names itself and the share of the variance", async ({ faxor }) => {
  await faxor.open(`rules=bp,fa,redrawn,dfa,usf,kp,readout&${SMALL}&at=100`);
  const planes = await open(faxor);
  expect(planes.length).toBe(7);
  for (const [run, { canvas, words }] of planes.entries()) {
    const text = (await words.textContent()) ?? "";
    const { grid, weights } = await core(faxor, run);
    const output = unit(weights);
    const cloud = centred(grid);
    const share = 100 * shareOf(cloud, [output, directionBeside(cloud, output, output, 30)]);
    // The page's grid is finer along its lines.
    expect(Math.abs(shareIn(text) - share), `${run}: ${text}, not ${share}`).toBeLessThan(6);
    const label = await canvas.getAttribute("aria-label");
    expect(label).toMatch(/^The plane as the last hidden layer of .+ sees it\. /);
    expect(label?.endsWith(text)).toBe(true);
    const found = await inks(canvas);
    for (const name of ["--ink", "--class-0", "--class-1"]) {
      expect(found[await property(faxor.page, name)], `${run}: ${name}`).toBeGreaterThan(10);
    }
  }
});

test("after XOR is solved, the points of each class are on their side of the line, which is where the output is 0.5", async ({
  faxor,
  page,
}) => {
  for (const link of [`${SMALL}&at=500`, "width=4&seed=1&depth=1&bias=1&init=0.5&rate=0.1&at=20000"]) {
    await faxor.open(`rules=bp,fa&${link}`);
    const planes = await open(faxor);
    for (const [run, { canvas }] of planes.entries()) {
      const { points, classes, weights, bias } = await core(faxor, run);
      const output = unit(weights);
      const cut = (0.5 - bias) / Math.hypot(...weights);
      const sides = points.map((point) => (dot(point, output) > cut ? 1 : 0));
      expect(sides, `run ${run} of ${link}`).toEqual(classes);
      // The same in the drawing: the columns of each ink.
      const inkOf = await Promise.all(["--class-0", "--ink", "--class-1"].map((name) => property(page, name)));
      const columns = await canvas.evaluate((element, inkOf) => {
        const { width, height } = /** @type {HTMLCanvasElement} */ (element);
        const copy = new OffscreenCanvas(width, height).getContext("2d");
        copy?.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
        const data = copy?.getImageData(0, 0, width, height).data ?? [];
        return inkOf.map((ink) => {
          /** @type {number[]} */
          const found = [];
          for (let i = 0; i < width * height; i++) {
            const hex = [0, 1, 2].map((k) => data[4 * i + k].toString(16).padStart(2, "0")).join("");
            if (`#${hex}` === ink) found.push(i % width);
          }
          return [Math.min(...found), Math.max(...found)];
        });
      }, inkOf);
      const [blue, line, orange] = columns;
      expect(line[1] - line[0], "one upright line").toBeLessThan(4);
      expect((blue[0] + blue[1]) / 2, `blue of run ${run}`).toBeLessThan(line[0]);
      expect((orange[0] + orange[1]) / 2, `orange of run ${run}`).toBeGreaterThan(line[1]);
    }
  }
});

test("a dead network and a diverged one are named, and the others are drawn beside them", async ({ faxor }) => {
  await faxor.open(DEAD);
  for (const { words, canvas } of await open(faxor)) {
    await expect(words).toHaveText("All units are inactive here.");
    expect(await canvas.getAttribute("aria-label")).toContain("All units are inactive here.");
    expect(Object.keys(await inks(canvas))).not.toContain(await property(faxor.page, "--class-0"));
  }
  await faxor.open("rules=bp,fa,readout&seed=36&width=64&depth=3&bias=1&init=1&rate=1&at=900");
  const [bp, , readout] = await open(faxor);
  await expect(bp.words).toHaveText("The numbers overflow.");
  // Its hidden layers do not learn, so only its output has diverged.
  expect(shareIn(await readout.words.textContent())).toBeGreaterThan(10);
});

test("networks of other widths are drawn, one unit as one line", async ({ faxor }) => {
  await faxor.open("rules=bp,bp:width=1,fa:width=2,fa:width=64&seed=3&depth=1&bias=1&init=1&rate=0.01&at=50");
  const planes = await open(faxor);
  const shares = await Promise.all(planes.map(async ({ words }) => shareIn(await words.textContent())));
  expect(shares[1]).toBe(100);
  expect(shares[2]).toBe(100);
  for (const share of [shares[0], shares[3]]) {
    expect(share).toBeGreaterThan(20);
    expect(share).toBeLessThan(100);
  }
  await faxor.step.click();
  await faxor.openSettings();
  await faxor.enter("depth", "2");
  await expect.poll(async () => shareIn(await planes[0].words.textContent())).toBeGreaterThan(20);
});

test("planes open and close together, and stay open with another seed", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=100`);
  const [, { summary, canvas, words }] = await open(faxor);
  const before = await pixels(canvas);
  await faxor.newSeed.click();
  await expect(page.locator(".network-plane[open]")).toHaveCount(2);
  await expect.poll(() => pixels(canvas)).not.toBe(before);
  await expect(words).toBeVisible();
  await summary.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".network-plane[open]")).toHaveCount(0);
  await expect(summary).toBeFocused();
});

test("points that change in place change in the plane", async ({ faxor }) => {
  await faxor.open(`rules=bp,fa&${SMALL}&at=100`);
  const [{ canvas }] = await open(faxor);
  for (const data of ["0,0,1;.5,.25,0;1,1,0;.75,0,1", "0,0,1;.5,.25,0;1,1,0;.5,0,1"]) {
    const before = await pixels(canvas);
    await faxor.page.evaluate((data) => /** @type {Page} */ (document).faxor.state.changePoints(data), data);
    await expect.poll(() => pixels(canvas)).not.toBe(before);
  }
});

test("axe finds no violation with the planes open, and they fit the screen", async ({ faxor, page }) => {
  test.slow();
  await faxor.open(`rules=bp,fa,dfa&${SMALL}&at=50`);
  await open(faxor);
  await looksRight(page, "the planes");
  const sizes = [320, 640, 1366].map((width) => ({ width, height: 768 }));
  await onEachScreen(page, sizes, async (where) => {
    await faxor.frames(2);
    const wide = await page.evaluate(() =>
      Array.from(document.querySelectorAll(".network-plane *"), (element) => {
        const panel = element.closest(".panel")?.getBoundingClientRect() ?? new DOMRect();
        return element.getBoundingClientRect().right - panel.right;
      }).filter((beyond) => beyond > 0),
    );
    expect(wide, where).toEqual([]);
  });
});
