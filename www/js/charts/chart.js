// A line chart over updates, on a canvas. It knows lines and axes, but no rules or runs.
import { make } from "../dom.js";
import { colour, Sheet } from "../sheet.js";
import { whole } from "../words.js";
import { scaleOf, ticksOf } from "./scale.js";

/** Lengths in CSS pixels: the margins, from an axis to its labels, and the font size of the labels. */
const FREE = { left: 56, top: 17, right: 25, bottom: 26 };
const GAP = 4;
const LETTERS = 12;

/** Least distance between two labels, in CSS pixels. */
const SPACE = { across: 70, down: 34 };

/** Dashes of the lines that mark a value or an update. */
const DOTS = [2, 3];

/** `text` is how a tick is written, as a whole number if left out.
 * @typedef {import("./scale.js").Axis & { text?: (tick: number) => string }} Axis */

/** A custom property of the style sheet such as `--ink`, and how solid its colour is: 1 if left out.
 * @typedef {{ ink: string, opacity?: number }} Ink */

/** @typedef {Ink & { width: number, dash: number[] }} Line */

/** A line with updates of its own, and what is written at its end. @typedef {Line & { x: ArrayLike<number>, y: ArrayLike<number>, label: string }} Ghost */

/** `bands` are filled between two columns of the data. `ghosts` are drawn behind the lines. `level` and `marker` are dotted lines at a value and at
 * an update. Charts of one `group` share a cursor; `hover` is called with the record under it.
 * @typedef {{ height: number, x: Axis, y: Axis, lines: Line[], bands?: (Ink & { upper: number, lower: number })[], ghosts?: () => Ghost[], level?: number,
 *   marker?: () => number | null, group?: string, hover?: (record: number | null) => void }} Options */

/** The updates, then one column per line, then the columns of the bands. Values that are not finite are gaps.
 * @typedef {ArrayLike<number>[]} Data */

/** By how many records a key moves the cursor. @type {Record<string, number>} */
const BY = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -50,
  PageUp: 50,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** All charts on the page. @type {Set<Chart>} */
const charts = new Set();

export class Chart {
  #plot;
  #options;
  #data;
  #sheet = new Sheet(undefined, { redraw: () => this.draw() });
  #cursor = make("div", "cursor");
  /** The update under the pointer, in any chart of the group. @type {number | null} */
  #asked = null;
  /** The axis of updates, as last drawn. @type {import("./scale.js").Scale | null} */
  #x = null;

  /** Draws a chart as wide as its element. If the element is hidden, nothing is drawn until the next `draw`.
   * @param {HTMLElement} plot @param {Options} options @param {Data} data */
  constructor(plot, options, data) {
    this.#plot = plot;
    this.#options = options;
    this.#data = data;
    this.#cursor.hidden = true;
    this.#cursor.style.inset = `${FREE.top}px auto ${FREE.bottom}px 0`;
    const { canvas } = this.#sheet;
    plot.append(canvas, this.#cursor);
    if (options.group) {
      canvas.addEventListener("mousemove", ({ offsetX }) => {
        if (this.#x) this.point(this.#x.valueAt(offsetX * this.#sheet.density));
      });
      canvas.addEventListener("mouseleave", () => this.point(null));
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
    const { height } = this.#options;
    this.#sheet.fit(width, height);
    this.#x = paint(this.#sheet.context, { width, height, density: this.#sheet.density }, this.#options, data);
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

  /** Moves the cursor from record to record, at first from the last one. @param {KeyboardEvent} event */
  press(event) {
    const by = BY[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [updates] = this.#data;
    const last = updates.length - 1;
    this.point(updates[Math.max(0, Math.min((this.#nearest() ?? last) + by, last))]);
  }

  #showCursor() {
    const record = this.#nearest();
    this.#cursor.hidden = record === null;
    if (record !== null && this.#x) {
      this.#cursor.style.translate = `${this.#x.at(this.#data[0][record]) / this.#sheet.density}px`;
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
    this.#sheet.canvas.remove();
    this.#cursor.remove();
  }
}

/** Draws a chart on a canvas, with its size in CSS pixels and the pixels to each. Returns the axis of updates.
 * @param {CanvasRenderingContext2D} context @param {{ width: number, height: number, density: number }} size @param {Options} options
 * @param {Data} data */
export function paint(context, { width, height, density }, options, data) {
  const pixels = (/** @type {number} */ length) => Math.round(length * density);
  const [wide, high] = [pixels(width), pixels(height)];
  context.clearRect(0, 0, wide, high);

  const [left, right] = [pixels(FREE.left), wide - pixels(FREE.right)];
  const [top, bottom] = [pixels(FREE.top), high - pixels(FREE.bottom)];
  const [updates, ...columns] = data;
  const ghosts = options.ghosts?.() ?? [];
  const x = scaleOf(options.x, [updates, ...ghosts.map(({ x }) => x)], left, right);
  const y = scaleOf(options.y, [...columns, ...ghosts.map(({ y }) => y)], bottom, top);

  /** Strokes a path, aligned to whole pixels. @param {Line} line @param {() => void} draw */
  const stroke = ({ ink, opacity = 1, width, dash }, draw) => {
    context.save();
    context.strokeStyle = colour(ink);
    context.globalAlpha = opacity;
    context.lineWidth = width * density;
    context.lineJoin = "round";
    context.setLineDash(dash.map((length) => length * density));
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
  stroke({ ink: "--rule", width: 1, dash: [] }, () => {
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
  const dotted = { ink: "--ink", width: 1, dash: DOTS };
  if (options.level !== undefined) stroke(dotted, () => level(/** @type {number} */ (options.level)));

  const places = Array.from(updates, x.at);
  context.save();
  context.beginPath();
  // One pixel more, so that a line on the edge keeps its full width.
  context.rect(left - density, top - density, right - left + 2 * density, bottom - top + 2 * density);
  context.clip();
  for (const { upper, lower, ink, opacity = 1 } of options.bands ?? []) {
    context.fillStyle = colour(ink);
    context.globalAlpha = opacity;
    context.fill(between(places, columns[upper], columns[lower], y.at));
  }
  context.globalAlpha = 1;
  for (const line of ghosts) stroke(line, () => trace(context, Array.from(line.x, x.at), line.y, y.at, density));
  options.lines.forEach((line, i) => {
    stroke(line, () => trace(context, places, columns[i], y.at, line.width * density));
  });
  context.restore();

  context.textAlign = "left";
  context.textBaseline = "bottom";
  for (const { x: along, y: values, label } of ghosts) {
    const last = values.length - 1;
    const place = Math.min(Math.max(y.at(values[last]), top), bottom);
    if (last >= 0) context.fillText(label, x.at(along[last]) + pixels(GAP), place);
  }

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
