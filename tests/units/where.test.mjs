// "Where does it work?" without a browser: what is said of cells and of a map, which cell is the present setting's, and which values an
// axis names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellText, finding, foundText, levelText, nearest, shareText } from "../../www/js/where/words.js";
import { stepOf } from "../../www/js/wrong/curve.js";

/** @typedef {import("../../www/js/sweep/cells.js").Found} Found */

/** @param {number} hits of 100 @param {number} [median] @returns {Found} */
const found = (hits, median) => ({
  hits,
  trained: 100,
  level: hits / 100,
  least: Math.max(0, hits / 100 - 0.05),
  most: Math.min(1, hits / 100 + 0.01),
  median,
});

test("a cell says its values by the names that the menus have", () => {
  assert.equal(cellText(["rate", "init"], ["0.1", "0.01"]), "learning rate 0.1, initial weights 0.01");
  assert.equal(cellText(["task"], ["circle"]), "task circle");
});

test("what became of a cell's networks is said with the interval, or that nothing is known", () => {
  assert.equal(foundText("backpropagation", found(98), "solved"), "backpropagation solved 98 of 100 (93 to 99 %)");
  assert.equal(foundText("backpropagation", found(3), "diverged"), "backpropagation diverged in 3 of 100 (0 to 4 %)");
  assert.equal(
    foundText("backpropagation", found(0, 700), "updates"),
    "backpropagation solved half of 100 by update 700",
  );
  assert.equal(foundText("backpropagation", found(0), "updates"), "backpropagation solved fewer than half of 100");
  assert.equal(shareText({ ...found(0), trained: 0 }, "solved"), "not trained yet");
});

test("a scale has shares, updates that are fewer the darker, and differences with their sign", () => {
  assert.deepEqual([0, 0.5, 1].map(levelText("solved", 2000)), ["0 %", "50 %", "100 %"]);
  assert.deepEqual([0, 0.5, 1].map(levelText("updates", 2000)), ["2,000", "1,000", "0"]);
  assert.deepEqual([-1, 0, 0.2].map(levelText("dead", 2000, true)), ["−100", "0", "+20"]);
  assert.deepEqual([-0.5, 1].map(levelText("updates", 2000, true)), ["−1,000", "+2,000"]);
});

test("the present setting is in the nearest cell by ratio, and in none beyond the ends", () => {
  const rates = ["0.001", "0.01", "0.1", "1"];
  for (const [value, cell] of /** @type {[string, number][]} */ ([
    ["0.1", 2],
    ["0.04", 2],
    ["0.03", 1],
    ["1", 3],
    ["1.5", -1],
    ["0.0001", -1],
    ["", -1],
  ])) {
    assert.equal(nearest(rates, value), cell, value);
  }
  // Nothing has a ratio to 0.
  assert.equal(nearest(["0", "10", "20"], "4"), 0);
  assert.equal(nearest(["xor", "circle"], "circle"), 1);
  assert.equal(nearest(["xor", "circle"], "own"), -1);
});

test("the finding counts the settings in which at least half are solved, and those of one rule alone", () => {
  const bp = [found(100), found(50), found(49), found(0)];
  const fa = [found(90), found(10), found(80), found(0)];
  const none = [found(0), found(0), found(0), found(0)];
  assert.equal(
    finding(["bp", "fa", "read-out"], [bp, fa, none], "solved"),
    "Of 4 settings, at least half of the networks are solved at the end in 2 with bp (1 with it alone), 2 with fa (1 with it alone) and 0 with read-out.",
  );
  assert.equal(finding(["bp"], [bp], "dead"), "Of 4 settings, at least half of the networks end dead in 2 with bp.");
  // The last check counts as well.
  assert.equal(
    finding(["bp"], [[found(0, 2000), found(0)]], "updates"),
    "Of 2 settings, at least half of the networks are ever solved in 1 with bp.",
  );
});

test("an axis names as many values as have room, both ends among them if possible", () => {
  assert.equal(stepOf(13, 0.7), 1);
  assert.equal(stepOf(13, 1.6), 2);
  assert.equal(stepOf(13, 2.2), 3);
  assert.equal(stepOf(21, 3.1), 4);
  // 18 has no divisor between 4 and 5, but 6.
  assert.equal(stepOf(19, 3.5), 6);
  assert.equal(stepOf(12, 2), 4, "11 is prime");
});
