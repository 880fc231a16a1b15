// The values at which sliders of settings stop: short numbers, about evenly apart on a logarithmic scale.

const MANTISSAS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** @param {number} least @param {number} most */
const ladder = (least, most) =>
  [-3, -2, -1, 0, 1]
    .flatMap((power) => MANTISSAS.map((mantissa) => Number(`${mantissa}e${power}`)))
    .filter((value) => value >= least && value <= most);

/** The values of each slider, by the key of its choice. @type {Record<string, number[]>} */
export const LADDERS = {
  rate: ladder(0.001, 3),
  init: [0, ...ladder(0.01, 3)],
  width: [...ladder(1, 60).filter(Number.isInteger), 64],
};

/** How far apart two values are on a logarithmic scale on which 0 has a place too. @param {number} a @param {number} b */
const apart = (a, b) => Math.abs(Math.log((a + 1e-9) / (b + 1e-9)));

/** The place of the value nearest to another. @param {number[]} values ascending @param {number} value */
export const placeOf = (values, value) =>
  values.reduce((best, one, place) => (apart(one, value) < apart(values[best], value) ? place : best), 0);
