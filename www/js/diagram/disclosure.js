// A diagram's place in a panel: a <details> whose diagram is made when it opens and goes when it closes, and the order in which
// open diagrams are drawn while the run plays. The diagram's own code is loaded when the first one opens.
import { make } from "../dom.js";
import { Part } from "../ui/part.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("./layout.js").Unit} Unit */
/** @typedef {{ open: boolean, chosen: Unit | null }} Kept what a panel leaves to the one that takes its place */

/** The class of the diagrams. */
const code = new Part(async () => (await import("./diagram.js")).Diagram);

export class Disclosure {
  element = make("details", "network", make("summary", "", "The network"));
  #run;
  #look;
  /** @type {import("./diagram.js").Diagram | null} */
  #diagram = null;
  /** The unit that a diagram shows first. @type {Unit | null} */
  #chosen = null;
  #isGone = false;
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
      if (this.element.open) this.#open();
      else this.close();
    });
    if (!kept?.open) return;
    this.#chosen = kept.chosen;
    this.element.open = true;
    this.#open();
  }

  /** @returns {Kept} */
  get kept() {
    return { open: this.element.open, chosen: this.#diagram?.chosen ?? this.#chosen };
  }

  /** Draws the diagram, if it is open; see `Diagram.draw`. @param {State} state @param {number} [budget] */
  draw(state, budget) {
    this.#state = state;
    return this.#diagram?.draw(state, budget) ?? false;
  }

  async #open() {
    const Diagram = code.made ?? (await code.get());
    if (!Diagram || this.#diagram || !this.element.open || this.#isGone) return;
    this.#diagram = new Diagram(this.#run, this.#look, this.#chosen);
    this.element.append(this.#diagram.element);
    if (this.#state) this.#diagram.draw(this.#state);
  }

  /** Stops what the diagram of a closed place, or of a panel that goes, would go on watching. */
  close() {
    this.#diagram?.close();
    this.#diagram = null;
    this.#chosen = null;
  }

  /** The same for good, with the panel. */
  remove() {
    this.close();
    this.#isGone = true;
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
