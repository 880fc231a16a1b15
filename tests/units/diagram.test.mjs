// The diagram's layout and what a pointer finds on it, without a browser: for every network that the page can show.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellAt, distanceTo, lineAt, NEAR, unitAt } from "../../www/js/diagram/hit.js";
import {
  endsOf,
  LEVELS,
  layOut,
  layOutMatrix,
  linesOf,
  mostLines,
  NODE,
  PAD,
  sideOf,
  tallestFor,
} from "../../www/js/diagram/layout.js";

/** @typedef {import("../../www/js/diagram/layout.js").Layout} Layout */
/** @typedef {{ what: string, left: number, top: number, right: number, bottom: number }} Box */

/** From a panel on a small phone to one alone on a large screen. */
const ROOMS = [254, 289, 320, 470, 1200];

/** As on the page: the output's picture takes a third of the room. @param {Layout["shape"]} shape @param {number} room */
const layOutIn = (shape, room) => layOut(shape, room, Math.round(room * 0.34), tallestFor(900, room < 330));

/** Floating-point sums of places differ by this at most. */
const HAIR = 1e-9;

/** Every network, in every room: 3,840 layouts. */
function* layouts() {
  for (const room of ROOMS) {
    for (let width = 1; width <= 64; width++) {
      for (let depth = 1; depth <= 6; depth++) {
        for (const bias of [0, 1]) yield layOutIn({ width, depth, bias }, room);
      }
    }
  }
}

/** @param {Layout} layout */
const nameOf = ({ shape, width }) => `${JSON.stringify(shape)} in ${width} pixels`;

/** @param {string} what @param {number} x @param {number} y @param {number} side @returns {Box} */
const box = (what, x, y, side) => ({
  what,
  left: x - side / 2,
  top: y - side / 2,
  right: x + side / 2,
  bottom: y + side / 2,
});

/** The place of a node. @param {Layout} layout @param {number} layer @param {number} index */
const placeOf = ({ nodes }, layer, index) => [nodes[layer][2 * index], nodes[layer][2 * index + 1]];

/** What is drawn of each node: a square, or a circle in one. @param {Layout} layout @returns {Box[]} */
function boxesOf(layout) {
  const { shape, nodes } = layout;
  return nodes.flatMap((places, layer) =>
    Array.from({ length: places.length / 2 }, (_, i) => {
      const [x, y] = placeOf(layout, layer, i);
      if (layer > shape.depth) return box("the output", x, y, layout.output);
      const isUnit = layer > 0 && i < shape.width;
      return box(`node ${i} of layer ${layer}`, x, y, isUnit ? sideOf(layout) : NODE);
    }),
  );
}

/** Whether one lies on the other: touching edges do not count. @param {Box} one @param {Box} other */
const overlap = (one, other) =>
  one.left < other.right - HAIR &&
  other.left < one.right - HAIR &&
  one.top < other.bottom - HAIR &&
  other.top < one.bottom - HAIR;

/** Numbers that look random, the same each time. @param {number} count @param {number} seed */
function numbers(count, seed) {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  });
}

/** Weights of every layer. @param {Layout["shape"]} shape */
const weightsOf = ({ width, depth, bias }) =>
  Array.from({ length: depth + 1 }, (_, i) => {
    const columns = (i === 0 ? 2 : width) + bias;
    return numbers(columns * (i === depth ? 1 : width), i + 7);
  });

test("there is a node for each input, unit and output, and one for the constant of each layer that has a bias", () => {
  for (const { shape, nodes } of layouts()) {
    const { width, depth, bias } = shape;
    const counts = [2 + bias, ...Array(depth).fill(width + bias), 1];
    assert.deepEqual(
      nodes.map((places) => places.length / 2),
      counts,
    );
  }
});

test("all stays within the room given", () => {
  for (const layout of layouts()) {
    for (const { what, left, top, right, bottom } of boxesOf(layout)) {
      const stays = left >= 0 && top >= 0 && right <= layout.width && bottom <= layout.height;
      assert.ok(stays, `${what} of ${nameOf(layout)}: ${[left, top, right, bottom]}, ${layout.height} high`);
    }
  }
});

test("nothing overlaps", () => {
  for (const layout of layouts()) {
    const boxes = boxesOf(layout).sort((a, b) => a.left - b.left);
    boxes.forEach((one, i) => {
      // Whatever begins right of this one, and all after it, cannot lie on it.
      for (let j = i + 1; j < boxes.length && boxes[j].left < one.right; j++) {
        assert.ok(!overlap(one, boxes[j]), `${one.what} and ${boxes[j].what} of ${nameOf(layout)}`);
      }
    });
  }
});

test("a unit's square can be seen and is no taller than the picture allows", () => {
  for (const layout of layouts()) {
    assert.ok(sideOf(layout) >= 2, `${sideOf(layout)}: ${nameOf(layout)}`);
    assert.ok(layout.height <= Math.max(400, layout.output + 12), `${layout.height} high: ${nameOf(layout)}`);
  }
});

test("the picture of the output stands at the right edge, half way up", () => {
  for (const layout of layouts()) {
    const [x, y] = placeOf(layout, layout.shape.depth + 1, 0);
    assert.ok(Math.abs(x + layout.output / 2 + PAD - layout.width) < HAIR);
    assert.ok(Math.abs(y - layout.height / 2) < HAIR);
  }
});

test("ten units in a layer stand in one column, so that lines do not pass between them", () => {
  for (const room of [254, 360, 470]) {
    for (const isStacked of [true, false]) {
      const { nodes } = layOut({ width: 10, depth: 2, bias: 1 }, room, room * 0.34, tallestFor(768, isStacked));
      for (const places of [nodes[1], nodes[2]]) {
        assert.equal(new Set(places.filter((_, i) => i % 2 === 0)).size, 1, `${room} ${isStacked}`);
      }
    }
  }
});

test("every unit is found at its own place, and anywhere on its square", () => {
  for (const layout of layouts()) {
    const { width, depth } = layout.shape;
    const reach = sideOf(layout) / 2 - HAIR;
    for (let layer = 1; layer <= depth; layer++) {
      for (let unit = 0; unit < width; unit++) {
        const [x, y] = placeOf(layout, layer, unit);
        for (const [dx, dy] of [
          [0, 0],
          [-reach, -reach],
          [reach, reach],
        ]) {
          const found = unitAt(layout, x + dx, y + dy);
          if (found?.layer === layer && found.unit === unit) continue;
          assert.fail(`unit ${unit} of layer ${layer}, ${nameOf(layout)}: ${JSON.stringify(found)}`);
        }
      }
    }
  }
});

test("no unit is found on an input, a constant, the output or outside of the picture", () => {
  for (const layout of layouts()) {
    const { width, depth, bias } = layout.shape;
    const places = [
      placeOf(layout, 0, 0),
      placeOf(layout, 0, 1),
      placeOf(layout, depth + 1, 0),
      [-1, -1],
      [layout.width + 1, layout.height / 2],
    ];
    if (bias) for (let layer = 1; layer <= depth; layer++) places.push(placeOf(layout, layer, width));
    for (const [x, y] of places) assert.equal(unitAt(layout, x, y), null, nameOf(layout));
  }
});

test("a line goes from the unit of its column to the unit of its row", () => {
  const layout = layOutIn({ width: 5, depth: 2, bias: 1 }, 470);
  const ends = endsOf(layout, { layer: 2, row: 3, column: 1 });
  assert.deepEqual(ends, [...placeOf(layout, 1, 1), ...placeOf(layout, 2, 3)]);
  const constant = endsOf(layout, { layer: 3, row: 0, column: 5 });
  assert.deepEqual(constant, [...placeOf(layout, 2, 5), ...placeOf(layout, 3, 0)]);
});

test("a line is found within 4 pixels, and not beyond", () => {
  const layout = layOutIn({ width: 1, depth: 1, bias: 0 }, 470);
  const lines = linesOf(layout.shape, weightsOf(layout.shape), 128, null);
  const [line] = lines;
  const [x0, y0, x1, y1] = endsOf(layout, line);
  const length = Math.hypot(x1 - x0, y1 - y0);
  // Near its first end, on the side that no other line is on.
  const [x, y] = [x0 + (x1 - x0) / 4, y0 + (y1 - y0) / 4];
  const at = (/** @type {number} */ distance) =>
    lineAt(layout, lines, x + ((y1 - y0) / length) * distance, y - ((x1 - x0) / length) * distance);
  assert.equal(at(0), line);
  assert.equal(at(NEAR - 0.1), line);
  assert.equal(at(NEAR + 0.1), null);
  assert.equal(NEAR, 4);
});

test("of several lines the nearest wins, wherever the pointer is", () => {
  let found = 0;
  for (const shape of [
    { width: 4, depth: 2, bias: 0 },
    { width: 10, depth: 3, bias: 1 },
    { width: 64, depth: 6, bias: 1 },
  ]) {
    const layout = layOutIn(shape, 470);
    const lines = linesOf(shape, weightsOf(shape), mostLines(shape), null);
    for (let x = 2; x < layout.width; x += 7) {
      for (let y = 1; y < layout.height; y += 5) {
        const distances = lines.map((line) => distanceTo(endsOf(layout, line), x, y));
        const nearest = Math.min(...distances);
        const line = lineAt(layout, lines, x, y);
        assert.equal(line === null, nearest >= NEAR);
        if (!line) continue;
        assert.equal(distances[lines.indexOf(line)], nearest);
        found += 1;
      }
    }
  }
  assert.ok(found > 1000, `${found} places had a line`);
});

test("a place beyond a line's end is as far from it as from that end", () => {
  assert.equal(distanceTo([0, 0, 10, 0], 13, 4), 5);
  assert.equal(distanceTo([0, 0, 10, 0], -3, -4), 5);
  assert.equal(distanceTo([0, 0, 10, 0], 5, 2), 2);
});

test("no layer has more lines than it may, they are its strongest weights, and its strongest is the thickest", () => {
  for (let width = 1; width <= 64; width += 3) {
    for (const bias of [0, 1]) {
      const shape = { width, depth: 3, bias };
      const weights = weightsOf(shape);
      for (const most of [12, 48, 128]) {
        const lines = linesOf(shape, weights, most, null);
        weights.forEach((matrix, i) => {
          const own = lines.filter(({ layer }) => layer === i + 1);
          assert.ok(own.length <= Math.max(most, 1) && own.length > 0, `${own.length} lines of ${most}`);
          const columns = matrix.length / (i === shape.depth ? 1 : width);
          const drawn = own.map(({ row, column }) => Math.abs(matrix[row * columns + column]));
          const sizes = Array.from(matrix, Math.abs).sort((a, b) => b - a);
          assert.deepEqual(
            drawn.sort((a, b) => b - a),
            sizes.slice(0, own.length),
          );
          assert.equal(Math.max(...own.map(({ level }) => level)), LEVELS - 1);
        });
      }
    }
  }
});

test("a unit that is pointed at has all of its lines", () => {
  const shape = { width: 40, depth: 3, bias: 1 };
  const unit = { layer: 2, unit: 17 };
  const own = linesOf(shape, weightsOf(shape), 12, unit).filter(({ isOwn }) => isOwn);
  assert.equal(own.length, 41 + 40);
  for (const { layer, row, column } of own) assert.equal(layer === 2 ? row : column, 17);
});

test("a weight that is zero or not finite has no line", () => {
  const shape = { width: 1, depth: 1, bias: 1 };
  const weights = [
    [0.5, Number.NaN, -2],
    [0, Number.POSITIVE_INFINITY],
  ];
  const lines = linesOf(shape, weights, 128, null);
  assert.deepEqual(
    lines.map(({ layer, column, isNegative }) => [layer, column, isNegative]),
    [
      [1, 0, false],
      [1, 2, true],
    ],
  );
});

test("a matrix fits the room, and each cell is found at its own place", () => {
  for (const room of [90, 120, 400]) {
    for (const [rows, columns] of [
      [1, 1],
      [10, 10],
      [64, 64],
      [64, 1],
      [1, 64],
    ]) {
      const grid = layOutMatrix(rows, columns, room);
      assert.ok(grid.cellWidth * columns <= room + HAIR);
      assert.ok(grid.cellHeight * rows <= 220 + HAIR);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const found = cellAt(grid, (column + 0.5) * grid.cellWidth, (row + 0.5) * grid.cellHeight);
          assert.deepEqual(found, { row, column });
        }
      }
      assert.deepEqual(cellAt(grid, -1, -1), { row: 0, column: 0 });
      assert.deepEqual(cellAt(grid, room + 1, 1000), { row: rows - 1, column: columns - 1 });
    }
  }
});
