// Computes where the parts of a diagram are, in CSS pixels, and which weights have a line. This module needs
// neither the page nor the core, so it also runs in Node.js.

/** A network: hidden units per layer, hidden layers, and 1 if its units have a bias, else 0.
 * @typedef {{ width: number, depth: number, bias: number }} Shape */

/** A hidden unit, its layer from 1 and itself from 0. @typedef {{ layer: number, unit: number }} Unit */

/**
 * @typedef {object} Layout
 * @property {Shape} shape
 * @property {number} width of the picture
 * @property {number} height of the picture
 * @property {number} tile the side of the square that a hidden unit has
 * @property {number} output the side of the output's picture
 * @property {number[][]} nodes the centres of the inputs, of each hidden layer's units and of the output: x and y of each, the constant 1 last
 */

/** The line of a weight. Its layer counts from 1, the output's being the last; `level` is its thickness, 0 to LEVELS - 1.
 * @typedef {{ layer: number, row: number, column: number, level: number, isNegative: boolean, isOwn: boolean }} Line */

/** A matrix's cells, of one size each. @typedef {{ rows: number, columns: number, cellWidth: number, cellHeight: number }} Grid */

/** Diameter of an input and of a constant 1, and padding at the edges. */
export const NODE = 22;
export const PAD = 6;

/** The most pixels per CSS pixel in a diagram's canvases: nobody sees more. */
export const MOST_DENSITY = 2;

/** Distance from a layer's last tile to its constant 1. */
const GAP = 4;

/** A layer gets more columns, up to MOST_COLUMNS, until its tiles are at least FAIR_TILE large. No tile is larger than
 * LARGEST_TILE. */
const LARGEST_TILE = 44;
const FAIR_TILE = 19;
const MOST_COLUMNS = 8;
const LEAST_HEIGHT = 88;
/** The share of a layer's width that its tiles may take. The rest is for lines. */
const TILES_SHARE = 0.66;

const LARGEST_CELL = 14;
const TALLEST_MATRIX = 220;

/** The most lines between two layers: the eye cannot follow more. Layers of more than CLOSE units have fewer. */
const MOST_LINES = 128;
const MOST_CLOSE_LINES = 48;
const CLOSE = 16;

/** How many thicknesses lines have. */
export const LEVELS = 6;

/** Weights are counted in this many classes of size, which finds the strongest without sorting. */
const CLASSES = 64;

/** Places a network's inputs, hidden units and output from left to right.
 * @param {Shape} shape @param {number} room the available width @param {number} output the side of the output's picture
 * @param {number} tallest a layer's units are at most this high together @returns {Layout} */
export function layOut(shape, room, output, tallest) {
  const { width, depth, bias } = shape;
  const layerRoom = Math.max(room - NODE - output - 2 * PAD, 0) / depth;
  const { tile, columns } = fitTiles(width, layerRoom, tallest);
  const rows = Math.ceil(width / columns);
  const constant = bias ? GAP + NODE : 0;
  const inputs = 2 + bias;
  const height = Math.max(rows * tile + constant, (2 * inputs - 1) * NODE, output, LEAST_HEIGHT) + 2 * PAD;

  const ends = [];
  for (let i = 0; i < inputs; i++) ends.push(PAD + NODE / 2, height / 2 + (i - (inputs - 1) / 2) * 2 * NODE);
  const nodes = [ends];
  const top = (height - rows * tile - constant) / 2;
  for (let layer = 1; layer <= depth; layer++) {
    const middle = PAD + NODE + layerRoom * (layer - 0.5);
    const places = [];
    for (let unit = 0; unit < width; unit++) {
      places.push(middle + ((unit % columns) - (columns - 1) / 2) * tile);
      places.push(top + (Math.floor(unit / columns) + 0.5) * tile);
    }
    if (bias) places.push(middle, top + rows * tile + GAP + NODE / 2);
    nodes.push(places);
  }
  nodes.push([room - PAD - output / 2, height / 2]);
  return { shape, width: room, height, tile, output, nodes };
}

/** Finds the fewest columns with tiles of FAIR_TILE; if there are none, those with the largest tiles.
 * @param {number} width @param {number} room @param {number} tallest */
function fitTiles(width, room, tallest) {
  let [tile, columns] = [0, 1];
  for (let count = 1; count <= MOST_COLUMNS && tile < FAIR_TILE; count++) {
    const side = Math.min((room * TILES_SHARE) / count, tallest / Math.ceil(width / count), LARGEST_TILE);
    if (side > tile) [tile, columns] = [side, count];
  }
  return { tile, columns };
}

/** How high the units of a layer may be together: two networks, or on a phone two one above the other, and their pictures fit the
 * window. @param {number} windowHeight @param {boolean} isStacked */
export const tallestFor = (windowHeight, isStacked) =>
  isStacked ? 190 : Math.min(340, Math.max(220, windowHeight * 0.34));

/** The side of the square that is drawn in a tile. It is smaller than the tile, which separates neighbours. @param {Layout} layout */
export const sideOf = ({ tile }) => Math.max(tile - Math.max(1, tile * 0.1), 0);

/** The start and the end of a weight's line: x and y of each.
 * @param {Layout} layout @param {{ layer: number, row: number, column: number }} line @returns {[number, number, number, number]} */
export function endsOf({ nodes }, { layer, row, column }) {
  const [from, to] = [nodes[layer - 1], nodes[layer]];
  return [from[2 * column], from[2 * column + 1], to[2 * row], to[2 * row + 1]];
}

/** The cells of a matrix in the width that there is. @param {number} rows @param {number} columns @param {number} room @returns {Grid} */
export function layOutMatrix(rows, columns, room) {
  const cellWidth = Math.min(LARGEST_CELL, room / columns);
  return { rows, columns, cellWidth, cellHeight: Math.min(cellWidth, TALLEST_MATRIX / rows) };
}

/** The most lines between two layers. @param {Shape} shape */
export const mostLines = ({ width }) => (width > CLOSE ? MOST_CLOSE_LINES : MOST_LINES);

/** The lines of each layer's strongest weights, and of all weights of one unit. Weights that are 0 or not finite have none.
 * @param {Shape} shape @param {ArrayLike<number>[]} weights of each layer, the output's last: a row a unit, its bias last
 * @param {number} most how many lines a layer may have, beside that unit's @param {Unit | null} own @returns {Line[]} */
export function linesOf({ width, bias }, weights, most, own) {
  /** @type {Line[]} */
  const lines = [];
  weights.forEach((matrix, i) => {
    const layer = i + 1;
    const columns = (layer === 1 ? 2 : width) + bias;
    const full = largest(matrix) || 1;
    const least = matrix.length > most ? leastOfStrongest(matrix, full, most) : 0;
    for (let j = 0; j < matrix.length; j++) {
      const size = Math.abs(matrix[j]) / full;
      const row = Math.floor(j / columns);
      const column = j % columns;
      const isOwn =
        own !== null && ((layer === own.layer && row === own.unit) || (layer === own.layer + 1 && column === own.unit));
      if (!(size > 0 && size <= 1) || (size < least && !isOwn)) continue;
      const share = least < 1 ? Math.max(0, (size - least) / (1 - least)) : 1;
      const level = Math.min(LEVELS - 1, Math.floor(share * LEVELS));
      lines.push({ layer, row, column, level, isNegative: matrix[j] < 0, isOwn });
    }
  });
  return lines;
}

/** The size, as a share of the largest, that at most `most` weights reach. If even the class of the largest has more, only
 * the largest reach it.
 * @param {ArrayLike<number>} matrix @param {number} full @param {number} most */
function leastOfStrongest(matrix, full, most) {
  const counts = new Uint32Array(CLASSES + 1);
  for (let i = 0; i < matrix.length; i++) {
    counts[Math.min(CLASSES, Math.floor((Math.abs(matrix[i]) / full) * CLASSES)) || 0] += 1;
  }
  let least = CLASSES;
  for (let sum = 0; least > 0 && sum + counts[least] <= most; least--) sum += counts[least];
  return Math.min(least + 1, CLASSES) / CLASSES;
}

/** The largest size of the numbers that are finite. @param {ArrayLike<number>} values */
export function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > most && size < Number.POSITIVE_INFINITY) most = size;
  }
  return most;
}
