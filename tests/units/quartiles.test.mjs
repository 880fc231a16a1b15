// The quartiles of www/js/sweep/quartiles.js, with the values of the core's own test in tests/sweep.rs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { quartiles } from "../../www/js/sweep/quartiles.js";

test("quartiles are numbers that were measured and leave out what is undefined", () => {
  assert.deepEqual(quartiles([3]), [3, 3, 3]);
  assert.deepEqual(quartiles([4, 1, Number.NaN, 3, 2]), [1, 2, 3]);
  assert.deepEqual(quartiles([5, 1, 4, 2, 30]), [2, 4, 5]);
  assert.deepEqual(quartiles([Number.NaN]), [Number.NaN, Number.NaN, Number.NaN]);
});
