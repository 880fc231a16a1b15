// A panel: one run's rule, the picture of its output with the task's points, and its figures.
import { Figure, Quantity } from "../../faxor.js";
import { Disclosure } from "../diagram/disclosure.js";
import { make, makeButton, makeSvg, write } from "../dom.js";
import { isDark, Sheet } from "../sheet.js";
import { counted, figureText, sentenceCase, whole } from "../words.js";
import { Compass } from "./compass.js";

/** The most pixels per side of a picture, while playing and while paused. */
const PLAYING_SIZE = 480;
const PAUSED_SIZE = 1600;

/** The most and the fewest grid squares per side of a large network's picture while playing. The number, and
 * with it the number of pixels, adapts to the time that painting takes. */
const MOST_CELLS = 120;
const LEAST_CELLS = 16;
const PIXELS_A_CELL = 4;

/** Up to FEW points are drawn at full size, more at SMALL; DOT is the radius at full size. */
export const FEW = 8;
export const SMALL = 0.42;
export const DOT = 3.2;

/** The cross of a misclassified point. It lies under the point, whose colour stays visible. */
export const CROSS = "M-5.5-5.5 5.5 5.5M-5.5 5.5 5.5-5.5";

export class Panel {
  #run;
  #sheet = new Sheet(undefined, { redraw: () => this.#redraw() });
  #canvas = this.#sheet.canvas;
  /** The state that was painted last. @type {import("../state.js").State | null} */
  #state = null;
  /** @type {{ group: SVGElement, title: SVGElement, x1: number, x2: number, target: number }[]} */
  #points = [];
  #overlay = makeSvg("svg", { viewBox: "0 0 100 100", class: "points", "aria-hidden": "true" });
  #places = "";
  #tested = 0;
  #compass;
  #right = make("p", "right");
  #loss = make("p", "loss");
  #test = make("p", "test");
  #outcome = make("p", "outcome");
  #cells = MOST_CELLS;

  /**
   * @param {number} run which run of the experiment
   * @param {{ name: string, rule: string, options: { value: string, name: string }[] }} rule
   * @param {{ choose: (rule: string) => void, remove: (() => void) | null }} on
   * @param {import("../diagram/disclosure.js").Kept} [kept] from the panel that this one replaces
   */
  constructor(run, rule, on, kept) {
    this.#run = run;
    this.name = rule.name;
    this.element = make("article", "panel");
    this.element.dataset.rule = rule.rule;
    this.element.setAttribute("aria-label", sentenceCase(rule.name));

    const head = make("header", "panel-head");
    const select = make("select");
    select.setAttribute("aria-label", `Rule of picture ${run + 1}`);
    for (const { value, name } of rule.options) {
      select.add(new Option(sentenceCase(name), value, false, value === rule.rule));
    }
    select.addEventListener("change", () => on.choose(select.value));
    // A select cannot wrap a long name, so the name is shown in a span under an invisible select.
    const choice = make("span", "rule-choice");
    const name = make("span", "rule-name", sentenceCase(rule.name));
    name.setAttribute("aria-hidden", "true");
    choice.append(name, select);
    head.append(choice);
    if (on.remove) {
      const remove = makeButton("×", on.remove, "remove");
      remove.setAttribute("aria-label", `Remove ${rule.name}`);
      head.append(remove);
    }

    const picture = make("div", "picture");
    picture.tabIndex = 0;
    picture.setAttribute("role", "group");
    picture.setAttribute("aria-label", `Picture of ${rule.name}: use the arrow keys to read its values`);
    this.#canvas.setAttribute("role", "img");
    picture.append(this.#canvas, this.#overlay);

    const figures = make("footer", "figures");
    figures.translate = false;
    this.#compass = new Compass(figures);
    figures.append(this.#right, this.#loss, this.#test, this.#outcome);
    /** The network diagram that opens under the panel. */
    this.network = new Disclosure(run, { ...rule, picture: this.#canvas }, kept);
    this.element.append(head, picture, figures, this.network.element);
  }

  /** Draws the points over the picture, if they have changed.
   * @param {import("../state.js").State} state */
  showPoints(state) {
    const [least, most] = state.experiment.view();
    const flat = state.experiment.points();
    const places = `${least} ${most} ${flat.join()}`;
    if (places === this.#places) return;
    this.#places = places;
    const place = (/** @type {number} */ x) => ((x - least) / (most - least)) * 100;
    const size = flat.length / 3 > FEW ? SMALL : 1;
    this.#points = [];
    for (let i = 0; i < flat.length; i += 3) {
      const [x1, x2, target] = flat.subarray(i, i + 3);
      const group = makeSvg("g", {
        class: "point",
        "data-class": target,
        transform: `translate(${place(x1)} ${100 - place(x2)}) scale(${size})`,
      });
      const title = makeSvg("title", {});
      group.append(
        title,
        makeSvg("path", { class: "wrong edge", d: CROSS }),
        makeSvg("path", { class: "wrong", d: CROSS }),
        makeSvg("circle", { r: DOT }),
      );
      this.#points.push({ group, title, x1, x2, target });
    }
    this.#overlay.replaceChildren(...this.#points.map(({ group }) => group));
    this.#tested = state.experiment.test_points().length / 3;
    this.#test.hidden = this.#tested === 0;
  }

  /** The picture's side in device pixels. */
  #pixels() {
    return Math.max(1, Math.round(this.#canvas.clientWidth * this.#sheet.density));
  }

  /** @param {import("../state.js").State} state @param {number} most pixels a side @param {number} [cells] */
  #paint(state, most, cells) {
    this.#state = state;
    const size = Math.min(this.#pixels(), most);
    this.#sheet.resize(size, size);
    const verdict = state.choice("shading") === "verdict";
    state.experiment.paint(this.#run, this.#sheet.context, size, isDark(), cells, verdict);
  }

  #redraw() {
    if (this.#state) this.paintFine(this.#state);
  }

  /** Paints coarsely enough to take about `budget` milliseconds.
   * @param {import("../state.js").State} state
   * @param {number} budget */
  paintFast(state, budget) {
    const begin = performance.now();
    this.#paint(state, Math.min(PLAYING_SIZE, this.#cells * PIXELS_A_CELL), this.#cells);
    const took = performance.now() - begin;
    if (took > budget) this.#cells = Math.max(LEAST_CELLS, Math.floor(this.#cells * 0.8));
    else if (took < budget * 0.6) this.#cells = Math.min(MOST_CELLS, this.#cells + 4);
  }

  /** Whether the picture has as many pixels as the screen shows. */
  isFine() {
    return this.#canvas.width === Math.min(this.#pixels(), PAUSED_SIZE);
  }

  /** Paints at the screen's resolution and updates the text alternative.
   * @param {import("../state.js").State} state */
  paintFine(state) {
    this.#paint(state, PAUSED_SIZE);
    const { experiment } = state;
    const right = experiment.numbers(this.#run, Quantity.Right);
    const predictions = experiment.numbers(this.#run, Quantity.Predictions);
    const points = this.#points.map(({ title, x1, x2, target }, i) => {
      const verdict = `${shortly(x1)}, ${shortly(x2)}: target ${target}, output ${figureText(predictions[i], 2)}, ${right[i] ? "right" : "wrong"}`;
      title.textContent = verdict;
      return verdict;
    });
    this.#canvas.setAttribute(
      "aria-label",
      [
        `Output of ${this.name} after ${counted(experiment.updates(), "update")}`,
        this.#outcome.textContent,
        ...(points.length > FEW ? [`${this.#right.textContent}, ${this.#test.textContent}`] : points),
      ]
        .filter(Boolean)
        .map((sentence) => `${sentence}.`)
        .join(" "),
    );
  }

  /** Shows the figures. Returns the sentence to announce if the outcome has changed; an empty one if the run is
   * no longer solved.
   * @param {import("../state.js").State} state @param {boolean} playing @returns {string | null} */
  showFigures(state, playing) {
    const { experiment } = state;
    this.#compass.show(state, this.#run, playing);
    const figures = experiment.numbers(this.#run, Quantity.Figures);
    const right = experiment.numbers(this.#run, Quantity.Right);
    let count = 0;
    this.#points.forEach(({ group }, i) => {
      count += right[i];
      const wrong = !right[i];
      if (group.classList.contains("is-wrong") !== wrong) group.classList.toggle("is-wrong", wrong);
    });
    write(this.#right, `${count} of ${right.length} right`);
    this.#right.title = `accuracy ${figures[Figure.Accuracy].toFixed(2)}`;
    write(this.#loss, `loss ${figureText(figures[Figure.Loss], 3)}`);
    const tested = figures[Figure.TestAccuracy];
    if (!Number.isNaN(tested)) {
      const points = this.#tested;
      const loss = figureText(figures[Figure.TestLoss], 3);
      write(this.#test, `held out: ${Math.round(tested * points)} of ${points} right, loss ${loss}`);
    }
    const solved = figures[Figure.SolvedSince];
    const diverged = figures[Figure.DivergedAt];
    let outcome = "";
    if (!Number.isNaN(diverged)) outcome = `diverged at update ${whole(diverged)}`;
    // The core checks only now and then; a point may have become wrong since the last check.
    else if (!Number.isNaN(solved) && count === right.length) outcome = `solved since update ${whole(solved)}`;
    const isNews = write(this.#outcome, outcome);
    this.element.classList.toggle("has-diverged", !Number.isNaN(diverged));
    if (!isNews) return null;
    return outcome && `${sentenceCase(this.name)}: ${outcome}.`;
  }
}

/** A coordinate with at most two decimals. @param {number} x */
const shortly = (x) => String(Number(x.toFixed(2)));
