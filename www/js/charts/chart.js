// A line chart over updates, on a canvas. It knows lines and axes, but no rules or runs.
import { colour } from "../axes.js";
import { whole } from "../words.js";

/** Lengths in CSS pixels: the margins, from an axis to its labels, and the font size of the labels. */
const FREE = { left: 56, top: 17, right: 25, bottom: 26 };
const GAP = 4;
const LETTERS = 12;

/** Least distance between two labels, in CSS pixels. */
const SPACE = { across: 70, down: 34 };

/** Dashes of the lines that mark a value or an update. */
const DOTS = [2, 3];

/** `range` returns the ends of an axis, given the least and the largest value. Without `ticks`, the chart
 * chooses round numbers.
 * @typedef {{ range: (least: number, most: number) => [number, number], log?: boolean, ticks?: number[], text?: (tick: number) => string }} Axis */

/** @typedef {{ colour: string, width: number, dash: number[] }} Line */

/** `bands` are filled between two columns of the data. `level` and `marker` are dotted lines at a value and at
 * an update. Charts of one `group` share a cursor; `hover` is called with the record under it.
 * @typedef {{ height: number, x: Axis, y: Axis, lines: Line[], bands?: { upper: number, lower: number, fill: string }[], level?: number,
 *   marker?: () => number | null, group?: string, hover?: (record: number | null) => void }} Options */

/** The updates, then one column per line, then the columns of the bands. Values that are not finite are gaps.
 * @typedef {ArrayLike<number>[]} Data */

/** All charts on the page. @type {Set<Chart>} */
const charts = new Set();

export class Chart {
  #plot;
  #options;
  #data;
  #canvas = document.createElement("canvas");
  #cursor = document.createElement("div");
  /** The update under the pointer, in any chart of the group. @type {number | null} */
  #asked = null;
  /** The axis of updates, as last drawn. @type {Scale | null} */
  #x = null;

  /** Draws a chart as wide as its element. If the element is hidden, nothing is drawn until the next `draw`.
   * @param {HTMLElement} plot @param {Options} options @param {Data} data */
  constructor(plot, options, data) {
    this.#plot = plot;
    this.#options = options;
    this.#data = data;
    this.#cursor.className = "cursor";
    this.#cursor.hidden = true;
    this.#cursor.style.inset = `${FREE.top}px auto ${FREE.bottom}px 0`;
    plot.append(this.#canvas, this.#cursor);
    if (options.group) {
      this.#canvas.addEventListener("mousemove", ({ offsetX }) => {
        if (this.#x) this.point(this.#x.valueAt(offsetX * devicePixelRatio));
      });
      this.#canvas.addEventListener("mouseleave", () => this.point(null));
    }
    charts.add(this);
    this.draw();
  }

  get data() {
    return this.#data;
  }

  /** @param {Data} [data] new data */
  draw(data = this.#data) {
    this.#data = data;
    const width = this.#plot.clientWidth;
    if (width === 0) return;
    this.#canvas.style.width = `${width}px`;
    this.#x = paint(this.#canvas, { width, ratio: devicePixelRatio }, this.#options, data);
    if (this.#asked !== null) this.#showCursor();
  }

  /** Moves the cursor of all charts in the group to the record nearest to an update; `null` hides it.
   * @param {number | null} update */
  point(update) {
    for (const chart of charts) {
      if (chart.#options.group !== this.#options.group) continue;
      chart.#asked = update;
      chart.#showCursor();
    }
  }

  #showCursor() {
    const record = this.#nearest();
    this.#cursor.hidden = record === null;
    if (record !== null && this.#x) {
      this.#cursor.style.translate = `${this.#x.at(this.#data[0][record]) / devicePixelRatio}px`;
    }
    this.#options.hover?.(record);
  }

  /** The record nearest to the cursor, measured along the axis. Pixels would give different records in charts
   * of different widths. */
  #nearest() {
    const [updates] = this.#data;
    if (this.#asked === null || !this.#x || updates.length === 0) return null;
    const { along } = this.#x;
    const place = along(this.#asked);
    let record = 0;
    for (let i = 1; i < updates.length; i++) {
      if (Math.abs(along(updates[i]) - place) <= Math.abs(along(updates[record]) - place)) record = i;
    }
    return record;
  }

  destroy() {
    if (this.#asked !== null) this.point(null);
    charts.delete(this);
    this.#canvas.remove();
    this.#cursor.remove();
  }
}

/** Draws all charts again when the page is zoomed or moves to another screen. */
function followDensity() {
  matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
    "change",
    () => {
      for (const chart of charts) chart.draw();
      followDensity();
    },
    { once: true },
  );
}
followDensity();

/** @typedef {ReturnType<typeof scaleOf>} Scale */

/** Maps values to whole pixels between `from` and `to`, and back.
 * @param {Axis} axis @param {ArrayLike<number>[]} columns the data along it @param {number} from
 * @param {number} to */
function scaleOf({ range, log }, columns, from, to) {
  let [least, most] = [Infinity, -Infinity];
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i];
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  const ends = range(least, most);
  // Values without a logarithm are put a decade below the axis.
  const along = (/** @type {number} */ value) => (log ? Math.log10(value > 0 ? value : ends[0] / 10) : value);
  const low = along(ends[0]);
  const by = (to - from) / (along(ends[1]) - low);
  return {
    ends,
    along,
    at: (/** @type {number} */ value) => Math.round(from + (along(value) - low) * by),
    valueAt: (/** @type {number} */ place) => {
      const value = low + (place - from) / by;
      return log ? 10 ** value : value;
    },
  };
}

/** The labelled values of an axis: powers of ten, or multiples of 1, 2 or 5 times a power of ten, with room for
 * the labels.
 * @param {Axis} axis @param {[number, number]} ends @param {number} room how many labels fit
 * @param {number} finest the least step */
function ticksOf({ ticks, log }, ends, room, finest) {
  if (ticks) return ticks;
  const [least, most] = log ? ends.map(Math.log10) : ends;
  const rough = Math.max((most - least) / room, log ? 1 : finest);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = log ? Math.ceil(rough) : ([1, 2, 5].find((step) => step * power >= rough) ?? 10) * power;
  // Down from the highest power of ten or multiple of the step. `hair` allows for rounding.
  const hair = 1e-9;
  const highest = Math.floor(most / (log ? 1 : step) + hair) * (log ? 1 : step);
  const count = Math.floor((highest - least) / step + hair) + 1;
  return Array.from({ length: count }, (_, i) => highest - i * step).map((tick) => (log ? 10 ** tick : tick));
}

/** Draws a chart on a canvas, with its size in CSS pixels. Returns the axis of updates.
 * @param {HTMLCanvasElement} canvas @param {{ width: number, height?: number, ratio: number }} size
 * @param {Options} options @param {Data} data */
export function paint(canvas, { width, height, ratio }, options, data) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const pixels = (/** @type {number} */ length) => Math.round(length * ratio);
  const wide = pixels(width);
  const high = pixels(height ?? options.height);
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  context.clearRect(0, 0, wide, high);

  const [left, right] = [pixels(FREE.left), wide - pixels(FREE.right)];
  const [top, bottom] = [pixels(FREE.top), high - pixels(FREE.bottom)];
  const [updates, ...columns] = data;
  const x = scaleOf(options.x, [updates], left, right);
  const y = scaleOf(options.y, columns, bottom, top);

  /** Strokes a path, aligned to whole pixels. @param {Line} line @param {() => void} draw */
  const stroke = ({ colour, width, dash }, draw) => {
    context.save();
    context.strokeStyle = colour;
    context.lineWidth = width * ratio;
    context.lineJoin = "round";
    context.setLineDash(dash.map((length) => length * ratio));
    const half = (context.lineWidth % 2) / 2;
    context.translate(half, half);
    context.beginPath();
    draw();
    context.stroke();
    context.restore();
  };
  const upright = (/** @type {number} */ update) => {
    context.moveTo(x.at(update), top);
    context.lineTo(x.at(update), bottom);
  };
  const level = (/** @type {number} */ value) => {
    context.moveTo(left, y.at(value));
    context.lineTo(right, y.at(value));
  };

  const across = ticksOf(options.x, x.ends, (right - left) / pixels(SPACE.across), 1);
  const up = ticksOf(options.y, y.ends, (bottom - top) / pixels(SPACE.down), 0);
  stroke({ colour: colour("--rule"), width: 1, dash: [] }, () => {
    across.forEach(upright);
    up.forEach(level);
  });
  context.fillStyle = colour("--soft");
  context.font = `${pixels(LETTERS)}px ${colour("--sans")}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const tick of across) context.fillText(whole(tick), x.at(tick), bottom + pixels(GAP));
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of up) context.fillText(options.y.text?.(tick) ?? whole(tick), left - pixels(GAP), y.at(tick));
  const dotted = { colour: colour("--ink"), width: 1, dash: DOTS };
  if (options.level !== undefined) stroke(dotted, () => level(/** @type {number} */ (options.level)));

  const places = Array.from(updates, x.at);
  context.save();
  context.beginPath();
  // One pixel more, so that a line on the edge keeps its full width.
  context.rect(left - ratio, top - ratio, right - left + 2 * ratio, bottom - top + 2 * ratio);
  context.clip();
  for (const { upper, lower, fill } of options.bands ?? []) {
    context.fillStyle = fill;
    context.fill(between(places, columns[upper], columns[lower], y.at));
  }
  options.lines.forEach((line, i) => {
    stroke(line, () => trace(context, places, columns[i], y.at, line.width * ratio));
  });
  context.restore();

  const marked = options.marker?.() ?? null;
  if (marked !== null && x.at(marked) >= left) stroke(dotted, () => upright(marked));
  return x;
}

/** Draws a line through the values, and a dot for a value without neighbours. Of all values in one column of
 * pixels, only the first, least, largest and last are drawn: the screen cannot show more.
 * @param {CanvasRenderingContext2D} context @param {number[]} places @param {ArrayLike<number>} values
 * @param {(value: number) => number} at @param {number} width */
function trace(context, places, values, at, width) {
  let [column, least, most, last] = [-1, 0, 0, 0];
  let alone = false;
  const end = () => {
    if (least !== most) {
      context.lineTo(column, least);
      context.lineTo(column, most);
      context.lineTo(column, last);
    } else if (alone) context.lineTo(column + width, last);
  };
  for (let i = 0; i <= places.length; i++) {
    if (i === places.length || !Number.isFinite(values[i])) {
      if (column >= 0) end();
      column = -1;
      continue;
    }
    const place = at(values[i]);
    if (places[i] === column) {
      least = Math.min(least, place);
      most = Math.max(most, place);
      last = place;
      continue;
    }
    alone = column < 0;
    if (alone) context.moveTo(places[i], place);
    else {
      if (least !== most) end();
      context.lineTo(places[i], place);
    }
    column = places[i];
    least = most = last = place;
  }
}

/** The area between two columns, wherever both have values.
 * @param {number[]} places @param {ArrayLike<number>} upper @param {ArrayLike<number>} lower
 * @param {(value: number) => number} at */
function between(places, upper, lower, at) {
  const path = new Path2D();
  let begin = 0;
  for (let i = 0; i <= places.length; i++) {
    if (i < places.length && Number.isFinite(upper[i]) && Number.isFinite(lower[i])) continue;
    for (let j = begin; j < i; j++) path[j > begin ? "lineTo" : "moveTo"](places[j], at(upper[j]));
    for (let j = i - 1; j >= begin; j--) path.lineTo(places[j], at(lower[j]));
    path.closePath();
    begin = i + 1;
  }
  return path;
}
