// The network diagram of each panel, compared with the core's numbers for the same run.
import { ARTICLE, expect, onEachScreen, test } from "./page.js";

/** @typedef {import("@playwright/test").Locator} Locator */
/** @typedef {import("./page.js").Faxor} Faxor */
/** @typedef {import("./read.js").Page} Page */

const SMALL_START = "rules=bp,fa&seed=7&width=10&depth=2&bias=1&init=0.1&error=difference&rate=0.1";
const ALL = "rules=bp,fa,redrawn,dfa,usf,kp,readout&seed=7&width=10&depth=2&bias=1&init=0.5&rate=0.05";
const LARGE = "rules=bp,fa&seed=7&width=64&depth=6&bias=0&init=0.2&rate=0.001";

/** The parts of one panel's diagram. @param {Faxor} faxor @param {number} panel */
function diagram(faxor, panel) {
  const whole = faxor.panels.nth(panel);
  const within = whole.locator(".network");
  return {
    within,
    summary: within.locator("> summary"),
    matrices: within.locator(".network-more > summary"),
    picture: whole.locator(".network-picture"),
    layer: within.getByLabel(/^Layer,/),
    unit: within.getByLabel(/^Unit,/),
    unitPicture: within.locator(".unit canvas"),
    words: within.locator(".unit-words"),
    value: within.locator(".network-value"),
    rows: within.locator(".unit-numbers tbody tr"),
    ways: within.locator(".way"),
  };
}

/** Opens the diagrams and their matrices, by the first panel's: all open with it.
 * @param {Faxor} faxor @param {number[]} panels that are wanted */
async function open(faxor, ...panels) {
  await openAll(faxor);
  return panels.map((panel) => diagram(faxor, panel));
}

/** Opens every panel's diagram and matrices. @param {Faxor} faxor */
async function openAll(faxor) {
  const { summary, matrices } = diagram(faxor, 0);
  const count = await faxor.panels.count();
  await summary.click();
  await expect(faxor.page.locator(".network-picture[aria-label]")).toHaveCount(count);
  await matrices.click();
  await expect(faxor.page.locator(".network-more[open]")).toHaveCount(count);
}

/** The core's numbers for a diagram. @param {Faxor} faxor @param {number} run */
const core = (faxor, run) =>
  faxor.page.evaluate(async (run) => {
    const { Quantity } = /** @type {typeof import("../../www/faxor.js")} */ (
      await import(`${location.origin}/faxor.js`)
    );
    const { experiment } = /** @type {Page} */ (document).faxor.state;
    const [width, depth, bias] = ["width", "depth", "bias"].map((key) => Number(experiment.choice(key)));
    const layers = Array.from({ length: depth }, (_, i) => i + 1);
    return {
      width,
      depth,
      bias,
      view: Array.from(experiment.view()),
      weights: [...layers, depth + 1].map((layer) => Array.from(experiment.numbers(run, Quantity.Weights, layer))),
      back: layers.map((layer) => Array.from(experiment.numbers(run, Quantity.Carrier, layer))),
      angles: layers.map((layer) => experiment.numbers(run, Quantity.CarrierAngle, layer)[0]),
    };
  }, run);

const said = (/** @type {number} */ value) => value.toFixed(3).replace("-", "−");
const pixels = (/** @type {Locator} */ canvas) =>
  canvas.evaluate((element) => /** @type {HTMLCanvasElement} */ (element).toDataURL());

/** Moves the pointer over the diagram until it is on a unit of a layer; returns that place.
 * @param {Faxor} faxor @param {ReturnType<typeof diagram>} shown @param {number} layer */
async function find(faxor, { picture, words }, layer) {
  await picture.scrollIntoViewIfNeeded();
  const { width, height } = (await picture.boundingBox()) ?? { width: 0, height: 0 };
  for (let x = 4; x < width; x += 9) {
    const position = { x, y: height / 2 - 24 };
    await picture.hover({ position });
    if ((await words.textContent())?.includes(`hidden layer ${layer} `)) return position;
  }
  throw new Error(`no unit of layer ${layer} in ${faxor.page.url()}`);
}

test("a diagram shows the core's numbers", { tag: "@quick" }, async ({ faxor }) => {
  await faxor.open(`${SMALL_START}&at=500`);
  const [, fa] = await open(faxor, 0, 1);
  const { weights, back, width } = await core(faxor, 1);
  await fa.unit.selectOption("4");
  const unit = 3;
  const expected = [
    ...["from x1", "from x2", "bias"].map((name, i) => `${name}${said(weights[0][unit * 3 + i])}`),
    ...Array.from({ length: width }, (_, i) => {
      const forward = said(weights[1][i * (width + 1) + unit]);
      return `to unit ${i + 1}${forward}${said(back[0][unit * width + i])}`;
    }),
  ];
  await expect(fa.rows).toHaveText(expected);
  await fa.layer.selectOption("2");
  await expect(fa.rows.last()).toHaveText(`to the output${said(weights[2][unit])}${said(back[1][unit])}`);
  await expect(fa.rows).toHaveCount(width + 2);
});

test("a unit's picture is blank where the unit is inactive and coloured where it is active", async ({ faxor }) => {
  await faxor.open(`${SMALL_START}&at=2000`);
  const [bp] = await open(faxor, 0);
  const { weights, view } = await core(faxor, 0);
  let seen = 0;
  for (const unit of [0, 1, 4, 9]) {
    await bp.unit.selectOption(String(unit + 1));
    const [w1, w2, b] = weights[0].slice(unit * 3);
    const found = await bp.unitPicture.evaluate((element) => {
      const canvas = /** @type {HTMLCanvasElement} */ (element);
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
      copy?.drawImage(canvas, 0, 0);
      const data = copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const places = [0.13, 0.3, 0.45, 0.62, 0.9];
      return places.flatMap((x) =>
        places.map((y) => {
          const pixel = Math.floor(y * canvas.height) * canvas.width + Math.floor(x * canvas.width);
          return { x, y, red: data[pixel * 4] };
        }),
      );
    });
    const steepest = Math.max(Math.abs(w1), Math.abs(w2));
    for (const { x, y, red } of found) {
      const at = (/** @type {number} */ share) => view[0] + (view[1] - view[0]) * share;
      const a = w1 * at(x) + w2 * at(1 - y) + b;
      // The line where the unit switches on is close by.
      if (Math.abs(a) < steepest * 0.1) continue;
      expect(red === 252, `unit ${unit + 1} at ${x}, ${y}: a = ${a}, red = ${red}`).toBe(a < 0);
      seen += a > 0 ? 1 : 0;
    }
  }
  expect(seen).toBeGreaterThan(10);
});

test("backpropagation's two matrices are equal, and feedback alignment's become more alike", async ({ faxor }) => {
  const angles = async (/** @type {number} */ at) => {
    await faxor.open(`${SMALL_START}&at=${at}`);
    const [bp, fa] = await open(faxor, 0, 1);
    const { angles } = await core(faxor, 1);
    for (const [i, angle] of angles.entries()) {
      const [came, back] = await bp.ways.nth(i).locator("canvas").all();
      expect(await pixels(came)).toBe(await pixels(back));
      await expect(bp.ways.nth(i).locator("strong")).toHaveText("always equal: 0°");
      const [w, b] = await fa.ways.nth(i).locator("canvas").all();
      expect(await pixels(w)).not.toBe(await pixels(b));
      await expect(fa.ways.nth(i).locator("strong")).toHaveText(`${angle.toFixed(1)}° apart`);
    }
    return angles;
  };
  const early = await angles(1);
  const late = await angles(3000);
  expect(late[1]).toBeLessThan(early[1] - 20);
  expect(late[0]).toBeLessThan(early[0]);
});

test("each rule's diagram names its feedback, and says what cannot be compared", async ({ faxor }) => {
  await faxor.open(`${ALL}&at=100`);
  await openAll(faxor);
  const rules = ["bp", "fa", "redrawn", "dfa", "usf", "kp", "readout"];
  for (const [run, rule] of rules.entries()) {
    const { angles } = await core(faxor, run);
    const says = angles.map((angle) => {
      if (rule === "bp") return "always equal: 0°";
      if (rule === "readout") return "no feedback, no angle";
      return Number.isNaN(angle) ? "different shapes, no angle" : `${angle.toFixed(1)}° apart`;
    });
    await expect(diagram(faxor, run).ways.locator("strong")).toHaveText(says);
    expect(angles.filter((angle) => !Number.isNaN(angle)).length).toBe({ dfa: 1, readout: 0 }[rule] ?? 2);
  }
});

test("pointing shows a unit; a click, a tap or the keyboard chooses it", async ({ faxor, page, another }) => {
  await faxor.open(`${SMALL_START}&at=500`);
  const [fa] = await open(faxor, 1);
  await expect(fa.words).toContainText("Unit 1 of hidden layer 1 is active for");
  const position = await find(faxor, fa, 2);
  await page.mouse.move(1, 1);
  await expect(fa.words).toContainText("Unit 1 of hidden layer 1 is active for");
  await fa.picture.click({ position });
  await page.mouse.move(1, 1);
  await expect(fa.words).toContainText("hidden layer 2");
  await expect(fa.layer).toHaveValue("2");

  await fa.layer.focus();
  await page.keyboard.press("1");
  await page.keyboard.press("Tab");
  await expect(fa.unit).toBeFocused();
  await page.keyboard.press("7");
  await expect(fa.words).toContainText("Unit 7 of hidden layer 1 is active for");

  const phone = await another({ hasTouch: true, viewport: { width: 390, height: 844 } });
  await phone.open(`${SMALL_START}&at=500`);
  const [tapped] = await open(phone, 1);
  const box = await phone.panels.nth(1).boundingBox();
  expect(box?.width, "an open diagram has the whole row").toBeGreaterThan(330);
  await tapped.picture.scrollIntoViewIfNeeded();
  await tapped.picture.tap({ position: await find(phone, tapped, 2) });
  await expect(tapped.layer).toHaveValue("2");
});

test("pointing at a cell or a line shows its weight's value", async ({ faxor }) => {
  await faxor.open(`${SMALL_START}&at=500`);
  const [fa] = await open(faxor, 1);
  const { weights, back, width } = await core(faxor, 1);
  const [came, goes] = await fa.ways.first().locator("canvas").all();
  const box = await came.boundingBox();
  const cell = (box?.width ?? 0) / width;
  // Row 5, column 3: the connection between unit 5 of layer 1 and unit 3 of layer 2.
  const position = { x: cell * 2.5, y: cell * 4.5 };
  await came.hover({ position });
  await expect(fa.value).toHaveText(
    `W2[3,5] = ${said(weights[1][2 * (width + 1) + 4])}: from unit 5 of hidden layer 1 to unit 3 of hidden layer 2`,
  );
  await goes.hover({ position });
  await expect(fa.value).toHaveText(
    `B1[5,3] = ${said(back[0][4 * width + 2])}: back from unit 3 of hidden layer 2 to unit 5 of hidden layer 1`,
  );
  await fa.picture.hover({ position: { x: 30, y: ((await fa.picture.boundingBox())?.height ?? 0) / 2 - 12 } });
  await expect(fa.value).toHaveText(
    /^W1\[\d+,\d\] = −?\d\.\d{3}: from (x1|x2|the constant 1) to unit \d+ of hidden layer 1$/,
  );
});

test("every unit of a network of width 64 and depth 6 can be reached, and the page still works", async ({ faxor }) => {
  await faxor.open(LARGE);
  const [, fa] = await open(faxor, 0, 1);
  await fa.layer.selectOption("6");
  await fa.unit.selectOption("64");
  await expect(fa.words).toContainText("Unit 64 of hidden layer 6 is active for");
  await expect(fa.rows).toHaveCount(65);
  await expect(fa.ways).toHaveCount(6);
  await faxor.play.click();
  await faxor.passes(30);
  await faxor.play.click();
  const { weights, back } = await core(faxor, 1);
  await expect(fa.rows.last()).toHaveText(`to the output${said(weights[6][63])}${said(back[5][63])}`);
});

test("seven diagrams play at full speed without moving anything, and show the core's numbers when paused", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${ALL}&speed=max`);
  await openAll(faxor);
  const boxes = () =>
    page.evaluate(() =>
      Array.from(
        // Not what is in a closed part.
        Array.from(
          document.querySelectorAll(".network, .network-scene, .picture, .network-body > *, .way, .way canvas"),
        ).filter((element) => element.checkVisibility()),
        (element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          const panel = element.closest(".panel")?.getBoundingClientRect() ?? new DOMRect();
          return [x - panel.x, y - panel.y, width, height].map(Math.round).join();
        },
      ),
    );
  const before = await boxes();
  await faxor.play.click();
  await faxor.passes(500);
  expect(await boxes()).toEqual(before);
  await faxor.play.click();
  await faxor.isPlaying(false);
  expect(await boxes()).toEqual(before);
  for (const [run, rule] of ["bp", "fa"].entries()) {
    const { weights, width } = await core(faxor, run);
    await expect(diagram(faxor, run).rows.nth(3), rule).toContainText(`to unit 1${said(weights[1][0])}`);
    expect(width).toBe(10);
  }
});

test("a visible diagram changes while the run plays", async ({ faxor }) => {
  await faxor.open(SMALL_START);
  const [bp] = await open(faxor, 0);
  await bp.picture.scrollIntoViewIfNeeded();
  const before = [await pixels(bp.picture), await pixels(bp.unitPicture), await bp.rows.first().textContent()];
  await faxor.page.keyboard.press("Control+Home");
  await faxor.page.evaluate(() => document.getElementById("play")?.click());
  await bp.picture.scrollIntoViewIfNeeded();
  await expect.poll(() => pixels(bp.picture)).not.toBe(before[0]);
  await expect.poll(() => bp.rows.first().textContent()).not.toBe(before[2]);
});

test("open diagrams stay open with a new seed or another rule, until they are closed", async ({ faxor }) => {
  await faxor.open(`${ARTICLE}&at=100`);
  const [bp] = await open(faxor, 0);
  await bp.unit.selectOption("3");
  await faxor.newSeed.click();
  await expect(bp.words).toContainText("Unit 3 of hidden layer 1");
  await faxor.rules.nth(1).selectOption("kp");
  await expect(bp.words).toContainText("Unit 3 of hidden layer 1");
  await expect(diagram(faxor, 1).picture).toHaveCount(1);
  await faxor.addNext();
  await expect(faxor.page.locator(".network-picture")).toHaveCount(3);
  await faxor.openSettings();
  await faxor.enter("width", "2");
  await expect(bp.words).toContainText("Unit 2 of hidden layer 1");
  await faxor.enter("depth", "4");
  await expect(bp.ways).toHaveCount(4);
  await bp.summary.click();
  await expect(faxor.page.locator(".network-picture, .network-legend")).toHaveCount(0);
  await faxor.step.click();
});

test("open diagrams fit widths of 320 and 1440 pixels, and axe finds no violation in them", async ({ faxor, page }) => {
  test.slow();
  await page.setViewportSize({ width: 320, height: 844 });
  await faxor.open(`${ALL}&at=50`);
  await openAll(faxor);
  const sizes = [320, 1440].map((width) => ({ width, height: 844 }));
  await onEachScreen(page, sizes, async (where, find) => {
    expect.soft(await find(page), where).toEqual([]);
    const { width, wide, outside } = await page.evaluate(() => ({
      width: innerWidth,
      wide: document.documentElement.scrollWidth,
      outside: Array.from(
        document.querySelectorAll(".network *, .network-scene *, .picture"),
        (element) => element.getBoundingClientRect().right,
      ).filter((right) => right > document.documentElement.clientWidth + 0.5),
    }));
    expect(wide, where).toBeLessThanOrEqual(width);
    expect(outside, where).toEqual([]);
  });
});

test("a diagram keeps its own background with forced colours", async ({ faxor, page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await faxor.open(`${ARTICLE}&at=50`);
  const [bp] = await open(faxor, 0);
  const corner = await bp.picture.evaluate((element) => {
    const copy = new OffscreenCanvas(1, 1).getContext("2d");
    copy?.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
    return Array.from(copy?.getImageData(0, 0, 1, 1).data ?? []);
  });
  expect(corner).toEqual([255, 255, 255, 255]);
  await expect(bp.words).toBeVisible();
});

/** The boxes of the first two panels' parts, of what all share, and the window's height. @param {Faxor} faxor */
const boxes = (faxor) =>
  faxor.page.evaluate(() => {
    const all = (/** @type {string} */ what) =>
      Array.from(document.querySelectorAll(what), (element) => {
        const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
        return { left, top, right, bottom, width, height };
      });
    return {
      drawings: all(".network-picture"),
      pictures: all(".picture"),
      legends: all(".network-legend"),
      height: innerHeight,
    };
  });

test("opening one network opens all, beside their pictures and aligned unit for unit, under one legend", async ({
  faxor,
  page,
}) => {
  for (const [width, height] of [
    [1440, 900],
    [1366, 768],
    [390, 844],
  ]) {
    await page.setViewportSize({ width, height });
    await faxor.open(`${SMALL_START}&at=500`);
    const before = await boxes(faxor);
    await diagram(faxor, 1).summary.click();
    await expect(page.locator(".network-picture[aria-label]")).toHaveCount(2);
    await expect(page.locator(".network[open]")).toHaveCount(2);
    await expect(page.locator(".network-more[open]")).toHaveCount(0);
    // A phone scrolls to the pictures, a desktop need not.
    if (width < 640) await page.evaluate(() => document.getElementById("panels")?.scrollIntoView());
    const { drawings, pictures, legends, height: window } = await boxes(faxor);
    const where = `${width} x ${height}`;
    expect(legends, where).toHaveLength(1);
    drawings.forEach((drawing, i) => {
      const picture = pictures[i];
      expect(drawing.top, where).toBeGreaterThanOrEqual(0);
      expect(drawing.bottom, where).toBeLessThanOrEqual(window);
      // The picture stands at the drawing's end, half way up, where the layout has the output.
      expect(picture.right, where).toBeCloseTo(drawing.right - 6, 0);
      expect((picture.top + picture.bottom) / 2, where).toBeCloseTo((drawing.top + drawing.bottom) / 2, 0);
      expect(picture.width, where).toBeLessThan(drawing.width / 2);
    });
    const [one, other] = drawings;
    expect([other.width, other.height], where).toEqual([one.width, one.height]);
    if (width < 640) expect(other.left, where).toBeCloseTo(one.left, 0);
    else expect(other.top, where).toBeCloseTo(one.top, 0);
    // The same pointer position is on the same unit in both.
    const said = [];
    for (const panel of [0, 1]) {
      const { picture, value } = diagram(faxor, panel);
      await picture.hover({ position: { x: one.width * 0.2, y: one.height * 0.4 } });
      said.push((await value.textContent())?.match(/^Unit \d+ of hidden layer 1|W1\S+/)?.[0]);
    }
    expect(said[0], where).toMatch(/Unit|W1/);
    await diagram(faxor, 0).summary.click();
    await expect(page.locator(".network[open], .network-picture, .network-legend")).toHaveCount(0);
    await page.evaluate(() => scrollTo(0, 0));
    await expect
      .poll(async () => (await boxes(faxor)).pictures.map((box) => Math.round(box.width)))
      .toEqual(before.pictures.map((box) => Math.round(box.width)));
  }
});

test("the picture beside an open diagram is read by keyboard as before, and its focus is visible", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${SMALL_START}&at=500`);
  await diagram(faxor, 0).summary.click();
  const picture = page.locator(".picture").first();
  await faxor.rules.first().focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(picture).toBeFocused();
  await expect(picture).toHaveCSS("outline-width", "3px");
  await page.keyboard.press("ArrowLeft");
  await expect(picture.locator(".reading")).toHaveText(/^x₁ 0\.4/);
  await faxor.standsAt(500);
});

test("a unit that is pointed at is named, and pressing it opens its numbers in every panel", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${SMALL_START}&at=500`);
  const [bp, fa] = [diagram(faxor, 0), diagram(faxor, 1)];
  await bp.summary.click();
  await expect(bp.picture).toHaveAttribute("aria-label", /\S/);
  const box = (await bp.picture.boundingBox()) ?? { width: 0, height: 0 };
  let x = 4;
  for (; x < box.width / 2; x += 6) {
    await bp.picture.hover({ position: { x, y: 20 } });
    if ((await bp.value.textContent())?.startsWith("Unit 1 of hidden layer 1 is active for ")) break;
  }
  await bp.picture.click({ position: { x, y: 20 } });
  await expect(page.locator(".network-more[open]")).toHaveCount(2);
  await expect(bp.words).toContainText("Unit 1 of hidden layer 1");
  await expect(fa.rows.first()).toContainText(`from x1${said((await core(faxor, 1)).weights[0][0])}`);
});

test("a drawing whose matrices are hidden by the page goes on without a fault", async ({ faxor, page }) => {
  await faxor.open("rules=bp,fa&width=3");
  await page.locator(".network summary").first().click();
  await page.locator("summary", { hasText: "The matrices" }).first().click();
  await expect(page.locator(".unit canvas").first()).toBeVisible();
  // The drawing stands in the place of the picture; the matrices stay where a small screen hides them.
  await page.locator(".network").evaluateAll((places) => {
    for (const place of places) place.style.display = "none";
  });
  await faxor.step.click();
  await faxor.standsAt(1);
  await faxor.play.click();
  await faxor.passes(20);
});
