// The charts of the runs' histories. Each rule has its own colour and dash.
import { Quantity } from "../../faxor.js";
import { byId, lay } from "../dom.js";
import { lineOf } from "../rules.js";
import { isOtherShape } from "../state.js";
import { whole } from "../words.js";
import { Chart } from "./chart.js";
import markup from "./charts.html";

lay(/** @type {Element} */ (document.querySelector(".charts")), markup);

const HEIGHT = 150;

/** Milliseconds in which each visible chart is drawn once while the run plays. */
const EVERY = 60;

/** An earlier run is drawn up to LEAST updates, or up to TIMES as many as the present run has, if that is more. */
const LEAST = 5000;
const TIMES = 4;

/** Opacity of the lines for test points. */
const TEST_OPACITY = 0.5;

/** @typedef {{ id: string, label: string, quantity: Quantity, test?: Quantity, range: (least: number, most: number) => [number, number], line?: number, log?: boolean, ticks?: number[], unit: string }} Kind */

/** @type {Kind[]} */
const KINDS = [
  {
    id: "chart-delta",
    label: "Delta angle",
    quantity: Quantity.DeltaAngle,
    range: () => [0, 180],
    ticks: [0, 45, 90, 135, 180],
    line: 90,
    unit: "°",
  },
  {
    id: "chart-weight",
    label: "Weight angle",
    quantity: Quantity.WeightAngle,
    range: () => [0, 180],
    ticks: [0, 45, 90, 135, 180],
    line: 90,
    unit: "°",
  },
  {
    id: "chart-loss",
    label: "Loss",
    quantity: Quantity.Loss,
    test: Quantity.TestLoss,
    range: decades,
    unit: "",
    log: true,
  },
  {
    id: "chart-accuracy",
    label: "Accuracy",
    quantity: Quantity.Accuracy,
    test: Quantity.TestAccuracy,
    range: () => [-0.03, 1.03],
    ticks: [0, 0.25, 0.5, 0.75, 1],
    unit: "",
  },
  { id: "chart-weights", label: "Norm of the weights", quantity: Quantity.WeightNorm, range: fromZero, unit: "" },
  { id: "chart-feedback", label: "Norm of the feedback", quantity: Quantity.FeedbackNorm, range: fromZero, unit: "" },
];

/** @type {(least: number, most: number) => [number, number]} */
function fromZero(_, most) {
  return [0, most > 0 ? most * 1.08 : 1];
}

/** The axis ends at this power of ten. Otherwise a run that diverges would flatten all others. */
const HIGHEST_DECADE = 3;

/** Whole decades around the losses, at most six. @type {(least: number, most: number) => [number, number]} */
function decades(least, most) {
  if (!(most > 0)) return [0.001, 1];
  const top = Math.min(Math.ceil(Math.log10(most) + 1e-9), HIGHEST_DECADE);
  const bottom = least > 0 ? Math.floor(Math.log10(least)) : top - 6;
  return [10 ** Math.min(Math.max(bottom, top - 6), top - 1), 10 ** top];
}

/** The next round number, so that the axis of updates grows in steps. @param {number} updates */
function roundUp(updates) {
  const power = 10 ** Math.floor(Math.log10(updates));
  const step = [1, 1.5, 2, 3, 5, 7.5, 10].find((step) => step * power >= updates) ?? 10;
  return step * power;
}

export class Charts {
  #state;
  #earlier;
  /** A chart is made when it first becomes visible.
   * @type {{ kind: Kind, plot: HTMLElement, chart: Chart | null }[]} */
  #charts = KINDS.map((kind) => ({ kind, plot: plotOf(kind.id), chart: null }));
  #layer = /** @type {HTMLSelectElement} */ (document.getElementById("layer"));
  #log = /** @type {HTMLInputElement} */ (document.getElementById("log-updates"));
  #last = 0;
  #turn = 0;
  /** The plots that are on the screen. @type {Set<Element>} */
  #inSight = new Set();
  /** Whether the loss stands below the delta angle. */
  #isOverLoss = false;

  /** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock @param {import("../ui/tools.js").Tools} tools
   * @param {import("../earlier/store.js").Earlier} earlier */
  constructor(state, clock, tools, earlier) {
    this.#state = state;
    this.#earlier = earlier;
    earlier.on("change", () => {
      earlier.explain(byId("earlier-lines"), this.#ghosts(Quantity.Loss, 1));
      this.draw();
    });
    state.on("change", (change) => {
      // Points for testing, which a task has or has not, have lines of their own.
      const isBuilt = isOtherShape(change) || change.keys.has("task");
      if (isBuilt) this.build();
      if (isBuilt || change.restarted) this.draw();
    });
    clock.on("rest", () => this.draw());
    clock.on("frame", () => this.drawInTurn());
    tools.on("toggle", ({ name }) => {
      if (name === "charts") this.draw();
    });
    // One observer reports all plots in one call.
    const sized = new ResizeObserver(() => this.draw());
    // While the run plays, only the charts that can be seen are drawn.
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.#inSight.add(target);
        else this.#inSight.delete(target);
      }
    });
    for (const one of this.#charts) {
      const { kind, plot } = one;
      // The first drawing replaces this name by a longer one.
      plot.ariaLabel = kind.label;
      plot.ariaValueNow = "0";
      plot.addEventListener("keydown", (event) => one.chart?.press(event));
      plot.addEventListener("blur", () => one.chart?.point(null));
      sized.observe(plot);
      seen.observe(plot);
    }
    this.build();
    this.#layer.addEventListener("change", () => this.draw());
    this.#log.addEventListener("change", () => {
      this.build();
      this.draw();
    });
  }

  /** Shows the loss below the delta angle, on a linear axis: there a plateau looks flat. @param {boolean} isOn */
  angleOverLoss(isOn) {
    if (isOn === this.#isOverLoss) return;
    this.#isOverLoss = isOn;
    const before = isOn ? "#chart-delta" : ".chart-choices";
    document.querySelector(before)?.after(/** @type {Element} */ (document.getElementById("chart-loss")));
    this.build();
    // The last hidden layer: what it is told wrongly, it hands on.
    if (isOn) this.#layer.selectedIndex = this.#layer.length - 1;
    this.draw();
  }

  /** Has the charts made again at the next drawing, because rules, task or depth have changed. */
  build() {
    const depth = Number(this.#state.choice("depth"));
    const layer = Math.min(Number(this.#layer.value) || 1, depth);
    const layers = Array.from({ length: depth }, (_, i) => new Option(String(i + 1), String(i + 1)));
    this.#layer.replaceChildren(...layers);
    this.#layer.value = String(layer);
    /** @type {HTMLElement} */ (document.getElementById("layer-field")).hidden = depth < 2;
    /** @type {HTMLElement} */ (document.getElementById("test-hint")).hidden = !this.#isTested();
    for (const one of this.#charts) {
      one.chart?.destroy();
      one.chart = null;
    }
  }

  /** @param {Kind} kind @param {HTMLElement} plot @returns {import("./chart.js").Options} */
  #options(kind, plot) {
    const log = this.#log.checked;
    const isLog = kind.log && !this.#isOverLoss;
    const lines = this.#state.contenders().map(lineOf);
    const tested = lines.map((line) => ({ ...line, width: 1.5, opacity: TEST_OPACITY }));
    return {
      height: HEIGHT,
      x: { log, range: (_, most) => [log ? 1 : 0, roundUp(Math.max(most, 100))] },
      y: {
        log: isLog,
        range: kind.log && !isLog ? fromZero : kind.range,
        ticks: kind.ticks,
        text: (tick) => (isLog && tick < 0.001 ? powerOfTen(tick) : `${Number(tick.toPrecision(6))}${kind.unit}`),
      },
      lines: kind.test !== undefined && this.#isTested() ? [...lines, ...tested] : lines,
      ghosts: () => this.#ghosts(kind.quantity, Number(this.#layer.value)),
      level: kind.line,
      marker: () => {
        const { experiment } = this.#state;
        return experiment.updates() < experiment.furthest() ? experiment.updates() : null;
      },
      group: "updates",
      hover: (record) => this.#readOut(kind, plot, record),
    };
  }

  /** The lines of earlier runs. @param {Quantity} quantity @param {number} layer */
  #ghosts(quantity, layer) {
    // A logarithmic axis has no update 0. A run that was much longer would leave the present one no room.
    const from = Number(this.#log.checked);
    const most = Math.max(LEAST, TIMES * this.#state.experiment.furthest());
    return this.#earlier.ghosts(({ isPresent, run }, network) => {
      if (isPresent || !run) return;
      const end = run.x.filter((update) => update <= most).length;
      return [run.x, run.curves[`${[network, layer, quantity]}`]].map((column) => column?.subarray(from, end));
    });
  }

  #isTested() {
    return this.#state.experiment.is_tested();
  }

  /** Writes the values at the cursor. @param {Kind} kind @param {HTMLElement} plot @param {number | null} record */
  #readOut(kind, plot, record) {
    const out = /** @type {HTMLElement} */ (plot.nextElementSibling);
    out.textContent = "";
    plot.ariaValueText = null;
    const chart = this.#charts.find((chart) => chart.plot === plot)?.chart;
    if (record === null || !chart) return;
    const [updates, ...columns] = chart.data;
    const values = this.#state.contenders().map(({ name }, run) => {
      const value = columns[run][record];
      return `${name} ${Number.isFinite(value) ? `${Number(value.toPrecision(3))}${kind.unit}` : "–"}`;
    });
    out.textContent = `update ${whole(updates[record])}: ${values.join(", ")}`;
    plot.ariaValueNow = String(updates[record]);
    plot.ariaValueText = out.textContent;
  }

  /** Reserves room for the longest values at the cursor, so that nothing moves when they appear. */
  #reserve() {
    for (const { plot } of this.#charts.filter(({ plot }) => isShown(plot))) {
      const out = /** @type {HTMLElement} */ (plot.nextElementSibling);
      const key = `${plot.clientWidth} ${this.#state.choice("rules")}`;
      if (out.dataset.room === key) continue;
      out.dataset.room = key;
      const said = out.textContent;
      out.style.minBlockSize = "";
      out.textContent = `update 100,000,000: ${this.#state.contenders().map(({ name }) => `${name} 0.00000`)}`;
      out.style.minBlockSize = `${out.offsetHeight}px`;
      out.textContent = said;
    }
  }

  /** The histories, and if `now` is true, the current values after them. @param {Kind} kind @param {boolean} now */
  #data(kind, now) {
    const { experiment } = this.#state;
    const layer = Number(this.#layer.value);
    const updates = experiment.updates();
    const x = experiment.history_updates();
    const stale = now && x[x.length - 1] < updates;
    const quantities = [kind.quantity];
    if (kind.test !== undefined && this.#isTested()) quantities.push(kind.test);
    const ys = quantities.flatMap((quantity) =>
      Array.from({ length: experiment.runs() }, (_, run) => {
        const y = experiment.history(run, quantity, layer);
        return stale ? Float64Array.of(...y, experiment.numbers(run, quantity, layer)[0]) : y;
      }),
    );
    const data = [stale ? Float64Array.of(...x, updates) : x, ...ys];
    // A logarithmic axis has no update 0.
    return this.#log.checked ? data.map((column) => column.subarray(1)) : data;
  }

  /** Draws all visible charts now. */
  draw() {
    for (const one of this.#charts) if (isShown(one.plot)) this.#drawOne(one, true);
    this.#reserve();
    this.#describe();
  }

  /** @param {{ kind: Kind, plot: HTMLElement, chart: Chart | null }} one
   * @param {boolean} now whether to add the current values */
  #drawOne(one, now) {
    const { kind, plot, chart } = one;
    if (chart) chart.draw(this.#data(kind, now));
    else one.chart = new Chart(plot, this.#options(kind, plot), this.#data(kind, now));
  }

  /** Draws the next visible chart, if it is time. */
  drawInTurn() {
    const now = performance.now();
    const shown = this.#charts.filter(({ plot }) => this.#inSight.has(plot));
    if (shown.length === 0 || now - this.#last < EVERY / shown.length) return;
    this.#last = now;
    this.#turn = (this.#turn + 1) % shown.length;
    this.#drawOne(shown[this.#turn], false);
  }

  /** The visible charts: labels, options and current data, for saving them as pictures. */
  inSight() {
    return this.#charts
      .filter(({ plot }) => isShown(plot))
      .map(({ kind, plot }) => ({
        label: kind.label,
        quantity: kind.quantity,
        layer: this.#layer.value,
        // The picture has no room to say what earlier lines are.
        options: { ...this.#options(kind, plot), ghosts: undefined },
        data: this.#data(kind, true),
      }));
  }

  #describe() {
    const names = this.#state.contenders().map(({ name }) => name);
    for (const { kind, plot } of this.#charts) {
      if (!isShown(plot)) continue;
      const ends = names.map((name, run) => {
        const [value] = this.#state.experiment.numbers(run, kind.quantity, Number(this.#layer.value));
        return `${name} ${Number.isFinite(value) ? `${Number(value.toFixed(3))}${kind.unit}` : "undefined"}`;
      });
      plot.ariaValueMax = String(this.#state.experiment.furthest());
      plot.ariaLabel = `${kind.label} after each update, now at ${whole(this.#state.experiment.updates())}: ${ends.join(", ")}`;
    }
  }
}

/** @param {string} id of a chart */
const plotOf = (id) => /** @type {HTMLElement} */ (document.querySelector(`#${id} .plot`));

/** @param {number} tick a power of ten with one digit in its exponent */
const powerOfTen = (tick) => `10⁻${"⁰¹²³⁴⁵⁶⁷⁸⁹"[Math.round(-Math.log10(tick))] ?? ""}`;

/** Whether a chart is visible. @param {HTMLElement} plot */
const isShown = (plot) => plot.clientWidth > 0;
