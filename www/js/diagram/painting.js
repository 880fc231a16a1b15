// Draws the picture of a network on a canvas, from a layout, lines and pictures given to it.
import { colour } from "../sheet.js";
import { endsOf, LEVELS, NODE, sideOf } from "./layout.js";

/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Line} Line */
/** @typedef {import("./layout.js").Unit} Unit */

/**
 * @typedef {object} Picture what is to be seen of a network
 * @property {Layout} layout
 * @property {Line[]} lines
 * @property {{ canvas: HTMLCanvasElement, pixels: number }} tiles one row per hidden layer, one square per unit, and the pixels a side of a square
 * @property {HTMLCanvasElement} [output] the picture of the network's output
 * @property {Unit | null} chosen the unit whose numbers are shown below
 * @property {Unit | null} pointed the unit under the pointer
 * @property {{ layer: number, row: number, column: number } | null} weight whose line is under the pointer
 */

/** Thicknesses in CSS pixels. */
const THINNEST = 0.5;
const THICKEST = 3.6;

/** Opacity of the other units' lines while the pointer is on a unit. */
const FAINT = 0.15;

const DASH = [5, 3];

/** @param {import("../sheet.js").Sheet} sheet @param {Picture} picture */
export function paintNetwork(sheet, { layout, lines, tiles, output, chosen, pointed, weight }) {
  const context = sheet.begin(layout.width, layout.height, colour("--card"));
  paintLines(context, layout, lines, pointed !== null);
  if (weight) {
    const [x0, y0, x1, y1] = endsOf(layout, weight);
    context.strokeStyle = colour("--accent");
    context.lineWidth = THICKEST + 1;
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  }
  paintTiles(context, layout, tiles, output);
  if (chosen) mark(context, layout, chosen, 2);
  if (pointed) mark(context, layout, pointed, 3);
  paintNodes(context, layout);
}

/** @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Line[]} lines @param {boolean} isOnePointedAt */
function paintLines(context, layout, lines, isOnePointedAt) {
  for (const isOwn of [false, true]) {
    const ends = (/** @type {Line} */ line) => (line.isOwn === isOwn ? endsOf(layout, line) : null);
    context.globalAlpha = isOnePointedAt && !isOwn ? FAINT : 1;
    strokeSigned(context, layout, lines, ends);
  }
  context.globalAlpha = 1;
}

/** Strokes lines in the colour and the dash of their sign. @param {CanvasRenderingContext2D} context @param {Layout} layout
 * @param {Line[]} lines @param {(line: Line) => [number, number, number, number] | null} ends none where a line is left out */
export function strokeSigned(context, layout, lines, ends) {
  for (const isNegative of [false, true]) {
    context.strokeStyle = colour(isNegative ? "--negative" : "--positive");
    context.setLineDash(isNegative ? DASH : []);
    strokeLevels(context, layout, lines, (line) => (line.isNegative === isNegative ? ends(line) : null));
  }
  context.setLineDash([]);
}

/** Strokes lines by their thickness. Lines that look the same share a path: few strokes are fast.
 * @template {{ level: number }} L
 * @param {CanvasRenderingContext2D} context @param {Layout} layout @param {L[]} lines
 * @param {(line: L) => [number, number, number, number] | null} ends */
export function strokeLevels(context, layout, lines, ends) {
  const thickest = Math.min(THICKEST, 1 + layout.tile / 10);
  /** @type {Path2D[]} */
  const paths = [];
  for (const line of lines) {
    const places = ends(line);
    if (!places) continue;
    paths[line.level] ??= new Path2D();
    paths[line.level].moveTo(places[0], places[1]);
    paths[line.level].lineTo(places[2], places[3]);
  }
  paths.forEach((path, level) => {
    context.lineWidth = THINNEST + (level / (LEVELS - 1)) * (thickest - THINNEST);
    context.stroke(path);
  });
}

/** The squares of the units and of the output.
 * @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Picture["tiles"]} tiles @param {HTMLCanvasElement} [output] */
function paintTiles(context, layout, { canvas, pixels }, output) {
  const { shape, nodes, output: size } = layout;
  const side = sideOf(layout);
  const edges = new Path2D();
  for (let layer = 1; layer <= shape.depth; layer++) {
    for (let unit = 0; unit < shape.width; unit++) {
      const [x, y] = cornerOf(layout, { layer, unit });
      context.drawImage(canvas, unit * pixels, (layer - 1) * pixels, pixels, pixels, x, y, side, side);
      edges.rect(x, y, side, side);
    }
  }
  const [x, y] = nodes[shape.depth + 1].map((place) => place - size / 2);
  if (output) context.drawImage(output, x, y, size, size);
  edges.rect(x, y, size, size);
  context.strokeStyle = colour("--edge");
  context.lineWidth = 1;
  context.stroke(edges);
}

/** @param {Layout} layout @param {Unit} unit @returns {[number, number]} */
export function cornerOf(layout, { layer, unit }) {
  const half = sideOf(layout) / 2;
  return [layout.nodes[layer][2 * unit] - half, layout.nodes[layer][2 * unit + 1] - half];
}

/** @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Unit} unit @param {number} thickness */
function mark(context, layout, unit, thickness) {
  const [x, y] = cornerOf(layout, unit);
  const side = sideOf(layout) + 2;
  context.strokeStyle = colour("--accent");
  context.lineWidth = thickness;
  context.strokeRect(x - 1, y - 1, side, side);
}

/** The inputs and the constants 1. @param {CanvasRenderingContext2D} context @param {Layout} layout */
function paintNodes(context, layout) {
  const { shape } = layout;
  paintNode(context, layout, "x₁", 0, 0);
  paintNode(context, layout, "x₂", 0, 1);
  if (!shape.bias) return;
  for (let layer = 0; layer <= shape.depth; layer++) paintNode(context, layout, "1", layer, layer ? shape.width : 2);
}

/** An input or a constant. @param {CanvasRenderingContext2D} context @param {Layout} layout @param {string} text
 * @param {number} layer 0 for the inputs @param {number} index */
export function paintNode(context, { nodes }, text, layer, index) {
  const [x, y] = nodes[layer].slice(2 * index, 2 * index + 2);
  context.font = `${text.length > 3 ? 9 : 12}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 1;
  context.fillStyle = colour("--paper");
  context.strokeStyle = colour("--edge");
  context.beginPath();
  context.arc(x, y, NODE / 2, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.fillStyle = colour("--ink");
  context.fillText(text, x, y + 0.5);
}
