// The diagrams that are open, and their one legend below the pictures.
import { byId, make } from "../dom.js";
import { Emitter } from "../events.js";

/** @typedef {import("./diagram.js").Diagram} Diagram */

/** @type {Set<Diagram>} */
export const opened = new Set();

/** `drawn`, after a diagram was drawn at the screen's resolution; `closed`, after it was removed.
 * @type {Emitter<{ drawn: Diagram, closed: Diagram }>} */
export const drawings = new Emitter();

/** Says how to come to slow motion, as long as it is not shown. */
export const tip = make("em", "", "At a speed of 1 or 2 updates a second, each update is shown as it happens.");

export const legend = make(
  "p",
  "network-legend",
  make("span", "is-positive", "positive"),
  make("span", "is-negative", "negative weight. Thicker lines are larger weights, compared within a layer."),
  " Each square is one hidden unit: blank where it outputs 0, stronger where it outputs more. The line is where it switches on. ",
  tip,
);

/** @param {Diagram} diagram */
export function add(diagram) {
  if (opened.size === 0) byId("legend").append(legend);
  opened.add(diagram);
}

/** @param {Diagram} diagram */
export function remove(diagram) {
  opened.delete(diagram);
  if (opened.size === 0) legend.remove();
  drawings.emit("closed", diagram);
}
