// Texts and numbers as the page writes them.

/** @param {string} text */
export const sentenceCase = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** A whole number, its thousands apart. Not by Intl, which takes 20 ms to wake. @param {number} value */
export const whole = (value) => value.toFixed().replace(/\B(?=(\d{3})+$)/g, ",");

/** So many of something. @param {number} count @param {string} thing */
export const counted = (count, thing) => `${whole(count)} ${thing}${count === 1 ? "" : "s"}`;

/** @param {number} value @param {number} places */
export function figureText(value, places) {
  if (!Number.isFinite(value)) return "–";
  return minus(Math.abs(value) >= 1000 ? value.toExponential(1) : value.toFixed(places));
}

/** A number as text, with a minus that is as wide as a plus. @param {string} text */
const minus = (text) => text.replace("-", "−");

/** @param {number} share 0 to 1 */
export const percent = (share) => (share * 100).toFixed(1);

/** A number with at most two decimals. @param {number} value */
export const shortly = (value) => minus(String(Number(value.toFixed(2))));
