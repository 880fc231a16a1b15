// A panel: one run's rule, the picture of its output with the task's points, and its figures.
import { Figure, Quantity } from "../../faxor.js";
import { make, makeSvg, write } from "../dom.js";
import { isDark, Sheet } from "../sheet.js";
import { figureText, sentenceCase, whole } from "../words.js";

/** The most pixels per side of a picture, while playing and while paused. */
const PLAYING_SIZE = 480;
const PLAYING_DENSITY = 1.5;
const PAUSED_SIZE = 1600;

/** The most and the fewest grid squares per side of a large network's picture while playing. The number, and
 * with it the number of pixels, adapts to the time that painting takes. */
const MOST_CELLS = 120;
const LEAST_CELLS = 16;
const PIXELS_A_CELL = 4;

/** How many frames the average time of painting covers. */
const AVERAGED = 8;

/** Milliseconds between two writings of the figures while the run plays, unless another point has become right or wrong. */
const WRITING = 100;

/** Up to FEW points are drawn at full size, more at SMALL; DOT is the radius at full size. */
export const FEW = 8;
export const SMALL = 0.42;
export const DOT = 3.2;

/** The cross of a misclassified point. It lies under the point, whose colour stays visible. */
export const CROSS = "M-5.5-5.5 5.5 5.5M-5.5 5.5 5.5-5.5";

function makePoint() {
  const point = makeSvg("g", { class: "point" });
  point.append(
    makeSvg("title"),
    makeSvg("path", { class: "wrong edge", d: CROSS }),
    makeSvg("path", { class: "wrong", d: CROSS }),
    makeSvg("circle", { r: DOT }),
  );
  return point;
}

/** Sets an attribute, if that changes it. @param {Element} element @param {string} name @param {string | number} value */
function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

export class Panel {
  #run;
  #sheet = new Sheet(undefined, { redraw: () => this.#redraw() });
  canvas = this.#sheet.canvas;
  /** The state that was painted last. @type {import("../state.js").State | null} */
  #state = null;
  /** @type {SVGElement[]} */
  #points = [];
  #overlay = makeSvg("svg", { viewBox: "0 0 100 100", class: "points", "aria-hidden": "true" });
  #places = "";
  #tested = 0;
  /** Comes after the first picture. @type {import("./compass.js").Compass | null} */
  compass = null;
  #right = make("p", "right");
  #loss = make("p", "loss");
  #test = make("p", "test");
  #outcome = make("p", "outcome");
  #cells = MOST_CELLS;
  /** Milliseconds that painting takes while the run plays. */
  #took = 0;
  /** The picture's side in CSS pixels; 0 before it is known. */
  side = 0;
  /** How many points were right when the figures were written last, and when that was. */
  #count = -1;
  #written = 0;

  /**
   * @param {number} run which run of the experiment
   * @param {import("../state.js").Contender & { options: { value: string, name: string }[] }} rule
   * @param {boolean} isRemovable
   */
  constructor(run, rule, isRemovable) {
    this.#run = run;
    this.name = rule.name;
    this.rule = rule.rule;
    this.element = make("article", "panel");
    this.element.dataset.rule = rule.rule;
    this.element.ariaLabel = sentenceCase(rule.name);

    const head = make("header", "panel-head");
    const select = make("select");
    select.ariaLabel = `Rule of picture ${run + 1}`;
    for (const { value, name } of rule.options) {
      select.add(new Option(sentenceCase(name), value, false, value === rule.rule));
    }
    // A select cannot wrap a long name, so the name is shown in a span under an invisible select.
    const choice = make("span", "rule-choice");
    const name = make("span", "rule-name", sentenceCase(rule.name));
    name.ariaHidden = "true";
    choice.append(name, select);
    head.append(choice);
    if (isRemovable) {
      const remove = make("button", "remove", "×");
      remove.type = "button";
      remove.ariaLabel = `Remove ${rule.name}`;
      head.append(remove);
    }

    const picture = make("div", "picture");
    picture.tabIndex = 0;
    // Screen readers give it the arrow keys then, and tell of what is in it by its description alone.
    picture.role = "application";
    this.canvas.id = `picture-${run}`;
    picture.setAttribute("aria-describedby", this.canvas.id);
    picture.ariaLabel = `Picture of ${rule.name}: use the arrow keys to read its values`;
    this.canvas.role = "img";
    picture.append(this.canvas, this.#overlay);

    const figures = make("footer", "figures");
    figures.translate = false;
    figures.append(this.#right, this.#loss, this.#test, this.#outcome);
    this.element.append(head, picture, figures);
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
    const count = flat.length / 3;
    const size = count > FEW ? SMALL : 1;
    if (count !== this.#points.length) {
      this.#points = Array.from({ length: count }, makePoint);
      this.#overlay.replaceChildren(...this.#points);
    }
    this.#points.forEach((point, i) => {
      const [x1, x2, target] = flat.subarray(3 * i, 3 * i + 3);
      setAttribute(point, "data-class", target);
      setAttribute(point, "transform", `translate(${place(x1)} ${100 - place(x2)}) scale(${size})`);
    });
    this.#tested = state.experiment.test_points().length / 3;
    this.#test.hidden = this.#tested === 0;
  }

  /** The picture's side in pixels, at a density. @param {number} density */
  #pixels(density) {
    // Reading the width forces a layout, so it is read only before the grid has told it.
    return Math.max(1, Math.round((this.side || this.canvas.clientWidth) * density));
  }

  /** @param {import("../state.js").State} state @param {number} size pixels a side @param {number} [cells] */
  #paint(state, size, cells) {
    this.#state = state;
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
    const density = Math.min(this.#sheet.density, PLAYING_DENSITY);
    this.#paint(state, Math.min(this.#pixels(density), PLAYING_SIZE, this.#cells * PIXELS_A_CELL), this.#cells);
    // The average decides: a new size means a new canvas, and a single frame may be slow for other reasons.
    this.#took += (performance.now() - begin - this.#took) / AVERAGED;
    const isSlow = this.#took > budget;
    if (!isSlow && (this.#took > budget / 3 || this.#cells === MOST_CELLS)) return;
    this.#cells = isSlow ? Math.max(LEAST_CELLS, Math.floor(this.#cells * 0.8)) : Math.min(MOST_CELLS, this.#cells + 8);
    // The average of the new size is not known yet.
    this.#took = budget / 2;
  }

  /** Whether the picture has as many pixels as the screen shows. */
  isFine() {
    return this.canvas.width === this.#fineSize();
  }

  /** Paints at the screen's resolution. @param {import("../state.js").State} state */
  paintFine(state) {
    this.#paint(state, this.#fineSize());
  }

  #fineSize() {
    return Math.min(this.#pixels(this.#sheet.density), PAUSED_SIZE);
  }

  /** Shows the figures. Returns the sentence to announce if the outcome has changed; an empty one if the run is
   * no longer solved.
   * @param {import("../state.js").State} state @param {boolean} playing @returns {string | null} */
  showFigures(state, playing) {
    const { experiment } = state;
    const right = experiment.numbers(this.#run, Quantity.Right);
    let count = 0;
    this.#points.forEach(({ classList }, i) => {
      count += right[i];
      const wrong = !right[i];
      if (classList.contains("is-wrong") !== wrong) classList.toggle("is-wrong", wrong);
    });
    const now = performance.now();
    const isDue = !playing || count !== this.#count || now - this.#written > WRITING;
    this.compass?.show(state, this.#run, playing, isDue);
    if (!isDue) return null;
    [this.#count, this.#written] = [count, now];
    const figures = experiment.numbers(this.#run, Quantity.Figures);
    write(this.#right, `${count} of ${right.length} right`);
    this.#right.title = `accuracy ${figures[Figure.Accuracy].toFixed(2)}`;
    write(this.#loss, `loss ${figureText(figures[Figure.Loss], 3)}`);
    const tested = figures[Figure.TestAccuracy];
    const points = this.#tested;
    const testLoss = figureText(figures[Figure.TestLoss], 3);
    const test = `held out: ${Math.round(tested * points)} of ${points} right, loss ${testLoss}`;
    write(this.#test, Number.isNaN(tested) ? "" : test);
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
