// The dial: one needle for the weights, one for the feedback, and a slider below that says the same.
import { byId, write } from "../dom.js";
import { RULES } from "../rules.js";
import { degreesAt, likeness, turned, WAYS } from "./words.js";

/** How far from the middle the word beside the feedback's needle stands, in the dial's own units. */
const WORD = 92;

/** Where the slider stands while the feedback is as drawn: random matrices have little in common. */
const RANDOM = 90;

export class Dial {
  #slider = /** @type {HTMLInputElement} */ (byId("dial-slider"));
  #picture = byId("dial");
  #needle = byId("dial-needle");
  #word = byId("dial-word");

  /** @param {{ turn: (degrees: number) => void, release: () => void }} on `turn` at each move, `release` once the dial is let go */
  constructor(on) {
    const slider = this.#slider;
    // Whole degrees by pointer, steps of five by keyboard; the slider itself takes any number, so that it can show a link's.
    slider.addEventListener("input", () => on.turn(Math.round(slider.valueAsNumber)));
    slider.addEventListener("change", () => on.release());
    slider.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const degrees = turned(event.key, slider.valueAsNumber);
      if (degrees === null) return;
      event.preventDefault();
      event.stopPropagation();
      on.turn(degrees);
      on.release();
    });
    const picture = this.#picture;
    const point = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const { left, top, width, height } = byId("dial-face").getBoundingClientRect();
      on.turn(degreesAt(clientX - left - width / 2, clientY - top - height / 2));
    };
    picture.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      picture.setPointerCapture(event.pointerId);
      // The keys go on from where the pointer leaves the dial.
      slider.focus({ preventScroll: true });
      point(event);
    });
    picture.addEventListener("pointermove", (event) => {
      if (picture.hasPointerCapture(event.pointerId)) point(event);
    });
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      picture.addEventListener(end, (event) => {
        if (picture.hasPointerCapture(event.pointerId)) on.release();
      });
    }
  }

  /** @param {number | null} degrees null where the feedback is as drawn @param {string} rule which way it has the angle */
  show(degrees, rule) {
    const at = degrees ?? RANDOM;
    this.#slider.valueAsNumber = at;
    this.#picture.dataset.rule = rule;
    this.#needle.setAttribute("transform", `rotate(${at})`);
    this.#needle.querySelector("line")?.setAttribute("stroke-dasharray", RULES[rule].dash.join(" "));
    const turn = (at * Math.PI) / 180;
    this.#word.setAttribute("x", (WORD * Math.sin(turn) + 5).toFixed(1));
    this.#word.setAttribute("y", (4 - WORD * Math.cos(turn)).toFixed(1));
    const { said } = WAYS[rule];
    const number = degrees === null ? "Random" : `${degrees}°`;
    const words =
      degrees === null
        ? "as the seed draws it, most likely near 90°"
        : `${said} there, from the true weights: ${likeness(degrees)}`;
    write(byId("dial-number"), number);
    write(byId("dial-said"), words);
    this.#slider.ariaValueText =
      degrees === null ? `random, ${words}` : `${degrees} degrees from the true weights, ${likeness(degrees)}`;
  }
}
