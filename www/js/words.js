// What the page says of each rule, and how it draws it: one colour (style.css has it) and one dash pattern, everywhere.

/** @typedef {{ dash: number[], about: string }} Look */

/** @type {Record<string, Look>} */
const LOOKS = {
  bp: {
    dash: [],
    about: "The error goes back through the network’s own weights. This gives the exact gradient.",
  },
  fa: { dash: [8, 4], about: "The error goes back through random weights, which are drawn once and never change." },
  redrawn: { dash: [2, 3], about: "The error goes back through random weights, which are drawn again and again." },
  dfa: { dash: [10, 3, 2, 3], about: "Fixed random weights send the output error straight to every layer." },
  usf: { dash: [6, 3, 2, 3, 2, 3], about: "The error goes back through the sign of each weight, without its size." },
  kp: {
    dash: [14, 4],
    about: "The error goes back through random weights, which learn too and approach the forward weights.",
  },
  readout: {
    dash: [1, 3],
    about: "The control: only the last layer learns. The hidden layers keep their initial weights.",
  },
};

/** @param {string} rule its name in a link */
export const lookOf = (rule) => LOOKS[rule] ?? { dash: [], about: "" };

/** @param {string} text */
export const sentenceCase = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** A whole number, its thousands apart. Not by Intl, which takes 20 ms to wake. @param {number} value */
export const whole = (value) => value.toFixed().replace(/\B(?=(\d{3})+$)/g, ",");

/** So many of something. @param {number} count @param {string} thing */
export const counted = (count, thing) => `${whole(count)} ${thing}${count === 1 ? "" : "s"}`;

/** @param {number} value @param {number} places */
export function figureText(value, places) {
  if (!Number.isFinite(value)) return "–";
  return Math.abs(value) >= 1000 ? value.toExponential(1) : value.toFixed(places);
}

/** @param {number} share 0 to 1 */
export const percent = (share) => (share * 100).toFixed(1);

/** What each preset shows, by its name. @type {Record<string, string>} */
export const PRESETS = {
  "the article": "The settings of its code: no bias, and only the sign of the error goes back.",
  "the article’s text": "The same, but the error itself goes back. Training only the last layer works too!",
  "start small": "Small initial weights. Now the hidden layers must learn: training only the last layer fails.",
  "hard task": "A hundred points in four quadrants, for two hidden layers of ten units.",
  "too fast": "Ten times the article’s learning rate: networks become dead or diverge.",
};
