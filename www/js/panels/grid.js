// The panels, one for each rule shown. They are rebuilt when the rules change, and take turns being painted
// while the run plays.

import { byId } from "../dom.js";
import { isOtherShape, rulesByName } from "../state.js";
import { say } from "../ui/status.js";
import { Panel } from "./panel.js";

/** Milliseconds from frame to frame after which the next frame paints one panel alone. */
const LATE = 22;

export class PanelGrid {
  #state;
  /** @type {import("../clock.js").Clock | null} */
  #clock = null;
  #holder = byId("panels");
  #names = rulesByName();
  /** @type {Panel[]} */
  panels = [];
  /** When panels were painted last. */
  #last = 0;
  /** Tells each panel how large its picture is. */
  #sizes;
  /** The index of the panel to paint next. */
  #turn = 0;

  /** @param {import("../state.js").State} state */
  constructor(state) {
    this.#state = state;
    state.on("change", (change) => {
      if (isOtherShape(change)) this.#build();
      if (change.restarted) this.#begin();
      else if (change.keys.has("data")) this.#movePoints();
      else if (change.keys.has("shading")) for (const panel of this.panels) panel.paintFine(state);
    });
    this.#sizes = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        const panel = this.panels.find(({ canvas }) => canvas === target);
        if (panel) panel.side = contentRect.width;
      }
      if (!this.#clock?.playing) for (const panel of this.panels) if (!panel.isFine()) panel.paintFine(state);
    });
    this.#build();
    this.#begin();
  }

  /** Shows the run as it goes on. @param {import("../clock.js").Clock} clock */
  follow(clock) {
    this.#clock = clock;
    clock.on("rest", () => this.show());
    clock.on("frame", (budget) => this.#paint(budget));
  }

  /** Paints all panels for the current update, at the screen's resolution. */
  show() {
    for (const panel of this.panels) {
      this.#showFigures(panel);
      panel.paintFine(this.#state);
    }
  }

  /** Shows a run that has just started. */
  #begin() {
    for (const panel of this.panels) panel.showPoints(this.#state);
    this.show();
  }

  /** Shows other points over the same pictures. */
  #movePoints() {
    for (const panel of this.panels) {
      panel.showPoints(this.#state);
      if (!this.#clock?.playing) this.#showFigures(panel);
    }
  }

  #build() {
    const contenders = this.#state.contenders();
    const options = Array.from(this.#names, ([value, name]) => ({ value, name }));
    this.panels = contenders.map((contender, run) => new Panel(run, { ...contender, options }, contenders.length > 1));
    this.#sizes.disconnect();
    for (const { canvas } of this.panels) this.#sizes.observe(canvas);
    this.#holder.dataset.count = String(this.panels.length);
    this.#holder.replaceChildren(...this.panels.map(({ element }) => element));
  }

  /** @param {Panel} panel */
  #showFigures(panel) {
    const playing = this.#clock?.playing ?? false;
    const news = panel.showFigures(this.#state, playing);
    if (news !== null && playing) say(news);
  }

  /** Paints while the run plays. The panels take turns if there is no time for all: neither here, nor in the browser's own work,
   * which makes the frames come late.
   * @param {number} budget milliseconds */
  #paint(budget) {
    const now = performance.now();
    const isLate = now - this.#last > LATE;
    this.#last = now;
    const end = now + (isLate ? 0 : budget);
    for (let painted = 0; painted < this.panels.length; painted++) {
      const panel = this.panels[this.#turn % this.panels.length];
      this.#turn += 1;
      this.#showFigures(panel);
      panel.paintFast(this.#state, budget / this.panels.length);
      if (performance.now() > end) break;
    }
  }
}
