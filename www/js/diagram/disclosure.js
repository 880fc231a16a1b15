// A diagram's place in a panel: a <details>. All open and close together. A diagram is made when its place opens and removed
// when it closes. The diagram's code is loaded when the first one opens. While the run plays, diagrams take turns being drawn.
import { make } from "../dom.js";
import { Part } from "../ui/part.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("./layout.js").Unit} Unit */
/** @typedef {{ open: boolean, chosen: Unit | null }} Kept what a panel passes on to the one that replaces it */

/** The code of the diagrams: their class. */
const code = new Part(async () => (await import("./diagram.js")).Diagram);

/** Opens or closes all details that a selector names. @param {string} selector @param {boolean} isOpen */
export function openAll(selector, isOpen) {
  for (const one of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(selector)))
    one.open = isOpen;
}

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
   * @param {Kept} [kept] from the panel that this one's panel replaces
   */
  constructor(run, look, kept) {
    this.#run = run;
    this.#look = look;
    this.element.addEventListener("toggle", () => {
      openAll(".network", this.element.open);
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

  /** Removes the diagram and stops its observers. */
  close() {
    this.#diagram?.close();
    this.#diagram = null;
    this.#chosen = null;
  }

  /** Removes the diagram for good. If its code is still being loaded, no diagram is made. */
  remove() {
    this.close();
    this.#isGone = true;
  }
}

let turn = 0;

/** Draws one of the diagrams that are open and in sight; the next call draws the next one.
 * @param {Disclosure[]} places @param {State} state @param {number} budget milliseconds */
export function drawInTurn(places, state, budget) {
  for (let tried = 0; tried < places.length; tried++) {
    turn = (turn + 1) % places.length;
    if (places[turn].draw(state, budget)) return;
  }
}
