// The values at which the sliders beside the pictures stop.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LADDERS, placeOf } from "../../www/js/ui/ladder.js";

test("each slider's values ascend from its least to its most, and a link writes them in at most two digits", () => {
  for (const [key, least, most] of /** @type {const} */ ([
    ["rate", 0.001, 3],
    ["init", 0, 3],
    ["width", 1, 64],
  ])) {
    const values = LADDERS[key];
    assert.deepEqual([values[0], values.at(-1)], [least, most]);
    for (const [place, value] of values.entries()) {
      assert.match(String(value), /^(0|0?\.?0*[1-9]\d?|[1-9]\.\d)0*$/, `${key} ${value}`);
      if (place > 0) assert.ok(value > values[place - 1], `${key} ${value}`);
    }
  }
});

test("from a value to its place and back is the value itself", () => {
  for (const values of Object.values(LADDERS)) {
    for (const [place, value] of values.entries()) assert.equal(placeOf(values, value), place, String(value));
  }
});

test("steps are about even on a logarithmic scale", () => {
  for (const values of [LADDERS.rate, LADDERS.init.slice(1)]) {
    for (const [place, value] of values.slice(1).entries()) {
      const ratio = value / values[place];
      assert.ok(ratio > 1.19 && ratio < 1.34, `${values[place]} to ${value}`);
    }
  }
});

test("a value between two stops, or beyond them, has the nearest place", () => {
  const at = (/** @type {string} */ key, /** @type {number} */ value) => LADDERS[key][placeOf(LADDERS[key], value)];
  assert.equal(at("rate", 0.07), 0.08);
  assert.equal(at("rate", 0.013), 0.012);
  assert.equal(at("rate", 10), 3);
  assert.equal(at("rate", 0), 0.001);
  assert.equal(at("rate", 0.00001), 0.001);
  assert.equal(at("init", 0), 0);
  assert.equal(at("init", 0.001), 0.01);
  assert.equal(at("init", 10), 3);
  assert.equal(at("width", 7), 8);
  assert.equal(at("width", 64), 64);
});

test("every value that readers ask for first is a stop", () => {
  for (const rate of [0.001, 0.01, 0.03, 0.1, 0.3, 0.5, 1, 3]) assert.ok(LADDERS.rate.includes(rate), String(rate));
  for (const width of [1, 2, 3, 4, 5, 6, 8, 10, 20, 64]) assert.ok(LADDERS.width.includes(width), String(width));
});
