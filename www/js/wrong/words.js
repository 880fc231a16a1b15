// What is said of the feedback's angle, and of what a curve over it shows. Pure functions.
import { whole } from "../words.js";

/** @typedef {import("../sweep/cells.js").Found} Found */

/** The two ways in which feedback has an angle, by the rule that learns so. @type {Record<string, { ofLine: string[], short: string, said: string }>} */
export const WAYS = {
  fa: {
    ofLine: ["starts at this angle, then stays fixed", "starts at this angle", "starts there"],
    short: "starts there",
    said: "starts",
  },
  held: {
    ofLine: ["kept at this angle while the weights move", "kept at this angle", "kept there"],
    short: "kept there",
    said: "is kept",
  },
};

/** How like the true weights feedback is at an angle. @param {number} degrees */
export function likeness(degrees) {
  if (degrees === 0) return "their very direction";
  if (degrees < 45) return "close to them";
  if (degrees < 80) return "partly right";
  if (degrees < 90) return "almost nothing in common";
  if (degrees === 90) return "nothing in common";
  if (degrees <= 100) return "almost nothing in common";
  if (degrees < 135) return "partly opposite";
  return degrees < 180 ? "nearly opposite" : "exactly opposite";
}

/** The angle to which a place on the dial points, in whole degrees: 0 is up, and both sides count alike.
 * @param {number} right @param {number} down from the middle */
export const degreesAt = (right, down) => Math.round((Math.atan2(Math.abs(right), -down) * 180) / Math.PI);

/** The angle after a key of the slider; null where the key is not one of its keys. Arrows go to the next multiple of five.
 * @param {string} key @param {number} degrees */
export function turned(key, degrees) {
  const hair = 1e-9;
  const up = (/** @type {number} */ step) => Math.floor(degrees / step + 1 + hair) * step;
  const down = (/** @type {number} */ step) => Math.ceil(degrees / step - 1 - hair) * step;
  /** @type {Record<string, () => number>} */
  const keys = {
    ArrowRight: () => up(5),
    ArrowUp: () => up(5),
    ArrowLeft: () => down(5),
    ArrowDown: () => down(5),
    PageUp: () => up(30),
    PageDown: () => down(30),
    Home: () => 0,
    End: () => 180,
  };
  return Object.hasOwn(keys, key) ? Math.min(180, Math.max(0, keys[key]())) : null;
}

/** The rules to show so that `rule` is among them: in the place of the other rule of the two, or after the others.
 * @param {string[]} rules that are shown @param {string} rule */
export function rulesWith(rules, rule) {
  if (rules.includes(rule)) return rules;
  const other = Object.keys(WAYS).find((way) => way !== rule && rules.includes(way));
  if (other) return rules.map((shown) => (shown === other ? rule : shown));
  return rules.includes("bp") ? [...rules, rule] : ["bp", ...rules, rule];
}

/** @param {number} share 0 to 1 */
const roughly = (share) => Math.round(share * 100);

/** A point of the curve in words. @param {string} value @param {string} way @param {Found} found */
export function pointText(value, way, { hits, trained, least, most }) {
  const share = `${whole(hits)} of ${whole(trained)} solved (${roughly(least)} to ${roughly(most)} %)`;
  return `${value} degrees, ${WAYS[way].short}: ${share}`;
}

/** What the curve shows, in sentences that hold for these very numbers, and what follows from them; both empty until every
 * value has networks. @param {string[]} values @param {Found[]} starts @param {Found[]} kept by value */
export function finding(values, starts, kept) {
  const last = values.length - 1;
  if ([...starts, ...kept].some(({ trained }) => trained === 0)) return { facts: "", claim: "" };
  const share = (/** @type {Found} */ { level }) => level;
  const of = (/** @type {Found} */ { hits, trained }) => `${whole(hits)} of ${whole(trained)} networks`;
  const still = starts[last].hits > 0 ? "still " : "";
  const opposite = `Feedback that starts exactly opposite and then stays fixed ${still}teaches ${of(starts[last])}`;
  // The least angle from which on no more than one network in twenty learns.
  const fails = kept.reduce((after, found, at) => (share(found) > 0.05 ? at + 1 : after), 0);
  const isFatal = fails > 0 && fails <= last;
  if (!isFatal) return { facts: `${opposite}; kept at 180°, it teaches ${of(kept[last])}.`, claim: "" };
  const facts = `${opposite}; kept only ${values[fails]}° away, it teaches ${of(kept[fails])}.`;
  // The claim needs a gap far beyond chance, and a first curve that is nearly level.
  const isLevel = share(starts[0]) - share(starts[last]) < 0.3 && starts[last].least > 0.5;
  const claim = "What must not happen is that the feedback keeps turning away. Where it starts matters much less.";
  return { facts, claim: isLevel ? claim : "" };
}
