// Slow motion: one update as it happens in the open diagrams, compared with the core's trace of it.
import { ARTICLE, DIVERGING, expect, inks, looksRight, property, test } from "./page.js";
import { exact } from "./read.js";

/** @typedef {import("./page.js").Faxor} Faxor */
/** @typedef {import("./read.js").Page} Page */

const SLOW = "rules=bp,fa,readout&seed=7&width=10&depth=2&bias=1&init=0.1&error=difference&rate=0.1&at=500&pace=1";
const ALL = "rules=bp,fa,redrawn,dfa,usf,kp,readout&seed=7&width=10&depth=2&bias=1&init=0.5&rate=0.05&at=100&pace=2";

/** @param {Faxor} faxor @param {string} link */
async function openSlow(faxor, link) {
  await faxor.open(link);
  await faxor.page.locator(".network > summary").first().click();
  await expect(faxor.page.locator(".signal-words")).toHaveCount(await faxor.panels.count());
}

const stage = (/** @type {Faxor} */ faxor) => faxor.page.locator(".signal-stage");
const words = (/** @type {Faxor} */ faxor) => faxor.page.locator(".signal-words");

/** What the core's trace says of the next update of each run. @param {Faxor} faxor */
const traced = (faxor) =>
  faxor.page.evaluate(async () => {
    const { Term } = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    const { experiment } = /** @type {Page} */ (document).faxor.state;
    const depth = Number(experiment.choice("depth"));
    return Array.from({ length: experiment.runs() }, (_, run) => {
      const trace = experiment.trace(run);
      const [target, prediction, error] = trace.figures();
      const of = (/** @type {number} */ term, /** @type {number} */ layer) => Array.from(trace.numbers(term, layer));
      const layers = Array.from({ length: depth }, (_, i) => i + 1);
      return {
        target,
        prediction,
        error,
        sample: of(Term.Input, 1).slice(0, 2),
        delta: layers.flatMap((layer) => of(Term.Delta, layer)),
        exact: layers.flatMap((layer) => of(Term.Exact, layer)),
        mask: layers.flatMap((layer) => of(Term.Mask, layer)),
        after: [...layers, depth + 1].map((layer) => of(Term.WeightsAfter, layer)),
      };
    });
  });

/** The weights of each run. @param {Faxor} faxor */
const weights = (faxor) =>
  faxor.page.evaluate(async () => {
    const { Quantity } = /** @type {typeof import("../../www/faxor.js")} */ (
      await import(`${location.origin}/faxor.js`)
    );
    const { experiment } = /** @type {Page} */ (document).faxor.state;
    const layers = Array.from({ length: Number(experiment.choice("depth")) + 1 }, (_, i) => i + 1);
    return Array.from({ length: experiment.runs() }, (_, run) =>
      layers.map((layer) => Array.from(experiment.numbers(run, Quantity.Weights, layer))),
    );
  });

/** The sentence about a run's units, by the core's numbers. @param {Awaited<ReturnType<typeof traced>>[number]} run */
function counts({ delta, exact, mask }) {
  const active = mask.filter((one) => one === 1).length;
  const how = delta.map((signal, i) => [Math.sign(signal), Math.sign(exact[i])]);
  const right = how.filter(([told, true_]) => told === true_ && told !== 0).length;
  const wrong = how.filter(([told, true_]) => told * true_ < 0).length;
  const nothing = how.filter(([told, true_]) => told === 0 && true_ !== 0).length;
  const idle = how.filter(([told, true_]) => told !== 0 && true_ === 0).length;
  return [
    `✓ ${right} of ${active} active units are told the right direction`,
    ...(wrong ? [`✗ ${wrong} the wrong one`] : []),
    ...(nothing ? [`– ${nothing} nothing`] : []),
    ...(idle ? [`· ${idle} a direction that changes nothing`] : []),
  ]
    .join(", ")
    .concat(".")
    .replaceAll(/([✓✗–·]) /g, "$1\u00a0");
}

const said = (/** @type {number} */ value) => value.toFixed(3).replace("-", "−");

test("steps show the stages of one update, and the update that is shown is the one that is made, to the bit", async ({
  faxor,
  another,
}) => {
  await openSlow(faxor, SLOW);
  await expect(stage(faxor)).toHaveText(/^Play or Step/);
  for (let update = 500; update < 503; update++) {
    const runs = await traced(faxor);
    await faxor.step.click();
    await faxor.standsAt(update);
    const [{ sample, target }] = runs;
    await expect(stage(faxor)).toHaveText(
      `1 Forward: the point (${sample.join(", ")}) runs through each network. The output should be ${target}.`,
    );
    await expect(words(faxor)).toHaveText(
      runs.map(({ prediction, error }) => `Output ${said(prediction)}, target ${target}: the error is ${said(error)}.`),
    );
    await faxor.step.click();
    await faxor.standsAt(update);
    await expect(stage(faxor)).toHaveText(/^2 Back: the error goes back through Wᵀ or B /);
    await expect(words(faxor)).toHaveText(runs.map(counts));
    await faxor.step.click();
    await faxor.standsAt(update + 1);
    await expect(stage(faxor)).toHaveText(/^3 Change/);
    await expect(words(faxor)).toHaveText(runs.map(counts));
    expect(await weights(faxor)).toEqual(runs.map(({ after }) => after));
  }
  // The same run without slow motion.
  const straight = await (await another()).open(SLOW.replace("at=500&pace=1", "at=503"));
  const { text: _, ...numbers } = await straight.page.evaluate(exact);
  expect(await faxor.page.evaluate(exact)).toMatchObject(numbers);
});

test("every rule's units are marked as the core's trace says", async ({ faxor }) => {
  await openSlow(faxor, ALL);
  for (let update = 0; update < 3; update++) {
    const runs = await traced(faxor);
    await faxor.step.click();
    await faxor.step.click();
    await expect(words(faxor)).toHaveText(runs.map(counts));
    await expect(words(faxor).first()).not.toContainText("✗");
    await expect(words(faxor).last()).toContainText(/–\s\d+ nothing/);
    await faxor.step.click();
    await faxor.standsAt(101 + update);
  }
});

test("the marks stand on the active units, and an inactive unit has none", async ({ faxor, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openSlow(faxor, SLOW);
  const [, { delta, exact, mask }] = await traced(faxor);
  await faxor.step.click();
  await faxor.step.click();
  await expect(stage(faxor)).toHaveText(/^2 Back/);
  const ink = await property(page, "--ink");
  // Units lie in one column a layer. The share of ink in the middle of each tells a full disc from an empty one and from none.
  const found = await faxor.panels
    .nth(1)
    .locator(".network-signal")
    .evaluate(
      (element, { ink }) => {
        const canvas = /** @type {HTMLCanvasElement} */ (element);
        const { width, height } = canvas;
        const data = canvas.getContext("2d")?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
        const wanted = [1, 3, 5].map((i) => Number.parseInt(ink.slice(i, i + 2), 16));
        const isInk = (/** @type {number} */ x, /** @type {number} */ y) =>
          wanted.every((part, i) => Math.abs(data[(y * width + x) * 4 + i] - part) < 6) &&
          data[(y * width + x) * 4 + 3] > 250;
        const { state } = /** @type {Page} */ (document).faxor;
        const units = Number(state.choice("width"));
        // The columns with the most ink above the middle are the frames of the units.
        return {
          isInkAt: Array.from({ length: width * height }, (_, i) => isInk(i % width, Math.floor(i / width))),
          width,
          height,
          units,
        };
      },
      { ink },
    );
  const layout = await page.evaluate(() => {
    const scene = /** @type {HTMLElement} */ (document.querySelector(".network-scene"));
    const picture = /** @type {HTMLElement} */ (document.querySelector(".picture canvas"));
    return { room: scene.clientWidth, output: picture.clientWidth, height: innerHeight };
  });
  const { layOut, sideOf, tallestFor } = await import("../../www/js/diagram/layout.js");
  const shape = { width: 10, depth: 2, bias: 1 };
  const placed = layOut(shape, layout.room, layout.output, tallestFor(layout.height, false));
  expect([Math.round(placed.width), Math.round(placed.height)]).toEqual([found.width, found.height]);
  const radius = Math.min(9, sideOf(placed) * 0.36);
  for (let layer = 1; layer <= 2; layer++) {
    for (let unit = 0; unit < 10; unit++) {
      const i = (layer - 1) * 10 + unit;
      const [x, y] = [placed.nodes[layer][2 * unit], placed.nodes[layer][2 * unit + 1]];
      let inked = 0;
      let all = 0;
      for (let dy = -radius; dy <= radius; dy++) {
        for (let dx = -radius; dx <= radius; dx++) {
          if (Math.hypot(dx, dy) > radius - 2) continue;
          all += 1;
          inked += found.isInkAt[Math.round(y + dy) * found.width + Math.round(x + dx)] ? 1 : 0;
        }
      }
      const share = inked / all;
      const where = `unit ${unit + 1} of layer ${layer}: ${share}`;
      if (mask[i] === 0) expect(share, where).toBe(0);
      else if (delta[i] * exact[i] > 0) expect(share, where).toBeGreaterThan(0.5);
      else expect(share, where).toBeLessThan(0.5);
    }
  }
});

test("while it plays the stages follow one another, and the clock makes the update", async ({ faxor, page }) => {
  await openSlow(faxor, SLOW);
  /** What was seen at each frame: the updates made, and the first letters of the caption. */
  const seen = await page.evaluate(
    () =>
      new Promise((/** @type {(seen: string[]) => void} */ done) => {
        const { state } = /** @type {Page} */ (document).faxor;
        /** @type {string[]} */
        const seen = [];
        document.getElementById("play")?.click();
        const look = () => {
          const caption = document.querySelector(".signal-stage")?.textContent?.charAt(0);
          const now = `${state.experiment.updates()} ${caption}`;
          if (seen.at(-1) !== now) seen.push(now);
          if (state.experiment.updates() >= 503) done(seen);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  await faxor.play.click();
  // `at` pauses at 500 only if play begins before it.
  const stages = seen.filter((one) => /^50[12] [123]$/.test(one));
  expect(stages).toEqual(["501 1", "501 2", "501 3", "502 1", "502 2", "502 3"]);
});

test("what is not reached yet is dim, but each unit has a frame that can be seen", async ({ faxor, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "dark" });
  await openSlow(faxor, SLOW);
  await faxor.step.click();
  await expect(stage(faxor)).toHaveText(/^1 Forward/);
  const edge = await property(page, "--edge");
  const found = await inks(faxor.panels.nth(1).locator(".network-signal"));
  // A part of each side lies on whole pixels.
  expect(found[edge] ?? 0).toBeGreaterThan(40);
});

test("with reduced motion nothing moves within a stage", async ({ faxor, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openSlow(faxor, SLOW);
  /** How many different drawings there were in one update. */
  const drawings = await page.evaluate(
    () =>
      new Promise((/** @type {(count: number) => void} */ done) => {
        const { state } = /** @type {Page} */ (document).faxor;
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelectorAll(".network-signal")[1]);
        /** @type {Set<string>} */
        const seen = new Set();
        document.getElementById("play")?.click();
        const look = () => {
          const updates = state.experiment.updates();
          if (updates === 501 && !canvas.hidden) seen.add(canvas.toDataURL());
          if (updates >= 502) done(seen.size);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  await faxor.play.click();
  // One for each stage, and one for the first frames, before this diagram's turn to be drawn anew has come.
  expect(drawings).toBeGreaterThanOrEqual(3);
  expect(drawings).toBeLessThanOrEqual(4);
});

test("a run that has diverged says so, and the others go on", async ({ faxor }) => {
  await openSlow(faxor, `${DIVERGING}&at=1000&pace=1`);
  const diverged = await faxor.page.evaluate(() => {
    const { experiment } = /** @type {Page} */ (document).faxor.state;
    return Array.from({ length: experiment.runs() }, (_, run) => {
      try {
        experiment.trace(run).free();
        return "";
      } catch (error) {
        return String(/** @type {Error} */ (error).message);
      }
    });
  });
  expect(diverged.some(Boolean)).toBe(true);
  await faxor.step.click();
  for (const [run, message] of diverged.entries()) {
    if (message) await expect(words(faxor).nth(run)).toHaveText(`${message}.`, { ignoreCase: true });
    else await expect(words(faxor).nth(run)).toHaveText(/^Output /);
  }
});

test("slow motion begins with the pace and ends with it, and with the diagrams", async ({ faxor, page }) => {
  await openSlow(faxor, SLOW);
  await faxor.step.click();
  await faxor.speed.fill("4");
  await expect(page.locator(".signal-stage, .signal-words, .network-signal, .signal-key, .is-sample")).toHaveCount(0);
  await faxor.step.click();
  await faxor.standsAt(501);
  await faxor.speed.fill("1");
  await expect(words(faxor)).toHaveCount(3);
  await faxor.step.click();
  await expect(page.locator(".is-sample")).toHaveCount(3);
  await page.keyboard.press("ArrowLeft");
  await faxor.standsAt(500);
  await expect(stage(faxor)).toHaveText(/^Play or Step/);
  await expect(page.locator(".is-sample")).toHaveCount(0);
  await faxor.newSeed.click();
  await faxor.standsAt(0);
  await faxor.step.click();
  await expect(stage(faxor)).toHaveText(/^1 Forward/);
  await page.locator(".network > summary").nth(1).click();
  await expect(page.locator(".signal-stage, .signal-words, .network-signal, .is-sample")).toHaveCount(0);
  await faxor.step.click();
  await faxor.standsAt(1);
});

test("a step is read aloud once the reader has stopped, and play is not", async ({ faxor, page }) => {
  await openSlow(faxor, SLOW);
  await faxor.step.focus();
  await expect(faxor.step).toHaveAccessibleDescription(/^Play or Step/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  const spoken = page.locator(".signal-spoken");
  await expect(spoken).toHaveRole("status");
  await expect(spoken).toHaveText("");
  await expect(spoken).toHaveText(/^2 Back: .* Backpropagation: ✓\s\d+ of .* Feedback alignment: /);
  await faxor.play.click();
  await expect(spoken).toHaveText("");
  await faxor.passes(501);
  await expect(spoken).toHaveText("");
  await expect(stage(faxor)).not.toHaveAttribute("aria-live");
  await faxor.play.click();
});

test("axe finds no violation in slow motion, and nothing moves from stage to stage", async ({ faxor, page }) => {
  await openSlow(faxor, SLOW);
  const tops = () =>
    page
      .locator(".panel, .panel .figures, .timeline")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  const before = await tops();
  for (let i = 0; i < 3; i++) {
    await faxor.step.click();
    await expect(stage(faxor)).toHaveText(new RegExp(`^${i + 1} `));
    expect(await tops()).toEqual(before);
  }
  await faxor.step.click();
  await faxor.step.click();
  await looksRight(page, "slow motion");
});

test("at the default speed an open diagram shows no slow motion, and a step is an update", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=5`);
  await page.locator(".network > summary").first().click();
  await expect(page.locator(".network-picture[aria-label]")).toHaveCount(2);
  await faxor.step.click();
  await faxor.standsAt(6);
  await expect(page.locator(".signal-stage")).toHaveCount(0);
  const tip = page.locator(".network-legend", { hasText: "each update is shown as it happens" });
  await expect(tip.locator("em")).toBeVisible();
  await faxor.speed.fill("0");
  await expect(page.locator(".signal-stage")).toBeVisible();
  await expect(tip.locator("em")).toBeHidden();
});
