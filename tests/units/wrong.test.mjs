// "How wrong may it be?" without a browser: the order of a curve's training, the dial's angles, and what is said.
import assert from "node:assert/strict";
import { test } from "node:test";
import { coarseFirst, gaps } from "../../www/js/sweep/order.js";
import { labels } from "../../www/js/wrong/labels.js";
import { degreesAt, finding, likeness, pointText, rulesWith, turned } from "../../www/js/wrong/words.js";

test("a curve begins with both ends and its middle, and has every value once", () => {
  assert.deepEqual(coarseFirst(19).slice(0, 5), [0, 18, 9, 4, 13]);
  for (const count of [1, 2, 3, 4, 19, 100]) {
    assert.deepEqual(
      coarseFirst(count).sort((a, b) => a - b),
      Array.from({ length: count }, (_, i) => i),
    );
  }
  // After any few, no stretch without a value is much longer than another.
  const known = coarseFirst(19)
    .slice(0, 9)
    .sort((a, b) => a - b);
  assert.ok(known.slice(1).every((value, i) => value - known[i] <= 3));
});

test("what is still to be trained are the seeds that are missing, as runs", () => {
  assert.deepEqual(gaps([], 5, 3), [{ first: 5, seeds: 3 }]);
  const [five, seven] = [5, 7].map((first) => ({ first, seeds: 1 }));
  assert.deepEqual(gaps([seven, five], 5, 5), [
    { first: 6, seeds: 1 },
    { first: 8, seeds: 2 },
  ]);
  assert.deepEqual(gaps([{ first: 5, seeds: 2 }, seven, { first: 90, seeds: 9 }], 5, 3), []);
  // Fewer are wanted than are trained.
  assert.deepEqual(gaps([{ first: 6, seeds: 20 }], 5, 3), [five]);
});

test("a place on the dial means the same angle on both sides, from 0 above to 180 below", () => {
  for (const [right, down, degrees] of [
    [0, -9, 0],
    [9, 0, 90],
    [-9, 0, 90],
    [0, 9, 180],
    [5, 5, 135],
    [-5, -5, 45],
  ]) {
    assert.equal(degreesAt(right, down), degrees);
  }
});

test("arrows go to the next multiple of five, and never beyond the ends", () => {
  for (const [key, from, to] of /** @type {[string, number, number | null][]} */ ([
    ["ArrowRight", 90, 95],
    ["ArrowUp", 35.5, 40],
    ["ArrowLeft", 35.5, 35],
    ["ArrowDown", 35, 30],
    ["ArrowRight", 180, 180],
    ["ArrowLeft", 0, 0],
    ["ArrowRight", 179.9, 180],
    ["PageUp", 170, 180],
    ["PageDown", 100, 90],
    ["Home", 50, 0],
    ["End", 50, 180],
    ["a", 50, null],
    ["constructor", 50, null],
  ])) {
    assert.equal(turned(key, from), to, `${key} at ${from}`);
  }
});

test("an angle's words turn from true over nothing in common to opposite", () => {
  const words = [0, 30, 60, 85, 90, 95, 120, 150, 180].map(likeness);
  assert.deepEqual(words, [
    "their very direction",
    "close to them",
    "partly right",
    "almost nothing in common",
    "nothing in common",
    "almost nothing in common",
    "partly opposite",
    "nearly opposite",
    "exactly opposite",
  ]);
});

test("the dial's rule takes the other's place, or is added beside backpropagation", () => {
  for (const [rules, rule, shown] of [
    ["bp,fa", "held", "bp,held"],
    ["held,readout,bp", "fa", "fa,readout,bp"],
    ["bp,fa,held", "held", "bp,fa,held"],
    ["bp,kp", "fa", "bp,kp,fa"],
    ["readout", "held", "bp,readout,held"],
    ["fa", "fa", "fa"],
  ]) {
    assert.equal(rulesWith(rules.split(","), rule).join(), shown);
  }
});

const VALUES = ["0", "60", "90", "120", "180"];

/** @param {number[]} solved of 100 */
const points = (solved) =>
  solved.map((solved) => ({
    hits: solved,
    trained: 100,
    level: solved / 100,
    least: Math.max(0, solved / 100 - 0.08),
    most: Math.min(1, solved / 100 + 0.08),
  }));

test("a point says its angle, its way, its counts and its interval", () => {
  const found = { hits: 0, trained: 100, level: 0, least: 0, most: 0.037 };
  assert.equal(pointText("120", "held", found), "120 degrees, kept there: 0 of 100 solved (0 to 4 %)");
  const many = { hits: 950, trained: 1000, level: 0.95, least: 0.935, most: 0.962 };
  assert.equal(pointText("0", "fa", many), "0 degrees, starts there: 950 of 1,000 solved (94 to 96 %)");
});

test("the conclusion is drawn only if the one curve is nearly level and the other falls", () => {
  const kept = points([98, 95, 24, 1, 0]);
  const { facts, claim } = finding(VALUES, points([94, 92, 88, 83, 79]), kept);
  assert.equal(
    facts,
    "Feedback that starts exactly opposite and then stays fixed still teaches 79 of 100 networks; kept only 120° away, it teaches 1 of 100 networks.",
  );
  assert.match(
    claim,
    /^What must not happen is that the feedback keeps turning away\. Where it starts matters much less\.$/,
  );
  // The start matters.
  assert.equal(finding(VALUES, points([94, 80, 60, 50, 40]), kept).claim, "");
  // Feedback that is kept opposite still teaches.
  const harmless = finding(VALUES, points([94, 92, 88, 83, 79]), points([98, 98, 97, 97, 96]));
  assert.deepEqual(
    [harmless.facts.split("; ")[1], harmless.claim],
    ["kept at 180°, it teaches 96 of 100 networks.", ""],
  );
  // Nothing learns at all.
  const none = finding(VALUES, points([0, 0, 0, 0, 0]), points([0, 0, 0, 0, 0]));
  assert.equal(none.claim, "");
  assert.ok(!none.facts.includes("still"));
});

test("nothing is concluded before every value has networks", () => {
  const some = points([94, 92, 88, 83, 79]);
  some[2].trained = 0;
  assert.deepEqual(finding(VALUES, some, points([98, 95, 24, 1, 0])), { facts: "", claim: "" });
});

/** A plot of 600 x 200 pixels, and a line through shares 10 degrees apart. @param {number[]} shares @param {string[]} words */
const lineOf = (shares, words) => ({
  corners: shares.map(
    (share, i) => /** @type {[number, number]} */ ([(600 * i) / (shares.length - 1), 200 - 200 * share]),
  ),
  intervals: /** @type {[number, number, number][]} */ ([]),
  words,
});

const LEVEL = Array.from({ length: 19 }, (_, i) => 0.94 - 0.008 * i);
const FALLS = Array.from({ length: 19 }, (_, i) => (i < 9 ? 0.98 : i === 9 ? 0.25 : 0));

test("words stand beside their own line, the longest that have room, and cover neither line", () => {
  for (const [name, one, other] of /** @type {[string, number[], number[]][]} */ ([
    ["one level, one falling", LEVEL, FALLS],
    ["both level", LEVEL, LEVEL.map((share) => share - 0.5)],
    ["crossing", LEVEL.map((_, i) => i / 18), LEVEL.map((_, i) => 1 - i / 18)],
    ["both at the bottom", FALLS, FALLS.map((share) => share * 0.9)],
  ])) {
    const lines = [
      lineOf(one, ["starts at this angle", "starts there"]),
      lineOf(other, ["kept at this angle", "kept there"]),
    ];
    const found = labels(lines, [0, 600, 0, 200]);
    const boxes = found.map((label) => {
      assert.ok(label, name);
      return {
        left: label.right - label.words.length * 6.9,
        right: label.right,
        top: label.foot - 12,
        foot: label.foot,
      };
    });
    for (const { left, right, top, foot } of boxes) {
      assert.ok(left >= 0 && right <= 600 && top >= 0 && foot <= 200, name);
      for (const { corners } of lines) {
        assert.ok(
          !corners.some(([x, y]) => x >= left && x <= right && y >= top && y <= foot),
          `${name}: a line is covered`,
        );
      }
    }
    const [a, b] = boxes;
    assert.ok(a.right < b.left || b.right < a.left || a.foot < b.top || b.foot < a.top, `${name}: words are covered`);
  }
  const [level, falls] = labels(
    [lineOf(LEVEL, ["long words of it", "short"]), lineOf(FALLS, ["other words", "other"])],
    [0, 600, 0, 200],
  );
  assert.deepEqual([level?.words, falls?.words], ["long words of it", "other words"]);
  assert.ok(Number(level?.foot) < 100 && Number(falls?.foot) > 100, "each is near its own");
});

test("a line of one point has no words, and words too long for the plot are not tried", () => {
  const lines = [
    lineOf(LEVEL, ["much too long for so narrow a plot", "short"]),
    { ...lineOf(FALLS, ["other"]), corners: [] },
  ];
  const [one, none] = labels(lines, [0, 120, 0, 200]);
  assert.equal(one?.words, "short");
  assert.equal(none, null);
});
