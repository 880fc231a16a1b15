// The plane as the last hidden layer sees it: a grid of the plane, and the task's points, by that layer's activations. To the right is
// the direction of the output's weights, so the output is 0.5 along one upright line: the cut. Upwards is the direction, at a right
// angle to it, in which they vary most. (The two directions of most variance need not show the classes apart, even where one
// cut separates them.) Each direction has its own scale.
import { Quantity } from "../../faxor.js";
import { make, write } from "../dom.js";
import { colour, Sheet } from "../sheet.js";
import { percent } from "../words.js";
import { MOST_DENSITY } from "./layout.js";
import { centred, directionBeside, dot, shareOf, unit } from "./principal.js";
import { drawPoints, inputsOf } from "./unit.js";

/** @typedef {import("../../faxor.js").Experiment} Experiment */

/** The largest side in CSS pixels, and the padding. */
const SIDE = 320;
const PAD = 16;

/** Lines of the grid along each axis, and the steps of a line, the finest first. */
const LINES = 13;
export const STEPS = [24, 12, 6];

/** Steps of the iteration for a direction: few while the run plays, so that it turns smoothly. */
const ITERATIONS = 30;
const PLAYING_ITERATIONS = 3;

/** The share of unused room that goes at each drawing while the run plays. */
const SHRINKING = 0.05;

export class Plane {
  #run;
  #sheet = new Sheet(undefined, { mostDensity: MOST_DENSITY });
  #words = make("p", "plane-words");
  element = make(
    "div",
    "",
    make(
      "p",
      "",
      "The plane as the last hidden layer sees it: a grid. Learning folds it until one straight cut separates the classes, if it can. Across: the output, cut at 0.5. Up: where the rest varies most.",
    ),
    this.#sheet.canvas,
    this.#words,
  );
  /** The direction that points upwards. @type {Float64Array} */
  #upward = new Float64Array();
  /** The least and the most along each direction. */
  #bounds = [
    [0, 0],
    [0, 0],
  ];

  /** @param {number} run which run of the experiment */
  constructor(run) {
    this.#run = run;
    this.#sheet.canvas.role = "img";
  }

  /** @param {Experiment} experiment
   * @param {number | null} step of fineness while the run plays; null at rest */
  draw(experiment, step) {
    const side = Math.min(this.element.clientWidth, SIDE);
    const context = this.#sheet.begin(side, side, colour("--card"));
    context.strokeStyle = colour("--edge");
    context.strokeRect(0.5, 0.5, side - 1, side - 1);

    const isFine = step === null;
    const nodes = STEPS[step ?? 0] + 1;
    const points = experiment.points();
    const grid = gridOf(experiment.view(), nodes);
    const inputs = Float64Array.of(...grid.flat(), ...inputsOf(points));
    const depth = Number(experiment.choice("depth"));
    // What is not a number stays one.
    const activations = experiment.preactivations(this.#run, depth, inputs).map((a) => (a < 0 ? 0 : a));
    const output = experiment.numbers(this.#run, Quantity.Weights, depth + 1);
    const width = (2 * activations.length) / inputs.length;
    const vectors = Array.from({ length: inputs.length / 2 }, (_, i) =>
      activations.subarray(i * width, (i + 1) * width),
    );
    const weights = output.subarray(0, width);
    const cloud = centred(vectors);
    const rightward = unit(weights);
    const former = this.#upward.length === width ? this.#upward : rightward;
    const upward = directionBeside(cloud, rightward, former, isFine ? ITERATIONS : PLAYING_ITERATIONS);
    const share = shareOf(cloud, [rightward, upward]);
    write(this.#words, textOf(share, output, activations));
    if (!(share >= 0)) return;
    this.#upward = upward;

    const places = [rightward, upward].map((direction) => cloud.map((vector) => dot(direction, vector)));
    const part = isFine ? 1 : SHRINKING;
    this.#bounds = this.#bounds.map(([low, high], k) => {
      const [least, most] = [Math.min(...places[k]), Math.max(...places[k])];
      return [Math.min(least, low + (least - low) * part), Math.max(most, high + (most - high) * part)];
    });
    const on = (/** @type {number} */ place, /** @type {number} */ k) => {
      const [low, high] = this.#bounds[k];
      const share = (place - (low + high) / 2) / (high - low || 1);
      return side / 2 + (side - 2 * PAD) * (k ? -share : share);
    };
    const placeOf = (/** @type {number} */ i) => places.map((along, k) => on(along[i], k));
    context.beginPath();
    for (let i = 0; i < grid.length; i++) {
      const [x, y] = placeOf(i);
      context[i % nodes ? "lineTo" : "moveTo"](x, y);
    }
    context.stroke();
    context.fillStyle = colour("--ink");
    const short = 0.5 - dot(weights, vectors[0]) - (output[width] ?? 0);
    context.fillRect(on(places[0][0] + short / Math.hypot(...weights), 0) - 1, 0, 2, side);
    drawPoints(context, points, (i) => placeOf(grid.length + i), experiment.numbers(this.#run, Quantity.Right));
  }

  /** Updates the text alternative. @param {string} name of the rule */
  describe(name) {
    this.#sheet.canvas.ariaLabel = `The plane as the last hidden layer of ${name} sees it. ${this.#words.textContent}`;
  }
}

/** @param {number} share of the variance that is drawn @param {Float64Array} weights @param {Float64Array} activations */
function textOf(share, weights, activations) {
  if (share >= 0) return `The two directions hold ${percent(share)} % of the variance.`;
  if (!Number.isFinite(dot(weights, weights) + dot(activations, activations))) return "The numbers overflow.";
  return `All units are ${activations.some(Boolean) ? "constant" : "inactive"} here.`;
}

/** The nodes of the grid's lines, x1 and x2 of each: line by line, along x1 and along x2 in turn.
 * @param {Float64Array} view @param {number} nodes of a line */
function gridOf([low, high], nodes) {
  return Array.from({ length: 2 * LINES * nodes }, (_, i) => {
    const line = Math.floor(i / nodes);
    const place = [(i % nodes) / (nodes - 1), (line >> 1) / (LINES - 1)].map((share) => low + (high - low) * share);
    return line % 2 ? place.reverse() : place;
  });
}
