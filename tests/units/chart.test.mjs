// The charts' axes without a browser: where values stand, and which of them an axis names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleOf, ticksOf } from "../../www/js/charts/scale.js";

/** Axes of many lengths: their ends, how many names have room, and the least step. @returns {Generator<[[number, number], number, number]>} */
function* axes() {
  for (const most of [1, 2.7, 100, 150, 999, 1000, 30_000, 7_500_000, 1e-5, 0.34, 1.03, 1e12]) {
    for (const least of [0, -0.03 * most, -most, most / 3]) {
      for (const room of [1.5, 3, 4.9, 9, 16]) {
        for (const finest of [0, 1]) yield [[least, most], room, finest];
      }
    }
  }
}

/** Logarithmic axes: their ends, and how many names have room. @returns {Generator<[[number, number], number]>} */
function* logAxes() {
  for (const least of [1e-6, 0.001, 0.1, 1]) {
    for (const most of [10, 100, 750, 1000, 3e6]) for (const room of [1.5, 3, 7, 16]) yield [[least, most], room];
  }
}

/** An axis with given ends. @param {number} least @param {number} most @param {boolean} [log] */
const axis = (least, most, log) => ({ range: () => /** @type {[number, number]} */ ([least, most]), log });

/** @type {(least: number, most: number) => [number, number]} */
const asTheyAre = (least, most) => [least, most];

/** The first digits of a number, if there are few of them. @param {number} value */
const digits = (value) =>
  Math.abs(Number(value.toPrecision(9)))
    .toExponential()
    .split("e")[0];

test("ticks lie within the ends of their axis", () => {
  for (const [ends, room, finest] of axes()) {
    const hair = (ends[1] - ends[0]) * 1e-6;
    for (const tick of ticksOf({ range: asTheyAre }, ends, room, finest)) {
      assert.ok(tick >= ends[0] - hair && tick <= ends[1] + hair, `${tick} of ${ends}`);
    }
  }
  for (const [ends, room] of logAxes()) {
    for (const tick of ticksOf({ range: asTheyAre, log: true }, ends, room, 1)) {
      assert.ok(tick >= ends[0] * (1 - 1e-6) && tick <= ends[1] * (1 + 1e-6), `${tick} of ${ends}`);
    }
  }
});

test("ticks are as far from one another as their names need, and none is left out between two", () => {
  for (const [ends, room, finest] of axes()) {
    const ticks = ticksOf({ range: asTheyAre }, ends, room, finest);
    const steps = ticks.slice(1).map((tick, i) => ticks[i] - tick);
    const least = (ends[1] - ends[0]) / room;
    for (const step of steps) {
      assert.ok(step >= least * (1 - 1e-6), `${step} on ${ends} with room for ${room}`);
      assert.ok(Math.abs(step - steps[0]) < steps[0] * 1e-6, `${ticks}`);
    }
  }
  for (const [ends, room] of logAxes()) {
    const ticks = ticksOf({ range: asTheyAre, log: true }, ends, room, 1).map(Math.log10);
    const least = (Math.log10(ends[1]) - Math.log10(ends[0])) / room;
    ticks.slice(1).forEach((tick, i) => {
      assert.ok(ticks[i] - tick >= least - 1e-6, `${ticks} with room for ${room}`);
    });
  }
});

test("an axis names two fifths of the values that have room, or more", () => {
  for (const [ends, room, finest] of axes()) {
    if (finest > 0) continue;
    const { length } = ticksOf({ range: asTheyAre }, ends, room, finest);
    assert.ok(length >= Math.floor(room / 2.5), `${length} on ${ends} with room for ${room}`);
  }
});

test("steps are 1, 2 or 5 times a power of ten, ticks their multiples, and zero is zero", () => {
  for (const [ends, room, finest] of axes()) {
    const ticks = ticksOf({ range: asTheyAre }, ends, room, finest);
    if (ticks.length < 2) continue;
    const step = ticks[0] - ticks[1];
    assert.ok(["1", "2", "5"].includes(digits(step)), `a step of ${step}`);
    for (const tick of ticks) {
      const times = tick / step;
      assert.ok(Math.abs(times - Math.round(times)) < 1e-5, `${tick} in steps of ${step}`);
      assert.ok(Math.round(times) !== 0 || tick === 0, `${tick} stands for zero`);
    }
  }
});

test("ticks of a logarithmic axis are powers of ten, the highest that it has among them", () => {
  for (const [ends, room] of logAxes()) {
    const ticks = ticksOf({ range: asTheyAre, log: true }, ends, room, 1);
    assert.equal(Math.round(Math.log10(ticks[0])), Math.floor(Math.log10(ends[1]) + 1e-9));
    for (const tick of ticks) assert.equal(digits(tick), "1", `${tick}`);
  }
});

test("an axis of few updates has no tick between two whole numbers", () => {
  const ticks = ticksOf({ range: asTheyAre }, [0, 3], 16, 1);
  assert.deepEqual(ticks, [3, 2, 1, 0]);
});

test("an axis that names its own values names those", () => {
  const ticks = [0, 45, 90, 135, 180];
  assert.equal(ticksOf({ range: asTheyAre, ticks }, [0, 180], 2, 0), ticks);
});

test("a scale puts the ends of its axis to the two places, also upside down", () => {
  for (const [from, to] of [
    [56, 695],
    [124, 17],
  ]) {
    for (const log of [false, true]) {
      const { at } = scaleOf(axis(1, 1000, log), [], from, to);
      assert.deepEqual([at(1), at(1000)], [from, to]);
    }
  }
  assert.equal(scaleOf(axis(1, 1000, true), [], 0, 300).at(10), 100);
  assert.equal(scaleOf(axis(0, 1000), [], 0, 300).at(10), 3);
});

test("a scale's inverse leads back to the value, to within half a pixel", () => {
  for (const log of [false, true]) {
    const { at, valueAt, along } = scaleOf(axis(1, 5000, log), [], 56, 695);
    const pixel = (along(5000) - along(1)) / (695 - 56);
    for (let value = 1; value <= 5000; value += 7) {
      const error = Math.abs(along(valueAt(at(value))) - along(value));
      assert.ok(error <= pixel / 2 + 1e-9, `${value} came back as ${valueAt(at(value))}`);
    }
    for (let place = 56; place <= 695; place++) assert.equal(at(valueAt(place)), place);
  }
});

test("a scale's ends come from the least and the most that can be drawn", () => {
  const columns = [
    [3, Number.NaN, -2],
    [Number.POSITIVE_INFINITY, 8, 0],
  ];
  assert.deepEqual(scaleOf({ range: asTheyAre }, columns, 0, 100).ends, [-2, 8]);
  assert.deepEqual(scaleOf({ range: asTheyAre, log: true }, columns, 0, 100).ends, [3, 8]);
});

test("what has no logarithm stands a decade below all that is shown", () => {
  const { at } = scaleOf(axis(0.01, 1, true), [], 200, 0);
  assert.equal(at(0), 300);
  assert.equal(at(-5), 300);
});
