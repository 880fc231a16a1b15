// A diagram's place in a panel: a <details>. All open and close together. A diagram is made when its place opens and removed
// when it closes. The diagram's code is loaded when the first one opens. While the run plays, diagrams take turns being drawn.
import { make } from "../dom.js";
import { isOtherShape } from "../state.js";
import { Part } from "../ui/part.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("./layout.js").Unit} Unit */
/** @typedef {{ open: boolean, chosen: Unit | null }} Kept what a panel passes on to the one that replaces it */

/** Milliseconds per frame for the one diagram whose turn it is. */
const DRAWING = 2.5;

/** The code of the diagrams: their class. */
const code = new Part(async () => (await import("./diagram.js")).Diagram);

/** Opens or closes all details that a selector names. @param {string} selector @param {boolean} isOpen */
export function openAll(selector, isOpen) {
  for (const one of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(selector)))
    one.open = isOpen;
}

class Disclosure {
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

/** The diagrams of all panels. */
export class Diagrams {
  #state;
  #grid;
  /** For each panel, its rule and the place of its diagram. @type {{ rule: string, place: Disclosure }[]} */
  #places = [];
  /** The index of the diagram that was drawn last. */
  #turn = 0;

  /** @param {State} state @param {import("../clock.js").Clock} clock @param {import("../panels/grid.js").PanelGrid} grid */
  constructor(state, clock, grid) {
    this.#state = state;
    this.#grid = grid;
    state.on("change", (change) => {
      if (isOtherShape(change)) this.#build();
      if (change.restarted || change.keys.has("data")) this.draw();
    });
    clock.on("rest", () => this.draw());
    clock.on("frame", () => this.#drawNext());
    this.#build();
    this.draw();
  }

  /** Draws all that are open. */
  draw() {
    for (const { place } of this.#places) place.draw(this.#state);
  }

  #build() {
    const { panels } = this.#grid;
    const former = this.#places;
    const kept = panels.map(({ rule }, run) => {
      // A rule's own, that of the rule that it replaces, or another's.
      const own = former.find((one) => one.rule === rule);
      const replaced = former.length === panels.length ? former[run] : undefined;
      return (own ?? replaced ?? former[0])?.place.kept;
    });
    for (const { place } of former) place.remove();
    this.#places = panels.map(({ name, rule, canvas, element }, run) => {
      const place = new Disclosure(run, { name, rule, picture: canvas }, kept[run]);
      element.append(place.element);
      return { rule, place };
    });
  }

  /** Draws one of those that are open and in sight; the next call draws the next one. */
  #drawNext() {
    for (let tried = 0; tried < this.#places.length; tried++) {
      this.#turn = (this.#turn + 1) % this.#places.length;
      if (this.#places[this.#turn].place.draw(this.#state, DRAWING)) return;
    }
  }
}
