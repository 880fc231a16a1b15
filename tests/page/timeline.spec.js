// The timeline: it rewinds to any update exactly as it was, and returns, without moving anything else on the
// page.
import { besideAfresh } from "./afresh.js";
import { ARTICLE, DIVERGING, expect, inks, property, test } from "./page.js";
import { exact } from "./read.js";

/** The check at which play stops in the article's setting, because both runs solve the task. */
const SOLVED = 1300;

/** @typedef {import("./page.js").Faxor} Faxor */

/** So many updates that the checkpoints are far apart. */
const FAR = 200_000;

/** A link whose updates are so slow that rewinding takes many frames of replay. */
const SLOW =
  "task=spirals&points=40&rules=bp,fa,redrawn,dfa,usf,kp,readout&seed=1&width=64&depth=6&bias=1&init=0.1&error=difference&rate=0.001";
const SLOW_END = 800;

/** @param {Faxor} faxor */
const sliderOf = (faxor) => faxor.page.getByRole("slider", { name: "Rewind" });

/** Moves the slider to an update, as a hand does. @param {Faxor} faxor @param {number} update */
async function goTo(faxor, update) {
  await sliderOf(faxor).fill(String(update));
  await faxor.standsAt(update);
  await faxor.isPlaying(false);
}

/** Checks that the run is as if it had come directly to this update.
 * @param {Faxor} faxor @param {string} when */
async function isAsAfresh(faxor, when) {
  const { onPage, afresh } = await faxor.page.evaluate(besideAfresh);
  // Pictures are compared separately: a failure message with two whole pictures helps nobody.
  const numbers = (/** @type {typeof onPage} */ { updates, runs }) => ({
    updates,
    runs: runs.map(({ picture: _, ...others }) => others),
  });
  expect(numbers(onPage), when).toEqual(numbers(afresh));
  for (const [run, { picture }] of onPage.runs.entries()) {
    expect(picture === afresh.runs[run].picture, `${when}: picture ${run + 1}`).toBe(true);
  }
}

test("a key that is held goes back from where the run will stand, not from where a replay is", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${SLOW}&at=${SLOW_END}`);
  // What the slider says while the run is on its way. A slow processor is long on it.
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await page.evaluate(() => {
    const [status, slider] = ["status", "timeline"].map((id) => document.getElementById(id));
    const values = new Set();
    Object.assign(window, { values });
    new MutationObserver(() => {
      if (status?.textContent?.startsWith("Replaying")) values.add(/** @type {HTMLInputElement} */ (slider).value);
    }).observe(/** @type {Node} */ (status), { childList: true });
  });
  await sliderOf(faxor).focus();
  await page.keyboard.press("ArrowLeft");
  await faxor.standsAt(SLOW_END - 1);
  const values = await page.evaluate(() => {
    const { values } = /** @type {Window & { values?: Set<string> }} */ (window);
    return Array.from(values ?? []);
  });
  expect(values).toEqual([String(SLOW_END - 1)]);
});

test("the slider rewinds to any update exactly, and returns", async ({ faxor, another }) => {
  await faxor.open(`${ARTICLE}&speed=100`);
  await faxor.play.click();
  // Play stops there once.
  await faxor.standsAt(SOLVED);
  await faxor.play.click();
  await faxor.passes(3000);
  await faxor.play.click();
  const end = await faxor.updates();
  const [seen, numbers] = [await faxor.shown(), await faxor.page.evaluate(exact)];
  for (const update of [1234, 1, 0, 99, 100, 1329, 1330, 2222, end - 1, 7]) {
    await goTo(faxor, update);
    await isAsAfresh(faxor, `at ${update}`);
    await expect(sliderOf(faxor)).toHaveValue(String(update));
    await expect(sliderOf(faxor)).toHaveAttribute("max", String(end));
  }
  const fresh = await (await another()).open(`${ARTICLE}&speed=100&at=7`);
  expect((await faxor.shown()).panels).toEqual((await fresh.shown()).panels);
  await goTo(faxor, end);
  await expect(sliderOf(faxor)).toHaveValue(String(end));
  expect(await faxor.page.evaluate(exact)).toEqual(numbers);
  expect(await faxor.shown()).toEqual(seen);
});

test("after rewinding, step and play lead to the same end, bit for bit", { tag: "@quick" }, async ({ faxor }) => {
  await faxor.open(`${ARTICLE}&at=3000&speed=100`);
  const [seen, numbers] = [await faxor.shown(), await faxor.page.evaluate(exact)];
  await goTo(faxor, 1230);
  for (let i = 0; i < 3; i++) await faxor.step.click();
  await faxor.standsAt(1233);
  await isAsAfresh(faxor, "after three steps");
  // The link names an update ahead, so play goes on to it past the solution.
  await faxor.play.click();
  await faxor.standsAt(3000);
  await faxor.isPlaying(false);
  expect(await faxor.page.evaluate(exact)).toEqual(numbers);
  expect(await faxor.shown()).toEqual(seen);
  // And beyond it, where there was no checkpoint.
  await faxor.step.click();
  await faxor.standsAt(3001);
  await isAsAfresh(faxor, "past the end");
});

test("moving the slider while the run plays pauses it at the chosen update", { tag: "@quick" }, async ({ faxor }) => {
  await faxor.open(`${ARTICLE}&speed=100`);
  await faxor.play.click();
  await faxor.passes(500);
  await goTo(faxor, 321);
  await faxor.frames(5);
  await faxor.standsAt(321);
  await isAsAfresh(faxor, "at 321");
  await faxor.play.click();
  await faxor.passes(321);
});

test("rewinding over many updates ends at the exact state", async ({ faxor }) => {
  await faxor.open(`${ARTICLE}&at=${FAR}`);
  for (const update of [123_456, 199_999, 3]) {
    await goTo(faxor, update);
    await expect(faxor.status).toHaveText("");
    await isAsAfresh(faxor, `at ${update}`);
  }
});

test("a long replay announces each 10 %, and play, step, restart and the slider each end it", async ({
  faxor,
  page,
}) => {
  test.setTimeout(180_000);
  await faxor.open(`${SLOW}&at=${SLOW_END}`);
  // On a fast machine a replay from the next checkpoint would end within a frame.
  await page.evaluate(async () => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    const { advance } = core.Experiment.prototype;
    core.Experiment.prototype.advance = function (updates) {
      const end = performance.now() + 2 * updates;
      while (performance.now() < end);
      return advance.call(this, updates);
    };
  });
  /** Starts a replay, waits for its message and ends the replay; returns the messages.
   * @param {string} [id] of the control that ends it */
  const setOut = (id) =>
    page.evaluate(async (id) => {
      const slider = /** @type {HTMLInputElement} */ (document.getElementById("timeline"));
      const status = /** @type {HTMLElement} */ (document.getElementById("status"));
      const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
      // From some checkpoint or other, the replay is long.
      for (let update = state.experiment.furthest() - 1; update > 0; update -= 17) {
        slider.valueAsNumber = update;
        slider.dispatchEvent(new Event("input"));
        await new Promise(requestAnimationFrame);
        if (!status.textContent?.startsWith("Replaying")) continue;
        const said = status.textContent;
        if (id === "timeline") {
          slider.valueAsNumber = 0;
          slider.dispatchEvent(new Event("input"));
        } else if (id) document.getElementById(id)?.click();
        return { said, update, updates: state.experiment.updates() };
      }
      return { said: "nothing: no way was long", update: 0, updates: 0 };
    }, id);

  const whole = await setOut();
  expect(whole.said).toMatch(/^Replaying: (\d|10)0 %$/);
  await faxor.standsAt(whole.update);
  await expect(faxor.status).toHaveText("");

  const stepped = await setOut("step");
  expect(stepped.said).toMatch(/^Replaying/);
  await faxor.frames(5);
  await faxor.standsAt(stepped.updates);
  await expect(faxor.status).toHaveText("");

  await page.locator("#timeline").fill(String(SLOW_END));
  await faxor.standsAt(SLOW_END);
  expect((await setOut("timeline")).said).toMatch(/^Replaying/);
  await faxor.standsAt(0);
  await faxor.frames(5);
  await faxor.standsAt(0);

  await page.locator("#timeline").fill(String(SLOW_END));
  await faxor.standsAt(SLOW_END);
  const played = await setOut("play");
  expect(played.said).toMatch(/^Replaying/);
  await faxor.isPlaying(true);
  await faxor.passes(played.updates);
  // The replay pauses at the link's update; a step ends it whether or not it has arrived there.
  await faxor.step.click();
  await faxor.isPlaying(false);

  expect((await setOut("reset")).said).toMatch(/^Replaying/);
  await faxor.standsAt(0);
  await faxor.frames(5);
  await faxor.standsAt(0);
  await expect(sliderOf(faxor)).toBeDisabled();
});

test("the keyboard moves the slider, its update is announced, and the shortcuts still work", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${ARTICLE}&at=1000`);
  const slider = sliderOf(faxor);
  await slider.focus();
  await expect(slider).toHaveAttribute("aria-valuetext", "update 1,000 of 1,000");
  await page.keyboard.press("ArrowRight");
  await faxor.frames(3);
  await faxor.standsAt(1000);
  await page.keyboard.press("ArrowLeft");
  await faxor.standsAt(999);
  await page.keyboard.press("ArrowLeft");
  await faxor.standsAt(998);
  await expect(slider).toHaveAttribute("aria-valuetext", "update 998 of 1,000");
  await page.keyboard.press("ArrowRight");
  await faxor.standsAt(999);
  await page.keyboard.press("Home");
  await faxor.standsAt(0);
  await expect(slider).toBeEnabled();
  await expect(slider).toBeFocused();
  await isAsAfresh(faxor, "at the start");
  await page.keyboard.press("PageUp");
  await expect.poll(() => faxor.updates()).toBeGreaterThan(10);
  await page.keyboard.press("End");
  await faxor.standsAt(1000);
  await isAsAfresh(faxor, "at the end again");
  // Shortcuts work while the slider has the focus.
  await page.keyboard.press("Space");
  await faxor.isPlaying(true);
  await page.keyboard.press("Space");
  await faxor.isPlaying(false);
  await page.keyboard.press("r");
  await faxor.standsAt(0);
  await expect(slider).toBeDisabled();
});

test("the address and the copied link contain the update that is shown", async ({ faxor, context, another }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await faxor.open(`${ARTICLE}&at=2000`);
  const run = (await faxor.address()).replace("&at=2000", "");
  await goTo(faxor, 777);
  expect(await faxor.address()).toBe(`${run}&at=777`);
  await faxor.copyLink.click();
  await expect(faxor.status).toHaveText("Copied: the link replays this run and pauses at update 777.");
  const copied = await faxor.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(faxor.page.url());
  const other = await (await another()).open(new URL(copied).hash.slice(1));
  await other.standsAt(777);
  expect((await other.shown()).panels).toEqual((await faxor.shown()).panels);
  await goTo(faxor, 0);
  expect(await faxor.address()).toBe(run);
});

test("after rewinding, the charts keep their whole history and mark the update shown, on either axis", async ({
  faxor,
  page,
}) => {
  faxor.parts.push("charts");
  await faxor.open(`${ARTICLE}&at=3000`);
  await expect(page.locator(".charts .chart:visible")).toHaveCount(6);
  /** For each chart: the columns that have changed since the last call, and the place of its plot. */
  const changes = () =>
    page.evaluate(() => {
      const known = /** @type {Window & { known?: Record<string, Uint32Array> }} */ (window);
      known.known ??= {};
      return Array.from(document.querySelectorAll(".charts .chart"), ({ id }) => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(`#${id} canvas`));
        const { width, height } = canvas;
        // Read a copy: a browser slows down a canvas that is read often, and logs a warning.
        const copy = new OffscreenCanvas(width, height).getContext("2d");
        copy?.drawImage(canvas, 0, 0);
        const pixels = new Uint32Array(copy?.getImageData(0, 0, width, height).data.buffer ?? new ArrayBuffer());
        /** @type {Set<number>} */
        const columns = new Set();
        pixels.forEach((pixel, at) => {
          if (pixel !== known.known?.[id]?.[at]) columns.add(at % width);
        });
        known.known = { ...known.known, [id]: pixels };
        // Beside the plot are the axis's numbers, and room for half of the last one.
        const [before, after] = [56, 25];
        return { id, columns: [...columns], start: before, extent: canvas.clientWidth - before - after };
      });
    });
  const [update, end] = [1234, 3000];
  /** @type {Record<string, number>} */
  const marks = {};
  for (const log of [false, true]) {
    await page.getByLabel("Log scale for updates").setChecked(log);
    const numbers = await page.evaluate(exact);
    await changes();
    await goTo(faxor, update);
    const kept = await page.evaluate(exact);
    expect(kept.historyUpdates).toEqual(numbers.historyUpdates);
    for (const [i, { histories, layers }] of kept.runs.entries()) {
      expect(histories).toEqual(numbers.runs[i].histories);
      expect(layers).toEqual(numbers.runs[i].layers);
    }
    const share = log ? Math.log(update) / Math.log(end) : update / end;
    for (const { id, columns, start, extent } of await changes()) {
      marks[id] = start + share * extent;
      expect(columns.length, `${id} has a mark`).toBeGreaterThan(0);
      for (const column of columns) {
        expect(Math.abs(column + 0.5 - marks[id]), `${id}: column ${column} has changed`).toBeLessThan(2);
      }
      await expect(page.locator(`#${id} .plot`)).toHaveAttribute("aria-label", / after each update, now at 1,234: /);
    }
    await goTo(faxor, end);
    for (const { id, columns } of await changes()) {
      // The mark disappears and nothing else appears.
      for (const column of columns) expect(Math.abs(column + 0.5 - marks[id]), id).toBeLessThan(2);
    }
  }
  expect(Object.keys(await inks(faxor.chart("chart-delta")))).toContain(await property(page, "--rule-fa"));
});

test("dragging the timeline for three seconds writes the address a few times a second and ends at the right update", async ({
  faxor,
  page,
}) => {
  await page.addInitScript(() => {
    const counted = Object.assign(window, { writes: 0 });
    const { replaceState } = history;
    history.replaceState = (...state) => {
      counted.writes += 1;
      return replaceState.apply(history, state);
    };
  });
  await faxor.open(`${ARTICLE}&at=3000`);
  const last = 900;
  const dragged = await page.evaluate(async (last) => {
    const counted = /** @type {Window & { writes?: number }} */ (window);
    const slider = /** @type {HTMLInputElement} */ (document.getElementById("timeline"));
    const before = Number(counted.writes);
    const begin = performance.now();
    for (let i = 1; i <= 300; i++) {
      slider.valueAsNumber = 3000 - ((3000 - last) * i) / 300;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((later) => setTimeout(later, begin + i * 10 - performance.now()));
    }
    const end = performance.now();
    const writes = Number(counted.writes) - before;
    const at = () => new URLSearchParams(location.hash.slice(1)).get("at");
    while (at() !== String(last) && performance.now() < end + 1000) await new Promise(requestAnimationFrame);
    return { writes, seconds: (end - begin) / 1000, at: at() };
  }, last);
  // On a busy machine it takes more than three seconds.
  expect(dragged.writes).toBeLessThanOrEqual(4 * Math.max(3, dragged.seconds));
  expect(dragged.at, "in the address, a second later").toBe(String(last));
  await faxor.standsAt(last);
  await expect(faxor.fault).toBeHidden();
});

test("a diverged run can be rewound to before it diverged, and diverges again", { tag: "@quick" }, async ({
  faxor,
}) => {
  await faxor.open(`${DIVERGING}&at=1000`);
  const { panels } = await faxor.shown();
  expect(panels[0].outcome).toMatch(/^diverged at update 8\d\d$/);
  await goTo(faxor, 800);
  const [back] = (await faxor.shown()).panels;
  expect(back.outcome).not.toContain("diverged");
  await expect(faxor.panels.first()).not.toHaveClass(/has-diverged/);
  await isAsAfresh(faxor, "before");
  await goTo(faxor, 900);
  expect((await faxor.shown()).panels[0].outcome).toBe(panels[0].outcome);
  await isAsAfresh(faxor, "after");
});

test("the slider is disabled at update 0, and a restart moves it there", { tag: "@quick" }, async ({ faxor }) => {
  await faxor.open(ARTICLE);
  const slider = sliderOf(faxor);
  await expect(slider).toBeDisabled();
  for (const restart of [faxor.reset, faxor.newSeed]) {
    await faxor.step.click();
    await expect(slider).toBeEnabled();
    await faxor.step.click();
    await expect(slider).toHaveValue("2");
    await restart.click();
    await faxor.standsAt(0);
    await expect(slider).toBeDisabled();
    await expect(slider).toHaveValue("0");
    await expect(slider).toHaveAttribute("max", "0");
  }
  // A restart after rewinding also begins at update 0.
  await faxor.open(`${ARTICLE}&at=500`);
  await goTo(faxor, 200);
  await faxor.reset.click();
  await faxor.standsAt(0);
  await expect(slider).toBeDisabled();
  await isAsAfresh(faxor, "after a reset");
});

for (const [name, viewport] of /** @type {[string, { width: number, height: number }][]} */ ([
  ["a desktop", { width: 1440, height: 900 }],
  ["a phone", { width: 390, height: 844 }],
])) {
  test.describe(name, () => {
    test.use({ viewport });

    test(`rewinding and returning moves nothing on ${name}`, async ({ faxor, page }) => {
      await faxor.open(`${ARTICLE}&at=2000`);
      const boxes = () =>
        page.evaluate(() =>
          Array.from(
            document.querySelectorAll(
              ".toolbar > *, .clock, .panel, .panel *:not(g, g *, .mark, .needle), .timeline *, .chart, aside > *",
            ),
            (part) => {
              const { left, top, width, height } = part.getBoundingClientRect();
              const name = part.className || part.id || part.tagName;
              // A figure may grow within its line, and the clock with its digits; their lines may not move.
              return `${name} ${part.matches(".figures *, .clock") ? [top, height] : [left, top, width, height]}`;
            },
          ),
        );
      // The slider may be below the screen, and using it scrolls there.
      await sliderOf(faxor).scrollIntoViewIfNeeded();
      const before = await boxes();
      for (const update of [1000, 1, 0, 1999]) {
        await goTo(faxor, update);
        expect(await boxes(), `at ${update}`).toEqual(before);
      }
    });
  });
}
