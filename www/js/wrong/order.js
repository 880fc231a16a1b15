// In which order a curve is trained, and what of it is still to be trained. Pure functions.

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

/** The runs of seeds from `first` on that are not among `trained`, of `each` in all.
 * @param {number[]} trained @param {number} first @param {number} each */
export function gaps(trained, first, each) {
  const known = new Set(trained);
  /** @type {{ first: number, seeds: number }[]} */
  const missing = [];
  for (let seed = first; seed < first + each; seed++) {
    if (known.has(seed)) continue;
    const last = missing.at(-1);
    if (last && last.first + last.seeds === seed) last.seeds += 1;
    else missing.push({ first: seed, seeds: 1 });
  }
  return missing;
}
