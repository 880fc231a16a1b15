// The files that can be saved: a run's numbers as CSV and JSON, a panel or a chart as PNG. Each is made in one
// go, so that everything in it is from the same moment, even while the run plays.
import { Quantity } from "../../faxor.js";
import { paint } from "../charts/chart.js";
import { CROSS, DOT, FEW, SMALL } from "../panels/panel.js";
import { RULES } from "../rules.js";
import { colour, isDark, Sheet } from "../sheet.js";
import { rulesByName } from "../state.js";
import { sentenceCase, whole } from "../words.js";
import { address, choicesIn } from "./address.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {ReturnType<import("../charts/charts.js").Charts["inSight"]>[number]} Chart */

/** Version of the JSON format. */
const FORM = 1;

/** Pixels per unit of the lengths below. */
const SCALE = 2;

/** Lengths in a saved picture: the side of a panel's picture, a chart, the margin, a line of text, a line of
 * small print. */
const SURFACE = 480;
const CHART = { width: 720, height: 300 };
const MARGIN = 24;
const LINE = 24;
const SMALL_LINE = 12;

/** @type {[string, Quantity][]} */
const ONCE = [
  ["accuracy", Quantity.Accuracy],
  ["loss", Quantity.Loss],
  ["test_accuracy", Quantity.TestAccuracy],
  ["test_loss", Quantity.TestLoss],
];

/** Columns that exist for each hidden layer. @type {[string, Quantity][]} */
const A_LAYER = [
  ["delta_angle", Quantity.DeltaAngle],
  ["weight_angle", Quantity.WeightAngle],
  ["weight_norm", Quantity.WeightNorm],
  ["feedback_norm", Quantity.FeedbackNorm],
];

/** A file name with the seed and the update. @param {State} state @param {string} what @param {string} ending */
export const fileName = (state, what, ending) =>
  `faxor-${what.toLowerCase().replaceAll(" ", "-")}-seed${state.choice("seed")}-update${state.experiment.updates()}.${ending}`;

/** The histories of all runs as columns, up to the current update.
 * @param {State} state @returns {[string, number[]][]} */
function histories(state) {
  const { experiment } = state;
  const now = experiment.updates();
  // After a rewind, there are also records of later updates.
  const updates = Array.from(experiment.history_updates()).filter((at) => at <= now);
  const records = updates.length;
  const stale = updates[records - 1] !== now;
  if (stale) updates.push(now);
  /** @type {[string, number[]][]} */
  const columns = [["update", updates]];
  const layers = Array.from({ length: Number(state.choice("depth")) }, (_, i) => i + 1);
  state.rules().forEach((rule, run) => {
    const add = (/** @type {string} */ name, /** @type {Quantity} */ quantity, /** @type {number} */ layer) => {
      const values = Array.from(experiment.history(run, quantity, layer).subarray(0, records));
      if (stale) values.push(experiment.numbers(run, quantity, layer)[0]);
      columns.push([`${rule}_${name}`, values]);
    };
    for (const [name, quantity] of ONCE) add(name, quantity, 1);
    for (const [name, quantity] of A_LAYER) for (const layer of layers) add(`${name}_${layer}`, quantity, layer);
  });
  return columns;
}

/** The histories as CSV, one row per record, the last one for the current update. Undefined values are empty.
 * @param {State} state */
export function historyCsv(state) {
  const columns = histories(state);
  const rows = [columns.map(([name]) => name)];
  columns[0][1].forEach((_, i) => {
    rows.push(columns.map(([, values]) => (Number.isNaN(values[i]) ? "" : String(values[i]))));
  });
  return `${rows.map((row) => row.join()).join("\n")}\n`;
}

/** Everything that the core knows about the run, and the link that replays it. Numbers are exact; undefined and
 * infinite ones are null.
 * @param {State} state */
export function runJson(state) {
  const { experiment } = state;
  const text = state.linkText(true);
  const hidden = Number(state.choice("depth"));
  const width = Number(state.choice("width"));
  const [history, ...columns] = histories(state);
  const runs = state.rules().map((rule, run) => {
    const [accuracy, loss, testAccuracy, testLoss, solvedSince, divergedAt] = experiment.numbers(run, Quantity.Figures);
    return {
      rule,
      accuracy,
      loss,
      testAccuracy,
      testLoss,
      solvedSince,
      divergedAt,
      weights: Array.from({ length: hidden + 1 }, (_, i) =>
        rowsOf(experiment.numbers(run, Quantity.Weights, i + 1), i < hidden ? width : 1),
      ),
      feedback: Array.from({ length: hidden }, (_, i) =>
        rowsOf(experiment.numbers(run, Quantity.Feedback, i + 1), width),
      ),
      predictions: Array.from(experiment.numbers(run, Quantity.Predictions)),
      right: Array.from(experiment.numbers(run, Quantity.Right), Boolean),
    };
  });
  return JSON.stringify({
    faxor: FORM,
    link: address(text),
    config: configOf(text),
    updates: experiment.updates(),
    points: rowsOf(experiment.points(), experiment.points().length / 3),
    testPoints: rowsOf(experiment.test_points(), experiment.test_points().length / 3),
    runs,
    history: Object.fromEntries([history, ...columns]),
  });
}

/** Splits a matrix, stored row by row, into its rows. @param {Float64Array} flat @param {number} rows */
function rowsOf(flat, rows) {
  const columns = flat.length / rows;
  return flat.length === 0
    ? []
    : Array.from({ length: rows }, (_, i) => Array.from(flat.subarray(i * columns, (i + 1) * columns)));
}

/** The choices in a link's text, with numbers as numbers and lists as arrays. @param {string} text */
function configOf(text) {
  const pairs = choicesIn(text).map(({ key, value, choice }) => {
    const isNumber = choice?.least !== undefined && !Number.isNaN(Number(value));
    const isList = choice?.options.length && choice.most !== undefined;
    return [key, isNumber ? Number(value) : isList ? value.split(",") : value];
  });
  return Object.fromEntries(pairs);
}

/** A panel as an image: the rule, the picture painted at this size, the points, the figures and the link.
 * @param {State} state @param {number} run @param {Element} panel on the page, for its figures */
export function panelPicture(state, run, panel) {
  const { experiment } = state;
  const rule = state.rules()[run];
  const surface = new Sheet();
  surface.resize(SURFACE * SCALE, SURFACE * SCALE);
  const verdict = state.choice("shading") === "verdict";
  experiment.paint(run, surface.context, SURFACE * SCALE, isDark(), undefined, verdict);
  const [least, most] = experiment.view();
  const points = experiment.points();
  const right = experiment.numbers(run, Quantity.Right);
  return pictureOf(SURFACE, (context) => {
    dashes(context, rule, MARGIN, MARGIN + 2, SURFACE, 4);
    context.fillStyle = colour(`--rule-${rule}`);
    context.font = font("bold", 18);
    context.fillText(nameOf(rule), MARGIN, MARGIN + 30);
    const top = MARGIN + 42;
    context.drawImage(surface.canvas, MARGIN, top, SURFACE, SURFACE);

    const unit = SURFACE / 100;
    for (let i = 0; i < right.length; i++) {
      const [x1, x2, target] = points.subarray(i * 3, i * 3 + 3);
      const place = (/** @type {number} */ x) => ((x - least) / (most - least)) * SURFACE;
      const size = right.length > FEW ? SMALL : 1;
      context.save();
      context.translate(MARGIN + place(x1), top + SURFACE - place(x2));
      context.scale(unit * size, unit * size);
      if (!right[i]) {
        const cross = new Path2D(CROSS);
        for (const [ink, width] of /** @type {const} */ ([
          ["#ffffff", 3.4],
          ["#14171e", 1.6],
        ])) {
          context.strokeStyle = ink;
          context.lineWidth = width;
          context.stroke(cross);
        }
      }
      context.beginPath();
      context.arc(0, 0, DOT, 0, 2 * Math.PI);
      context.fillStyle = colour(`--class-${target}`);
      context.fill();
      context.strokeStyle = colour("--dot-edge");
      context.lineWidth = 1;
      context.stroke();
      context.restore();
    }

    let y = top + SURFACE + LINE;
    const [verdict, loss, ...more] = Array.from(panel.querySelectorAll(".figures > :not([hidden])"), textOf);
    context.fillStyle = colour("--ink");
    context.font = font("bold", 15);
    context.fillText(verdict, MARGIN, y);
    context.font = font("", 15);
    context.textAlign = "end";
    context.fillText(loss, MARGIN + SURFACE, y);
    context.textAlign = "start";
    context.font = font("", 14);
    context.fillStyle = colour("--soft");
    for (const line of [...more, momentOf(state)].filter(Boolean)) {
      y += LINE - 3;
      context.fillText(line, MARGIN, y);
    }
    return smallPrint(context, state, SURFACE, y + 6);
  });
}

/** A chart as an image, with a legend of the rules.
 * @param {State} state @param {Chart} chart */
export function chartPicture(state, { label, quantity, layer, options, data }) {
  const title = A_LAYER.some(([, of]) => of === quantity) ? `${label}, hidden layer ${layer}` : label;
  const drawn = new Sheet();
  drawn.resize(CHART.width * SCALE, CHART.height * SCALE);
  paint(drawn.context, { ...CHART, density: SCALE }, options, data);
  return pictureOf(CHART.width, (context) => {
    context.fillStyle = colour("--ink");
    context.font = font("bold", 18);
    context.fillText(title, MARGIN, MARGIN + 16);
    let [x, y] = [MARGIN, MARGIN + 40];
    context.font = font("", 14);
    for (const rule of state.rules()) {
      const wide = context.measureText(nameOf(rule)).width + 48;
      if (x + wide > MARGIN + CHART.width) [x, y] = [MARGIN, y + LINE];
      dashes(context, rule, x, y - 5, 40, 3);
      context.fillText(nameOf(rule), x + 48, y);
      x += wide + MARGIN;
    }
    y += 14;
    context.drawImage(drawn.canvas, MARGIN, y, CHART.width, CHART.height);
    y += CHART.height + 20;
    context.fillStyle = colour("--soft");
    context.fillText(momentOf(state), MARGIN, y);
    return smallPrint(context, state, CHART.width, y + 6);
  });
}

/** An image with content of this width. `draw` returns the height.
 * @param {number} width @param {(context: CanvasRenderingContext2D) => number} draw */
function pictureOf(width, draw) {
  const sheet = new Sheet();
  const { canvas, context } = sheet;
  // The first drawing only measures the height.
  const height = draw(context) + MARGIN;
  sheet.resize((width + 2 * MARGIN) * SCALE, Math.ceil(height) * SCALE);
  context.fillStyle = colour("--card");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(SCALE, SCALE);
  draw(context);
  return canvas;
}

/** Writes the link, broken into lines between any two letters. Returns the lower edge.
 * @param {CanvasRenderingContext2D} context @param {State} state @param {number} width @param {number} y */
function smallPrint(context, state, width, y) {
  context.font = font("", 9);
  context.fillStyle = colour("--soft");
  let line = "";
  for (const letter of `${address(state.linkText(true))}\n`) {
    if (letter !== "\n" && context.measureText(line + letter).width <= width) {
      line += letter;
      continue;
    }
    y += SMALL_LINE;
    context.fillText(line, MARGIN, y);
    line = letter;
  }
  return y;
}

/** A line with a rule's colour and dashes.
 * @param {CanvasRenderingContext2D} context @param {string} rule @param {number} x @param {number} y
 * @param {number} length @param {number} width */
function dashes(context, rule, x, y, length, width) {
  context.save();
  context.strokeStyle = colour(`--rule-${rule}`);
  context.lineWidth = width;
  context.setLineDash(RULES[rule].dash);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + length, y);
  context.stroke();
  context.restore();
}

/** @param {State} state */
const momentOf = (state) => `update ${whole(state.experiment.updates())}, seed ${state.choice("seed")}`;

/** @param {Element} element */
const textOf = (element) => element.textContent ?? "";

/** @param {string} rule */
const nameOf = (rule) => sentenceCase(rulesByName().get(rule) ?? rule);

/** @param {string} weight @param {number} size */
const font = (weight, size) => `${weight} ${size}px ${colour("--sans")}`;
