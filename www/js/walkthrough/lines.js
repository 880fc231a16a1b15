// The lines of an update. Each kind of line has a title, an equation for each rule, and its numbers in a run.
import { Term } from "../../faxor.js";
import { make } from "../dom.js";
import { RULES } from "../rules.js";
import { sentenceCase } from "../words.js";
import * as equations from "./equations.js";
import { leftOut, m, math, matrix, number } from "./mathml.js";

/** Significant digits: in a matrix, in a sum that the reader may check, and all that an f64 can have. */
const SHORT = 3;
const LONG = 6;
const ALL = 17;

/** How many numbers of a vector the record of a finished line shows. */
const RECORDED = 4;

/** Indices into `Trace.figures()`. */
const [TARGET, PREDICTION, ERROR, LOSS, RATE, DECAY, DRAWN_AT] = [0, 1, 2, 3, 4, 5, 6];

/** @typedef {{ kind: string, layer: number }} Line */
/** @typedef {(Node | string)[]} Parts */

/** One run: its rule, and the trace of its next update. */
export class Side {
  /** Why the run has no next update; empty if it has one. */
  fault = "";
  /** @type {import("../../faxor.js").Trace | undefined} */
  #trace;
  /** @type {Float64Array} */
  figures = new Float64Array();

  /** @param {import("../state.js").State} state @param {number} run */
  constructor(state, run) {
    const choice = (/** @type {string} */ key) => state.choiceOf(run, key);
    const { rule, name, text } = state.contenders()[run];
    /** The network in a link. */
    this.text = text;
    this.rule = rule;
    this.looks = RULES[rule];
    this.name = sentenceCase(name);
    this.width = Number(choice("width"));
    this.last = Number(choice("depth")) + 1;
    this.bias = choice("bias") === "1";
    this.sign = choice("error") === "sign";
    this.init = choice("init");
    this.redraw = Number(choice("redraw"));
    this.updates = state.experiment.updates();
    try {
      this.#trace = state.experiment.trace(run);
      this.figures = this.#trace.figures();
    } catch (error) {
      this.fault = `${sentenceCase(/** @type {Error} */ (error).message)}.`;
    }
  }

  free() {
    this.#trace?.free();
  }

  /** @param {Term} term @param {number} layer @returns {Float64Array} */
  of(term, layer) {
    return this.#trace?.numbers(term, layer) ?? new Float64Array();
  }

  get decays() {
    return this.looks.feedback === "learned" && this.figures[DECAY] !== 0;
  }

  /** The error signal that is multiplied by the feedback to a layer. @param {number} layer */
  signal(layer) {
    return this.looks.isDirect ? this.of(Term.Delta, this.last) : this.of(Term.Delta, layer + 1);
  }
}

const exact = (/** @type {number} */ value) => number(value, ALL);
const short = (/** @type {number} */ value) => number(value, SHORT);
const bracketed = (/** @type {string} */ text) => (text.startsWith("−") ? `(${text})` : text);
const relation = (/** @type {string} */ text) => m("mo", text);

/** A part of an equation without a line break in it: MathML if it has symbols, plain text if it has only
 * numbers. (A wide layer has hundreds of these, and plain text is much faster.)
 * @param {string} text */
function unbroken(text) {
  if (/(^|[^\d])\p{L}/u.test(text)) return [math(text), " "];
  return [make("span", "", text), " "];
}

/** A rule's equation, with possible line breaks at `|`. A sentence stays a sentence. @param {string} formula */
export const equation = (formula) =>
  formula.includes("_") ? formula.split(" | ").flatMap((part) => [math(part), " "]) : [formula];

/** A column vector with a row for each unit of the layer.
 * @param {Float64Array} values @param {Draw} draw @param {string} [kind] */
const column = (values, draw, kind) => matrix(values.length, 1, (row) => short(values[row]), { ...draw.look, kind });

/** A column vector of another layer's units. @param {Float64Array} values @param {boolean} [bias] */
const other = (values, bias) =>
  matrix(values.length, 1, (row) => short(values[row]), { kind: bias ? "over-constant" : "" });

/** @param {Float64Array} flat @param {number} rows @param {Draw} draw @param {boolean} [bias] */
const grid = (flat, rows, draw, bias) => {
  const columns = flat.length / rows;
  draw.note(rows, columns);
  return matrix(rows, columns, (row, at) => short(flat[row * columns + at]), {
    ...draw.look,
    kind: bias ? "with-bias" : "",
  });
};

/** The units' numbers, in front of the first column. @param {number} count @param {Draw} draw */
const numbered = (count, draw) => matrix(count, 1, (row) => String(row + 1), { ...draw.look, kind: "hand-units" });

/** How the current line is written: the chosen unit, the digits, and the look of its rows. */
export class Draw {
  /** Says how many rows and columns are left out. */
  cut = "";

  /** @param {number} unit from 0 @param {boolean} all whether a sum shows all digits */
  constructor(unit, all) {
    this.unit = unit;
    this.long = (/** @type {number} */ value) => number(value, all ? ALL : LONG);
    /** @type {{ unit: number, off?: (row: number) => boolean }} */
    this.look = { unit };
  }

  /** @param {number} rows @param {number} columns */
  note(rows, columns) {
    if (leftOut(rows) + leftOut(columns) > 0) {
      const more = (/** @type {number} */ count, /** @type {string} */ what) =>
        count > 0 ? [`${count} more ${what}`] : [];
      this.cut = `… and ${[...more(leftOut(rows), "rows"), ...more(leftOut(columns), "columns")].join(", ")}: the sum of a unit below has all its terms.`;
    }
  }

  /** Dims the rows of inactive units. @param {Float64Array} mask */
  mask(mask) {
    this.look.off = (row) => mask[row] === 0;
    return this;
  }
}

/** A sum of products, term by term, and its result.
 * @param {Draw} draw @param {string} name @param {[number, number][]} products @param {number} result */
function sum(draw, name, products, result) {
  const { long } = draw;
  return [
    ...unbroken(`${name} =`),
    ...products.flatMap(([a, b], i) => {
      const [product, space] = unbroken(`${i > 0 ? "+ " : ""}${bracketed(long(a))} · ${bracketed(long(b))}`);
      /** @type {Element} */ (product).classList.toggle("is-nothing", b === 0);
      return [product, space];
    }),
    ...unbroken(`= ${long(result)}`),
  ];
}

/** The changes of a unit's weights or feedback, one line for each.
 * @param {Draw} draw @param {string} name @param {number} layer @param {Side} side @param {Float64Array} before
 * @param {Float64Array} after @param {Float64Array} left @param {Float64Array} right */
function changes(draw, name, layer, side, before, after, left, right) {
  const { unit, long } = draw;
  const columns = right.length;
  const keep = side.decays ? `(1 − ${exact(side.figures[DECAY])}) · ` : "";
  const lines = Array.from(right, (factor, at) => {
    const place = unit * columns + at;
    const constant = name === "w" && side.bias && at === columns - 1;
    return make(
      "li",
      "",
      make("i", "", name),
      make("sub", "", `${layer},${unit + 1},${constant ? "bias" : at + 1}`),
      " ← ",
      ...unbroken(keep ? `${keep}${bracketed(long(before[place]))}` : long(before[place])),
      ...unbroken(`− ${exact(side.figures[RATE])} · ${bracketed(long(left[unit]))} · ${bracketed(long(factor))}`),
      ...unbroken(`= ${long(after[place])}`),
    );
  });
  return [make("ul", "", ...lines)];
}

/** @param {Side} side @param {number} layer */
const constant = ({ bias }, layer) =>
  bias ? ` The last column of W${layer} is the bias: it is multiplied by a constant 1.` : "";

/** @param {number} on */
const onOrOff = (on) => (on ? "(active)" : "(inactive)");

/** Numbers multiplied by the ReLU's mask: before, the mask (1 or 0 for each unit), after.
 * @param {Side} side @param {number} layer @param {Draw} draw @param {Term} from @param {Term} to */
function masked(side, layer, draw, from, to) {
  const mask = side.of(Term.Mask, layer);
  draw.mask(mask);
  const [before, after] = [side.of(from, layer), side.of(to, layer)];
  draw.note(mask.length, 1);
  return [
    numbered(mask.length, draw),
    column(before, draw),
    relation("⊙"),
    column(mask, draw, "hand-mask"),
    relation("="),
    column(after, draw),
    matrix(mask.length, 1, (row) => (mask[row] ? "active" : "inactive"), { ...draw.look, kind: "hand-units" }),
  ];
}

/** @param {string} symbol @param {Float64Array} values @param {string} [after] */
const recorded = (symbol, values, after = "") => {
  const first = Array.from(values.subarray(0, RECORDED), short).join(", ");
  return [math(`${symbol} =`), ` (${first}${values.length > RECORDED ? ", …" : ""})${after}`];
};

/**
 * A kind of line.
 * @typedef {object} Kind
 * @property {(line: Line, last: number) => string} title
 * @property {(side: Side, layer: number) => string} about a sentence that explains the line
 * @property {(side: Side, layer: number) => string} formula the rule's equation, see `equation`
 * @property {(side: Side, layer: number, draw: Draw) => Parts} numbers the same equation in numbers, as MathML
 * @property {(side: Side, layer: number, draw: Draw) => Parts} sums the calculation of one unit
 * @property {(side: Side, layer: number) => Parts} record the short form of a finished line
 * @property {boolean} [units] whether a unit can be chosen
 */

/** @type {Record<string, Kind>} */
export const KINDS = {
  sample: {
    title: () => "The sample",
    about: () => "One point of the task, drawn at random. Every rule gets the same one.",
    formula: () => "z_0 = x",
    numbers: (side) => [
      ...math("z_0 =").childNodes,
      other(side.of(Term.Input, 1).subarray(0, 2)),
      ...math(`, y = ${exact(side.figures[TARGET])}`).childNodes,
    ],
    sums: (side, _, { long }) => {
      const [x1, x2] = side.of(Term.Input, 1);
      return [
        ...unbroken(`x_1 = ${long(x1)} ,`),
        ...unbroken(`x_2 = ${long(x2)} ,`),
        ...unbroken(`y = ${exact(side.figures[TARGET])}`),
      ];
    },
    record: (side) => {
      const [x1, x2] = side.of(Term.Input, 1);
      return [math(`x = ( ${short(x1)} , ${short(x2)} ) , y = ${exact(side.figures[TARGET])}`)];
    },
  },
  draw: {
    title: () => "The feedback",
    about: () => "",
    formula: (side) => equations.drawing({ ...side, drawnAt: side.figures[DRAWN_AT] }),
    numbers: () => [],
    sums: () => [],
    record: () => [],
  },
  sum: {
    title: ({ layer }, last) =>
      layer === last ? "Forward to the output: the prediction" : `Forward to layer ${layer}: weighted sums`,
    about: (side, layer) =>
      `${layer === side.last ? "The output is a single unit without ReLU." : "Each unit multiplies its inputs by its weights and adds them up."}${constant(side, layer)}`,
    formula: equations.sum,
    numbers: (side, k, draw) => {
      const a = side.of(Term.Preactivation, k);
      return [
        numbered(a.length, draw),
        grid(side.of(Term.Weights, k), a.length, draw, side.bias),
        other(side.of(Term.Input, k), side.bias),
        relation("="),
        column(a, draw),
      ];
    },
    sums: (side, k, draw) => {
      const [weights, input, a] = [Term.Weights, Term.Input, Term.Preactivation].map((of) => side.of(of, k));
      const row = weights.subarray(draw.unit * input.length);
      const name = k === side.last ? "ŷ" : `a_${k},${draw.unit + 1}`;
      return sum(
        draw,
        name,
        Array.from(input, (z, i) => [row[i], z]),
        a[draw.unit],
      );
    },
    record: (side, k) => {
      const a = side.of(Term.Preactivation, k);
      return k === side.last ? [math(`ŷ = ${short(a[0])}`)] : recorded(`a_${k}`, a);
    },
    units: true,
  },
  relu: {
    title: ({ layer }) => `Layer ${layer}: ReLU`,
    about: () =>
      "A unit with a sum above 0 is active and passes it on. Any other unit is inactive: its mask is 0, in the backward pass too.",
    formula: (_, k) => equations.relu(k),
    numbers: (side, k, draw) => masked(side, k, draw, Term.Preactivation, Term.Activation),
    sums: (side, k, { unit, long }) => {
      const [a, mask, z] = [Term.Preactivation, Term.Mask, Term.Activation].map((of) => side.of(of, k)[unit]);
      return [
        ...unbroken(`z_${k},${unit + 1} =`),
        ...unbroken(`${bracketed(long(a))} · ${mask}`),
        ...unbroken(`= ${long(z)}`),
        onOrOff(mask),
      ];
    },
    record: (side, k) => {
      const mask = side.of(Term.Mask, k);
      const on = mask.reduce((sum, on) => sum + on, 0);
      return recorded(`z_${k}`, side.of(Term.Activation, k), `, ${on} of ${mask.length} active`);
    },
    units: true,
  },
  error: {
    title: () => "The error",
    about: ({ sign }) =>
      sign ? "Only the sign of the error goes back, not its size." : "The error goes back: prediction minus target.",
    formula: equations.error,
    numbers: () => [],
    sums: ({ figures, sign }, _, { long }) => {
      const [y, guess, e, loss] = [TARGET, PREDICTION, ERROR, LOSS].map((place) => long(figures[place]));
      if (sign) {
        const side = figures[PREDICTION] > figures[TARGET] ? ">" : "≤";
        return [
          ...unbroken("ŷ ="),
          ...unbroken(`${guess} ${side} ${y}`),
          ...unbroken(`→ e = ${e} ,`),
          ...unbroken("loss = | ŷ − y |"),
          ...unbroken(`= ${loss}`),
        ];
      }
      return [
        ...unbroken("e ="),
        ...unbroken(`${guess} − ${y}`),
        ...unbroken(`= ${e} ,`),
        ...unbroken("loss ="),
        ...unbroken(`${bracketed(e)} · ${bracketed(e)} / 2`),
        ...unbroken(`= ${loss}`),
      ];
    },
    record: ({ figures }) => [math(`e = ${short(figures[ERROR])} , loss = ${short(figures[LOSS])}`)],
  },
  back: {
    title: ({ layer }) => `Back to layer ${layer}: weighted errors`,
    about: (side, k) => (side.bias ? `The bias column of W${k + 1} is not used here.` : ""),
    formula: equations.back,
    numbers: (side, k, draw) => {
      const [carrier, back] = [side.of(Term.Carrier, k), side.of(Term.Back, k)];
      const by = carrier.length ? [grid(carrier, back.length, draw), other(side.signal(k)), relation("=")] : [];
      return [numbered(back.length, draw), ...by, column(back, draw)];
    },
    sums: (side, k, draw) => {
      const [carrier, signal] = [side.of(Term.Carrier, k), side.signal(k)];
      const [name, back] = [`back_${k},${draw.unit + 1}`, side.of(Term.Back, k)[draw.unit]];
      if (carrier.length === 0) return [math(`${name} = 0`)];
      const row = carrier.subarray(draw.unit * signal.length);
      return sum(
        draw,
        name,
        Array.from(signal, (delta, i) => [row[i], delta]),
        back,
      );
    },
    record: (side, k) => recorded(`back_${k}`, side.of(Term.Back, k)),
    units: true,
  },
  signal: {
    title: ({ layer }) => `Layer ${layer}: the error signal`,
    about: () => "The mask of the forward pass is used again: an inactive unit gets the error signal 0.",
    formula: (_, k) => equations.signal(k),
    numbers: (side, k, draw) => masked(side, k, draw, Term.Back, Term.Delta),
    sums: (side, k, { unit, long }) => {
      const [back, mask, delta] = [Term.Back, Term.Mask, Term.Delta].map((of) => side.of(of, k)[unit]);
      return [
        ...unbroken(`δ_${k},${unit + 1} =`),
        ...unbroken(`${bracketed(long(back))} · ${mask}`),
        ...unbroken(`= ${long(delta)}`),
        onOrOff(mask),
      ];
    },
    record: (side, k) => recorded(`δ_${k}`, side.of(Term.Delta, k)),
    units: true,
  },
  change: {
    title: ({ layer }) => `The change of W${layer}`,
    about: (side, k) =>
      `Subtract from each weight: learning rate times the unit’s error signal times the input.${constant(side, k)}`,
    formula: equations.change,
    numbers: (side, k, draw) => {
      const rows = side.of(Term.Delta, k).length;
      const [before, change, after] = [Term.Weights, Term.Change, Term.WeightsAfter].map((of) =>
        grid(side.of(of, k), rows, draw, side.bias),
      );
      const keep = side.decays ? math(`( 1 − ${exact(side.figures[DECAY])} )`).childNodes : [];
      return [numbered(rows, draw), ...keep, before, relation("−"), change, relation("="), after];
    },
    sums: (side, k, draw) => {
      const [before, after, delta, input] = [Term.Weights, Term.WeightsAfter, Term.Delta, Term.Input].map((of) =>
        side.of(of, k),
      );
      return changes(draw, "w", k, side, before, after, delta, input);
    },
    record: (side, k) => equation(KINDS.change.formula(side, k)),
    units: true,
  },
  feedback: {
    title: ({ layer }) => `The change of B${layer}`,
    about: () => "",
    formula: equations.feedbackChange,
    numbers: (side, k, draw) => {
      if (side.looks.feedback !== "learned") return [];
      const rows = side.of(Term.Delta, k).length;
      const [before, change, after] = [Term.Carrier, Term.FeedbackChange, Term.FeedbackAfter].map((of) =>
        grid(side.of(of, k), rows, draw),
      );
      const keep = side.decays ? math(`( 1 − ${exact(side.figures[DECAY])} )`).childNodes : [];
      return [numbered(rows, draw), ...keep, before, relation("−"), change, relation("="), after];
    },
    sums: (side, k, draw) => {
      if (side.looks.feedback !== "learned") return [];
      const [before, after, z] = [Term.Carrier, Term.FeedbackAfter, Term.Activation].map((of) => side.of(of, k));
      return changes(draw, "b", k, side, before, after, z, side.of(Term.Delta, k + 1));
    },
    record: () => [],
    units: true,
  },
};

/** All lines of an update with these rules. @param {Side[]} sides */
export function linesOf(sides) {
  const { last } = sides[0];
  const has = (/** @type {string} */ feedback) => sides.some(({ looks }) => looks.feedback === feedback);
  const line = (/** @type {string} */ kind, layer = 0) => ({ kind, layer });
  /** @type {Line[][]} */
  const [forward, back, changes, feedback] = [[], [], [], []];
  for (let layer = 1; layer <= last; layer++) {
    const hidden = layer < last;
    forward.push(line("sum", layer), ...(hidden ? [line("relu", layer)] : []));
    if (hidden) back.unshift(line("back", layer), line("signal", layer));
    changes.push(line("change", layer));
    if (hidden && has("learned")) feedback.push(line("feedback", layer));
  }
  const draw = has("redrawn") ? [line("draw")] : [];
  return [line("sample"), ...draw, ...forward, line("error"), ...back, ...changes, ...feedback];
}
