// The directions in which the activations of a layer are drawn: that of the output, and the one in which the rest varies most. This
// module needs neither the page nor the core, so it also runs in Node.js.

/** If less than this share of a vector is left beside another, the rest is rounding errors. */
const LITTLE = 1e-6;

/** @param {Float64Array} a @param {Float64Array} b at least as long */
export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Vectors as seen from their mean. By their differences from the first, so that equal vectors are exactly 0. @param {Float64Array[]} vectors */
export function centred(vectors) {
  const apart = vectors.map((vector) => vector.map((value, i) => value - vectors[0][i]));
  const mean = apart[0].map(() => 0);
  for (const vector of apart) for (let i = 0; i < mean.length; i++) mean[i] += vector[i] / apart.length;
  return apart.map((vector) => vector.map((value, i) => value - mean[i]));
}

/** The covariance matrix times a vector, and times the number of vectors. The matrix itself would be more work.
 * @param {Float64Array[]} cloud centred @param {Float64Array} v */
export function times(cloud, v) {
  const product = v.map(() => 0);
  for (const vector of cloud) {
    const along = dot(vector, v);
    for (let i = 0; i < v.length; i++) product[i] += along * vector[i];
  }
  return product;
}

/** The direction of a vector at length 1; zero if it is not longer than `least`, NaN if a number is. @param {Float64Array} v */
export function unit(v, least = 0) {
  const length = Math.hypot(...v);
  return v.map((value) => (length <= least ? 0 : value / length));
}

/** The direction at a right angle to another in which a cloud varies most, by power iteration from a former one. Zero if there is no
 * direction at a right angle. @param {Float64Array[]} cloud centred @param {Float64Array} first @param {Float64Array} former
 * @param {number} steps of the iteration */
export function directionBeside(cloud, first, former, steps) {
  const beside = (/** @type {Float64Array} */ v) => {
    const along = dot(v, first);
    return unit(
      v.map((value, i) => value - along * first[i]),
      LITTLE * Math.hypot(...v),
    );
  };
  let found = former;
  for (let step = 0; step < steps; step++) {
    found = beside(times(cloud, found));
    // Nothing varies there, so any direction will do.
    if (!dot(found, found)) found = beside(first.map((_, i) => Math.cos(i)));
  }
  return found;
}

/** The share of the variance in some directions; NaN if nothing varies. @param {Float64Array[]} cloud centred
 * @param {Float64Array[]} pair */
export function shareOf(cloud, pair) {
  let [held, all] = [0, 0];
  for (const vector of cloud) {
    all += dot(vector, vector);
    for (const direction of pair) held += dot(vector, direction) ** 2;
  }
  return held / all;
}
