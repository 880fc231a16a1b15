// The equations of an update by each rule, as lines of symbols (mathml.js): pure functions of what is known of a run. A bar stands where a
// line may break. Where a rule has no equation, a sentence says so.
import { whole } from "../words.js";

/** What an equation depends on.
 * @typedef {object} Known
 * @property {import("../rules.js").Rule} looks
 * @property {number} last the output layer
 * @property {boolean} sign whether only the error's sign goes back
 * @property {boolean} decays whether weights and feedback decay */

/** @param {Pick<Known, "last">} known @param {number} k */
export const sum = ({ last }, k) => (k === last ? `ŷ = a_${k} | = W_${k} z_${k - 1}` : `a_${k} = W_${k} z_${k - 1}`);

/** @param {number} k */
export const relu = (k) => `z_${k} = relu ( a_${k} ) | = a_${k} ⊙ relu′ ( a_${k} )`;

/** @param {Pick<Known, "last" | "sign">} known */
export const error = ({ last, sign }) => (sign ? `δ_${last} = e | = sign ( ŷ − y )` : `δ_${last} = e | = ŷ − y`);

/** @param {Pick<Known, "looks" | "last">} known @param {number} k */
export function back({ looks, last }, k) {
  const by = `back_${k} = ${looks.carrier(k)}`;
  if (looks.feedback === "nothing") return by;
  // For the last hidden layer, the output error is the error signal of the layer above.
  return looks.isDirect && k + 1 < last ? `${by} e` : `${by} δ_${k + 1}`;
}

/** @param {number} k */
export const signal = (k) => `δ_${k} = back_${k} ⊙ relu′ ( a_${k} )`;

/** @param {Pick<Known, "decays">} known */
const kept = ({ decays }) => (decays ? "( 1 − decay ) " : "");

/** @param {Pick<Known, "decays">} known @param {number} k */
export const change = (known, k) => `W_${k} ← ${kept(known)}W_${k} | − rate · δ_${k} z_${k - 1}^T`;

/** @param {Pick<Known, "looks" | "decays">} known @param {number} k */
export function feedbackChange(known, k) {
  const { feedback } = known.looks;
  if (feedback === "learned") return `B_${k} ← ${kept(known)}B_${k} | − rate · z_${k} δ_${k + 1}^T`;
  if (feedback === "held") return `M${k} is made anew before the next update.`;
  return feedback === "nothing" || feedback === "weights" ? "There is no B to change." : `B${k} does not learn.`;
}

/** What becomes of the feedback before an update.
 * @param {{ looks: import("../rules.js").Rule, updates: number, drawnAt: number, redraw: number, init: string }} known */
export function drawing({ looks, updates, drawnAt, redraw, init }) {
  if (looks.feedback === "weights") return "The error goes back through W itself, so no feedback is drawn.";
  if (looks.feedback === "held") return "Each M is made anew at every update, at the same angle from W as it is now.";
  if (looks.feedback === "nothing") return "No error goes back, so no feedback is drawn.";
  if (looks.feedback !== "redrawn") return "Each B was drawn before the first update. It is not drawn again.";
  if (drawnAt === updates) {
    return `Each B is drawn again, from a normal distribution with mean 0 and standard deviation ${init}.`;
  }
  return `Each B stays the same. It was drawn after update ${whole(drawnAt)} and is drawn again after update ${whole(drawnAt + redraw)}.`;
}
