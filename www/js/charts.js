// The charts of the runs' histories, drawn by uPlot: each rule in its own colour and dash.
import { Column } from "../faxor.js";
import uPlot from "../vendor/uplot.js";
import { axis, colour } from "./axes.js";
import { rulesByName } from "./state.js";
import { lookOf, whole } from "./words.js";

const HEIGHT = 150;

/** Milliseconds between two drawings of the charts while they play, of which each takes its turn. */
const EVERY = 60;

/** How solid the line of the test points is, as two digits of a colour. */
const TEST_INK = "80";

/** @typedef {{ id: string, label: string, column: Column, test?: Column, range: (least: number, most: number) => [number, number], line?: number, log?: boolean, splits?: (chart: uPlot) => number[], unit: string }} Kind */

/** @type {Kind[]} */
const KINDS = [
  {
    id: "chart-delta",
    label: "Delta angle",
    column: Column.DeltaAngle,
    range: () => [0, 180],
    splits: () => [0, 45, 90, 135, 180],
    line: 90,
    unit: "°",
  },
  {
    id: "chart-weight",
    label: "Weight angle",
    column: Column.WeightAngle,
    range: () => [0, 180],
    splits: () => [0, 45, 90, 135, 180],
    line: 90,
    unit: "°",
  },
  {
    id: "chart-loss",
    label: "Loss",
    column: Column.Loss,
    test: Column.TestLoss,
    range: decades,
    splits: decadesShown,
    unit: "",
    log: true,
  },
  {
    id: "chart-accuracy",
    label: "Accuracy",
    column: Column.Accuracy,
    test: Column.TestAccuracy,
    range: () => [-0.03, 1.03],
    splits: () => [0, 0.25, 0.5, 0.75, 1],
    unit: "",
  },
  { id: "chart-weights", label: "Norm of the weights", column: Column.WeightNorm, range: fromZero, unit: "" },
  { id: "chart-feedback", label: "Norm of the feedback", column: Column.FeedbackNorm, range: fromZero, unit: "" },
];

/** @type {(least: number, most: number) => [number, number]} */
function fromZero(_, most) {
  return [0, most > 0 ? most * 1.08 : 1];
}

/** Losses above this are out of the picture: a run on its way to diverging would flatten all others. */
const HIGHEST_DECADE = 3;

/** Whole decades around the losses, six at most: what is below is as good as nothing. @type {(least: number, most: number) => [number, number]} */
function decades(least, most) {
  if (!(most > 0)) return [0.001, 1];
  const top = Math.min(Math.ceil(Math.log10(most) + 1e-9), HIGHEST_DECADE);
  const bottom = least > 0 ? Math.floor(Math.log10(least)) : top - 6;
  return [10 ** Math.min(Math.max(bottom, top - 6), top - 1), 10 ** top];
}

/** Every decade of the axis, or every other one. @param {uPlot} chart */
function decadesShown(chart) {
  const bottom = Math.round(Math.log10(chart.scales.y.min ?? 1));
  const top = Math.round(Math.log10(chart.scales.y.max ?? 1));
  const step = top - bottom > 3 ? 2 : 1;
  return Array.from({ length: Math.floor((top - bottom) / step) + 1 }, (_, i) => 10 ** (top - i * step)).reverse();
}

/** The next round number, so that the clock's axis grows in steps. @param {number} updates */
function roundUp(updates) {
  const power = 10 ** Math.floor(Math.log10(updates));
  const step = [1, 1.5, 2, 3, 5, 7.5, 10].find((step) => step * power >= updates) ?? 10;
  return step * power;
}

export class Charts {
  #state;
  /** @type {{ kind: Kind, plot: HTMLElement, chart: uPlot }[]} */
  #charts = [];
  #layer = /** @type {HTMLSelectElement} */ (document.getElementById("layer"));
  #log = /** @type {HTMLInputElement} */ (document.getElementById("log-updates"));
  /** The rules' names in full, by their names in a link. */
  #names = rulesByName();
  #last = 0;
  #turn = 0;

  /** @param {import("./state.js").State} state */
  constructor(state) {
    this.#state = state;
    this.#layer.addEventListener("change", () => this.draw());
    const sized = new ResizeObserver(() => this.#fit());
    for (const { id } of KINDS) sized.observe(plotOf(id));
    this.#log.addEventListener("change", () => this.build());
  }

  /** Gives each chart the width that it has room for; one that is out of sight has none. */
  #fit() {
    for (const { kind, plot, chart } of this.#charts) {
      if (!isShown(plot)) continue;
      if (plot.clientWidth !== chart.width) chart.setSize({ width: plot.clientWidth, height: HEIGHT });
      chart.setData(this.#data(kind));
    }
    this.#describe();
  }

  /** Makes the charts anew: for other rules, another depth, another theme. */
  build() {
    const depth = Number(this.#state.choice("depth"));
    const layer = Math.min(Number(this.#layer.value) || 1, depth);
    const layers = Array.from({ length: depth }, (_, i) => new Option(String(i + 1), String(i + 1)));
    this.#layer.replaceChildren(...layers);
    this.#layer.value = String(layer);
    /** @type {HTMLElement} */ (document.getElementById("layer-field")).hidden = depth < 2;
    /** @type {HTMLElement} */ (document.getElementById("test-hint")).hidden = !this.#isTested();
    for (const { chart } of this.#charts) chart.destroy();
    this.#charts = KINDS.map((kind) => {
      const plot = plotOf(kind.id);
      return { kind, plot, chart: new uPlot(this.#options(kind, plot), this.#data(kind), plot) };
    });
    this.#describe();
  }

  /** @param {Kind} kind @param {HTMLElement} plot @returns {uPlot.Options} */
  #options(kind, plot) {
    const tested = kind.test !== undefined && this.#isTested();
    const line = (/** @type {string} */ rule) => ({
      stroke: colour(`--rule-${rule}`),
      width: 2,
      dash: lookOf(rule).dash,
      points: { show: false },
      spanGaps: false,
    });
    const rules = this.#state.rules();
    return {
      width: Math.max(plot.clientWidth, 1),
      height: HEIGHT,
      legend: { show: false },
      // One cursor for all of them, which picks nothing: it shows the values of one moment.
      cursor: { sync: { key: "updates" }, drag: { setScale: false }, points: { show: false }, y: false },
      scales: {
        x: {
          time: false,
          distr: this.#log.checked ? 3 : 1,
          range: (_, __, most) => [this.#log.checked ? 1 : 0, roundUp(Math.max(most, 100))],
        },
        y: { distr: kind.log ? 3 : 1, range: (_, least, most) => kind.range(least, most) },
      },
      axes: [
        axis({
          size: 26,
          space: 70,
          ...(this.#log.checked && { splits: (chart) => powersOfTen(chart.scales.x.max ?? 1) }),
          values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : whole(tick))),
        }),
        axis({
          size: 56,
          space: 34,
          ...(kind.splits && {
            splits: kind.splits,
            filter: (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => splits,
          }),
          values: (_, ticks) =>
            ticks.map((tick) => (tick === null ? "" : `${Number(tick.toPrecision(6))}${kind.unit}`)),
        }),
      ],
      series: [
        {},
        ...rules.map(line),
        ...(tested
          ? rules.map((rule) => ({ ...line(rule), width: 1.5, stroke: colour(`--rule-${rule}`) + TEST_INK }))
          : []),
      ],
      hooks: {
        drawAxes: kind.line ? [(chart) => drawLine(chart, [null, /** @type {number} */ (kind.line)])] : [],
        draw: [
          (chart) => {
            const { experiment } = this.#state;
            if (experiment.updates() < experiment.furthest()) drawLine(chart, [experiment.updates(), null]);
          },
        ],
        setCursor: [(chart) => this.#readOut(kind, plot, chart)],
      },
    };
  }

  #isTested() {
    return this.#state.experiment.is_tested();
  }

  /** Writes the values under the cursor. @param {Kind} kind @param {HTMLElement} plot @param {uPlot} chart */
  #readOut(kind, plot, chart) {
    const out = plot.nextElementSibling;
    if (!out) return;
    const index = chart.cursor.left === undefined || chart.cursor.left < 0 ? null : chart.cursor.idx;
    if (index === null || index === undefined) {
      out.textContent = "";
      return;
    }
    const values = this.#state.rules().map((rule, run) => {
      const value = chart.data[run + 1]?.[index];
      return `${this.#names.get(rule) ?? rule} ${typeof value === "number" ? `${Number(value.toPrecision(3))}${kind.unit}` : "–"}`;
    });
    out.textContent = `update ${whole(chart.data[0][index])}: ${values.join(", ")}`;
  }

  /** The histories, and if `now` the figures of this moment after them. @param {Kind} kind @param {boolean} [now] @returns {uPlot.AlignedData} */
  #data(kind, now = true) {
    const { experiment } = this.#state;
    const layer = Number(this.#layer.value);
    const updates = experiment.updates();
    const x = Array.from(experiment.history_updates());
    const stale = now && x[x.length - 1] < updates;
    if (stale) x.push(updates);
    const columns = [kind.column];
    if (kind.test !== undefined && this.#isTested()) columns.push(kind.test);
    const ys = columns.flatMap((column) =>
      Array.from({ length: experiment.runs() }, (_, run) => {
        const y = Array.from(experiment.history(run, column, layer), gap);
        if (stale) y.push(gap(experiment.now(run, column, layer)));
        return y;
      }),
    );
    // A logarithm has no 0.
    return this.#log.checked ? [x.slice(1), ...ys.map((y) => y.slice(1))] : [x, ...ys];
  }

  /** Draws all of them now. */
  draw() {
    for (const { kind, plot, chart } of this.#charts) if (isShown(plot)) chart.setData(this.#data(kind));
    this.#describe();
  }

  /** Draws the next chart in sight, if it is time. */
  drawInTurn() {
    const now = performance.now();
    const shown = this.#charts.filter(({ plot }) => isShown(plot));
    if (shown.length === 0 || now - this.#last < EVERY / shown.length) return;
    this.#last = now;
    this.#turn = (this.#turn + 1) % shown.length;
    const { kind, chart } = shown[this.#turn];
    chart.setData(this.#data(kind, false));
  }

  /** What it takes to draw the charts in sight elsewhere, as of this moment. */
  inSight() {
    return this.#charts
      .filter(({ plot }) => isShown(plot))
      .map(({ kind, plot }) => ({
        label: kind.label,
        column: kind.column,
        layer: this.#layer.value,
        options: this.#options(kind, plot),
        data: this.#data(kind),
      }));
  }

  #describe() {
    const rules = this.#state.rules().map((rule) => this.#names.get(rule) ?? rule);
    for (const { kind, plot } of this.#charts) {
      if (!isShown(plot)) continue;
      const ends = rules.map((rule, run) => {
        const value = this.#state.experiment.now(run, kind.column, Number(this.#layer.value));
        return `${rule} ${Number.isFinite(value) ? `${Number(value.toFixed(3))}${kind.unit}` : "undefined"}`;
      });
      plot.setAttribute(
        "aria-label",
        `${kind.label} against updates, now at ${whole(this.#state.experiment.updates())}: ${ends.join(", ")}`,
      );
    }
  }
}

/** @param {string} id of a chart */
const plotOf = (id) => /** @type {HTMLElement} */ (document.querySelector(`#${id} .plot`));

/** Whether a chart is in sight. @param {HTMLElement} plot */
const isShown = (plot) => plot.clientWidth > 0;

/** uPlot leaves a gap at null. @param {number} value */
const gap = (value) => (Number.isFinite(value) ? value : null);

/** The powers of ten up to a number. @param {number} most */
const powersOfTen = (most) => Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, i) => 10 ** i);

/** A dotted line across a chart: upright at an update, or level at a value. @param {uPlot} chart @param {[number, null] | [null, number]} at */
function drawLine(chart, [update, value]) {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = colour("--ink");
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  if (update !== null) {
    const x = chart.valToPos(update, "x", true);
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  } else {
    const y = chart.valToPos(value, "y", true);
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
  }
  ctx.stroke();
  ctx.restore();
}
