// The charts of the runs' histories, drawn by uPlot: each rule in its own colour and dash.
import { Column, Figure } from "../faxor.js";
import uPlot from "../vendor/uplot.js";
import { CHOICES } from "./state.js";
import { lookOf, whole } from "./words.js";

const HEIGHT = 150;

/** Milliseconds between two drawings of the charts while they play, of which each takes its turn. */
const EVERY = 60;

/** @typedef {{ id: string, label: string, column: Column, range: (least: number, most: number) => [number, number], line?: number, log?: boolean, splits: (chart: uPlot) => number[], unit: string }} Kind */

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
  { id: "chart-loss", label: "Loss", column: Column.Loss, range: decades, splits: decadesShown, unit: "", log: true },
  {
    id: "chart-accuracy",
    label: "Accuracy",
    column: Column.Accuracy,
    range: () => [-0.03, 1.03],
    splits: () => [0, 0.25, 0.5, 0.75, 1],
    unit: "",
  },
];

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

/** @param {string} name of a custom property */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Charts {
  #state;
  /** @type {{ kind: Kind, plot: HTMLElement, chart: uPlot }[]} */
  #charts = [];
  #layer = /** @type {HTMLSelectElement} */ (document.getElementById("layer"));
  /** The rules' names in full, by their names in a link. */
  #names = rulesByName();
  #last = 0;
  #turn = 0;

  /** @param {import("./state.js").State} state */
  constructor(state) {
    this.#state = state;
    this.#layer.addEventListener("change", () => this.draw());
    new ResizeObserver(() => {
      for (const { plot, chart } of this.#charts) chart.setSize({ width: plot.clientWidth, height: HEIGHT });
    }).observe(/** @type {Element} */ (document.querySelector(".charts")));
  }

  /** Makes the charts anew: for other rules, another depth, another theme. */
  build() {
    const depth = Number(this.#state.choice("depth"));
    const layer = Math.min(Number(this.#layer.value) || 1, depth);
    const layers = Array.from({ length: depth }, (_, i) => new Option(String(i + 1), String(i + 1)));
    this.#layer.replaceChildren(...layers);
    this.#layer.value = String(layer);
    /** @type {HTMLElement} */ (document.getElementById("layer-field")).hidden = depth < 2;
    for (const { chart } of this.#charts) chart.destroy();
    this.#charts = KINDS.map((kind) => {
      const plot = /** @type {HTMLElement} */ (document.querySelector(`#${kind.id} .plot`));
      return { kind, plot, chart: new uPlot(this.#options(kind, plot), this.#data(kind), plot) };
    });
    this.#describe();
  }

  /** @param {Kind} kind @param {HTMLElement} plot @returns {uPlot.Options} */
  #options(kind, plot) {
    const axis = {
      stroke: colour("--soft"),
      font: "12px system-ui, sans-serif",
      grid: { stroke: colour("--rule"), width: 1 },
      ticks: { show: false },
    };
    return {
      width: plot.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: (_, __, most) => [0, roundUp(Math.max(most, 100))] },
        y: { distr: kind.log ? 3 : 1, range: (_, least, most) => kind.range(least, most) },
      },
      axes: [
        {
          ...axis,
          size: 26,
          gap: 4,
          space: 70,
          values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : whole(tick))),
        },
        {
          ...axis,
          size: 56,
          gap: 4,
          space: 34,
          splits: kind.splits,
          values: (_, ticks) =>
            ticks.map((tick) => (tick === null ? "" : `${Number(tick.toPrecision(6))}${kind.unit}`)),
        },
      ],
      series: [
        {},
        ...this.#state.rules().map((rule) => ({
          stroke: colour(`--rule-${rule}`),
          width: 2,
          dash: lookOf(rule).dash,
          points: { show: false },
          spanGaps: false,
        })),
      ],
      hooks: kind.line ? { drawAxes: [(chart) => drawLine(chart, /** @type {number} */ (kind.line))] } : {},
    };
  }

  /** The histories, and the figures of this moment after them. @param {Kind} kind @returns {uPlot.AlignedData} */
  #data(kind) {
    const { experiment } = this.#state;
    const layer = Number(this.#layer.value);
    const updates = experiment.updates();
    const x = Array.from(experiment.history_updates());
    const stale = x[x.length - 1] !== updates;
    if (stale) x.push(updates);
    const ys = Array.from({ length: experiment.runs() }, (_, run) => {
      const y = Array.from(experiment.history(run, kind.column, layer), gap);
      if (stale) y.push(gap(this.#now(run, kind, layer)));
      return y;
    });
    return [x, ...ys];
  }

  /** @param {number} run @param {Kind} kind @param {number} layer */
  #now(run, kind, layer) {
    const { experiment } = this.#state;
    const figures = experiment.figures(run);
    if (!Number.isNaN(figures[Figure.DivergedAt])) return Number.NaN;
    if (kind.column === Column.DeltaAngle) return experiment.delta_angles(run)[layer - 1];
    return figures[kind.column === Column.Loss ? Figure.Loss : Figure.Accuracy];
  }

  /** Draws all of them now. */
  draw() {
    for (const { kind, chart } of this.#charts) chart.setData(this.#data(kind));
    this.#describe();
  }

  /** Draws the next chart, if it is time. */
  drawInTurn() {
    const now = performance.now();
    if (now - this.#last < EVERY / this.#charts.length) return;
    this.#last = now;
    this.#turn = (this.#turn + 1) % this.#charts.length;
    const { kind, chart } = this.#charts[this.#turn];
    chart.setData(this.#data(kind));
  }

  #describe() {
    const rules = this.#state.rules().map((rule) => this.#names.get(rule) ?? rule);
    for (const { kind, plot } of this.#charts) {
      const ends = rules.map((rule, run) => {
        const value = this.#now(run, kind, Number(this.#layer.value));
        return `${rule} ${Number.isFinite(value) ? `${Number(value.toFixed(3))}${kind.unit}` : "undefined"}`;
      });
      plot.setAttribute(
        "aria-label",
        `${kind.label} against updates, now at ${whole(this.#state.experiment.updates())}: ${ends.join(", ")}`,
      );
    }
  }
}

function rulesByName() {
  const rules = CHOICES().get("rules");
  return new Map(rules?.options.map((rule, i) => [rule, rules.names[i]]));
}

/** uPlot leaves a gap at null. @param {number} value */
const gap = (value) => (Number.isFinite(value) ? value : null);

/** @param {uPlot} chart @param {number} at */
function drawLine(chart, at) {
  const { ctx, bbox } = chart;
  const y = chart.valToPos(at, "y", true);
  ctx.save();
  ctx.strokeStyle = colour("--ink");
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
