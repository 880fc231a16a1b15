// One update as it happens, in numbers and words: its stages, and what each hidden unit is told. This module needs neither the page
// nor the core, so it also runs in Node.js.
import { counted, shortly } from "../words.js";

/** What a hidden unit is told: the right direction, the wrong one, nothing though it should change, a direction though none would
 * change the output, or nothing, as it should.
 * @typedef {"right" | "wrong" | "nothing" | "idle" | "none"} Told */

/** The parts of an update's time at which its first and its second stage end. */
export const STOPS = [0.4, 0.75];

/** At most this many updates a second are shown as they happen. */
export const SLOW = 2;

/** The stage of an update, 0 to 2 (forward, back, change), and how much of the stage has passed, at a part of its time.
 * @param {number} part 0 to 1 */
export function stageAt(part) {
  const stage = STOPS.filter((stop) => part > stop).length;
  const [from, to] = [STOPS[stage - 1] ?? 0, STOPS[stage] ?? 1];
  return { stage, share: Math.min(1, (part - from) / (to - from)) };
}

/** The part up to which a stage of travel is drawn where nothing may move: the end of that stage. @param {number} part */
export const still = (part) => (part > 0 ? (STOPS.find((stop) => part <= stop) ?? 1) : 0);

/** @param {number} delta the rule's error signal of a unit @param {number} exact backpropagation's @returns {Told} */
export function toldOf(delta, exact) {
  // An exact signal that overflows has no direction.
  if (exact === 0 || Number.isNaN(exact)) return delta === 0 ? "none" : "idle";
  if (delta === 0) return "nothing";
  return delta > 0 === exact > 0 ? "right" : "wrong";
}

/** How many hidden units are told what, in words. @param {Told[]} told of every hidden unit @param {number} active how many are active */
export function countsText(told, active) {
  const count = (/** @type {Told} */ which) => told.filter((one) => one === which).length;
  if (active === 0) return "No unit is active, so none is told anything.";
  if (count("none") === told.length) return "There is no error, so no unit is told anything.";
  const [wrong, nothing, idle] = [count("wrong"), count("nothing"), count("idle")];
  const first = `✓\u00a0${count("right")} of ${counted(active, "active unit")} ${active === 1 ? "is" : "are"} told the right direction`;
  return `${[
    first,
    ...(wrong ? [`✗\u00a0${wrong} the wrong one`] : []),
    ...(nothing ? [`–\u00a0${nothing} nothing`] : []),
    ...(idle ? [`·\u00a0${idle} a direction that changes nothing`] : []),
  ].join(", ")}.`;
}

/** The stage in words, for all networks together.
 * @param {number | null} stage null before the first @param {{ x1: number, x2: number, target: number }} sample
 * @param {string[]} carriers the symbols of the matrices that the error goes back through */
export function stageText(stage, { x1, x2, target }, carriers) {
  if (stage === null) return "Play or Step shows the next update as it happens: forward, back, change.";
  const through = carriers.length > 0 ? `through ${carriers.join(" or ")}` : "to the last layer only";
  return [
    `1 Forward: the point (${shortly(x1)}, ${shortly(x2)}) runs through each network. The output should be ${shortly(target)}.`,
    `2 Back: the error goes back ${through} and tells each active unit a direction.`,
    "3 Change: each weight moves a little. The thicker its line, the more.",
  ][stage];
}
