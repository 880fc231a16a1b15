// A line chart over updates, on a canvas: what charts.js and luck.js draw with, and files.js for a picture. It knows lines and
// axes, and nothing of rules or runs.
import { colour } from "../sheet.js";
import { whole } from "../words.js";

/** Lengths in CSS pixels: what is kept free around the lines, from a line to its label, and the height of the labels' letters. */
const FREE = { left: 56, top: 17, right: 25, bottom: 26 };
const GAP = 4;
const LETTERS = 12;

/** Least lengths from one label to the next. */
const SPACE = { across: 70, down: 34 };

/** Dashes of a line that marks a value, be it an update's or another's. */
const DOTS = [2, 3];

/** `range` makes the ends of an axis of the least and the most of the data; `ticks` are given where round numbers are not wanted.
 * @typedef {{ range: (least: number, most: number) => [number, number], log?: boolean, ticks?: number[], text?: (tick: number) => string }} Axis */

/** @typedef {{ colour: string, width: number, dash: number[] }} Line */

/** `bands` are filled between two of the data's columns; `level` and `marker` are dotted lines at a value and at an update.
 * Charts of one `group` share their cursor, and `hover` hears of the record that it stands at.
 * @typedef {{ height: number, x: Axis, y: Axis, lines: Line[], bands?: { upper: number, lower: number, fill: string }[], level?: number,
 *   marker?: () => number | null, group?: string, hover?: (record: number | null) => void }} Options */

/** The updates of the records, then a column a line, then what bands need. What is not finite is a gap. @typedef {ArrayLike<number>[]} Data */

/** Every chart that is on the page. @type {Set<Chart>} */
const charts = new Set();

export class Chart {
  #plot;
  #options;
  #data;
  #canvas = document.createElement("canvas");
  #cursor = document.createElement("div");
  /** The update that the cursor is asked to stand at. @type {number | null} */
  #asked = null;
  /** The updates' axis as it was drawn last. @type {Scale | null} */
  #x = null;

  /** Draws a chart into an element, in whose width it fits; one that is out of sight is drawn when it is drawn again.
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

  /** What is drawn. */
  get data() {
    return this.#data;
  }

  /** @param {Data} [data] other data, if there is */
  draw(data = this.#data) {
    this.#data = data;
    const width = this.#plot.clientWidth;
    if (width === 0) return;
    this.#canvas.style.width = `${width}px`;
    this.#x = paint(this.#canvas, { width, ratio: devicePixelRatio }, this.#options, data);
    if (this.#asked !== null) this.#showCursor();
  }

  /** Puts the cursor of all charts of this one's group to the record nearest an update, or away. @param {number | null} update */
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

  /** The record that lies nearest along the axis to where the cursor is asked to stand; not in pixels, which differ from chart to chart. */
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

/** Draws them all anew where the screen becomes another one, or the page is zoomed. */
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

/** Where values lie between two places, in whole pixels, and which value lies at a place.
 * @param {Axis} axis @param {ArrayLike<number>[]} columns the data along it @param {number} from @param {number} to */
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
  // What has no logarithm lies a decade below all that is shown.
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

/** The values that an axis names: powers of ten, or steps of 1, 2 or 5 of them, so far from one another that their names have room.
 * @param {Axis} axis @param {[number, number]} ends @param {number} room how often the least space goes into its length
 * @param {number} finest the least step */
function ticksOf({ ticks, log }, ends, room, finest) {
  if (ticks) return ticks;
  const [least, most] = log ? ends.map(Math.log10) : ends;
  const rough = Math.max((most - least) / room, log ? 1 : finest);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = log ? Math.ceil(rough) : ([1, 2, 5].find((step) => step * power >= rough) ?? 10) * power;
  // Counted from the highest power of ten, and from zero else. A hair, since decimal fractions are not exact.
  const hair = 1e-9;
  const highest = Math.floor(most / (log ? 1 : step) + hair) * (log ? 1 : step);
  const count = Math.floor((highest - least) / step + hair) + 1;
  return Array.from({ length: count }, (_, i) => highest - i * step).map((tick) => (log ? 10 ** tick : tick));
}

/** Draws a chart on a canvas of so many CSS pixels; returns its updates' axis.
 * @param {HTMLCanvasElement} canvas @param {{ width: number, height?: number, ratio: number }} size @param {Options} options
 * @param {Data} data */
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

  /** A path of one ink, on whole pixels. @param {Line} line @param {() => void} draw */
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
  // A line that lies on an edge is seen in all its width.
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

/** A line through its values, and a dot where one has no neighbour. Of values in one column of pixels only the first, the least, the most and the last are drawn, so
 * that a line has no more corners than the screen can show.
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

/** What lies between two columns, wherever both have values.
 * @param {number[]} places @param {ArrayLike<number>} upper @param {ArrayLike<number>} lower @param {(value: number) => number} at */
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
