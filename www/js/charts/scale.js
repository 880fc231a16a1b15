// A chart's axes: where values stand, which value stands at a place, and which values an axis names. Nothing here knows the page.

/** `range` makes the ends of an axis of the least and the most of the data; `ticks` are given where round numbers are not wanted.
 * @typedef {{ range: (least: number, most: number) => [number, number], log?: boolean, ticks?: number[] }} Axis */

/** @typedef {ReturnType<typeof scaleOf>} Scale */

/** Decimal fractions are not exact: a value this share of a step beyond an end still counts as at it. */
const HAIR = 1e-9;

/** Where values stand between two places, in whole pixels, and which value stands at a place.
 * @param {Axis} axis @param {ArrayLike<number>[]} columns the data along it @param {number} from @param {number} to */
export function scaleOf({ range, log }, columns, from, to) {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i];
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  const ends = range(least, most);
  // What has no logarithm stands a decade below all that is shown.
  const along = (/** @type {number} */ value) => (log ? Math.log10(value > 0 ? value : ends[0] / 10) : value);
  const low = along(ends[0]);
  const by = (to - from) / (along(ends[1]) - low);
  return {
    ends,
    /** A value, or its logarithm. */
    along,
    at: (/** @type {number} */ value) => Math.round(from + (along(value) - low) * by),
    valueAt: (/** @type {number} */ place) => {
      const value = low + (place - from) / by;
      return log ? 10 ** value : value;
    },
  };
}

/** The values that an axis names, from the highest down, so far apart that their names have room.
 * @param {Axis} axis @param {[number, number]} ends @param {number} room how many names have room @param {number} finest the least step
 * of an axis that is not logarithmic */
export function ticksOf({ ticks, log }, ends, room, finest) {
  if (ticks) return ticks;
  return log ? powersOfTen(ends, room) : roundNumbers(ends, room, finest);
}

/** @param {[number, number]} ends @param {number} room */
function powersOfTen(ends, room) {
  const [least, most] = ends.map(Math.log10);
  const step = Math.ceil(Math.max((most - least) / room, 1));
  const highest = Math.floor(most + HAIR);
  const count = Math.floor((highest - least) / step + HAIR) + 1;
  return Array.from({ length: count }, (_, i) => 10 ** (highest - i * step));
}

/** Multiples of 1, 2 or 5 times a power of ten. @param {[number, number]} ends @param {number} room @param {number} finest */
function roundNumbers([least, most], room, finest) {
  const rough = Math.max((most - least) / room, finest);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((step) => step * power >= rough) ?? 10) * power;
  const highest = Math.floor(most / step + HAIR);
  const lowest = Math.ceil(least / step - HAIR);
  return Array.from({ length: highest - lowest + 1 }, (_, i) => (highest - i) * step);
}
