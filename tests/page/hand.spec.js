// One update by hand: the page shows the core's numbers, and a pocket calculator confirms them.
import assert from "node:assert/strict";
import { ARTICLE, DIVERGING, expect, onEachScreen, test, UNSOLVABLE } from "./page.js";
import { exact } from "./read.js";

/** @typedef {import("./page.js").Faxor} Faxor */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {{ title: string, sides: { rule: string, formula: string, matrices: string[][][], off: number, sum: string[] }[] }} Shown */

/** The largest relative error of a number rounded to three digits, with a little room. */
const OF_SHORT = 5.1e-3;
const OF_LONG = 5.1e-6;

const SMALL = "seed=5&width=4&init=0.7&rate=0.03&decay=0.001&redraw=3";

test.beforeEach(({ faxor }) => {
  faxor.parts.push("hand");
});

/** @param {Page} page */
const hand = (page) => ({
  section: page.locator("#hand"),
  next: page.getByRole("button", { name: "Next line", exact: true }),
  back: page.getByRole("button", { name: "Back", exact: true }),
  update: page.getByRole("button", { name: "Do this update", exact: true }),
  unit: page.getByLabel("Unit", { exact: true }),
  digits: page.getByLabel("All digits", { exact: true }),
  left: page.getByLabel("Left", { exact: true }),
  right: page.getByLabel("Right", { exact: true }),
  where: page.locator("#hand-where"),
  lines: page.locator("#hand-lines > li"),
  current: page.locator("#hand-lines > [aria-current=step]"),
});

/** The line that is shown in full. @param {Page} page @returns {Promise<Shown>} */
const current = (page) =>
  page.evaluate(() => {
    const line = /** @type {HTMLElement} */ (document.querySelector("#hand-lines > [aria-current=step]"));
    const text = (/** @type {Element | null | undefined} */ element) => element?.textContent ?? "";
    return {
      title: text(line.querySelector("h3")?.firstChild?.parentElement),
      sides: Array.from(line.querySelectorAll("div.hand-side"), (side) => ({
        rule: /** @type {HTMLElement} */ (side).dataset.rule ?? "",
        formula: text(side.children[1]),
        matrices: Array.from(side.querySelectorAll("mtable"), (table) =>
          Array.from(table.querySelectorAll("mtr"), (row) => Array.from(row.children, text)),
        ),
        off: side.querySelectorAll("mtr.is-off").length,
        sum: side.querySelector(".hand-sum li")
          ? Array.from(side.querySelectorAll(".hand-sum li"), text)
          : Array.from(side.querySelectorAll(".hand-sum"), text),
      })),
    };
  });

/** The core's trace of the next update of each run: by run, by layer from 1, by term. @param {Page} page */
const traces = (page) =>
  page.evaluate(async () => {
    const { Term } = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    const { experiment } = /** @type {import("./read.js").Page} */ (document).faxor.state;
    const layers = Number(experiment.choice("depth")) + 1;
    const terms = Object.entries(Term).filter((entry) => typeof entry[1] === "number");
    return Object.fromEntries(
      experiment
        .choice("rules")
        .split(",")
        .map((rule, run) => {
          const trace = experiment.trace(run);
          const layer = (/** @type {number} */ k) =>
            /** @type {Record<string, number[]>} */ (
              Object.fromEntries(terms.map(([name, value]) => [name, Array.from(trace.numbers(Number(value), k))]))
            );
          return [
            rule,
            { figures: Array.from(trace.figures()), layers: Array.from({ length: layers }, (_, i) => layer(i + 1)) },
          ];
        }),
    );
  });

/** Converts a formula to plain ASCII, as for a calculator. @param {string} text */
const plain = (text) =>
  text
    .replaceAll("−", "-")
    .replaceAll("·", "*")
    .replaceAll("∞", "Infinity")
    .replace(/\((in)?active\)/, "")
    .replace(/\s/g, "");

/** Evaluates sums, products and brackets. Returns the value and the sum of the terms' sizes, to which rounding
 * errors are relative.
 * @param {string} text @returns {[number, number]} */
function calculate(text) {
  let rest = text;
  const take = (/** @type {RegExp} */ pattern) => {
    const found = pattern.exec(rest)?.[0];
    if (found) rest = rest.slice(found.length);
    return found;
  };
  const factor = () => {
    if (take(/^\(/)) {
      const value = terms()[0];
      assert.equal(take(/^\)/), ")", text);
      return value;
    }
    const found = take(/^-?[\d.]+(e-?\d+)?/);
    assert.ok(found, `${text}, at ${rest}`);
    return Number(found);
  };
  const product = () => {
    let value = factor();
    for (let operator = take(/^[*/]/); operator; operator = take(/^[*/]/)) {
      value = operator === "*" ? value * factor() : value / factor();
    }
    return value;
  };
  /** @returns {[number, number]} */
  function terms() {
    let value = product();
    let size = Math.abs(value);
    for (let operator = take(/^[+-]/); operator; operator = take(/^[+-]/)) {
      const next = product();
      value += operator === "+" ? next : -next;
      size += Math.abs(next);
    }
    return [value, size];
  }
  const result = terms();
  assert.equal(rest, "", text);
  return result;
}

// There are thousands of numbers, and an `expect` for each would take seconds, so these checks use `assert`.

/** Checks that `name = this = that` holds; returns `that`. @param {string} text */
function holds(text) {
  const parts = plain(text).split(/=|←/);
  assert.ok(parts.length > 1, text);
  const result = Number(parts[parts.length - 1]);
  assert.ok(!Number.isNaN(result), text);
  if (parts.length === 2) return result;
  const [value, size] = calculate(parts[parts.length - 2]);
  assert.ok(Math.abs(value - result) <= 4 * OF_LONG * (size + Math.abs(result)), `${text}: ${value}, ${result}`);
  return result;
}

/** @param {string} found @param {number} expected @param {number} share @param {string} what */
function near(found, expected, share, what) {
  const off = Math.abs(Number(plain(found)) - expected);
  assert.ok(off <= share * Math.abs(expected), `${what}: ${found}, ${expected}`);
}

/** Compares a matrix on the page with the core's flat one.
 * @param {string[][]} rows @param {number[]} flat @param {string} what */
function same(rows, flat, what) {
  expect(rows.flat().length, what).toBe(flat.length);
  for (const [i, text] of rows.flat().entries()) near(text, flat[i], OF_SHORT, what);
}

/** Compares the line that is shown with the core, for unit `unit` (from 0); returns which kind of line it is.
 * @param {Shown} line @param {Awaited<ReturnType<typeof traces>>} traced @param {number} unit @param {boolean} sign */
function check({ title, sides }, traced, unit, sign) {
  for (const { rule, matrices, off, sum } of sides) {
    const { figures, layers } = traced[rule];
    const [target, prediction, error, loss, rate, decay] = figures;
    const k = Number(/\d/.exec(title)?.[0] ?? layers.length);
    const of = layers[k - 1];
    const what = `${title}, ${rule}`;
    const units = of.Delta.length;
    const at = Math.min(unit, units - 1);
    const result = (/** @type {number[]} */ flat) => near(String(holds(sum[0])), flat[at], OF_LONG, what);
    /** @param {number[]} expected each entry after the change @param {number} columns @param {number[]} before @param {number[]} left
     * @param {number[]} right */
    const changes = (expected, columns, before, left, right) => {
      expect(sum.length, what).toBe(columns);
      sum.forEach((text, j) => {
        near(String(holds(text)), expected[at * columns + j], OF_LONG, what);
        // Everything in the formula: the weight, the learning rate, the signal, the input, and the decay if
        // there is one.
        const entering = plain(text).split("←")[1].split("=")[0];
        const numbers = entering.match(/(?<![\d.)])-?[\d.]+(e-?\d+)?/g)?.map(Number) ?? [];
        const wanted = [...(decay ? [1, decay] : []), before[at * columns + j], rate, left[at], right[j]].map(Math.abs);
        expect(numbers.length, text).toBe(wanted.length);
        for (const [i, number] of numbers.entries()) near(String(Math.abs(number)), wanted[i], OF_LONG, text);
      });
    };
    if (title === "The sample") {
      same(matrices[0], layers[0].Input.slice(0, 2), what);
      expect(plain(sum[0])).toContain(`y=${target}`);
    } else if (title.startsWith("Forward")) {
      const [, weights, input, a] = matrices;
      same(weights, of.Weights, what);
      same(input, of.Input, what);
      same(a, of.Preactivation, what);
      result(of.Preactivation);
      expect(plain(sum[0]).split("*").length - 1, "a product for each input, and the bias").toBe(of.Input.length);
    } else if (title.endsWith("ReLU") || title.includes("error signal")) {
      const [before, after] = title.endsWith("ReLU") ? [of.Preactivation, of.Activation] : [of.Back, of.Delta];
      same(matrices[1], before, what);
      same(matrices[2], of.Mask, what);
      same(matrices[3], after, what);
      expect(matrices[4].flat(), what).toEqual(of.Mask.map((on) => (on ? "active" : "inactive")));
      // Rows of inactive units are greyed in every matrix.
      expect(off, what).toBe(matrices.length * of.Mask.filter((on) => !on).length);
      expect(sum[0]).toContain(of.Mask[at] ? "(active)" : "(inactive)");
      result(after);
    } else if (title === "The error") {
      const texts = plain(sum[0]);
      if (sign) {
        near(texts.split("e=")[1].split(",")[0], error, OF_LONG, what);
        near(texts.split("=").at(-1) ?? "", loss, OF_LONG, what);
      } else {
        const [e, squared] = sum[0].split(",");
        near(String(holds(e)), error, OF_LONG, what);
        near(String(holds(squared)), loss, OF_LONG, what);
      }
      expect(error).toBe(sign ? (prediction > target ? 1 : -1) : prediction - target);
    } else if (title.startsWith("Back")) {
      same(/** @type {string[][]} */ (matrices.at(-1)), of.Back, what);
      result(of.Back);
      if (rule === "readout") {
        expect(matrices.length, what).toBe(2);
      } else {
        const signal = rule === "dfa" ? [error] : layers[k].Delta;
        same(matrices[1], of.Carrier, what);
        same(matrices[2], signal, what);
        expect(plain(sum[0]).split("*").length - 1, what).toBe(signal.length);
      }
    } else if (title.startsWith("The change of W")) {
      same(matrices[1], of.Weights, what);
      same(matrices[2], of.Change, what);
      same(matrices[3], of.WeightsAfter, what);
      changes(of.WeightsAfter, of.Input.length, of.Weights, of.Delta, of.Input);
    } else if (title.startsWith("The change of B") && rule === "kp") {
      same(matrices[1], of.Carrier, what);
      same(matrices[2], of.FeedbackChange, what);
      same(matrices[3], of.FeedbackAfter, what);
      changes(of.FeedbackAfter, layers[k].Delta.length, of.Carrier, of.Activation, layers[k].Delta);
    } else {
      expect(title).toMatch(/^The feedback|^The change of B/);
      expect([matrices, sum], what).toEqual([[], []]);
    }
  }
}

for (const [rules, depth, bias, error] of /** @type {const} */ ([
  ["bp,fa", 2, 1, "difference"],
  ["bp,fa", 1, 0, "sign"],
  ["redrawn,dfa", 3, 0, "difference"],
  ["usf,kp", 2, 1, "sign"],
  ["readout,kp", 3, 0, "difference"],
])) {
  test(`every number shown is the core's, and each sum is correct: ${rules}, depth ${depth}, bias ${bias}, ${error}`, async ({
    faxor,
    page,
  }) => {
    const { next, unit, lines } = hand(page);
    await faxor.open(`rules=${rules}&${SMALL}&depth=${depth}&bias=${bias}&error=${error}&at=7`);
    const traced = await traces(page);
    const count = await lines.count();
    for (let i = 0; i < count; i++) {
      if (i > 0) await next.click();
      const line = await current(page);
      line.title = line.title.replace(/ The rules differ here$/, "");
      check(line, traced, 0, error === "sign");
      if (await unit.isEnabled()) {
        await unit.selectOption("3");
        check({ ...(await current(page)), title: line.title }, traced, 2, error === "sign");
        await unit.selectOption("1");
      }
    }
    await expect(next).toHaveAttribute("aria-disabled", "true");
  });
}

test("lines are in the order of an update, and next and back move by one line", async ({ faxor, page }) => {
  const { next, back, where, current, lines } = hand(page);
  await faxor.open(`${ARTICLE}&at=12`);
  const titles = [
    "The sample",
    "Forward to layer 1: weighted sums",
    "Layer 1: ReLU",
    "Forward to layer 2: weighted sums",
    "Layer 2: ReLU",
    "Forward to the output: the prediction",
    "The error",
    "Back to layer 2: weighted errors",
    "Layer 2: the error signal",
    "Back to layer 1: weighted errors",
    "Layer 1: the error signal",
    "The change of W1",
    "The change of W2",
    "The change of W3",
  ];
  await expect(lines).toHaveCount(titles.length);
  // At the ends, the buttons do nothing.
  await back.press("Enter");
  for (const [i, title] of titles.entries()) {
    await expect(where).toHaveText(`Update 13, line ${i + 1} of ${titles.length}`);
    await expect(current.locator("h3")).toContainText(title);
    if (i > 0) await expect(faxor.status).toContainText(`Line ${i + 1} of ${titles.length}: ${title}.`);
    // Finished lines keep a record; later lines show only their title.
    await expect(page.locator("p.hand-side")).toHaveCount(2 * i);
    await next.press("Enter");
  }
  await expect(where).toHaveText("Update 13, line 14 of 14");
  await back.click();
  await expect(where).toHaveText("Update 13, line 13 of 14");
  await faxor.standsAt(12);
});

test("“do this update” makes one step: the same figures and pixels, then the next update's first line", async ({
  faxor,
  page,
  another,
}) => {
  const { update, next, where, current } = hand(page);
  await faxor.open(`${ARTICLE}&at=30`);
  await update.click();
  await next.click();
  await next.click();
  await update.click();
  await expect(where).toHaveText("Update 33, line 1 of 14");
  await expect(current.locator("h3")).toHaveText("The sample");
  await expect(faxor.status).toHaveText("Update 32 is done. Line 1 of 14: The sample.");
  const stepped = await (await another()).open(`${ARTICLE}&at=30`);
  await stepped.step.click();
  await stepped.step.click();
  await stepped.standsAt(32);
  expect(await page.evaluate(exact)).toEqual(await stepped.page.evaluate(exact));
  expect(await faxor.shown()).toEqual(await stepped.shown());
  expect(await faxor.address()).toBe(await stepped.address());
});

test("an update gives the numbers shown in its lines, and moving through the lines changes nothing", async ({
  faxor,
  page,
}) => {
  const { update, next } = hand(page);
  await faxor.open(`rules=kp,redrawn&${SMALL}&depth=2&bias=1&error=difference&at=5`);
  const before = await page.evaluate(exact);
  const promised = await traces(page);
  for (let i = 0; i < 20; i++) await next.press("Enter");
  expect(await page.evaluate(exact)).toEqual(before);
  await update.click();
  const after = await traces(page);
  for (const rule of ["kp", "redrawn"]) {
    expect(after[rule].layers.map(({ Weights }) => Weights)).toEqual(
      promised[rule].layers.map(({ WeightsAfter }) => WeightsAfter),
    );
  }
  expect(after.kp.layers[0].Carrier).toEqual(promised.kp.layers[0].FeedbackAfter);
});

for (const [rules, depth, differing] of /** @type {const} */ ([
  ["bp,fa", 2, ["Back to layer 2: weighted errors", "Back to layer 1: weighted errors"]],
  ["bp,usf", 1, ["Back to layer 1: weighted errors"]],
  ["fa,readout", 1, ["Back to layer 1: weighted errors"]],
  // For the last hidden layer, the signal from above is the output's error itself.
  ["fa,dfa", 3, ["Back to layer 2: weighted errors", "Back to layer 1: weighted errors"]],
  ["fa,dfa", 1, []],
  ["fa,redrawn", 2, ["The feedback"]],
  ["fa,kp", 1, ["The change of W1", "The change of W2", "The change of B1"]],
])) {
  test(`exactly the lines in which ${rules} differ at depth ${depth} are marked`, async ({ faxor, page }) => {
    const { lines, next } = hand(page);
    await faxor.open(`rules=${rules}&${SMALL}&depth=${depth}&bias=1&error=difference&at=9`);
    const heads = await lines.locator(".hand-head").allTextContents();
    const marked = heads.filter((head) => head.includes("The rules differ here"));
    expect(marked.map((head) => head.replace(" The rules differ here", ""))).toEqual(differing);
    await expect(page.locator("#hand-same")).toBeVisible({ visible: differing.length === 0 });
    /** @type {Set<string>} */
    const edges = new Set();
    for (const [i, head] of heads.entries()) {
      if (i > 0) await next.click();
      const [first, second] = (await current(page)).sides;
      const differs = head.includes("The rules differ here");
      expect(first.formula !== second.formula, `${head}: ${first.formula} ${second.formula}`).toBe(differs);
      const looks = await page.locator("div.hand-side").evaluateAll((sides) =>
        sides.map((side) => {
          const { borderTopColor, color } = getComputedStyle(side);
          const name = getComputedStyle(/** @type {Element} */ (side.querySelector(".hand-name"))).color;
          const dash = getComputedStyle(side, "::before").backgroundImage;
          return [borderTopColor, color, name, dash].join(" | ");
        }),
      );
      // In a line that differs, each rule has its own colour and dash; otherwise they look alike.
      if (differs) expect(looks[0]).not.toBe(looks[1]);
      else for (const look of looks) edges.add(look);
    }
    expect(edges.size).toBe(1);
  });
}

test("a unit can be chosen by its row or from the list, and is marked in every matrix of its layer", async ({
  faxor,
  page,
}) => {
  const { next, unit } = hand(page);
  await faxor.open(`${ARTICLE}&at=4`);
  await next.click();
  await page.locator("div.hand-side").first().locator("mtable").nth(1).locator("mtr").nth(6).click();
  await expect(unit).toHaveValue("6");
  await expect(next).toBeFocused();
  await expect(page.locator(".hand-unit").first()).toHaveText("Unit 7");
  // The number, the row of W and the sum, on both sides.
  await expect(page.locator("#hand .is-chosen")).toHaveCount(6);
  await unit.selectOption("3");
  await expect(page.locator("#hand .is-chosen").first()).toContainText("3");
  await expect(page.locator(".hand-sum").first()).toContainText("a1,3");
  // The unit stays chosen in the next line.
  await next.click();
  await expect(page.locator(".hand-sum").first()).toContainText("z1,3");
});

test("“all digits” shows the exact number", { tag: "@quick" }, async ({ faxor, page }) => {
  const { next, digits } = hand(page);
  await faxor.open(`${ARTICLE}&at=4`);
  await next.click();
  await digits.check();
  const traced = await traces(page);
  const [first] = (await current(page)).sides;
  const [, sum, result] = plain(first.sum[0]).split("=");
  const { Weights, Input, Preactivation } = traced.bp.layers[0];
  expect(Number(result)).toBe(Preactivation[0]);
  expect(sum.split("+").map((product) => product.replace(/[()]/g, "").split("*").map(Number))).toEqual([
    [Weights[0], Input[0]],
    [Weights[1], Input[1]],
  ]);
});

test("any two of the rules shown can be compared, and choosing the other side's rule swaps the sides", async ({
  faxor,
  page,
}) => {
  const { left, right, section } = hand(page);
  await faxor.open(`rules=bp,fa,kp&${SMALL}&depth=2&bias=0&error=difference`);
  const names = () => section.locator("p.hand-name").allTextContents();
  expect(await names()).toEqual(["Backpropagation", "Feedback alignment"]);
  await right.selectOption("kp");
  expect(await names()).toEqual(["Backpropagation", "Kolen-Pollack"]);
  await left.selectOption("kp");
  expect(await names()).toEqual(["Kolen-Pollack", "Backpropagation"]);
  await faxor.step.click();
  expect(await names()).toEqual(["Kolen-Pollack", "Backpropagation"]);
  await faxor.open(`rules=dfa&${SMALL}&depth=2&bias=0&error=difference`);
  expect(await names()).toEqual(["Direct feedback alignment"]);
  await expect(left).toBeHidden();
  await expect(page.locator("#hand .differs")).toHaveCount(0);
});

test("the keyboard alone can move through an update's lines and make the update", async ({ faxor, page }) => {
  const { next, back, update, unit, where } = hand(page);
  await faxor.open(`${ARTICLE}&at=2`);
  await back.focus();
  await page.keyboard.press("Tab");
  await expect(next).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(where).toHaveText("Update 3, line 2 of 14");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await expect(where).toHaveText("Update 3, line 3 of 14");
  await unit.focus();
  await page.keyboard.press("5");
  await expect(page.locator(".hand-unit").first()).toHaveText("Unit 5");
  await page.keyboard.press("Escape");
  // In the list, arrow keys choose a unit and do not step the run.
  await page.keyboard.press("ArrowRight");
  await expect(where).toHaveText("Update 3, line 3 of 14");
  await faxor.standsAt(2);
  // In a scrolling matrix, arrow keys scroll.
  await next.focus();
  await page.keyboard.press("ArrowRight");
  const box = page.locator(".hand-box").first();
  await box.focus();
  expect(await box.evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(true);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => box.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
  await expect(where).toHaveText("Update 3, line 4 of 14");
  await faxor.standsAt(2);
  await update.focus();
  await page.keyboard.press("Space");
  await faxor.standsAt(3);
  await expect(where).toHaveText("Update 4, line 1 of 14");
  await expect(update).toBeFocused();
  // Outside of both, the right arrow steps the run.
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  await page.keyboard.press("ArrowRight");
  await faxor.standsAt(4);
  await expect(where).toHaveText("Update 5, line 1 of 14");
});

test("arrow keys in a box that does not scroll go from line to line, and make no update", async ({ faxor, page }) => {
  const { next, where } = hand(page);
  await faxor.open(`${ARTICLE}&at=2`);
  const box = page.locator(".hand-box").first();
  await box.focus();
  expect(await box.evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(false);
  await page.keyboard.press("ArrowRight");
  await expect(next).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(where).toHaveText("Update 3, line 3 of 14");
  await faxor.standsAt(2);
});

test("a large network is shortened to a readable size, and every unit's sum is complete", async ({ faxor, page }) => {
  const { next, unit, lines, where } = hand(page);
  await faxor.open("rules=kp,usf&seed=23&width=64&depth=6&bias=1&init=0.2&error=difference&rate=0.01&at=3");
  const traced = await traces(page);
  for (let i = 0; i < 3; i++) await next.click();
  await unit.selectOption("64");
  const { sides, title } = await current(page);
  expect(title).toBe("Forward to layer 2: weighted sums");
  for (const { rule, matrices, sum } of sides) {
    const { Weights, Input, Preactivation } = traced[rule].layers[1];
    expect(matrices.every((rows) => rows.length <= 13 && rows[0].length <= 13)).toBe(true);
    // The chosen row, and the bias at its end.
    near(/** @type {string} */ (matrices[1].at(-1)?.at(-1)), Weights[64 * 65 - 1], OF_SHORT, rule);
    expect(matrices[0].flat()).toContain("64");
    expect(plain(sum[0]).split("*").length - 1).toBe(Input.length);
    near(String(holds(sum[0])), Preactivation[63], OF_LONG, rule);
  }
  await unit.selectOption("30");
  expect((await current(page)).sides[0].matrices[0].flat()).toContain("30");
  await expect(page.locator(".hand-side .hint").first()).toHaveText(
    "… and 53 more rows, 54 more columns: the sum of a unit below has all its terms.",
  );
  const count = await lines.count();
  expect(count).toBe(1 + 13 + 1 + 12 + 7 + 6);
  const cells = await page.evaluate(async (lines) => {
    const counts = [];
    for (let i = 0; i < lines; i++) {
      document.getElementById("hand-next")?.click();
      await new Promise(requestAnimationFrame);
      counts.push(document.querySelectorAll("#hand mtd").length);
    }
    return counts;
  }, count - 4);
  await expect(where).toHaveText(`Update 4, line ${count} of ${count}`);
  expect(Math.max(...cells)).toBeLessThan(1200);
});

test("the page says when a run has diverged, and the other run can continue", async ({ faxor, page }) => {
  const { next, update, current, where } = hand(page);
  await faxor.open(`${DIVERGING}&at=815`);
  for (const [updates, diverged] of /** @type {const} */ ([
    [815, false],
    [816, false],
    [817, true],
    [818, true],
  ])) {
    await faxor.standsAt(updates);
    await next.click();
    await expect(current.locator("h3")).toHaveText("Forward to layer 1: weighted sums");
    const [first, second] = await current.locator("div.hand-side").allTextContents();
    expect(first.includes("The run has diverged: after 817 updates its prediction is not finite")).toBe(diverged);
    expect(first.includes("Unit 1")).toBe(!diverged);
    expect(second).toContain("Unit 1");
    await update.click();
  }
  await expect(where).toContainText("Update 820, line 1");
});

test("the page says when a run's next update overflows, before it diverges, and the other run can continue", async ({
  faxor,
  page,
}) => {
  const { next, update, current } = hand(page);
  await faxor.open("rules=readout,bp&seed=6&width=2&depth=1&bias=1&init=1&error=difference&rate=1&at=379");
  for (const [updates, fault] of /** @type {const} */ ([
    [379, ""],
    [380, "In the update after 380 updates a number overflows, so that the update cannot be shown."],
    [381, "The run has diverged: after 381 updates "],
  ])) {
    await faxor.standsAt(updates);
    await next.click();
    await expect(current.locator("h3")).toHaveText("Forward to layer 1: weighted sums");
    const [first, second] = await current.locator("div.hand-side").allTextContents();
    expect(first).toContain(fault || "Unit 1");
    expect(first.includes("Unit 1")).toBe(!fault);
    expect(second).toContain("Unit 1");
    await update.click();
  }
});

test("while the run plays, the page asks for a pause, and nothing moves", async ({ faxor, page }) => {
  const { section, next } = hand(page);
  await faxor.open(UNSOLVABLE);
  await next.click();
  const height = () => section.evaluate((section) => section.getBoundingClientRect().height);
  const before = await height();
  await faxor.play.click();
  await expect(section).toContainText("Pause to step through an update.");
  await expect(next).toBeHidden();
  expect(await height()).toBe(before);
  await faxor.passes(30);
  // A new seed keeps playing.
  await faxor.newSeed.click();
  await faxor.passes(3);
  await expect(next).toBeHidden();
  expect(await height()).toBe(before);
  await faxor.play.click();
  await expect(next).toBeVisible();
  const updates = await faxor.updates();
  await expect(hand(page).where).toHaveText(`Update ${(updates + 1).toLocaleString("en-US")}, line 1 of 14`);
  await faxor.reset.click();
  await expect(hand(page).where).toHaveText("Update 1, line 1 of 14");
});

test("every line can be read on a desktop and on a narrow phone: axe, width, MathML", async ({ faxor, page }) => {
  test.slow();
  const { next, digits, lines } = hand(page);
  await faxor.open("rules=redrawn,kp,bp&seed=5&width=14&depth=1&bias=1&init=0.5&error=difference&rate=0.01&at=40");
  await digits.check();
  const sizes = [
    { width: 1440, height: 900 },
    { width: 320, height: 640 },
  ];
  const count = await lines.count();
  for (let i = 0; i < count; i++) {
    if (i > 0) await next.click();
    const { title } = await current(page);
    await onEachScreen(page, sizes, async (where, find) => {
      const line = `${title} ${where}`;
      // After the first line only this part of the page has changed.
      expect.soft(await find(page, i > 0 ? { within: "#hand" } : {}), line).toEqual([]);
      const { wide, foreign, alike } = await page.evaluate(() => {
        const { clientWidth, scrollWidth } = document.documentElement;
        const labels = Array.from(document.querySelectorAll("#hand [role=region]"), (box) =>
          box.getAttribute("aria-label"),
        );
        const core = ["math", "mrow", "mi", "mn", "mo", "msub", "msubsup", "mover", "mtable", "mtr", "mtd"];
        const all = Array.from(document.querySelectorAll("#hand math, #hand math *"));
        return {
          wide: scrollWidth > clientWidth,
          foreign: all.filter((element) => !(element instanceof MathMLElement) || !core.includes(element.localName))
            .length,
          alike: labels.length - new Set(labels).size,
        };
      });
      expect([wide, foreign, alike], line).toEqual([false, 0, 0]);
      // What is wider than its card scrolls in its own box.
      const outside = await page.locator("div.hand-side").evaluateAll((sides) =>
        sides.flatMap((side) => {
          const { right } = side.getBoundingClientRect();
          return Array.from(side.querySelectorAll("p, span, .hand-formula math, .hand-sum > math"))
            .filter((part) => part.getBoundingClientRect().right > right)
            .map((part) => part.textContent);
        }),
      );
      expect(outside, line).toEqual([]);
    });
  }
});
