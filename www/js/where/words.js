// What is said of cells and of what a map shows. Pure functions.
import { counted as numberOf, whole } from "../words.js";

/** @typedef {import("../sweep/cells.js").Found} Found */
/** @typedef {import("../sweep/cells.js").Counted} Counted */

/** The choices whose keys are short, and no choice. @type {Record<string, string>} */
const NAMES = { rate: "learning rate", init: "initial weights", "": "nothing: a curve" };

/** For each count: what some of a rule's networks did, and what they do. @type {Record<string, [string, string]>} */
const DEEDS = {
  solved: ["solved", "are solved at the end"],
  ever: ["ever solved", "are ever solved"],
  diverged: ["diverged in", "diverge"],
  dead: ["ended dead in", "end dead"],
  updates: ["solved", "are ever solved"],
};

/** @param {string} key of a choice */
export const nameOf = (key) => NAMES[key] ?? key;

/** A cell in words. @param {string[]} keys @param {string[]} values */
export const cellText = (keys, values) => keys.map((key, axis) => `${nameOf(key)} ${values[axis]}`).join(", ");

/** @param {number} share */
const roughly = (share) => Math.round(share * 100);

/** What became of the networks of a cell. @param {Found} found @param {Counted} counted */
export function shareText({ hits, trained, least, most, median }, counted) {
  if (trained === 0) return "not trained yet";
  if (counted !== "updates") return `${whole(hits)} of ${whole(trained)} (${roughly(least)} to ${roughly(most)} %)`;
  return median === undefined
    ? `fewer than half of ${whole(trained)}`
    : `half of ${whole(trained)} by update ${whole(median)}`;
}

/** The same with the rule. @param {string} rule @param {Found} found @param {Counted} counted */
export const foundText = (rule, found, counted) =>
  `${rule} ${found.trained > 0 ? DEEDS[counted][0] : "is"} ${shareText(found, counted)}`;

/** How a level is written: a share, or the updates until half of the networks are solved; or a difference of two levels.
 * @param {Counted} counted @param {number} updates of each network @param {boolean} [isDifference] @returns {(level: number) => string} */
export const levelText = (counted, updates, isDifference) => (level) => {
  const isUpdates = counted === "updates";
  if (isDifference)
    return (level < 0 ? "−" : level > 0 ? "+" : "") + whole(Math.abs(level) * (isUpdates ? updates : 100));
  return isUpdates ? whole((1 - level) * updates) : `${roughly(level)} %`;
};

/** The index of the value that is nearest to a choice's; -1 where it is beyond both ends. @param {string[]} values @param {string} value */
export function nearest(values, value) {
  const exact = values.indexOf(value);
  const numbers = values.map(Number);
  if (exact >= 0 || value === "" || !(Number(value) > numbers[0] && Number(value) < numbers[numbers.length - 1]))
    return exact;
  // Ratios count where values are far apart.
  const place = numbers[0] > 0 ? Math.log : Number;
  const away = numbers.map((number) => Math.abs(place(number) - place(Number(value))));
  return away.indexOf(Math.min(...away));
}

/** In how many cells at least half of a rule's networks are counted, and in how many those of no other rule are.
 * @param {string[]} rules their names @param {Found[][]} found by rule, then by cell @param {Counted} counted */
export function finding(rules, found, counted) {
  const isMost = (/** @type {Found} */ { level, median }) =>
    counted === "updates" ? median !== undefined : level >= 0.5;
  const most = found.map((cells) => cells.map(isMost));
  const parts = rules.map((rule, i) => {
    const where = most[i].flatMap((is, cell) => (is ? [cell] : []));
    const alone = where.filter((cell) => most.every((cells, other) => other === i || !cells[cell]));
    const only = rules.length > 1 && where.length > 0 ? ` (${whole(alone.length)} with it alone)` : "";
    return `${whole(where.length)} with ${rule}${only}`;
  });
  const last = parts.pop();
  const all = numberOf(found[0].length, "setting");
  return `Of ${all}, at least half of the networks ${DEEDS[counted][1]} in ${[parts.join(", "), last].filter(Boolean).join(" and ")}.`;
}
