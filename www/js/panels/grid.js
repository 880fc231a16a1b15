// The panels, one for each rule shown. They are rebuilt when the rules change, and take turns being painted
// while the run plays.

import { drawInTurn } from "../diagram/disclosure.js";
import { byId } from "../dom.js";
import { isOtherShape, rulesByName } from "../state.js";
import { say } from "../ui/status.js";
import { sentenceCase } from "../words.js";
import { Panel } from "./panel.js";

/** Milliseconds per frame for the one diagram whose turn it is. */
const DIAGRAM = 2.5;

export class PanelGrid {
  #state;
  #clock;
  #holder = byId("panels");
  #names = rulesByName();
  /** @type {Panel[]} */
  #panels = [];
  /** The index of the panel to paint next. */
  #turn = 0;

  /** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock */
  constructor(state, clock) {
    this.#state = state;
    this.#clock = clock;
    state.on("change", (change) => {
      if (isOtherShape(change)) this.#build();
      if (change.restarted) this.#begin();
      else if (change.keys.has("shading")) for (const panel of this.#panels) panel.paintFine(state);
    });
    clock.on("rest", () => this.show());
    clock.on("frame", (budget) => this.#paint(budget));
    new ResizeObserver(() => {
      if (!clock.playing) for (const panel of this.#panels) if (!panel.isFine()) panel.paintFine(state);
    }).observe(this.#holder);
    this.#build();
    this.#begin();
  }

  /** Opens or closes every panel's diagram. @param {boolean} isOpen */
  openDiagrams(isOpen) {
    for (const { network } of this.#panels) network.element.open = isOpen;
  }

  /** Paints all panels for the current update, at the screen's resolution. */
  show() {
    for (const panel of this.#panels) {
      this.#showFigures(panel);
      panel.paintFine(this.#state);
      panel.network.draw(this.#state);
    }
  }

  /** Shows a run that has just started. */
  #begin() {
    for (const panel of this.#panels) panel.showPoints(this.#state);
    this.show();
  }

  #build() {
    const rules = this.#state.rules();
    const kept = rules.map((rule, run) => this.#keptOf(rule, rules, run));
    for (const panel of this.#panels) panel.network.remove();
    const options = Array.from(this.#names, ([value, name]) => ({ value, name }));
    this.#panels = rules.map((rule, run) => {
      const on = {
        choose: (/** @type {string} */ chosen) => this.#choose(run, chosen),
        remove: rules.length > 1 ? () => this.#remove(run) : null,
      };
      return new Panel(run, { name: this.#nameOf(rule), rule, options }, on, kept[run]);
    });
    this.#holder.dataset.count = String(this.#panels.length);
    this.#holder.replaceChildren(...this.#panels.map(({ element }) => element));
  }

  /** The open diagram to keep: a rule's own, or that of the rule that it replaces.
   * @param {string} rule @param {string[]} rules @param {number} run */
  #keptOf(rule, rules, run) {
    const own = this.#panels.find(({ element }) => element.dataset.rule === rule);
    const replaced = this.#panels.length === rules.length ? this.#panels[run] : undefined;
    return (own ?? replaced)?.network.kept;
  }

  /** @param {string[]} rules @param {string} what has happened */
  setRules(rules, what) {
    this.#state.change("rules", rules.join(","));
    say(`${what}: the run restarts from update 0.`);
  }

  /** Shows the chosen rule in this panel. If another panel shows it, the two change places.
   * @param {number} run @param {string} chosen */
  #choose(run, chosen) {
    const rules = this.#state.rules();
    const swapped = rules.map((rule, i) => (i === run ? chosen : rule === chosen ? rules[run] : rule));
    this.setRules(swapped, `${this.#titleOf(chosen)} is shown`);
    /** @type {HTMLElement} */ (this.#panels[run].element.querySelector("select")).focus();
  }

  /** @param {number} run */
  #remove(run) {
    const rules = this.#state.rules();
    this.setRules(
      rules.filter((_, i) => i !== run),
      `${this.#titleOf(rules[run])} is removed`,
    );
    byId("add-rule").focus();
  }

  /** @param {Panel} panel */
  #showFigures(panel) {
    const news = panel.showFigures(this.#state, this.#clock.playing);
    if (news !== null && this.#clock.playing) say(news);
  }

  /** Paints while the run plays. The panels take turns if there is no time for all.
   * @param {number} budget milliseconds */
  #paint(budget) {
    const end = performance.now() + budget;
    for (let painted = 0; painted < this.#panels.length; painted++) {
      const panel = this.#panels[this.#turn % this.#panels.length];
      this.#turn += 1;
      this.#showFigures(panel);
      panel.paintFast(this.#state, budget / this.#panels.length);
      if (performance.now() > end) break;
    }
    drawInTurn(
      this.#panels.map(({ network }) => network),
      this.#state,
      DIAGRAM,
    );
  }

  /** @param {string} rule */
  #nameOf(rule) {
    return this.#names.get(rule) ?? rule;
  }

  /** @param {string} rule */
  #titleOf(rule) {
    return sentenceCase(this.#nameOf(rule));
  }
}
