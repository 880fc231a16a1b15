// The diagram of one run's network: joins its drawing, the details of one unit and the pairs of matrices, and lets the reader
// point at them. The drawing takes the place of the picture of the network's output, which stands at its end. All numbers are the
// core's.
import { Quantity } from "../../faxor.js";
import { make, write } from "../dom.js";
import { isDark, Sheet } from "../sheet.js";
import { counted, whole } from "../words.js";
import { openAll } from "./disclosure.js";
import { Fineness } from "./fineness.js";
import { lineAt, unitAt } from "./hit.js";
import { layOut, linesOf, MOST_DENSITY, mostLines, tallestFor } from "./layout.js";
import { Matrices } from "./matrices.js";
import { columnsOf, entryText } from "./names.js";
import { add, drawings, remove } from "./opened.js";
import { paintNetwork } from "./painting.js";
import { Plane, STEPS } from "./plane.js";
import { PLAYING_CELLS, UnitDetails, unitText } from "./unit.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../../faxor.js").Experiment} Experiment */
/** @typedef {import("./layout.js").Unit} Unit */
/** @typedef {import("./names.js").Entry} Entry */

/** The rule of the run, its name in full, and the picture of the network's output, which is in the panel.
 * @typedef {{ name: string, rule: string, picture: HTMLCanvasElement }} Look */

/** How finely the picture is drawn while the run plays, the finest step first: the pixels a side of a unit's
 * square, and the share of the lines. */
const TILE_PIXELS = [24, 18, 12, 8];
const LINES = [1, 0.75, 0.5, 0.25];

/** Milliseconds for the picture of a unit that the pointer only passes over. */
const PASSING = 8;

/** While the run plays, an update is drawn at the screen's resolution if the one before came this many milliseconds earlier, or if none
 * has come for so long. */
const SELDOM = 250;

/** Whether panels stand one above the other, as in css/diagram.css. */
const isStacked = () => matchMedia("(max-width: 40rem) and (orientation: portrait)").matches;

const HINT = "Point at a unit or a line. Press a unit to see its numbers.";

/** Whether a part is open, by its class. Those of all diagrams open and close together. @type {Record<string, boolean>} */
const isOpen = {};

export class Diagram {
  /** What is below the picture. */
  element = make("div", "network-body");
  /** The drawing. */
  scene = make("div", "network-scene");
  #run;
  #look;
  #panel;
  /** @type {State | null} */
  #state = null;
  /** The shape of the network for which the layout was made; empty if it must be made again. */
  #layoutKey = "";
  #layout = layOut({ width: 1, depth: 1, bias: 0 }, 1, 1, 1);
  #sheet = new Sheet(undefined, { mostDensity: MOST_DENSITY, redraw: () => this.#redraw() });
  #tiles = new Sheet();
  /** The lines that are drawn. @type {import("./layout.js").Line[]} */
  #lines = [];
  #pictureFineness = new Fineness(TILE_PIXELS.length);
  #unitFineness = new Fineness(PLAYING_CELLS.length);
  #planeFineness = new Fineness(STEPS.length);
  #note = make("p", "hint");
  #value = make("p", "network-value is-hint", HINT);
  #unit;
  #matrices;
  #plane;
  /** Hold what is drawn only while they are open: the matrices and the unit's details, and the plane. */
  #more;
  #folded;
  /** @type {Unit} */
  #chosen;
  /** The unit and the weight under the pointer. @type {Unit | null} */
  #pointed = null;
  /** @type {Entry | null} */
  #entry = null;
  /** @type {string | null} */
  #entryText = null;
  /** The part that is drawn next while the run plays. */
  #next = 0;
  /** The updates made when it was drawn last, when their number had become another, and whether it was drawn at the screen's
   * resolution since. */
  #drawn = { updates: -1, since: 0, isFine: false };
  #isInSight = true;
  #watchers;

  /** @param {number} run which run of the experiment @param {Look} look @param {Unit | null} [chosen] */
  constructor(run, look, chosen) {
    this.#run = run;
    this.#look = look;
    this.#chosen = chosen ?? { layer: 1, unit: 0 };
    this.#unit = new UnitDetails(run, look, (unit) => this.#choose(unit));
    this.#plane = new Plane(run);
    this.#matrices = new Matrices(look.rule, (entry) => (entry ? this.#pointAtEntry(entry) : this.#leave()));

    const { canvas } = this.#sheet;
    canvas.className = "network-picture";
    canvas.role = "img";
    canvas.addEventListener("pointermove", (event) => this.#point(event));
    canvas.addEventListener("pointerleave", () => this.#leave());
    canvas.addEventListener("click", (event) => {
      this.#point(event);
      if (this.#pointed) this.#choose(this.#pointed);
    });
    this.#more = this.#makePart("network-more", "The matrices", this.#matrices.element, this.#unit.element);
    this.#folded = this.#makePart("network-plane", "What the hidden layers make of the plane", this.#plane.element);
    this.element.append(this.#note, this.#value, this.#more, this.#folded);
    this.scene.append(canvas);
    /** @type {HTMLElement} */ (look.picture.parentElement).after(this.scene);
    this.#panel = /** @type {HTMLElement} */ (look.picture.closest(".panel"));
    this.#panel.classList.add("has-network");
    add(this);

    const sizes = new ResizeObserver(() => this.#redraw());
    sizes.observe(this.scene);
    sizes.observe(this.element);
    const sight = new IntersectionObserver((entries) => {
      this.#isInSight = entries[entries.length - 1].isIntersecting;
    });
    sight.observe(this.#panel);
    this.#watchers = [sizes, sight];
  }

  get chosen() {
    return this.#chosen;
  }

  get run() {
    return this.#run;
  }

  get look() {
    return this.#look;
  }

  get layout() {
    return this.#layout;
  }

  /** The drawing's canvas. */
  get canvas() {
    return this.#sheet.canvas;
  }

  /** Whether there is anything to be seen of it. */
  get isShown() {
    return this.scene.clientWidth > 0;
  }

  close() {
    for (const watcher of this.#watchers) watcher.disconnect();
    this.#panel.classList.remove("has-network");
    this.scene.remove();
    this.element.remove();
    remove(this);
  }

  /** @param {string} name @param {string} summary @param {...HTMLElement} content */
  #makePart(name, summary, ...content) {
    const part = make("details", name, make("summary", "", summary), ...content);
    part.open = isOpen[name];
    part.addEventListener("toggle", () => {
      isOpen[name] = part.open;
      openAll(`.${name}`, part.open);
      this.#redraw();
    });
    return part;
  }

  #redraw() {
    if (this.#state) this.draw(this.#state);
  }

  /** Without a budget, draws everything at the screen's resolution. With a budget, draws only the next parts, in
   * about that time, and only if the diagram is in sight. Returns whether it drew. @param {State} state @param {number} [budget] milliseconds */
  draw(state, budget) {
    this.#state = state;
    const isFine = budget === undefined;
    if ((!isFine && !this.#isInSight) || !this.isShown) return false;
    this.#build(state);
    if (isFine || this.#isSeldom(state.experiment)) {
      // Nothing has changed since.
      if (!isFine && this.#drawn.isFine) return false;
      this.#drawn = { ...this.#drawn, updates: state.experiment.updates(), isFine: true };
      this.#drawAll(state.experiment);
      drawings.emit("drawn", this);
    } else this.#drawParts(state.experiment, budget);
    return true;
  }

  /** Whether updates come so seldom that each is drawn at the screen's resolution. @param {Experiment} experiment */
  #isSeldom(experiment) {
    const now = performance.now();
    const updates = experiment.updates();
    const { updates: former, since, isFine } = this.#drawn;
    if (updates !== former) this.#drawn = { updates, since: now, isFine: false };
    else if (isFine) return true;
    return now - since > SELDOM;
  }

  /** @param {Experiment} experiment */
  #drawAll(experiment) {
    this.#pictureFineness.step = 0;
    this.#unitFineness.step = 0;
    this.#drawPicture(experiment, true);
    if (this.#more.open) {
      this.#drawUnit(experiment, true);
      this.#drawMatrices(experiment);
    }
    if (this.#folded.open) this.#plane.draw(experiment, null);
    this.#describe(experiment);
  }

  /** @param {Experiment} experiment @param {number} budget */
  #drawParts(experiment, budget) {
    const parts = [() => this.#pictureFineness.time(() => this.#drawPicture(experiment, false), budget)];
    if (this.#more.open) {
      parts.push(() => this.#unitFineness.time(() => this.#drawUnit(experiment, false), budget));
      for (let layer = 1; layer <= this.#layout.shape.depth; layer++) {
        parts.push(() => this.#drawPair(experiment, layer));
      }
    }
    if (this.#folded.open) {
      const draw = () => this.#plane.draw(experiment, this.#planeFineness.step);
      parts.push(() => this.#planeFineness.time(draw, budget));
    }
    const end = performance.now() + budget;
    for (let drawn = 0; drawn < parts.length; drawn++) {
      const begin = performance.now();
      parts[this.#next++ % parts.length]();
      // The next part takes about as long as this one.
      const now = performance.now();
      if (now + (now - begin) > end) break;
    }
  }

  /** Makes the layout again if the network has another shape, or the room another size. @param {import("../state.js").State} state */
  #build(state) {
    const [width, depth, bias] = ["width", "depth", "bias"].map((key) => Number(state.choiceOf(this.#run, key)));
    const [room, output] = [this.scene.clientWidth, this.#look.picture.clientWidth];
    const tallest = tallestFor(innerHeight, isStacked());
    const key = [width, depth, bias, room, output, tallest].join(" ");
    if (key === this.#layoutKey) return;
    this.#layoutKey = key;
    const shape = { width, depth, bias };
    this.#layout = layOut(shape, room, output, tallest);
    this.#chosen = {
      layer: Math.min(this.#chosen.layer, depth),
      unit: Math.min(this.#chosen.unit, width - 1),
    };
    this.#pointed = null;
    this.#entry = null;
    this.#entryText = null;
    this.#noteLines();
    this.#matrices.build(shape);
    this.#unit.build(shape);
    this.#unit.show(this.#chosen, this.#chosen);
  }

  /** Tells the reader if not every weight has a line. */
  #noteLines() {
    const { shape } = this.#layout;
    const weights = shape.width * (shape.width + shape.bias);
    const lines = mostLines(shape);
    this.#note.hidden = shape.depth === 1 || weights <= lines;
    const note = `Only the ${lines} strongest of the ${whole(weights)} weights between two hidden layers are drawn, and fewer while the run plays.`;
    write(this.#note, this.#note.hidden ? "" : note);
  }

  /** @param {Experiment} experiment @param {boolean} isFine */
  #drawPicture(experiment, isFine) {
    const { shape } = this.#layout;
    const { step } = this.#pictureFineness;
    const weights = Array.from({ length: shape.depth + 1 }, (_, i) =>
      experiment.numbers(this.#run, Quantity.Weights, i + 1),
    );
    this.#lines = linesOf(shape, weights, mostLines(shape) * LINES[step], this.#pointed);
    const pixels = TILE_PIXELS[isFine ? 0 : step];
    this.#tiles.resize(shape.width * pixels, shape.depth * pixels);
    experiment.paint_units(this.#run, this.#tiles.context, pixels, isDark());
    paintNetwork(this.#sheet, {
      layout: this.#layout,
      lines: this.#lines,
      tiles: { canvas: this.#tiles.canvas, pixels },
      output: this.#look.picture,
      chosen: this.#more.open ? this.#chosen : null,
      pointed: this.#pointed,
      weight: this.#entry?.isBack ? null : this.#entry,
    });
  }

  /** @param {Experiment} experiment @param {boolean} isFine */
  #drawUnit(experiment, isFine) {
    this.#unit.draw(experiment, this.element.clientWidth, isFine ? null : this.#unitFineness.step);
  }

  /** @param {Experiment} experiment */
  #drawMatrices(experiment) {
    for (let layer = 1; layer <= this.#layout.shape.depth; layer++) this.#drawPair(experiment, layer);
  }

  /** @param {Experiment} experiment @param {number} layer */
  #drawPair(experiment, layer) {
    const numbers = {
      weights: experiment.numbers(this.#run, Quantity.Weights, layer + 1),
      feedback: experiment.numbers(this.#run, Quantity.Carrier, layer),
      angle: experiment.numbers(this.#run, Quantity.CarrierAngle, layer)[0],
    };
    this.#matrices.draw(layer, numbers, this.#entry);
  }

  /** Updates the text alternatives. @param {Experiment} experiment */
  #describe(experiment) {
    const { width, depth } = this.#layout.shape;
    const network = `2 inputs, ${counted(depth, "hidden layer")} of ${counted(width, "unit")}, 1 output`;
    this.#sheet.canvas.ariaLabel = `The network of ${this.#look.name} after ${whole(experiment.updates())} updates: ${network}. The matrices, below, have its numbers.`;
    this.#unit.describe();
    this.#matrices.describe();
    this.#plane.describe(this.#look.name);
  }

  /** @param {Unit} chosen */
  #choose(chosen) {
    this.#chosen = chosen;
    this.#pointed = null;
    this.#more.open = true;
    this.#showUnit(true);
  }

  /** Shows the unit under the pointer, or the chosen one. @param {boolean} isFine */
  #showUnit(isFine) {
    if (!this.#state) return;
    const { experiment } = this.#state;
    this.#unit.show(this.#pointed ?? this.#chosen, this.#chosen);
    this.#drawPicture(experiment, isFine);
    if (this.#pointed) this.#tell(unitText(experiment, this.#run, this.#pointed));
    if (!this.#more.open) return;
    if (isFine) this.#drawUnit(experiment, true);
    else this.#unitFineness.time(() => this.#drawUnit(experiment, false), PASSING);
    this.#unit.describe();
  }

  /** @param {PointerEvent | MouseEvent} event */
  #point({ offsetX: x, offsetY: y }) {
    const unit = unitAt(this.#layout, x, y);
    const line = unit ? null : lineAt(this.#layout, this.#lines, x, y);
    this.#pointAtEntry(line && { layer: line.layer, row: line.row, column: line.column, isBack: false });
    if (unit?.layer === this.#pointed?.layer && unit?.unit === this.#pointed?.unit) return;
    this.#pointed = unit;
    this.#showUnit(false);
  }

  /** Shows an entry's name and value, and marks it. @param {Entry | null} entry */
  #pointAtEntry(entry) {
    if (!this.#state) return;
    const { experiment } = this.#state;
    const text = entry && this.#textOf(experiment, entry);
    if (text === this.#entryText) return;
    this.#entryText = text;
    this.#entry = text === null ? null : entry;
    if (text !== null) this.#tell(text);
    this.#drawPicture(experiment, true);
    if (this.#more.open) this.#drawMatrices(experiment);
  }

  /** @param {string} text of what is pointed at */
  #tell(text) {
    write(this.#value, text);
    this.#value.classList.remove("is-hint");
  }

  /** An entry and its value in words; none where the core has no such entry. @param {Experiment} experiment @param {Entry} entry */
  #textOf(experiment, entry) {
    const { shape } = this.#layout;
    const { rule } = this.#look;
    const quantity = entry.isBack ? Quantity.Carrier : Quantity.Weights;
    const numbers = experiment.numbers(this.#run, quantity, entry.layer);
    const value = numbers[entry.row * columnsOf(shape, rule, entry) + entry.column];
    return value === undefined ? null : entryText(shape, rule, entry, value);
  }

  #leave() {
    this.#pointAtEntry(null);
    if (!this.#pointed) return;
    this.#pointed = null;
    this.#showUnit(true);
  }
}
