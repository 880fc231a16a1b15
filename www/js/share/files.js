// The files of numbers that can be saved: a run's history as CSV, and all of it as JSON. Each is made in one go, so that
// everything in it is from the same moment, even while the run plays.
import { Quantity } from "../../faxor.js";
import { address, choicesIn } from "./address.js";

/** @typedef {import("../state.js").State} State */

/** Version of the JSON format. */
const FORM = 1;

/** @type {[string, Quantity][]} */
const ONCE = [
  ["accuracy", Quantity.Accuracy],
  ["loss", Quantity.Loss],
  ["test_accuracy", Quantity.TestAccuracy],
  ["test_loss", Quantity.TestLoss],
];

/** Columns that exist for each hidden layer. @type {[string, Quantity][]} */
export const A_LAYER = [
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
  state.contenders().forEach(({ text }, run) => {
    const add = (/** @type {string} */ name, /** @type {Quantity} */ quantity, /** @type {number} */ layer) => {
      const values = Array.from(experiment.history(run, quantity, layer).subarray(0, records));
      if (stale) values.push(experiment.numbers(run, quantity, layer)[0]);
      columns.push([`${text}_${name}`, values]);
    };
    for (const [name, quantity] of ONCE) add(name, quantity, 1);
    for (const [name, quantity] of A_LAYER) for (const layer of layers) add(`${name}_${layer}`, quantity, layer);
  });
  return columns;
}

/** The histories as CSV: the link, then one row per record, the last one for the current update. Undefined values are empty.
 * @param {State} state */
export function historyCsv(state) {
  const columns = histories(state);
  const rows = [columns.map(([name]) => name)];
  columns[0][1].forEach((_, i) => {
    rows.push(columns.map(([, values]) => (Number.isNaN(values[i]) ? "" : String(values[i]))));
  });
  return `# ${state.linkText(true)}\n${rows.map((row) => row.join()).join("\n")}\n`;
}

/** Everything that the core knows about the run, and the link that replays it. Numbers are exact; undefined and
 * infinite ones are null.
 * @param {State} state */
export function runJson(state) {
  const { experiment } = state;
  const text = state.linkText(true);
  const hidden = Number(state.choice("depth"));
  const [history, ...columns] = histories(state);
  const runs = state.contenders().map((contender, run) => {
    const width = Number(state.choiceOf(run, "width"));
    const [accuracy, loss, testAccuracy, testLoss, solvedSince, divergedAt] = experiment.numbers(run, Quantity.Figures);
    return {
      rule: contender.text,
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
