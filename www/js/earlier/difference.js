// How two shares differ.
import { percent } from "../words.js";

/** A share, and the ends of its interval. @typedef {[share: number, least: number, most: number]} Measured */

/** Newcombe's interval of the difference of two shares (1998, method 10), from their Wilson intervals.
 * @param {Measured} one @param {Measured} other @returns {[least: number, most: number]} */
export const difference = ([p1, l1, u1], [p2, l2, u2]) => [
  p1 - p2 - Math.hypot(p1 - l1, u2 - p2),
  p1 - p2 + Math.hypot(u1 - p1, p2 - l2),
];

/** @param {number} share -1 to 1 */
const signed = (share) => (share < 0 ? "−" : "+") + percent(Math.abs(share));

/** What a difference says, and its interval. @param {[number, number]} interval */
export const differenceTexts = ([least, most]) => [
  least > 0 ? "more" : most < 0 ? "fewer" : "cannot tell",
  `${signed(least)} to ${signed(most)} percentage points`,
];
