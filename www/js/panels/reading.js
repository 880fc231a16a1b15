// The value of the output under the pointer or the arrow keys: all pictures show theirs at the same place.
import { byId, make, makeSvg, write } from "../dom.js";
import { isOtherShape } from "../state.js";
import { figureText } from "../words.js";

/** How many presses of an arrow key cross a picture. */
const STEPS = 40;

/** A place in a picture: how far right and how far up, 0 to 1. @typedef {[number, number]} Place */

/** @param {number} share */
const inside = (share) => Math.min(1, Math.max(0, share));

export class Reading {
  #state;
  #holder = byId("panels");
  /** @type {{ mark: SVGElement, value: HTMLElement }[]} */
  #shown = [];
  /** Where all pictures show their output. @type {Place | null} */
  #place = null;
  /** Where the arrow keys are. @type {Place} */
  #keys = [0.5, 0.5];

  /** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock */
  constructor(state, clock) {
    this.#state = state;
    const holder = this.#holder;
    const pointed = (/** @type {PointerEvent} */ event) => {
      const box = pictureOf(event)?.getBoundingClientRect();
      if (!box) return;
      // A picture that has captured the pointer hears of it outside too.
      const right = inside((event.clientX - box.left) / box.width);
      this.#show([right, inside(1 - (event.clientY - box.top) / box.height)]);
    };
    holder.addEventListener("pointermove", pointed);
    holder.addEventListener("pointerdown", pointed);
    // A lifted finger leaves too; the value that it tapped should stay.
    holder.addEventListener("pointerout", (event) => {
      const picture = event.pointerType === "touch" ? null : pictureOf(event);
      if (picture && !picture.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#show(null);
    });
    holder.addEventListener("keydown", (event) => this.#press(event));
    holder.addEventListener("focusin", () => {
      this.#keys = [0.5, 0.5];
    });
    holder.addEventListener("focusout", (event) => {
      const picture = pictureOf(event);
      picture?.querySelector(".reading")?.removeAttribute("aria-live");
      // When another picture is pressed, it reports its place before this one loses the focus.
      const to = event.relatedTarget;
      if (picture && !(to instanceof Element && to.matches(".picture"))) this.#show(null);
    });
    state.on("change", (change) => {
      if (isOtherShape(change)) this.#build();
      else this.#show(this.#place);
    });
    clock.on("frame", () => this.#show(this.#place));
    clock.on("rest", () => this.#show(this.#place));
    this.#build();
  }

  /** Adds a mark and a value to every picture. */
  #build() {
    this.#place = null;
    this.#shown = Array.from(this.#holder.querySelectorAll(".picture"), (picture) => {
      const mark = makeSvg("path", { class: "mark", d: "M-5 0H5M0-5V5" });
      const over = makeSvg("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" });
      const value = make("p", "reading");
      value.hidden = true;
      over.append(mark);
      picture.append(over, value);
      return { mark, value };
    });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const picture = pictureOf(event);
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!picture || !move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [right, up] = this.#keys.map((at, i) => inside(at + move[i] / STEPS));
    this.#keys = [right, up];
    picture.querySelector(".reading")?.setAttribute("aria-live", "polite");
    this.#show(this.#keys);
  }

  /** x1 and x2 where the mark is, or would be. */
  get at() {
    const [least, most] = this.#state.experiment.view();
    return (this.#place ?? this.#keys).map((share) => least + share * (most - least));
  }

  /** Marks a place in every picture, and shows the output there. @param {Place | null} place */
  #show(place) {
    if (!place && !this.#place) return;
    this.#place = place;
    const { experiment } = this.#state;
    const [x1, x2] = this.at;
    this.#shown.forEach(({ mark, value }, run) => {
      value.hidden = place === null;
      mark.classList.toggle("is-shown", place !== null);
      if (!place) return;
      mark.setAttribute("transform", `translate(${place[0] * 100} ${100 - place[1] * 100})`);
      const prediction = figureText(experiment.predict(run, x1, x2), 3);
      write(value, `x₁ ${figureText(x1, 2)}, x₂ ${figureText(x2, 2)}: ŷ ${prediction}`);
    });
  }
}

/** The picture that an event is about. @param {Event} event */
function pictureOf({ target }) {
  return target instanceof Element ? target.closest(".picture") : null;
}
