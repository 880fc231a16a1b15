// A diagram's place in a panel: a <details> whose diagram is made when it opens and goes when it closes, and the order in which
// open diagrams are drawn while the run plays.
import { make } from "../dom.js";
import { Diagram } from "./diagram.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("./layout.js").Unit} Unit */
/** @typedef {{ open: boolean, chosen: Unit | null }} Kept what a panel leaves to the one that takes its place */

export class Disclosure {
  element = make("details", "network", make("summary", "", "The network"));
  #run;
  #look;
  /** @type {Diagram | null} */
  #diagram = null;
  /** @type {State | null} */
  #state = null;

  /**
   * @param {number} run which run of the experiment
   * @param {import("./diagram.js").Look} look
   * @param {Kept} [kept] of the panel that this one's takes the place of
   */
  constructor(run, look, kept) {
    this.#run = run;
    this.#look = look;
    this.element.addEventListener("toggle", () => {
      if (this.element.open) this.#open(null);
      else this.close();
    });
    if (kept?.open) {
      this.element.open = true;
      this.#open(kept.chosen);
    }
  }

  /** @returns {Kept} */
  get kept() {
    return { open: this.element.open, chosen: this.#diagram?.chosen ?? null };
  }

  /** Draws the diagram, if it is open; see `Diagram.draw`. @param {State} state @param {number} [budget] */
  draw(state, budget) {
    this.#state = state;
    return this.#diagram?.draw(state, budget) ?? false;
  }

  /** @param {Unit | null} chosen */
  #open(chosen) {
    if (this.#diagram) return;
    this.#diagram = new Diagram(this.#run, this.#look, chosen);
    this.element.append(this.#diagram.element);
    if (this.#state) this.#diagram.draw(this.#state);
  }

  /** Stops what the diagram of a closed place, or of a panel that goes, would go on watching. */
  close() {
    this.#diagram?.close();
    this.#diagram = null;
  }
}

let turn = 0;

/** Draws one diagram that is open and in sight, the next one at the next call.
 * @param {Disclosure[]} places @param {State} state @param {number} budget milliseconds */
export function drawInTurn(places, state, budget) {
  for (let tried = 0; tried < places.length; tried++) {
    turn = (turn + 1) % places.length;
    if (places[turn].draw(state, budget)) return;
  }
}
