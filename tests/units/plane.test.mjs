// The directions in which the activations of the last hidden layer are drawn, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { centred, directionBeside, dot, shareOf, times, unit } from "../../www/js/diagram/principal.js";

/** Steps that the page makes at rest, and while the run plays. */
const [AT_REST, PLAYING] = [30, 3];

/** Numbers from -1 to 1 that are the same in every run. */
function* numbers() {
  for (let state = 1; ; ) {
    state = (state * 48271) % 2147483647;
    yield (2 * state) / 2147483647 - 1;
  }
}

/** Vectors of some widths at right angles to each other, with length 1. @param {number} width @param {number} count */
function axes(width, count) {
  const next = numbers();
  /** @type {Float64Array[]} */
  const found = [];
  while (found.length < count) {
    let v = Float64Array.from({ length: width }, () => /** @type {number} */ (next.next().value));
    for (const other of found) v = v.map((value, i) => value - dot(v, other) * other[i]);
    found.push(unit(v));
  }
  return found;
}

/** A cloud that varies along each axis as much as `sizes` says. @param {Float64Array[]} axes @param {number[]} sizes */
function cloud(axes, sizes) {
  const next = numbers();
  return Array.from({ length: 2000 }, () => {
    const parts = sizes.map((size) => size * /** @type {number} */ (next.next().value));
    return axes[0].map((_, i) => 5 + parts.reduce((sum, part, k) => sum + part * axes[k][i], 0));
  });
}

const near = (/** @type {number} */ actual, /** @type {number} */ expected, least = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= least, `${actual} is not ${expected}`);

test("the product with the covariance matrix is that about the mean, for every pair of units", () => {
  const vectors = [
    [1, 10],
    [3, 14],
    [5, 12],
  ].map((v) => Float64Array.from(v));
  const product = (/** @type {number[]} */ ...v) => [...times(centred(vectors), Float64Array.from(v))];
  assert.deepEqual(product(1, 0), [8, 4]);
  assert.deepEqual(product(0, 1), [4, 8]);
  assert.deepEqual(product(2, -1), [12, 0]);
});

test("the direction beside the output's is that of most variance there, and not the cloud's own largest if that is the output's", () => {
  const [output, most, less, least] = axes(10, 4);
  const spread = centred(cloud([output, most, less, least], [9, 3, 1, 0.2]));
  const found = directionBeside(spread, output, output, AT_REST);
  assert.ok(Math.abs(dot(found, most)) > 0.99, String(dot(found, most)));
  const share = shareOf(spread, [output, found]);
  near(share, 90 / 91.04, 0.01);
});

test("the direction has length 1 and a right angle to the output's, in every width, from every former one", () => {
  for (const width of [2, 3, 10, 64]) {
    const all = axes(width, Math.min(width, 5));
    const spread = centred(cloud(all, [1, 2, 3, 4, 5].slice(0, all.length)));
    for (const former of [...all, new Float64Array(width)]) {
      const found = directionBeside(spread, all[0], former, PLAYING);
      near(dot(found, found), 1);
      near(dot(found, all[0]), 0);
    }
  }
});

test("the direction turns little by little where another comes to vary more, keeps its sign, and arrives", () => {
  const [output, first, second] = axes(10, 3);
  let former = directionBeside(centred(cloud([output, first, second], [1, 2, 1])), output, output, AT_REST);
  const start = former;
  for (let step = 0; step <= 200; step++) {
    const spread = centred(cloud([output, first, second], [1, 2 - step / 200, 1 + step / 200]).slice(0, 300));
    const found = directionBeside(spread, output, former, PLAYING);
    assert.ok(dot(found, former) > 0.95, `step ${step}: ${dot(found, former)}`);
    former = found;
  }
  assert.ok(Math.abs(dot(start, first)) > 0.95);
  assert.ok(Math.abs(dot(former, second)) > 0.95);
});

test("a small change of the output's weights turns the direction little", () => {
  const [output, first, second] = axes(10, 3);
  const spread = centred(cloud([output, first, second], [1, 3, 1]));
  let former = directionBeside(spread, output, output, AT_REST);
  for (let step = 1; step <= 50; step++) {
    const turned = unit(output.map((value, i) => value + (step / 50) * second[i]));
    const found = directionBeside(spread, turned, former, PLAYING);
    assert.ok(dot(found, former) > 0.99, `step ${step}: ${dot(found, former)}`);
    former = found;
  }
});

test("a layer of one unit has no second direction, and the first holds all variance", () => {
  for (const weight of [-0.3, 2]) {
    const spread = centred([0, 1, 4].map((value) => Float64Array.of(value)));
    const output = unit(Float64Array.of(weight));
    const found = directionBeside(spread, output, output, PLAYING);
    assert.deepEqual([...found], [0]);
    assert.equal(shareOf(spread, [output, found]), 1);
  }
});

test("where all units are inactive there is no share, and the direction is still one to go on from", () => {
  const spread = centred(Array.from({ length: 9 }, () => new Float64Array(4)));
  const output = unit(Float64Array.of(1, 2, 0, 0));
  const found = directionBeside(spread, output, output, PLAYING);
  assert.ok(Number.isNaN(shareOf(spread, [output, found])));
  near(dot(found, found), 1);
  near(dot(found, output), 0);
});

test("units that are the same everywhere have no variance, not that of rounding errors", () => {
  for (const value of [0.1, 1 / 3, 1e150]) {
    const spread = centred(Array.from({ length: 650 }, () => Float64Array.of(value, 0, 3 * value)));
    const output = unit(Float64Array.of(1, 2, 3));
    assert.ok(Number.isNaN(shareOf(spread, [output, directionBeside(spread, output, output, PLAYING)])), String(value));
  }
});

test("a cloud that varies only along the output's direction has all its variance there", () => {
  const [output] = axes(6, 1);
  const spread = centred(cloud([output], [3]));
  near(shareOf(spread, [output, directionBeside(spread, output, output, AT_REST)]), 1);
});

test("numbers that overflow, or are none, leave no share", () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
    const spread = centred([Float64Array.of(0, 1), Float64Array.of(bad, 2)]);
    const output = unit(Float64Array.of(1, 1));
    const found = directionBeside(spread, output, output, PLAYING);
    assert.ok(Number.isNaN(shareOf(spread, [output, found])), String(bad));
  }
  const output = unit(Float64Array.of(Number.NaN, 1));
  const spread = centred([Float64Array.of(0, 1), Float64Array.of(3, 2)]);
  assert.ok(Number.isNaN(shareOf(spread, [output, directionBeside(spread, output, output, PLAYING)])));
});

test("weights of 0 have no direction", () => {
  assert.deepEqual([...unit(new Float64Array(3))], [0, 0, 0]);
});
