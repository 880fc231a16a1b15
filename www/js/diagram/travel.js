// The lines along which one update travels: forward through the weights, back through the rule's carrier, and the changes. This module
// needs neither the page nor the core, so it also runs in Node.js.
import { RULES } from "../rules.js";
import { endsOf, LEVELS, largest, linesOf, mostLines } from "./layout.js";

/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Line} Line */
/** @typedef {[number, number, number, number]} Ends */

/** The numbers of a layer that are drawn, as in the core's `Term`.
 * @typedef {{ weights: Float64Array, input: Float64Array, mask: Float64Array, carrier: Float64Array, delta: Float64Array, change: Float64Array }} Layer */

/** The lines of an update: forward and change as the diagram's own; back with the places of their ends, and the hidden layer that
 * each goes to.
 * @typedef {{ forward: Line[], change: Line[], back: { layer: number, level: number, ends: Ends }[] }} Lines */

/** The lines of an update. @param {Layout} layout @param {string} rule @param {Layer[]} layers from 1 on, the output's last @returns {Lines} */
export function linesOfUpdate(layout, rule, layers) {
  const { shape } = layout;
  const most = mostLines(shape);
  const forward = layers.map(({ weights, input }) => weights.map((weight, j) => weight * input[j % input.length]));
  return {
    forward: linesOf(shape, forward, most, null),
    // A weight loses its change.
    change: linesOf(
      shape,
      layers.map(({ change }) => change.map((lost) => -lost)),
      most,
      null,
    ),
    back: RULES[rule].isDirect ? directLines(layout, layers) : backLines(layout, layers, most),
  };
}

/** The lines along which the error goes from layer to layer: each lies where the forward weight does.
 * @param {Layout} layout @param {Layer[]} layers @param {number} most */
function backLines(layout, layers, most) {
  const { width, bias } = layout.shape;
  const signals = layers.map((above, i) => {
    // Nothing goes back to the inputs, and nothing to a unit that is inactive or to a constant.
    if (i === 0) return [];
    const { carrier, mask } = layers[i - 1];
    return Float64Array.from({ length: above.weights.length }, (_, j) => {
      const [row, column] = [Math.floor(j / (width + bias)), j % (width + bias)];
      if (column === width || carrier.length === 0) return 0;
      return carrier[column * above.delta.length + row] * above.delta[row] * mask[column];
    });
  });
  return linesOf(layout.shape, signals, most, null).map((line) => {
    const [x0, y0, x1, y1] = endsOf(layout, line);
    return { layer: line.layer - 1, level: line.level, ends: /** @type {Ends} */ ([x1, y1, x0, y0]) };
  });
}

/** The lines along which the output error goes straight to every hidden layer. @param {Layout} layout @param {Layer[]} layers */
function directLines({ shape, nodes }, layers) {
  const [x, y] = nodes[shape.depth + 1];
  return layers.slice(0, -1).flatMap(({ delta }, i) => {
    const full = largest(delta) || 1;
    return Array.from(delta, (signal, unit) => {
      const level = Math.min(LEVELS - 1, Math.floor((Math.abs(signal) / full) * LEVELS));
      const places = nodes[i + 1];
      const ends = /** @type {Ends} */ ([x, y, places[2 * unit], places[2 * unit + 1]]);
      return signal === 0 ? [] : [{ layer: i + 1, level, ends }];
    }).flat();
  });
}

/** The first part of a line. @param {Ends} ends @param {number} share 0 to 1 @returns {Ends | null} */
export function grown([x0, y0, x1, y1], share) {
  if (share <= 0) return null;
  const part = Math.min(1, share);
  return [x0, y0, x0 + (x1 - x0) * part, y0 + (y1 - y0) * part];
}
