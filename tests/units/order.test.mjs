// The order of a WebAssembly file's functions, as scripts/order.mjs makes it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { similarFirst, withOrderedNames } from "../../scripts/order.mjs";

const body = (/** @type {number} */ first) => Uint8Array.from({ length: 40 }, (_, i) => (first + i * first) % 251);

test("functions that resemble each other stand side by side, and each is there once", () => {
  const bodies = [body(3), body(101), body(7), body(3), body(101), body(7)];
  const order = similarFirst(bodies);
  assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4, 5]);
  for (const place of [0, 1, 2]) assert.equal(Math.abs(order.indexOf(place) - order.indexOf(place + 3)), 1, `${place}`);
});

test("a file keeps its functions and gets a name for each", () => {
  // Two functions of one type, of which the first is exported.
  const file = Uint8Array.from([
    ...[0, 97, 115, 109, 1, 0, 0, 0],
    ...[1, 5, 1, 96, 0, 1, 127],
    ...[3, 3, 2, 0, 0],
    ...[7, 5, 1, 1, 102, 0, 0],
    ...[10, 11, 2, 4, 0, 65, 42, 11, 4, 0, 65, 7, 11],
  ]);
  const named = withOrderedNames(file, 0);
  assert.deepEqual(named.subarray(0, file.length), Buffer.from(file));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(named));
  assert.equal(/** @type {() => number} */ (exports.f)(), 42);
  assert.match(named.toString("latin1"), /000000.*00000[01]/s);
});
