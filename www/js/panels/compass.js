// The compass of a panel: one needle points where backpropagation would move the hidden units, the other where this rule tells
// to move them. Its angle is the delta angle over all hidden layers.
import { Quantity } from "../../faxor.js";
import { lay, write } from "../dom.js";
import markup from "./compass.html";

/** Milliseconds per frame for measuring the angle. It is measured less often while the run plays if that takes longer. */
const MEASURING = 0.4;

export class Compass {
  #needles;
  #told;
  #sentence;
  #layers;
  /** Frames until the next measurement. */
  #wait = 0;

  /** @param {HTMLElement} place */
  constructor(place) {
    lay(place, markup);
    // Before the figures, which are there already.
    place.prepend(...Array.from(place.children).slice(-2));
    this.#needles = /** @type {NodeListOf<SVGElement>} */ (place.querySelectorAll(".needle"));
    this.#told = /** @type {HTMLDetailsElement} */ (place.querySelector(".told"));
    const [sentence, layers] = this.#told.children;
    this.#sentence = sentence;
    this.#layers = layers;
  }

  /** Shows the angle of a run now.
   * @param {import("../state.js").State} state @param {number} run @param {boolean} playing
   * @param {boolean} inWords whether the sentence is written too */
  show({ experiment }, run, playing, inWords) {
    if (playing && this.#wait-- > 0) return;
    const begin = performance.now();
    const [angle, ...layers] = experiment.numbers(run, Quantity.AllDeltaAngles);
    this.#wait = Math.floor((performance.now() - begin) / MEASURING);
    for (const needle of this.#needles) {
      needle.toggleAttribute("hidden", Number.isNaN(angle));
      // As a style, which takes no layout of the page.
      if (!Number.isNaN(angle)) needle.style.transform = `rotate(${angle.toFixed(1)}deg)`;
    }
    if (!inWords) return;
    let sentence = angle < 0.5 ? "told exactly what is true" : `told ${degrees(angle)} away from the truth`;
    if (Number.isNaN(angle)) {
      sentence = experiment.numbers(run, Quantity.Carrier).length > 0 ? "nothing to compare" : "told nothing";
    }
    write(this.#sentence, sentence);
    write(this.#layers, layers.map((layer, i) => `layer ${i + 1}: ${degrees(layer)}`).join(", "));
  }
}

/** Adds a compass to every panel, also to those that come later.
 * @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock @param {import("./grid.js").PanelGrid} grid */
export function addCompasses(state, clock, grid) {
  const add = () => {
    for (const [run, panel] of grid.panels.entries()) {
      if (panel.compass) continue;
      panel.compass = new Compass(/** @type {HTMLElement} */ (panel.element.querySelector(".figures")));
      panel.compass.show(state, run, clock.playing, true);
    }
  };
  state.on("change", add);
  add();
}

/** @param {number} angle */
const degrees = (angle) => (Number.isNaN(angle) ? "–" : `${Math.round(angle)}°`);
