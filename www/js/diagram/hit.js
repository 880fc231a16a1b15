// Finds the unit, the line or the matrix cell at a place of a diagram, in CSS pixels from the corner of its canvas.
// This module needs neither the page nor the core.
import { endsOf } from "./layout.js";

/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Line} Line */

/** The pointer is on a line if it is at most this near, in CSS pixels. */
export const NEAR = 4;

/** The hidden unit at a place. @param {Layout} layout @param {number} x @param {number} y
 * @returns {import("./layout.js").Unit | null} */
export function unitAt({ shape, nodes, tile }, x, y) {
  for (let layer = 1; layer <= shape.depth; layer++) {
    const places = nodes[layer];
    for (let unit = 0; unit < shape.width; unit++) {
      const across = Math.abs(places[2 * unit] - x);
      const down = Math.abs(places[2 * unit + 1] - y);
      if (Math.max(across, down) <= tile / 2) return { layer, unit };
    }
  }
  return null;
}

/** The nearest line, if one is near. @param {Layout} layout @param {Line[]} lines @param {number} x @param {number} y
 * @returns {Line | null} */
export function lineAt(layout, lines, x, y) {
  let nearest = null;
  let least = NEAR;
  for (const line of lines) {
    const distance = distanceTo(endsOf(layout, line), x, y);
    if (distance < least) {
      least = distance;
      nearest = line;
    }
  }
  return nearest;
}

/** The cell of a matrix at a place, or the one nearest to it. @param {import("./layout.js").Grid} grid @param {number} x @param {number} y */
export function cellAt({ rows, columns, cellWidth, cellHeight }, x, y) {
  const within = (/** @type {number} */ index, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, index));
  return { row: within(Math.floor(y / cellHeight), rows), column: within(Math.floor(x / cellWidth), columns) };
}

/** How far a place lies from the line between two others. @param {[number, number, number, number]} ends @param {number} x @param {number} y */
export function distanceTo([x0, y0, x1, y1], x, y) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
