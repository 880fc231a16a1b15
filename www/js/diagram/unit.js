// The details of one hidden unit below a diagram: which one it is, its picture with the task's points, and its weights.
import { Quantity } from "../../faxor.js";
import { make, write } from "../dom.js";
import { RULES } from "../rules.js";
import { colour, isDark, Sheet } from "../sheet.js";
import { figureText } from "../words.js";
import { MOST_DENSITY } from "./layout.js";
import { columnsOf } from "./names.js";

/** @typedef {import("../../faxor.js").Experiment} Experiment */
/** @typedef {import("./layout.js").Shape} Shape */
/** @typedef {import("./layout.js").Unit} Unit */
/** @typedef {import("./names.js").Entry} Entry */

/** The side of the picture in CSS pixels. */
const SIDE = 176;

/** Pixels and cells of predictions a side: at rest, and while the run plays, the finest step first. */
const PIXELS = 480;
const CELLS = 64;
const PLAYING_PIXELS = 200;
export const PLAYING_CELLS = [48, 32, 20, 12];

/** If there are more points than this, they are drawn smaller. */
const FEW = 8;

export class UnitDetails {
  element;
  #run;
  #rule;
  #layer = make("select");
  #unit = make("select");
  #sheet = new Sheet(undefined, { mostDensity: MOST_DENSITY });
  /** The canvas that the core paints on. */
  #painted = new Sheet();
  #words = make("p", "unit-words");
  #table = make("tbody");
  /** The cells of the table that hold a number, and which one. @type {{ cell: HTMLElement, entry: Entry }[]} */
  #cells = [];
  /** @type {Shape} */
  #shape = { width: 1, depth: 1, bias: 0 };
  /** @type {Unit} */
  #shown = { layer: 1, unit: 0 };

  /**
   * @param {number} run which run of the experiment
   * @param {{ name: string, rule: string }} look
   * @param {(unit: Unit) => void} choose is called with the unit that the reader chooses
   */
  constructor(run, { name, rule }, choose) {
    this.#run = run;
    this.#rule = rule;
    for (const select of [this.#layer, this.#unit]) {
      select.addEventListener("change", () =>
        choose({ layer: Number(this.#layer.value), unit: Number(this.#unit.value) }),
      );
    }
    this.#layer.ariaLabel = `Layer, ${name}`;
    this.#unit.ariaLabel = `Unit, ${name}`;
    this.#sheet.canvas.role = "img";

    const head = make("tr", "", make("td"), heading("col", "forward weight"), heading("col", "feedback"));
    const numbers = make("div", "unit-numbers", make("table", "", make("thead", "", head), this.#table));
    numbers.tabIndex = 0;
    numbers.role = "region";
    numbers.ariaLabel = `Weights of the unit, ${name}`;
    const choice = make(
      "p",
      "unit-choice",
      make("label", "field", "Layer ", this.#layer),
      make("label", "field", "Unit ", this.#unit),
    );
    this.element = make("div", "unit", choice, this.#sheet.canvas, make("div", "", this.#words, numbers));
  }

  /** Lays out the table for a network. @param {Shape} shape */
  build(shape) {
    this.#shape = shape;
    offer(this.#layer, shape.depth, 1);
    offer(this.#unit, shape.width, 0);
  }

  /** Takes the unit that is to be drawn, and the one that the fields name. @param {Unit} shown @param {Unit} chosen */
  show(shown, chosen) {
    this.#shown = shown;
    this.#layer.value = String(chosen.layer);
    this.#unit.value = String(chosen.unit);
    this.#cells = [];
    this.#table.replaceChildren(...this.#rowsBelow(), ...this.#rowsAbove());
  }

  /** The rows of the weights into the unit. */
  #rowsBelow() {
    const { layer, unit } = this.#shown;
    const below = layer === 1 ? 2 : this.#shape.width;
    return Array.from({ length: below + this.#shape.bias }, (_, i) => {
      const from = layer === 1 ? `from x${i + 1}` : `from unit ${i + 1}`;
      return makeRow(i === below ? "bias" : from, this.#cell(layer, unit, i, false), make("td"));
    });
  }

  /** The rows of the weights out of the unit, and of the feedback to it. */
  #rowsAbove() {
    const { layer, unit } = this.#shown;
    const isLast = layer === this.#shape.depth;
    const isDirect = RULES[this.#rule].isDirect && !isLast;
    const hasFeedback = RULES[this.#rule].feedback !== "nothing" && !isDirect;
    const rows = Array.from({ length: isLast ? 1 : this.#shape.width }, (_, i) => {
      const forward = this.#cell(layer + 1, i, unit, false);
      return makeRow(
        isLast ? "to the output" : `to unit ${i + 1}`,
        forward,
        hasFeedback ? this.#cell(layer, unit, i, true) : make("td"),
      );
    });
    if (isDirect) rows.push(makeRow("from the output", make("td"), this.#cell(layer, unit, 0, true)));
    return rows;
  }

  /** @param {number} layer @param {number} row @param {number} column @param {boolean} isBack */
  #cell(layer, row, column, isBack) {
    const cell = make("td", "", "–");
    cell.translate = false;
    this.#cells.push({ cell, entry: { layer, row, column, isBack } });
    return cell;
  }

  /** Draws the unit in the width that there is. @param {Experiment} experiment @param {number} room
   * @param {number | null} step of fineness while the run plays; null draws at the screen's resolution */
  draw(experiment, room, step) {
    const { layer, unit } = this.#shown;
    const side = Math.min(room, SIDE);
    // The panels may be hidden.
    if (side < 1) return;
    const context = this.#sheet.begin(side, side, colour("--card"));
    const pixels = Math.min(step === null ? PIXELS : PLAYING_PIXELS, this.#sheet.canvas.width);
    const cells = step === null ? CELLS : PLAYING_CELLS[step];
    this.#painted.resize(pixels, pixels);
    const most = experiment.paint_unit(this.#run, layer, unit, this.#painted.context, pixels, isDark(), cells);
    context.drawImage(this.#painted.canvas, 0, 0, side, side);
    const [low, high] = experiment.view();
    const points = experiment.points();
    const place = (/** @type {number} */ x) => ((x - low) / (high - low)) * side;
    drawPoints(context, points, (i) => [place(points[3 * i]), side - place(points[3 * i + 1])]);
    context.strokeStyle = colour("--edge");
    context.strokeRect(0.5, 0.5, side - 1, side - 1);
    write(this.#words, `${unitText(experiment, this.#run, this.#shown)} Strongest: ${figureText(most, 3)}.`);
    this.#writeNumbers(experiment);
  }

  /** @param {Experiment} experiment */
  #writeNumbers(experiment) {
    /** @type {Map<string, Float64Array>} */
    const matrices = new Map();
    for (const { cell, entry } of this.#cells) {
      const { layer, row, column, isBack } = entry;
      const key = `${layer}${isBack}`;
      const matrix =
        matrices.get(key) ?? experiment.numbers(this.#run, isBack ? Quantity.Carrier : Quantity.Weights, layer);
      matrices.set(key, matrix);
      const value = matrix[row * columnsOf(this.#shape, this.#rule, entry) + column];
      write(cell, matrix.length > 0 ? figureText(value, 3) : "0");
    }
  }

  /** Updates the text alternative. */
  describe() {
    this.#sheet.canvas.ariaLabel = `Output of the unit. ${this.#words.textContent}`;
  }
}

/** x1 and x2 of each point. @param {Float64Array} points */
export const inputsOf = (points) => points.filter((_, i) => i % 3 < 2);

/** A unit and what it does, in words. @param {Experiment} experiment @param {number} run @param {Unit} unit */
export function unitText(experiment, run, { layer, unit }) {
  const all = experiment.preactivations(run, layer, inputsOf(experiment.points()));
  const units = all.length / (experiment.points().length / 3);
  const values = all.filter((_, i) => i % units === unit);
  const active = values.filter((value) => value > 0).length;
  return `Unit ${unit + 1} of hidden layer ${layer} is active for ${active} of ${values.length} points.`;
}

/** Draws points. @param {CanvasRenderingContext2D} context @param {Float64Array} points
 * @param {(i: number) => number[]} placeOf the place of a point
 * @param {Float64Array} [right] 0 for a point that gets a cross */
export function drawPoints(context, points, placeOf, right) {
  const radius = points.length / 3 > FEW ? 2.5 : 5;
  const arm = radius * 1.7;
  const cross = new Path2D(`M-${arm}-${arm} ${arm} ${arm}M-${arm} ${arm} ${arm}-${arm}`);
  for (let i = 0; i < points.length / 3; i++) {
    const [x, y] = placeOf(i);
    context.save();
    context.translate(x, y);
    if (right?.[i] === 0) {
      context.strokeStyle = colour("--ink");
      context.lineWidth = radius / 2;
      context.stroke(cross);
    }
    context.fillStyle = colour(points[3 * i + 2] > 0.5 ? "--class-1" : "--class-0");
    context.strokeStyle = colour("--dot-edge");
    context.lineWidth = 1;
    context.beginPath();
    context.arc(0, 0, radius, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    context.restore();
  }
}

/** @param {string} name @param {...HTMLElement} cells */
const makeRow = (name, ...cells) => make("tr", "", heading("row", name), ...cells);

/** @param {"row" | "col"} scope @param {string} text */
function heading(scope, text) {
  const cell = make("th", "", text);
  cell.scope = scope;
  return cell;
}

/** Fills a field with the numbers from 1 on. @param {HTMLSelectElement} select @param {number} count @param {number} first the first value */
function offer(select, count, first) {
  if (select.length === count) return;
  select.replaceChildren(...Array.from({ length: count }, (_, i) => new Option(String(i + 1), String(i + first))));
}
