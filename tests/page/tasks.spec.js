// The tasks with random points, the presets, and the charts: what they show is what the core computes.
import assert from "node:assert/strict";
import { ARTICLE, expect, inks, property, test } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */

/** Two rules without feedback of their own, and two with. */
const RULES = "rules=bp,fa,kp,readout&seed=23&width=10&depth=2&bias=1&init=0.5&error=difference&rate=0.03";

/** Every task with random points: with few and many points, with and without noise.
 * @type {[string, number, string][]} */
const DRAWN = [
  ["quadrants", 100, "0"],
  ["circle", 33, "0.1"],
  ["spirals", 200, "0.02"],
  ["gaussians", 2, "1"],
  ["quadrants", 200, "1"],
];

/** The core's values for a link at the update where it pauses: points, view, figures, and the values in every
 * chart.
 * @param {Faxor} faxor @param {string} link */
const core = (faxor, link) =>
  faxor.page.evaluate(async (link) => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    const experiment = new core.Experiment(link);
    experiment.advance(Number(experiment.choice("at")));
    const { Quantity } = core;
    const quantities = [Quantity.DeltaAngle, Quantity.WeightAngle, Quantity.Loss, Quantity.Accuracy];
    quantities.push(Quantity.WeightNorm, Quantity.FeedbackNorm);
    const layers = Array.from({ length: Number(experiment.choice("depth")) }, (_, i) => i + 1);
    const flat = experiment.points();
    return {
      points: Array.from({ length: flat.length / 3 }, (_, i) => Array.from(flat.slice(i * 3, i * 3 + 3))),
      tests: experiment.test_points().length / 3,
      view: Array.from(experiment.view()),
      runs: Array.from({ length: experiment.runs() }, (_, run) => {
        const figures = experiment.numbers(run, Quantity.Figures);
        return {
          right: Array.from(experiment.numbers(run, Quantity.Right)),
          testAccuracy: figures[core.Figure.TestAccuracy],
          testLoss: figures[core.Figure.TestLoss],
          now: layers.map((layer) => quantities.map((quantity) => experiment.numbers(run, quantity, layer)[0])),
        };
      }),
    };
  }, link);

/** Where the points of each panel lie, as fractions of the picture from its left and its lower edge, with their
 * class and whether a cross marks them.
 * @param {Faxor} faxor */
const dots = (faxor) =>
  faxor.panels.evaluateAll((panels) =>
    panels.map((panel) => {
      const picture = /** @type {Element} */ (panel.querySelector(".picture")).getBoundingClientRect();
      return Array.from(panel.querySelectorAll(".point"), (point) => {
        const { left, right, top, bottom } = /** @type {Element} */ (
          point.querySelector("circle")
        ).getBoundingClientRect();
        return {
          x: ((left + right) / 2 - picture.left) / picture.width,
          y: (picture.bottom - (top + bottom) / 2) / picture.height,
          target: Number(point.getAttribute("data-class")),
          wrong: getComputedStyle(/** @type {Element} */ (point.querySelector(".wrong"))).display !== "none",
        };
      });
    }),
  );

for (const [task, points, noise] of DRAWN) {
  test(`${task} shows its ${points} points with noise ${noise} in their places, and the test figures`, async ({
    faxor,
    page,
  }) => {
    const link = `task=${task}&points=${points}&noise=${noise}&${RULES}&at=300`;
    faxor.parts.push("charts");
    await faxor.open(link);
    const known = await core(faxor, link);
    expect(known.points).toHaveLength(points);
    expect(known.tests).toBe(points);
    const [least, most] = known.view;
    const shown = await dots(faxor);
    expect(shown).toHaveLength(4);
    const { panels } = await faxor.shown();
    for (const [run, all] of shown.entries()) {
      expect(all).toHaveLength(points);
      const { right, testAccuracy, testLoss } = known.runs[run];
      // There are thousands of numbers, and an `expect` for each would take seconds.
      for (const [i, { x, y, target, wrong }] of all.entries()) {
        const [x1, x2, y_] = known.points[i];
        const [right_, up] = [x1, x2].map((value) => (value - least) / (most - least));
        const what = `point ${i + 1} of run ${run + 1}: ${[x, y, target, wrong]}, ${[right_, up, y_, right[i]]}`;
        assert.ok(Math.abs(x - right_) < 0.005 && Math.abs(y - up) < 0.005, what);
        assert.ok(Math.min(x, y) > 0 && Math.max(x, y) < 1, `${what}: within the picture`);
        assert.equal(target, y_, what);
        assert.equal(wrong, right[i] === 0, what);
      }
      const sum = right.reduce((sum, one) => sum + one, 0);
      expect(panels[run].right).toBe(`${sum} of ${points} right`);
      const loss = testLoss >= 1000 ? testLoss.toExponential(1) : testLoss.toFixed(3);
      expect(panels[run].test).toBe(`held out: ${Math.round(testAccuracy * points)} of ${points} right, loss ${loss}`);
      await expect(faxor.panels.nth(run).locator(".test")).toBeVisible();
    }
    await expect(page.locator("#test-hint")).toBeVisible();
    if (points > 8) {
      const canvas = faxor.panels.first().locator("canvas");
      await expect(canvas).toHaveAccessibleName(new RegExp(`${panels[0].right}, ${panels[0].test}\\.$`));
    }
  });
}

test("test figures are shown only for tasks with random points, and XOR afterwards has its four points again", async ({
  faxor,
  page,
}) => {
  faxor.parts.push("charts");
  await faxor.open(ARTICLE);
  const before = await faxor.shown();
  const isTested = async (/** @type {boolean} */ is) => {
    await expect(page.locator("#test-hint")).toBeVisible({ visible: is });
    for (const figures of await page.locator(".panel .test").all()) await expect(figures).toBeVisible({ visible: is });
  };
  await isTested(false);
  await faxor.openSettings();
  await page.locator("#task").selectOption("circle");
  await expect(page.locator(".panel").first().locator(".point")).toHaveCount(100);
  await isTested(true);
  await page.locator("#task").selectOption("xor");
  await isTested(false);
  expect(await faxor.shown()).toEqual(before);
});

test("the noise, the number of points and the seed each change the points, for every rule alike", async ({ faxor }) => {
  await faxor.open(`task=spirals&points=40&noise=0&${RULES}`);
  await faxor.openSettings();
  const points = async () => {
    const [first, ...others] = (await faxor.shown()).panels.map(({ points }) => points);
    for (const other of others) expect(other).toEqual(first);
    return first;
  };
  const start = await points();
  expect(start).toHaveLength(40);
  await faxor.enter("noise", "0.05");
  const noisy = await points();
  expect(noisy).toHaveLength(40);
  expect(noisy.filter((point, i) => String(point) === String(start[i]))).toEqual([]);
  await faxor.enter("points", "41");
  expect(await points()).toHaveLength(41);
  await faxor.enter("points", "40");
  await faxor.enter("noise", "0");
  expect(await points(), "the same seed draws the same").toEqual(start);
  await faxor.newSeed.click();
  await expect(faxor.seed).not.toHaveValue("23");
  const other = await points();
  expect(other.filter((point, i) => String(point) === String(start[i]))).toEqual([]);
  // Points stay where they are while the run continues.
  await faxor.step.click();
  expect(await points()).toEqual(other);
});

test("the charts have a pale line for the test points beside each rule's line", async ({ faxor, page }) => {
  faxor.parts.push("charts");
  /** Counts pixels of half the rule's colour; there must be more than the edges of a solid line have.
   * @param {string} id */
  const pale = (id) =>
    faxor.chart(id).evaluate((element) => {
      const canvas = /** @type {HTMLCanvasElement} */ (element);
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
      copy?.drawImage(canvas, 0, 0);
      const data = copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let found = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i] === 128) found += 1;
      return found;
    });
  const rules = RULES.replace("bp,fa,kp,readout", "bp");
  await faxor.open(`${rules}&at=1000`);
  const without = [await pale("chart-loss"), await pale("chart-accuracy")];
  await faxor.open(`task=circle&points=50&noise=0.2&${rules}&at=1000`);
  expect(await pale("chart-loss")).toBeGreaterThan(without[0] + 50);
  expect(await pale("chart-accuracy")).toBeGreaterThan(without[1] + 50);
  await expect(page.locator("#test-hint")).toContainText("the pale lines are the held-out points");
});

test("each preset sets its choices and only it is marked, and back restores the former link", async ({
  faxor,
  page,
}) => {
  faxor.parts.push("settings");
  await faxor.open(`${ARTICLE}&at=40`);
  const presets = await page.evaluate(async () => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    return core.presets().map(({ name, text }) => ({ name, text }));
  });
  const links = page.locator("#presets a");
  const current = page.locator("#presets [aria-current]");
  expect((await links.allInnerTexts()).map((text) => text.toLowerCase())).toEqual(presets.map(({ name }) => name));
  await expect(current).toHaveCount(0);
  for (const about of await page.locator("#presets small").all()) await expect(about).toHaveText(/^.{20,}$/);
  for (const [i, { text }] of presets.entries()) {
    const former = { address: await faxor.address(), shown: await faxor.shown() };
    await links.nth(i).click();
    await expect(links.nth(i)).toHaveAttribute("aria-current", "true");
    await expect(current).toHaveCount(1);
    expect(await faxor.address()).toBe(text);
    await faxor.standsAt(0);
    await page.goBack();
    await expect(links.nth(i)).not.toHaveAttribute("aria-current");
    expect(await faxor.address()).toBe(former.address);
    if (i === 0) await faxor.standsAt(40);
    expect(await faxor.shown()).toEqual(former.shown);
    await links.nth(i).click();
    await expect(links.nth(i)).toHaveAttribute("aria-current", "true");
  }
});

test("a preset is marked only while all of its choices are unchanged", async ({ faxor, page }) => {
  faxor.parts.push("settings");
  await faxor.open(ARTICLE);
  const first = page.locator("#presets a").first();
  await first.click();
  await expect(first).toHaveAttribute("aria-current", "true");
  await faxor.step.click();
  await expect(first).toHaveAttribute("aria-current", "true");
  await faxor.openSettings();
  await faxor.enter("width", "11");
  await expect(first).not.toHaveAttribute("aria-current");
  await faxor.enter("width", "10");
  await expect(first).toHaveAttribute("aria-current", "true");
});

const CHARTS = [
  ["chart-delta", "Delta angle", "°"],
  ["chart-weight", "Weight angle", "°"],
  ["chart-loss", "Loss", ""],
  ["chart-accuracy", "Accuracy", ""],
  ["chart-weights", "Norm of the weights", ""],
  ["chart-feedback", "Norm of the feedback", ""],
];

test("every chart shows each rule's current value from the core, for each hidden layer", async ({ faxor, page }) => {
  const link = `${RULES}&at=700`;
  await faxor.open(link);
  await faxor.openPart("charts");
  const known = await core(faxor, link);
  const names = ["backpropagation", "feedback alignment", "Kolen-Pollack", "read-out only"];
  for (const layer of [1, 2]) {
    await faxor.layer.selectOption(String(layer));
    for (const [i, [id, label, unit]] of CHARTS.entries()) {
      const ends = known.runs.map(({ now }, run) => {
        const value = now[layer - 1][i];
        return `${names[run]} ${Number.isFinite(value) ? `${Number(value.toFixed(3))}${unit}` : "undefined"}`;
      });
      await expect(page.locator(`#${id} .plot`), `${id}, layer ${layer}`).toHaveAccessibleName(
        `${label} after each update, now at 700: ${ends.join(", ")}`,
      );
    }
  }
});

test("the charts have a rule's line exactly where its values are defined", async ({ faxor, page }) => {
  const link = `${RULES}&at=3000`;
  await faxor.open(link);
  await expect(page.locator("#chart-weights")).toBeHidden();
  await faxor.openPart("charts");
  const known = await core(faxor, link);
  const rules = ["bp", "fa", "kp", "readout"];
  for (const [i, [id]] of CHARTS.entries()) {
    if (id === "chart-accuracy") continue; // Lines cover one another.
    await expect(faxor.chart(id)).toBeVisible();
    const found = await inks(faxor.chart(id));
    for (const [run, rule] of rules.entries()) {
      const defined = Number.isFinite(known.runs[run].now[0][i]);
      // The line at 90 degrees has backpropagation's colour.
      if (rule === "bp" && ["chart-delta", "chart-weight"].includes(id)) continue;
      const pixels = found[await property(page, `--rule-${rule}`)] ?? 0;
      expect(pixels > 0, `${id} ${rule}`).toBe(defined);
    }
  }
});

test("charts are drawn and labelled when they are opened, for the current run", async ({ faxor, page }) => {
  await faxor.open(`${RULES}&at=500`);
  const button = page.getByRole("button", { name: "More charts" });
  const picture = () =>
    faxor.chart("chart-weights").evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());
  const named = async (/** @type {string} */ updates) => {
    for (const [id, label] of CHARTS) {
      await expect(page.locator(`#${id} .plot`)).toHaveAccessibleName(
        new RegExp(`^${label} after each update, now at ${updates}: backpropagation `),
      );
    }
  };
  await button.click();
  await named("500");
  const opened = await picture();
  expect((await inks(faxor.chart("chart-weights")))[await property(page, "--rule-fa")]).toBeGreaterThan(30);
  await button.click();
  await expect(page.locator("#chart-weights")).toBeHidden();
  await faxor.enter("seed", "77");
  await faxor.standsAt(0);
  await button.click();
  await named("0");
  await expect.poll(picture).not.toBe(opened);
});

test("a link can show all eight rules, each with its picture and its line in the charts", async ({ faxor, page }) => {
  const rules = "bp,fa,redrawn,dfa,usf,kp,held,readout";
  await faxor.open(`${RULES.replace("bp,fa,kp,readout", rules)}&at=200`);
  await expect(faxor.problems).toBeHidden();
  await expect(faxor.panels).toHaveCount(8);
  await expect(faxor.addRule).toBeDisabled();
  const { panels, charts } = await faxor.shown();
  expect(panels.map(({ rule }) => rule).join()).toBe(rules);
  expect(new Set(panels.map(({ picture }) => picture)).size, "eight different pictures").toBe(8);
  for (const { alternative } of charts) expect(alternative?.split(": ")[1].split(", ")).toHaveLength(8);
  await expect(page.locator("#rules-shown dt")).toHaveCount(8);
});
