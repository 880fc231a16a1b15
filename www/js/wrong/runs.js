// The runs in small: what the pictures show now, beside the dial, since the pictures themselves may be out of view.
import { make, write } from "../dom.js";
import { Sheet } from "../sheet.js";

/** The side of a small picture in CSS pixels. */
const SIDE = 84;

/** @typedef {{ panel: Element, sheet: Sheet, words: HTMLElement, outcome: HTMLElement }} Small */

export class Runs {
  #holder;
  #state;
  /** @type {Small[]} */
  #all = [];
  #isInSight = false;

  /** @param {HTMLElement} holder a list @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock */
  constructor(holder, state, clock) {
    this.#holder = holder;
    this.#state = state;
    const show = () => this.#show();
    state.on("change", show);
    clock.on("rest", show);
    clock.on("frame", show);
    new IntersectionObserver(([{ isIntersecting }]) => {
      this.#isInSight = isIntersecting;
      show();
    }).observe(holder);
    show();
  }

  #show() {
    const panels = Array.from(document.querySelectorAll("#panels > .panel"));
    if (panels.length !== this.#all.length || panels.some((panel, i) => panel !== this.#all[i].panel))
      this.#build(panels);
    if (!this.#isInSight) return;
    for (const { panel, sheet, words, outcome } of this.#all) {
      const picture = panel.querySelector("canvas");
      if (picture && picture.width > 0) sheet.begin(SIDE, SIDE).drawImage(picture, 0, 0, SIDE, SIDE);
      write(words, panel.querySelector(".right")?.textContent ?? "");
      write(outcome, panel.querySelector(".outcome")?.textContent ?? "");
    }
  }

  /** @param {Element[]} panels */
  #build(panels) {
    const rules = this.#state.rules();
    this.#all = panels.map((panel) => {
      const sheet = new Sheet(undefined, { redraw: () => this.#show() });
      return { panel, sheet, words: make("span"), outcome: make("span") };
    });
    this.#holder.replaceChildren(
      ...this.#all.map(({ panel, sheet, words, outcome }, i) => {
        const name = make("strong", "", panel.ariaLabel ?? "");
        const item = make("li", "", sheet.canvas, make("p", "", name, " ", words, " ", outcome));
        sheet.canvas.ariaHidden = "true";
        item.dataset.rule = rules[i];
        return item;
      }),
    );
  }
}
