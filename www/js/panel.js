// A panel: one run's rule, its decision surface with the task's points, and its figures.
import { Figure } from "../faxor.js";
import { Network } from "./network.js";
import { figureText, sentenceCase, whole } from "./words.js";

/** While it plays a picture has at most so many pixels a side; paused, as many as the screen shows, up to the second. */
const PLAYING_SIZE = 480;
const PAUSED_SIZE = 1600;

/** Squares of predictions a side under a large network's picture, at most and at least, while playing; how many there are goes by
 * the time they take, and so do its pixels. */
const MOST_CELLS = 120;
const LEAST_CELLS = 16;
const PIXELS_A_CELL = 4;

/** How large a dot is where there are few, and where there are many. */
const FEW = 8;
const SMALL = 0.42;

/** What marks a wrong point: it lies under the dot, whose colour stays to be seen. */
const CROSS = "M-5.5-5.5 5.5 5.5M-5.5 5.5 5.5-5.5";

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} name @param {Record<string, string | number>} attributes */
function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** @param {string} name @param {string} className */
function html(name, className) {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

export class Panel {
  #run;
  #canvas = document.createElement("canvas");
  #context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
  /** @type {{ group: SVGElement, title: SVGElement, x1: number, x2: number, target: number }[]} */
  #points = [];
  #overlay = svg("svg", { viewBox: "0 0 100 100", class: "points", "aria-hidden": "true" });
  #places = "";
  #tested = 0;
  #right = html("p", "right");
  #loss = html("p", "loss");
  #test = html("p", "test");
  #outcome = html("p", "outcome");
  #cells = MOST_CELLS;

  /**
   * @param {number} run which run of the experiment
   * @param {{ name: string, rule: string, options: { value: string, name: string }[] }} rule
   * @param {{ choose: (rule: string) => void, remove: (() => void) | null }} on
   * @param {import("./network.js").Kept} [kept] of the panel that this one takes the place of
   */
  constructor(run, rule, on, kept) {
    this.#run = run;
    this.name = rule.name;
    this.element = html("article", "panel");
    this.element.dataset.rule = rule.rule;
    this.element.setAttribute("aria-label", sentenceCase(rule.name));

    const head = html("header", "panel-head");
    const select = document.createElement("select");
    select.setAttribute("aria-label", `Rule of picture ${run + 1}`);
    for (const { value, name } of rule.options) {
      select.add(new Option(sentenceCase(name), value, false, value === rule.rule));
    }
    select.addEventListener("change", () => on.choose(select.value));
    head.append(select);
    if (on.remove) {
      const remove = html("button", "remove");
      remove.setAttribute("type", "button");
      remove.setAttribute("aria-label", `Remove ${rule.name}`);
      remove.textContent = "×";
      remove.addEventListener("click", on.remove);
      head.append(remove);
    }

    const picture = html("div", "picture");
    this.#canvas.setAttribute("role", "img");
    picture.append(this.#canvas, this.#overlay);

    const figures = html("footer", "figures");
    figures.append(this.#right, this.#loss, this.#test, this.#outcome);
    /** The diagram that it can open. */
    this.network = new Network(run, { ...rule, picture: this.#canvas }, kept);
    this.element.append(head, picture, figures, this.network.element);
  }

  /** Lays the points over the picture, where they are other than those that lie there.
   * @param {import("./state.js").State} state */
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
      const group = svg("g", {
        class: "point",
        "data-class": target,
        transform: `translate(${place(x1)} ${100 - place(x2)}) scale(${size})`,
      });
      const title = svg("title", {});
      group.append(
        title,
        svg("path", { class: "wrong edge", d: CROSS }),
        svg("path", { class: "wrong", d: CROSS }),
        svg("circle", { r: 3.2 }),
      );
      this.#points.push({ group, title, x1, x2, target });
    }
    this.#overlay.replaceChildren(...this.#points.map(({ group }) => group));
    this.#tested = state.experiment.test_points().length / 3;
    this.#test.hidden = this.#tested === 0;
  }

  /** The pixels a side that the screen shows. */
  #pixels() {
    const { clientWidth } = this.#canvas;
    return Math.max(1, Math.round(clientWidth * devicePixelRatio));
  }

  /** @param {import("./state.js").State} state @param {number} most pixels a side @param {number} [cells] */
  #paint(state, most, cells) {
    const size = Math.min(this.#pixels(), most);
    if (this.#canvas.width !== size) {
      this.#canvas.width = size;
      this.#canvas.height = size;
    }
    const dark = document.documentElement.dataset.theme === "dark";
    state.experiment.paint(this.#run, this.#context, size, dark, cells);
  }

  /** Paints in about `budget` milliseconds, as finely as that allows.
   * @param {import("./state.js").State} state
   * @param {number} budget */
  paintFast(state, budget) {
    const begin = performance.now();
    this.#paint(state, Math.min(PLAYING_SIZE, this.#cells * PIXELS_A_CELL), this.#cells);
    const took = performance.now() - begin;
    if (took > budget) this.#cells = Math.max(LEAST_CELLS, Math.floor(this.#cells * 0.8));
    else if (took < budget * 0.6) this.#cells = Math.min(MOST_CELLS, this.#cells + 4);
  }

  /** Paints as finely as the screen shows, and brings the text alternative up to date.
   * @param {import("./state.js").State} state */
  paintFine(state) {
    this.#paint(state, PAUSED_SIZE);
    const { experiment } = state;
    const right = experiment.right(this.#run);
    const predictions = experiment.predictions(this.#run);
    const points = this.#points.map(({ title, x1, x2, target }, i) => {
      const verdict = `${shortly(x1)}, ${shortly(x2)}: should be ${target}, is ${figureText(predictions[i], 2)}, ${right[i] ? "right" : "wrong"}`;
      title.textContent = verdict;
      return verdict;
    });
    this.#canvas.setAttribute(
      "aria-label",
      [
        `Decision surface of ${this.name} after ${whole(experiment.updates())} updates`,
        this.#outcome.textContent,
        ...(points.length > FEW ? [`${this.#right.textContent}, ${this.#test.textContent}`] : points),
      ]
        .filter(Boolean)
        .map((sentence) => `${sentence}.`)
        .join(" "),
    );
  }

  /** @param {import("./state.js").State} state */
  showFigures(state) {
    const { experiment } = state;
    const figures = experiment.figures(this.#run);
    const right = experiment.right(this.#run);
    let count = 0;
    this.#points.forEach(({ group }, i) => {
      count += right[i];
      const wrong = !right[i];
      if (group.classList.contains("is-wrong") !== wrong) group.classList.toggle("is-wrong", wrong);
    });
    set(this.#right, `${count} of ${right.length} right`);
    this.#right.title = `accuracy ${figures[Figure.Accuracy].toFixed(2)}`;
    set(this.#loss, `loss ${figureText(figures[Figure.Loss], 3)}`);
    const tested = figures[Figure.TestAccuracy];
    if (!Number.isNaN(tested)) {
      const points = this.#tested;
      const loss = figureText(figures[Figure.TestLoss], 3);
      set(this.#test, `held out: ${Math.round(tested * points)} of ${points} right, loss ${loss}`);
    }
    const solved = figures[Figure.SolvedSince];
    const diverged = figures[Figure.DivergedAt];
    let outcome = "";
    if (!Number.isNaN(diverged)) outcome = `diverged at update ${whole(diverged)}`;
    else if (!Number.isNaN(solved)) outcome = `solved since update ${whole(solved)}`;
    set(this.#outcome, outcome);
    this.element.classList.toggle("has-diverged", !Number.isNaN(diverged));
  }
}

/** Writes only what has changed.
 * @param {HTMLElement} element
 * @param {string} text */
function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A coordinate without more digits than anybody reads. @param {number} x */
const shortly = (x) => String(Number(x.toFixed(2)));
