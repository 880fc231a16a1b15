// Points in the plane: which can be edited, which one is meant, and what is odd about them.
import { MOST, rounded } from "./text.js";

/** @typedef {import("./text.js").Point} Point */

/** The first of a task's points that a reader can edit. @param {Float64Array} flat x1, x2 and class of each @returns {Point[]} */
export const editable = (flat) =>
  Array.from({ length: Math.min(flat.length / 3, MOST) }, (_, i) => {
    const [x1, x2, y] = flat.subarray(3 * i);
    return [rounded(x1), rounded(x2), y];
  });

/** The index of the point nearest to a place and no further than `reach`; -1 if there is none. Of points at one place, the last,
 * which is drawn over the others. @param {Point[]} points @param {number[]} place @param {number} reach */
export function pointAt(points, [x1, x2], reach) {
  let found = -1;
  points.forEach((point, i) => {
    const distance = Math.hypot(point[0] - x1, point[1] - x2);
    if (distance <= reach) [found, reach] = [i, distance];
  });
  return found;
}

/** What makes points unusual to learn, in sentences. @param {Point[]} points */
export function oddities(points) {
  const odd = [];
  const [, , first] = points[0];
  if (points.every(([, , y]) => y === first)) {
    odd.push(`All points are of class ${first}: the networks need only learn to output ${first}.`);
  }
  const twice = points.find(
    ([x1, x2]) => new Set(points.filter((p) => p[0] === x1 && p[1] === x2).map(String)).size > 1,
  );
  if (twice) odd.push(`Both classes have a point at ${twice[0]}, ${twice[1]}: no network can have both right.`);
  return odd;
}
