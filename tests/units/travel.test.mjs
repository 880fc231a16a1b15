// The lines along which an update travels, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endsOf, LEVELS, layOut } from "../../www/js/diagram/layout.js";
import { grown, linesOfUpdate } from "../../www/js/diagram/travel.js";

/** Two hidden layers of two units, with bias. Unit 2 of layer 1 and unit 1 of layer 2 are inactive. */
const layout = layOut({ width: 2, depth: 2, bias: 1 }, 400, 100, 200);
const of = (/** @type {number[]} */ ...numbers) => Float64Array.from(numbers);
const LAYERS = [
  {
    weights: of(1, 2, 3, 4, 5, 6),
    input: of(0, 1, 1),
    mask: of(1, 0),
    carrier: of(0.5, -2, 7, 8),
    delta: of(0.1, 0),
    change: of(0, 0.2, 0.4, 0, 0, 0),
  },
  {
    weights: of(1, 1, 1, 1, 1, 1),
    input: of(3, 0, 1),
    mask: of(0, 1),
    carrier: of(4, -5),
    delta: of(0, -2.5),
    change: of(0, 0, 0, -3, 0, -1),
  },
  { weights: of(1, -1, 2), input: of(0, 6, 1), mask: of(1), carrier: of(), delta: of(0.5), change: of(0, 3, 0.5) },
];

/** Lines as layer, row and column. @param {import("../../www/js/diagram/layout.js").Line[]} lines */
const named = (lines) => lines.map(({ layer, row, column }) => `${layer}:${row},${column}`);

test("forward lines are those whose input is not 0", () => {
  const { forward } = linesOfUpdate(layout, "fa", LAYERS);
  assert.deepEqual(named(forward), [
    "1:0,1",
    "1:0,2",
    "1:1,1",
    "1:1,2",
    "2:0,0",
    "2:0,2",
    "2:1,0",
    "2:1,2",
    "3:0,1",
    "3:0,2",
  ]);
  // The larger a weight times its input, the thicker: 3 x 1 of 6 x 1 in the first layer.
  assert.equal(forward.find(({ layer, row, column }) => layer === 1 && row === 1 && column === 2)?.level, LEVELS - 1);
  assert.equal(forward.find(({ layer, row, column }) => layer === 3 && row === 0 && column === 1)?.isNegative, true);
});

test("back lines go from units with an error signal to active units, along the forward lines, the other way", () => {
  const { back } = linesOfUpdate(layout, "fa", LAYERS);
  const forwardEnds = (/** @type {number} */ layer, /** @type {number} */ row, /** @type {number} */ column) => {
    const [x0, y0, x1, y1] = endsOf(layout, { layer, row, column });
    return [x1, y1, x0, y0];
  };
  // Only unit 2 of layer 2 has a signal, and only unit 1 of layer 1 is active; from the output, only to unit 2 of layer 2.
  assert.deepEqual(
    back.map(({ layer, ends }) => ({ layer, ends })),
    [
      { layer: 1, ends: forwardEnds(2, 1, 0) },
      { layer: 2, ends: forwardEnds(3, 0, 1) },
    ],
  );
});

test("direct feedback goes from the output to every unit with an error signal", () => {
  const { back } = linesOfUpdate(layout, "dfa", LAYERS);
  const [x, y] = layout.nodes[3];
  assert.deepEqual(
    back.map(({ layer, ends }) => ({ layer, ends })),
    [
      { layer: 1, ends: [x, y, layout.nodes[1][0], layout.nodes[1][1]] },
      { layer: 2, ends: [x, y, layout.nodes[2][2], layout.nodes[2][3]] },
    ],
  );
});

test("nothing goes back where a rule has no carrier", () => {
  const layers = LAYERS.map((layer) => ({ ...layer, carrier: of() }));
  assert.deepEqual(linesOfUpdate(layout, "readout", layers).back, []);
});

test("a weight that loses its change is drawn with the sign of what is added to it", () => {
  const { change } = linesOfUpdate(layout, "bp", LAYERS);
  assert.deepEqual(
    change.map(({ layer, row, column, isNegative }) => [layer, row, column, isNegative]),
    [
      [1, 0, 1, true],
      [1, 0, 2, true],
      [2, 1, 0, false],
      [2, 1, 2, false],
      [3, 0, 1, true],
      [3, 0, 2, true],
    ],
  );
});

test("a line grows from its start to its end and no further", () => {
  assert.equal(grown([0, 0, 10, 20], 0), null);
  assert.equal(grown([0, 0, 10, 20], -1), null);
  assert.deepEqual(grown([0, 0, 10, 20], 0.5), [0, 0, 5, 10]);
  assert.deepEqual(grown([1, 2, 10, 20], 3), [1, 2, 10, 20]);
});
