// What a reader reads off: a place in a picture, an update in the charts, the news of a run; and messages that
// can be closed.
import { ARTICLE, expect, inks, property, test } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */

/** A part of the way across a picture, and of the way up. @typedef {[number, number]} Share */

/** A place in a panel's picture, on a whole pixel.
 * @param {Faxor} faxor @param {number} panel @param {Share} place */
async function placeIn(faxor, panel, [right, up]) {
  const picture = faxor.page.locator(".picture").nth(panel);
  await picture.scrollIntoViewIfNeeded();
  const box = await picture.boundingBox();
  if (!box) throw new Error("the picture has no box");
  const x = Math.round(box.x + right * box.width);
  const y = Math.round(box.y + (1 - up) * box.height);
  /** @type {Share} */
  const share = [(x - box.x) / box.width, 1 - (y - box.y) / box.height];
  return { x, y, share };
}

/** What each picture should show at a place, computed by the core. @param {Faxor} faxor @param {Share} share */
const saidAt = (faxor, share) =>
  faxor.page.evaluate((share) => {
    const { experiment } = /** @type {import("./read.js").Page} */ (document).faxor.state;
    const [least, most] = experiment.view();
    const [x1, x2] = share.map((part) => least + part * (most - least));
    return Array.from({ length: experiment.runs() }, (_, run) => {
      const prediction = experiment.predict(run, x1, x2).toFixed(3);
      return `x₁ ${x1.toFixed(2)}, x₂ ${x2.toFixed(2)}: ŷ ${prediction}`.replaceAll("-", "−");
    });
  }, share);

/** Checks that every picture shows its output at a place and marks it.
 * @param {Faxor} faxor @param {Share} share @param {string} when */
async function isReadOff(faxor, share, when) {
  const readings = faxor.page.locator(".reading");
  await expect(readings, when).toHaveText(await saidAt(faxor, share));
  for (const reading of await readings.all()) await expect(reading, when).toBeVisible();
  const marks = await faxor.page.locator(".mark.is-shown").evaluateAll((marks) =>
    marks.map((mark) => {
      const { left, top, width, height } = mark.getBoundingClientRect();
      const picture = /** @type {Element} */ (mark.closest(".picture")).getBoundingClientRect();
      return [(left + width / 2 - picture.left) / picture.width, 1 - (top + height / 2 - picture.top) / picture.height];
    }),
  );
  expect(marks, when).toHaveLength(await readings.count());
  for (const mark of marks) {
    expect(mark[0], when).toBeCloseTo(share[0], 2);
    expect(mark[1], when).toBeCloseTo(share[1], 2);
  }
}

/** @param {Faxor} faxor @param {string} when */
async function isNotReadOff(faxor, when) {
  for (const reading of await faxor.page.locator(".reading").all()) await expect(reading, when).toBeHidden();
  await expect(faxor.page.locator(".mark.is-shown"), when).toHaveCount(0);
}

test("pointing at a picture shows every picture's output there, until the pointer leaves", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE.replace("bp,fa", "bp,fa,kp")}&at=700`);
  await isNotReadOff(faxor, "before");
  for (const [panel, place] of /** @type {[number, Share][]} */ ([
    [0, [0.25, 0.75]],
    [0, [0.9, 0.1]],
    [2, [0.5, 0.3]],
  ])) {
    const { x, y, share } = await placeIn(faxor, panel, place);
    await page.mouse.move(x, y);
    await isReadOff(faxor, share, `in picture ${panel + 1}`);
  }
  await page.mouse.move(5, 5);
  await isNotReadOff(faxor, "after");

  // Another task has another view.
  await faxor.open("task=circle&rules=bp&seed=4&width=6&depth=1&bias=1&init=1&error=difference&rate=0.01&at=60");
  const { x, y, share } = await placeIn(faxor, 0, [0.8, 0.6]);
  await page.mouse.move(x, y);
  await isReadOff(faxor, share, "in the circle");
});

test("a reading stays current while the run plays and steps", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const { x, y, share } = await placeIn(faxor, 1, [0.7, 0.7]);
  await page.mouse.move(x, y);
  await isReadOff(faxor, share, "at the start");
  const start = await page.locator(".reading").allTextContents();
  await page.keyboard.press("Space");
  await faxor.isPlaying(true);
  await faxor.passes(100);
  await expect
    .poll(async () => (await page.locator(".reading").allTextContents()).filter((text, i) => text === start[i]))
    .toEqual([]);
  await page.keyboard.press("Space");
  await faxor.isPlaying(false);
  await isReadOff(faxor, share, "paused");
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
  await isReadOff(faxor, share, "stepped");
  await page.keyboard.press("r");
  await faxor.standsAt(0);
  await isReadOff(faxor, share, "reset");
});

test("a click in a picture keeps its reading, even if another picture had the focus before", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${ARTICLE}&at=300`);
  for (const panel of [0, 1, 0]) {
    const { x, y, share } = await placeIn(faxor, panel, [0.4, 0.2]);
    await page.mouse.click(x, y);
    await isReadOff(faxor, share, `clicked picture ${panel + 1}`);
  }
});

test.describe("a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("a tap shows every picture's output there, and the next tap moves or ends the reading", async ({
    faxor,
    page,
  }) => {
    await faxor.open(`${ARTICLE}&at=300`);
    for (const [panel, place] of /** @type {[number, Share][]} */ ([
      [0, [0.3, 0.6]],
      [0, [0.7, 0.2]],
      [1, [0.5, 0.5]],
    ])) {
      const { x, y, share } = await placeIn(faxor, panel, place);
      await page.touchscreen.tap(x, y);
      await faxor.frames(2);
      await isReadOff(faxor, share, `tapped picture ${panel + 1} at ${place}`);
    }
    await faxor.step.tap();
    await faxor.standsAt(301);
    await isNotReadOff(faxor, "tapped elsewhere");
  });
});

test("a picture that has the focus shows it", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const [picture, other] = [0, 1].map((panel) => page.locator(".panel .picture").nth(panel));
  await picture.focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  await expect(picture).toBeFocused();
  // Its edge has another colour than that of the picture beside it, which is the same one at update 0.
  const edge = async (/** @type {import("@playwright/test").Locator} */ picture) => {
    const { x, y, height } = /** @type {{ x: number, y: number, height: number }} */ (await picture.boundingBox());
    return page.screenshot({ clip: { x: Math.round(x), y: Math.round(y + height / 2), width: 2, height: 8 } });
  };
  expect((await edge(picture)).equals(await edge(other))).toBe(false);
  await picture.blur();
  expect((await edge(picture)).equals(await edge(other))).toBe(true);
});

test("arrow keys move the reading of a focused picture and do nothing else; leaving it ends the reading", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${ARTICLE}&at=300`);
  // In a group, a screen reader that browses keeps the arrow keys for itself.
  const picture = page.getByRole("application", {
    name: "Picture of feedback alignment: use the arrow keys to read its values",
  });
  await expect(picture).toHaveAccessibleDescription(/^Output of feedback alignment after 300 updates\./);
  await picture.focus();
  await isNotReadOff(faxor, "focused only");
  const reading = picture.locator(".reading");
  let [right, up] = [20, 20];
  for (const [key, by] of /** @type {[string, Share][]} */ ([
    ["ArrowRight", [1, 0]],
    ["ArrowUp", [0, 1]],
    ["ArrowUp", [0, 1]],
    ["ArrowLeft", [-1, 0]],
    ["ArrowLeft", [-1, 0]],
    ["ArrowDown", [0, -1]],
  ])) {
    await page.keyboard.press(key);
    [right, up] = [right + by[0], up + by[1]];
    await isReadOff(faxor, [right / 40, up / 40], key);
    await expect(reading).toHaveAttribute("aria-live", "polite");
  }
  // It stops at the edge.
  for (let i = 0; i < 25; i++) await page.keyboard.press("ArrowLeft");
  await isReadOff(faxor, [0, up / 40], "at the edge");
  await page.keyboard.press("ArrowRight");
  await isReadOff(faxor, [1 / 40, up / 40], "away from the edge");
  await faxor.standsAt(300);
  await faxor.isPlaying(false);
  await page.keyboard.press("Tab");
  await isNotReadOff(faxor, "left");
  await expect(reading).not.toHaveAttribute("aria-live");
  // Every other key keeps its usual effect.
  await picture.focus();
  await page.keyboard.press("r");
  await faxor.standsAt(0);
});

/** Pixels to the left and to the right of a chart's plot. */
const GUTTERS = [56, 25];

test("pointing at a chart shows every rule's value there and marks that update in every open chart", async ({
  faxor,
  page,
}) => {
  faxor.parts.push("charts");
  await faxor.open(`${ARTICLE.replace("bp,fa", "bp,fa,readout")}&at=2000`);
  const names = ["backpropagation", "feedback alignment", "read-out only"];
  /** The charts, with their columns in the core. @type {[string, number, string][]} */
  const charts = [
    ["chart-delta", 2, "°"],
    ["chart-loss", 1, ""],
    ["chart-accuracy", 0, ""],
    ["chart-weight", 3, "°"],
    ["chart-weights", 6, ""],
    ["chart-feedback", 7, ""],
  ];
  const readouts = page.locator(".charts .readout");
  await expect(readouts).toHaveText(charts.map(() => ""));
  for (const [pointed, share] of /** @type {[string, number][]} */ ([
    ["chart-delta", 0.3],
    ["chart-feedback", 0.61],
    ["chart-loss", 0.02],
  ])) {
    const over = faxor.chart(pointed);
    await over.scrollIntoViewIfNeeded();
    const box = await over.boundingBox();
    if (!box) throw new Error("the chart has no box");
    const [left, wide] = [box.x + GUTTERS[0], box.width - GUTTERS[0] - GUTTERS[1]];
    await page.mouse.move(left + share * wide, box.y + box.height / 2);
    await expect(page.locator(`#${pointed} .readout`)).toHaveText(/^update [\d,]+: /);
    const said = await page.locator(`#${pointed} .readout`).innerText();
    const update = Number(said.match(/^update ([\d,]+):/)?.[1].replaceAll(",", ""));
    // The record nearest to the pointer, on an axis that ends at 2,000.
    expect(Math.abs(update - share * 2000)).toBeLessThan(25);
    for (const [id, quantity, unit] of charts) {
      const values = await page.evaluate(
        ([update, quantity]) => {
          const { experiment } = /** @type {import("./read.js").Page} */ (document).faxor.state;
          const record = experiment.history_updates().indexOf(update);
          return Array.from({ length: experiment.runs() }, (_, run) => experiment.history(run, quantity, 1)[record]);
        },
        [update, quantity],
      );
      const words = values.map((value, i) => {
        return `${names[i]} ${Number.isFinite(value) ? `${Number(value.toPrecision(3))}${unit}` : "–"}`;
      });
      const whole = update.toLocaleString("en-US");
      await expect(page.locator(`#${id} .readout`), id).toHaveText(`update ${whole}: ${words.join(", ")}`);
      const cursor = await page.locator(`#${id} .cursor`).evaluate((line, [before, after]) => {
        const plot = /** @type {Element} */ (line.parentElement);
        const within = /** @type {Element} */ (plot.querySelector("canvas")).getBoundingClientRect();
        const at = line.getBoundingClientRect().left - within.left - before;
        return { at: at / (within.width - before - after), shown: line.checkVisibility() };
      }, GUTTERS);
      expect(cursor.shown, id).toBe(true);
      expect(cursor.at, id).toBeCloseTo(share, 1);
    }
  }
  // The lines are drawn whether or not the pointer is there.
  expect(Object.keys(await inks(faxor.chart("chart-loss")))).toContain(await property(page, "--rule-readout"));
  await page.mouse.move(5, 5);
  await expect(readouts).toHaveText(charts.map(() => ""));
});

test("a logarithmic axis redraws every chart at any update, and can be switched back", async ({ faxor, page }) => {
  faxor.parts.push("charts");
  for (const at of [0, 1, 10_000]) {
    await faxor.open(`${ARTICLE}&at=${at}`);
    const before = await faxor.shown();
    await page.getByLabel("Log scale for updates").check();
    await faxor.frames(2);
    const after = await faxor.shown();
    expect(after.panels).toEqual(before.panels);
    expect(after.charts).toHaveLength(6);
    for (const [i, { id, picture, alternative }] of after.charts.entries()) {
      expect(picture === before.charts[i].picture, `${id} at ${at}`).toBe(false);
      expect(alternative).toBe(before.charts[i].alternative);
      // At least the axes differ.
      expect(
        Object.values(await inks(faxor.chart(id))).reduce((sum, count) => sum + count, 0),
        id,
      ).toBeGreaterThan(300);
    }
    await page.getByLabel("Log scale for updates").uncheck();
    await faxor.frames(2);
    expect(await faxor.shown()).toEqual(before);
    await page.getByLabel("Log scale for updates").check();
    await faxor.step.click();
    await faxor.standsAt(at + 1);
  }
  // It stays logarithmic while the run plays.
  await faxor.play.click();
  await faxor.passes(10_020);
  await faxor.play.click();
  await faxor.isPlaying(false);
  await expect(page.getByLabel("Log scale for updates")).toBeChecked();
});

test("each run's outcome is announced once while it plays", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  await page.evaluate(() => {
    const status = /** @type {HTMLElement} */ (document.getElementById("status"));
    /** @type {string[]} */
    const said = [];
    new MutationObserver(() => {
      if (status.textContent) said.push(status.textContent);
    }).observe(status, { childList: true, characterData: true, subtree: true });
    Object.assign(window, { said });
  });
  await faxor.play.click();
  await expect(faxor.panels.locator(".outcome", { hasText: "solved since" })).toHaveCount(2, { timeout: 60_000 });
  // Play stops there by itself, and says so instead.
  await faxor.isPlaying(false);
  const outcomes = (await faxor.shown()).panels.map(({ outcome }) => outcome);
  const said = () => page.evaluate(() => /** @type {Window & { said?: string[] }} */ (window).said);
  expect((await said())?.sort()).toEqual([
    `Backpropagation: ${outcomes[0]}.`,
    `By update ${await faxor.clock.innerText()}, both networks have solved the task. Press Play to go on.`,
  ]);
  expect(outcomes[1]).toBe(`solved since update ${await faxor.clock.innerText()}`);
  // Stepping through the same updates says nothing.
  await page.locator("#timeline").fill("0");
  await faxor.standsAt(0);
  await page.locator("#timeline").fill("1000");
  await faxor.frames(5);
  expect(await said()).toHaveLength(2);
});

test("the box with a link's problems can be closed, stays closed, and reappears for the next invalid link", async ({
  faxor,
  page,
}) => {
  await faxor.open("rate=abc");
  await expect(faxor.problems).toContainText("rate is “abc”");
  await expect(faxor.problems).toHaveAttribute("role", "alert");
  const close = page.locator("#problems").getByRole("button", { name: "Close this message" });
  await close.click();
  await expect(faxor.problems).toBeHidden();
  // The button is gone, and with the next press of Tab a reader goes on at the page.
  await expect(page.locator("#page")).toBeFocused();
  await faxor.step.click();
  await faxor.newSeed.click();
  await expect(faxor.problems).toBeHidden();
  await page.goto("/#width=65");
  await expect(faxor.problems).toBeVisible();
  await expect(faxor.problems).toContainText("width is “65”");
  await close.focus();
  await page.keyboard.press("Enter");
  await expect(faxor.problems).toBeHidden();
});

test("the box with the link to copy by hand can be closed and opened again", async ({ faxor, page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await faxor.open(ARTICLE);
  const box = page.getByRole("region", { name: "The link" });
  await expect(box).toBeHidden();
  for (let i = 0; i < 2; i++) {
    await faxor.copyLink.click();
    await expect(box).toBeVisible();
    await expect(page.getByLabel("Copy it from here")).toBeFocused();
    await box.getByRole("button", { name: "Close this message" }).click();
    await expect(box).toBeHidden();
  }
});

test("one press shows all eight rules, in the core's order", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE.replace("bp,fa", "kp,fa")}&at=10`);
  const all = page.getByRole("button", { name: "All rules", exact: true });
  await all.click();
  await expect(faxor.panels).toHaveCount(8);
  await faxor.standsAt(0);
  await expect(faxor.status).toHaveText("All rules are shown: the run restarts from update 0.");
  const options = await page.evaluate(async () => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    return core.choices().find(({ key }) => key === "rules")?.options ?? [];
  });
  expect((await faxor.shown()).panels.map(({ rule }) => rule)).toEqual(options);
  expect(await faxor.inAddress("rules")).toBe(options.join(","));
  await expect(page.locator(".rule-name")).toHaveText(
    await faxor.rules.evaluateAll((all) =>
      all.map((select) => /** @type {HTMLSelectElement} */ (select).selectedOptions[0].text),
    ),
  );
  await expect(all).toBeDisabled();
  await page.getByRole("button", { name: "Remove read-out only" }).click();
  await expect(all).toBeEnabled();
});
