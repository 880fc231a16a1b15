// In which order a curve or a map is trained, and what of it is still to be trained. Pure functions.

/** Seeds that follow one another. @typedef {{ first: number, seeds: number }} Seeds */

/** The numbers below `count`, so ordered that any first few of them lie far apart: both ends, then the middles of what is
 * between. @param {number} count */
export function coarseFirst(count) {
  const order = [0, count - 1];
  const spans = [[0, count - 1]];
  for (const [from, to] of spans) {
    const middle = (from + to) >> 1;
    if (middle === from) continue;
    order.push(middle);
    spans.push([from, middle], [middle, to]);
  }
  return [...new Set(order)].filter((place) => place >= 0);
}

/** The runs of seeds from `first` on that are in none of the runs that are trained, of `each` in all.
 * @param {Seeds[]} trained @param {number} first @param {number} each */
export function gaps(trained, first, each) {
  /** @type {Seeds[]} */
  const missing = [];
  const end = first + each;
  for (const run of [...trained, { first: end, seeds: 1 }].sort((a, b) => a.first - b.first)) {
    const next = Math.min(run.first, end);
    if (next > first) missing.push({ first, seeds: next - first });
    first = Math.max(first, run.first + run.seeds);
  }
  return missing;
}
