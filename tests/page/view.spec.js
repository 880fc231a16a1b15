// What a link shows: the parts of the page (`view`) and what the pictures show (`shading`). Neither changes a
// run.
import { besideAfresh } from "./afresh.js";
import { ARTICLE, expect, inks, test, UNSOLVABLE } from "./page.js";
import { exact } from "./read.js";

/** @typedef {import("./page.js").Faxor} Faxor */

const PARTS = ["title", "lesson", "controls", "panels", "charts"];

/** For each part, what must be visible if the part is shown. @type {Record<string, string>} */
const SEEN = {
  title: "h1, #copy-link, #theme",
  controls: "#play, #back, #step, #reset, #new-seed, #speed, #timeline",
  panels: ".panel, .panel canvas, #legend",
  charts: "#chart-delta canvas",
  lesson: "#welcome, #welcome a",
};

/** The parts of which anything is visible, and those of which something is missing. @param {Faxor} faxor */
const seen = (faxor) =>
  faxor.page.evaluate((seen) => {
    const is = (/** @type {Element} */ element) => element.checkVisibility();
    const named = Array.from(document.querySelectorAll("[data-part]")).filter(
      (element) => is(element) && !element.matches(".tools"),
    );
    const parts = Object.entries(seen).map(([part, all]) => {
      const elements = Array.from(document.querySelectorAll(all));
      return { part, some: elements.some(is), all: elements.length > 0 && elements.every(is) };
    });
    return {
      named: [...new Set(named.map((element) => /** @type {HTMLElement} */ (element).dataset.part))].sort(),
      some: parts
        .filter(({ some }) => some)
        .map(({ part }) => part)
        .sort(),
      all: parts
        .filter(({ all }) => all)
        .map(({ part }) => part)
        .sort(),
    };
  }, SEEN);

/** @param {Faxor} faxor @param {string[]} parts */
async function shows(faxor, parts) {
  const sorted = [...parts].sort();
  await expect.poll(() => seen(faxor), parts.join()).toEqual({ named: sorted, some: sorted, all: sorted });
  // Pictures and controls in a frame are just that.
  const hasTools = parts.includes("controls") && parts.includes("charts");
  await expect(faxor.page.locator(".tools").filter({ visible: true })).toHaveCount(hasTools ? 1 : 0);
}

test("a frame without the lesson is laid out as without a chapter", async ({ faxor, page }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await faxor.open("lesson=4&view=controls,panels");
  await expect(page.locator(".panel .loss").first()).toBeVisible();
  await expect(page.locator(".panel .remove").first()).toBeVisible();
  await faxor.open("lesson=4");
  await expect(page.locator(".panel .loss").first()).toBeHidden();
});

test("a view shows exactly the parts that it names, in every combination", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const options = await page.evaluate(async () => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    return core.choices().find(({ key }) => key === "view")?.options;
  });
  expect(options).toEqual(PARTS);
  await shows(faxor, PARTS);
  for (let mask = 1; mask < 1 << PARTS.length; mask++) {
    const parts = PARTS.filter((_, i) => mask & (1 << i));
    await page.goto(`/#${ARTICLE}&view=${parts}`);
    await shows(faxor, parts);
    expect(await faxor.inAddress("view")).toBe(parts.length < PARTS.length ? parts.join() : null);
  }
  // In any order; without a view, all parts.
  await page.goto(`/#${ARTICLE}&view=panels,title`);
  await shows(faxor, ["panels", "title"]);
  await page.goto(`/#${ARTICLE}`);
  await shows(faxor, PARTS);
});

test("an invalid view is reported, and everything is shown", async ({ faxor }) => {
  await faxor.open(ARTICLE);
  for (const wrong of ["panel", "panels,hand", "panels,panels", ""]) {
    await faxor.follow(`${ARTICLE}&view=panels`);
    await shows(faxor, ["panels"]);
    await faxor.follow(`${ARTICLE}&view=${wrong}`);
    await expect(faxor.problems).toContainText(`view is “${wrong}”; it may be 1 to 5 different ones of title, lesson`);
    await shows(faxor, PARTS);
    expect(await faxor.inAddress("view"), wrong).toBeNull();
  }
  // Also if the page is loaded with it.
  await faxor.open(`${ARTICLE}&view=panel`);
  await expect(faxor.problems).toContainText("view is “panel”; it may be 1 to 5 different ones of title, lesson");
  await shows(faxor, PARTS);
});

test("an opened tool is hidden together with the buttons that would close it", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  for (const part of /** @type {const} */ (["luck", "charts", "settings"])) await faxor.openPart(part);
  await page.goto(`/#${ARTICLE}&view=panels`);
  await shows(faxor, ["panels"]);
  for (const part of ["luck", "charts", "settings"]) await expect(page.locator(`#${part}`)).toBeHidden();
  await page.goto(`/#${ARTICLE}&view=title,panels,charts&lesson=6`);
  await shows(faxor, ["title", "panels", "charts"]);
  await expect(page.locator("#luck")).toBeHidden();
});

test("a view is kept through a new seed, a reload and a playing run", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(`${UNSOLVABLE}&view=controls,panels&speed=20`);
  const parts = ["controls", "panels"];
  await faxor.newSeed.click();
  await expect.poll(() => faxor.inAddress("seed")).not.toBe("23");
  await shows(faxor, parts);
  expect(await faxor.inAddress("view")).toBe("controls,panels");
  await faxor.play.click();
  await faxor.passes(100);
  await faxor.play.click();
  await shows(faxor, parts);
  const updates = await faxor.updates();
  await page.reload();
  await faxor.ready();
  await faxor.standsAt(updates);
  await shows(faxor, parts);
  expect(await faxor.inAddress("view")).toBe("controls,panels");
});

test("if only the pictures are shown, the space bar plays and pauses", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&view=panels`);
  await expect(faxor.play).toBeHidden();
  const start = await faxor.pictures();
  await page.keyboard.press("Space");
  await faxor.passes(100);
  await page.keyboard.press("Space");
  await faxor.frames(2);
  const paused = await faxor.updates();
  const [one, other] = await faxor.pictures();
  expect(one === start[0] || other === start[1]).toBe(false);
  await faxor.frames(5);
  await faxor.standsAt(paused);
  await page.keyboard.press("r");
  await faxor.standsAt(0);
  const again = await faxor.pictures();
  expect(again.every((picture, i) => picture === start[i])).toBe(true);
});

/** The colours of each picture's pixels where the core finds the network right, and where it finds it wrong.
 * @param {Faxor} faxor */
const colouring = (faxor) =>
  faxor.page.evaluate(() => {
    const { experiment } = /** @type {import("./read.js").Page} */ (document).faxor.state;
    const [least, most] = experiment.view();
    const canvases = /** @type {NodeListOf<HTMLCanvasElement>} */ (document.querySelectorAll(".panel canvas"));
    return Array.from(canvases, (canvas, run) => {
      const { width } = canvas;
      // Read a copy: a browser slows down a canvas that is read often, and logs a warning.
      const copy = new OffscreenCanvas(width, width).getContext("2d");
      copy?.drawImage(canvas, 0, 0);
      const pixels = new Uint32Array(copy?.getImageData(0, 0, width, width).data.buffer ?? new ArrayBuffer());
      /** By predicted class and whether it is right: how many pixels have each colour.
       * @type {Record<string, Record<number, number>>} */
      const counts = {};
      for (let row = 0; row < width; row += 3) {
        for (let column = 0; column < width; column += 3) {
          const x1 = least + ((column + 0.5) / width) * (most - least);
          const x2 = most - ((row + 0.5) / width) * (most - least);
          const prediction = experiment.predict(run, x1, x2);
          // The picture's own sums round in another order.
          if (Math.abs(prediction - 0.5) < 1e-9) continue;
          const answer = prediction > 0.5;
          const kind = `${Number(answer)} ${answer === (x1 > 0.5 !== x2 > 0.5) ? "right" : "wrong"}`;
          const pixel = pixels[row * width + column];
          counts[kind] ??= {};
          counts[kind][pixel] = (counts[kind][pixel] ?? 0) + 1;
        }
      }
      return counts;
    });
  });

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`a verdict has one colour per class and is hatched exactly where it is wrong, in the ${colorScheme}`, async ({
      faxor,
    }) => {
      await faxor.open(`${ARTICLE}&at=300&shading=verdict`);
      const { onPage, afresh } = await faxor.page.evaluate(besideAfresh);
      for (const [run, { picture }] of onPage.runs.entries()) {
        expect(picture === afresh.runs[run].picture, `picture ${run + 1} is the core's`).toBe(true);
      }
      const kinds = new Set();
      for (const counts of await colouring(faxor)) {
        /** @type {Record<string, string>} */
        const plain = {};
        for (const answer of ["0", "1"]) {
          const colours = Object.keys(counts[`${answer} right`] ?? {});
          expect(colours.length, `colours of what is right, ${answer}`).toBeLessThanOrEqual(1);
          if (colours.length) plain[answer] = colours[0];
        }
        expect(plain["0"]).not.toBe(plain["1"]);
        for (const answer of ["0", "1"]) {
          const wrong = counts[`${answer} wrong`];
          if (!wrong || !plain[answer]) continue;
          const pixels = Object.values(wrong).reduce((sum, count) => sum + count, 0);
          // A region as narrow as a stripe may lie between two stripes.
          if (pixels < 500) continue;
          kinds.add(answer);
          expect(Object.keys(wrong)).toHaveLength(2);
          expect(Object.keys(wrong)).toContain(plain[answer]);
          const share = 1 - wrong[Number(plain[answer])] / pixels;
          expect(share, "the share of ink in the hatching").toBeGreaterThan(0.2);
          expect(share, "the share of ink in the hatching").toBeLessThan(0.6);
        }
      }
      expect(kinds.size, "something is wrong at update 300").toBeGreaterThan(0);
      expect(Object.keys(await inks(faxor.panels.first().locator("canvas"))).length).toBeLessThanOrEqual(4);
    });
  });
}

test("the settings choose what pictures show; the choice changes no run and is in the address", async ({
  faxor,
  page,
  another,
}) => {
  await faxor.open(`${ARTICLE}&at=300`);
  await faxor.openSettings();
  const shading = page.getByLabel(/^Pictures show/);
  await expect(shading).toHaveValue("output");
  const legend = page.locator("#legend");
  await expect(legend.locator(".legend-output")).toBeVisible();
  await expect(legend.locator(".legend-verdict")).toBeHidden();
  const [address, numbers, before] = [await faxor.address(), await page.evaluate(exact), await faxor.shown()];

  await shading.selectOption("verdict");
  await expect(legend.locator(".legend-verdict")).toBeVisible();
  await expect(legend.locator(".legend-output")).toBeHidden();
  const after = await faxor.shown();
  for (const [i, { picture, ...others }] of after.panels.entries()) {
    expect(picture === before.panels[i].picture, `picture ${i + 1}`).toBe(false);
    expect({ ...others, picture: "" }).toEqual({ ...before.panels[i], picture: "" });
  }
  expect(after.charts).toEqual(before.charts);
  expect(await page.evaluate(exact)).toEqual({ ...numbers, text: `${numbers.text}&shading=verdict` });
  expect(await faxor.address()).toBe(`${address}&shading=verdict`);

  // Another visitor, an update and a restart.
  const other = await (await another()).open(await faxor.address());
  expect((await other.shown()).panels).toEqual(after.panels);
  await expect(other.page.locator("#shading")).toHaveValue("verdict");
  await expect(other.page.locator(".legend-verdict")).toBeVisible();
  await faxor.step.click();
  await faxor.standsAt(301);
  const stepped = await page.evaluate(besideAfresh);
  expect(stepped.onPage.runs[0].picture === stepped.afresh.runs[0].picture).toBe(true);
  await faxor.newSeed.click();
  await faxor.standsAt(0);
  expect(await faxor.inAddress("shading")).toBe("verdict");
  // Play would stop where a seed has both networks solve the task at once.
  await faxor.enter("seed", "23");
  await faxor.play.click();
  await faxor.passes(20);
  expect(Object.keys(await inks(faxor.panels.first().locator("canvas"))).length, "colours").toBeLessThanOrEqual(4);
  // A choice made while the run plays does not stop it.
  await shading.selectOption("output");
  await faxor.isPlaying(true);
  await faxor.passes((await faxor.updates()) + 20);
  expect(await faxor.inAddress("shading")).toBeNull();
  await expect
    .poll(async () => Object.keys(await inks(faxor.panels.first().locator("canvas"))).length)
    .toBeGreaterThan(20);
});

test("an invalid shading is reported, and the pictures show the output", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&shading=wrong`);
  await expect(faxor.problems).toContainText("shading is “wrong”; it may be output or verdict");
  await expect(page.locator("#legend .legend-output")).toBeVisible();
  await expect(page.locator("#shading")).toHaveValue("output");
});

test("a link inside the page keeps the parts that are shown", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&view=lesson,panels`);
  for (const press of [
    () => page.locator("#welcome a").click(),
    () => page.getByRole("link", { name: "Next", exact: true }).click(),
    () => page.locator("#chapter-dots a").nth(4).click(),
  ]) {
    await press();
    await expect(page.locator("#lesson h2:visible")).toBeVisible();
    expect(await faxor.inAddress("view")).toBe("lesson,panels");
    await expect(page.locator(".toolbar").first()).toBeHidden();
    await expect(page.locator(".masthead")).toBeHidden();
  }
  await faxor.open(`${ARTICLE}&view=controls,panels,charts`);
  await faxor.openSettings();
  await page.locator("#presets a").last().click();
  await expect(page.locator("#presets a").last()).toHaveAttribute("aria-current", "true");
  expect(await faxor.inAddress("view")).toBe("controls,panels,charts");
  await expect(page.locator(".masthead")).toBeHidden();
});
