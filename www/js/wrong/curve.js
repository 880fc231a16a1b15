// The curve: the share solved at each value of a choice, a line a rule. Every point is a button that opens a network.
// Draws in SVG, since there are few points and each can be pressed and reached by keyboard.
import { scaleOf } from "../charts/scale.js";
import { focusOn, makeSvg } from "../dom.js";
import { RULES } from "../rules.js";
import { labels } from "./labels.js";

/** @typedef {import("../sweep/cells.js").Found} Found */
/** A rule, and the words beside its line, the longest first.
 * @typedef {{ rule: string, ofLine: string[] }} Line */
/** A value that the axis names, and the lines of its words where there is little room. @typedef {{ at: number, words: string, short: string[] }} Mark */
/** @typedef {{ line: number, value: number }} Place */

/** The width, and where values and shares stand. @typedef {{ width: number, at: (value: number) => number, x: (place: Place) => number, y: (share: number) => number }} Scales */

const HEIGHT = 250;
const MARGIN = { left: 52, right: 14, top: 26, bottom: 44 };

/** Below this width the axis and the lines have their short words. */
const WIDE = 480;

/** Roughly how wide a letter is. */
const LETTER = 7;

/** Radius of a point, and how far from one a press still means it. */
const POINT = 4.5;
const REACH = 28;

/** How far lines stand from one another at a value, so that no point hides another. */
const APART = 5;

export class Curve {
  #holder;
  #svg = makeSvg("svg", { class: "curve", role: "group" });
  #frame = makeSvg("g", { "aria-hidden": "true" });
  #strokes = makeSvg("g", { "aria-hidden": "true" });
  #buttons = makeSvg("g");
  #words = makeSvg("g", { "aria-hidden": "true" });
  #values;
  #lines;
  #marks;
  #name;
  #on;
  /** By line, then by value. @type {SVGElement[][]} */
  #points = [];
  /** @type {Found[][]} */
  #found = [];
  /** How many networks a whole point has. */
  #each = 1;
  /** How a level is written on the axis. */
  #text = (/** @type {number} */ level) => `${level * 100} %`;
  /** @type {number | null} */
  #now = null;
  #nowWords = "";
  /** The point that the tab key reaches. @type {Place} */
  #here = { line: 0, value: 0 };

  /**
   * @param {HTMLElement} holder
   * @param {{ values: number[], lines: Line[], marks: Mark[], name?: string }} what `name` is that of the axis
   * @param {{ open: (place: Place) => void, read: (place: Place | null) => void, describe: (place: Place) => string }} on
   */
  constructor(holder, { values, lines, marks, name = "" }, on) {
    this.#holder = holder;
    this.#values = values;
    this.#lines = lines;
    this.#marks = marks;
    this.#name = name;
    this.#on = on;
    this.#found = lines.map(() => values.map(() => ({ hits: 0, trained: 0, level: 0, least: 0, most: 1 })));
    this.#points = lines.map((_, line) => values.map((_, value) => this.#makePoint({ line, value })));
    this.#svg.append(this.#frame, this.#strokes, this.#buttons, this.#words);
    this.#svg.ariaLabel = "Arrow keys go from point to point; Enter opens a network.";
    holder.append(this.#svg);
    this.#svg.addEventListener("pointermove", (event) => {
      const place = this.#at(/** @type {PointerEvent} */ (event));
      this.#svg.style.cursor = place ? "pointer" : "";
      on.read(place);
    });
    this.#svg.addEventListener("pointerleave", () => on.read(null));
    this.#svg.addEventListener("click", (event) => {
      const place = this.#at(/** @type {MouseEvent} */ (event));
      if (!place) return;
      this.#reach(place);
      on.open(place);
    });
    new ResizeObserver(() => this.draw()).observe(this.#svg);
  }

  /** @param {Found[][]} found by line, then by value @param {number} each how many networks a whole point has
   * @param {(level: number) => string} [text] how a level is written */
  show(found, each, text) {
    this.#found = found;
    if (text) this.#text = text;
    this.#each = each;
    this.draw();
  }

  /** Marks a value as the present one. @param {number | null} value @param {string} words */
  mark(value, words) {
    if (value === this.#now && words === this.#nowWords) return;
    [this.#now, this.#nowWords] = [value, words];
    const scales = this.#scales();
    if (scales.width > 0) this.#drawFrame(scales);
  }

  /** @param {Place} place */
  #makePoint(place) {
    const point = makeSvg("g", {
      role: "button",
      tabindex: -1,
      "data-rule": this.#lines[place.line].rule,
      class: "point-of",
    });
    point.append(formOf(place.line));
    point.addEventListener("focus", () => this.#on.read(place));
    point.addEventListener("blur", () => this.#on.read(null));
    point.addEventListener("keydown", (event) => this.#press(place, /** @type {KeyboardEvent} */ (event)));
    return point;
  }

  /** @param {Place} place @param {KeyboardEvent} event */
  #press(place, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) this.#on.open(place);
      return;
    }
    const to = this.#after(place, event.key);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    this.#reach(to);
    focusOn(this.#points[to.line][to.value]);
  }

  /** The point to which a key leads; null for another key. @param {Place} place @param {string} key @returns {Place | null} */
  #after({ line, value }, key) {
    const there = [...this.#values.keys()].filter((one) => this.#has({ line, value: one }));
    const count = this.#lines.length;
    const other = (line + (key === "ArrowUp" ? count - 1 : 1)) % count;
    if (key === "ArrowRight") return { line, value: there.find((one) => one > value) ?? value };
    if (key === "ArrowLeft") return { line, value: there.filter((one) => one < value).pop() ?? value };
    if (key === "Home") return { line, value: there[0] };
    if (key === "End") return { line, value: there[there.length - 1] };
    if (key !== "ArrowUp" && key !== "ArrowDown") return null;
    return this.#has({ line: other, value }) ? { line: other, value } : { line, value };
  }

  /** Makes a point the one that the tab key reaches. @param {Place} place */
  #reach(place) {
    this.#points[this.#here.line][this.#here.value].setAttribute("tabindex", "-1");
    this.#here = place;
    this.#points[place.line][place.value].setAttribute("tabindex", "0");
  }

  /** @param {Place} place */
  #has({ line, value }) {
    return this.#found[line][value].trained > 0;
  }

  /** The share solved. @param {Place} place */
  #share({ line, value }) {
    return this.#found[line][value].level;
  }

  /** All points that have networks. @param {number} line @returns {Place[]} */
  #placesOf(line) {
    return [...this.#values.keys()].map((value) => ({ line, value })).filter((place) => this.#has(place));
  }

  /** @returns {Scales} */
  #scales() {
    const width = this.#holder.clientWidth;
    const along = scaleOf({ range: (least, most) => [least, most] }, [this.#values], MARGIN.left, width - MARGIN.right);
    const up = scaleOf({ range: () => [0, 1] }, [], HEIGHT - MARGIN.bottom, MARGIN.top);
    const x = (/** @type {Place} */ { line, value }) =>
      along.at(this.#values[value]) + (line - (this.#lines.length - 1) / 2) * APART;
    return { width, at: along.at, x, y: up.at };
  }

  /** The point that a press means: the nearest one in reach. @param {MouseEvent} event @returns {Place | null} */
  #at({ clientX, clientY }) {
    const { left, top } = this.#svg.getBoundingClientRect();
    const { x, y } = this.#scales();
    /** @type {Place | null} */
    let nearest = null;
    let least = REACH;
    for (const line of this.#lines.keys()) {
      for (const place of this.#placesOf(line)) {
        const away = Math.hypot(x(place) - clientX + left, y(this.#share(place)) - clientY + top);
        if (away < least) [nearest, least] = [place, away];
      }
    }
    return nearest;
  }

  draw() {
    const scales = this.#scales();
    if (scales.width === 0) return;
    this.#svg.setAttribute("viewBox", `0 0 ${scales.width} ${HEIGHT}`);
    this.#drawFrame(scales);
    this.#drawLines(scales);
    this.#drawPoints(scales);
    this.#drawWords(scales);
  }

  /** @param {Scales} scales */
  #drawFrame({ width, at: placeOf, y }) {
    const isWide = width >= WIDE;
    const foot = HEIGHT - MARGIN.bottom;
    const parts = [0, 0.5, 1].flatMap((share) => [
      makeSvg("path", { class: "curve-grid", d: `M${MARGIN.left} ${y(share)}H${width - MARGIN.right}` }),
      text(this.#text(share), { x: MARGIN.left - 8, y: y(share) + 4, "text-anchor": "end" }),
    ]);
    const [first, last] = [this.#values[0], this.#values[this.#values.length - 1]];
    const lines = this.#marks.map(({ words, short }) => (isWide ? [words] : short));
    const room = (width - MARGIN.left - MARGIN.right) / (lines.length - 1);
    const step = stepOf(lines.length, Math.max(...lines.flat().map(({ length }) => length * LETTER)) / room);
    this.#marks.forEach(({ at }, i) => {
      if (i % step > 0) return;
      const isLong = Math.max(...lines[i].map(({ length }) => length)) > 6;
      const anchor = isLong && at === first ? "start" : isLong && at === last ? "end" : "middle";
      const place = { x: placeOf(at), "text-anchor": anchor };
      if (lines.length < 4 && anchor === "middle") {
        parts.push(makeSvg("path", { class: "curve-middle", d: `M${placeOf(at)} ${MARGIN.top}V${foot}` }));
      }
      parts.push(...lines[i].map((line, below) => text(line, { ...place, y: foot + 19 + 15 * below })));
    });
    parts.push(
      text(this.#name, { x: (MARGIN.left + width - MARGIN.right) / 2, y: HEIGHT - 6, "text-anchor": "middle" }),
    );
    if (this.#now !== null) {
      const at = placeOf(this.#now);
      const anchor = at < width * 0.2 ? "start" : at > width * 0.8 ? "end" : "middle";
      parts.push(
        makeSvg("path", { class: "curve-now", d: `M${at} ${MARGIN.top - 4}V${foot}` }),
        makeSvg("path", { class: "curve-now-head", d: `M${at} ${MARGIN.top + 2}l-5-7h10z` }),
        text(this.#nowWords, { class: "curve-now-words", x: at, y: 13, "text-anchor": anchor }),
      );
    }
    this.#frame.replaceChildren(...parts);
  }

  /** The lines and the intervals. @param {Scales} scales */
  #drawLines({ x, y }) {
    const parts = this.#lines.map(({ rule }, line) => {
      const group = makeSvg("g", { "data-rule": rule });
      const places = this.#placesOf(line);
      for (const place of places) {
        const { least, most } = this.#found[line][place.value];
        group.append(makeSvg("path", { class: "curve-interval", d: `M${x(place)} ${y(least)}V${y(most)}` }));
      }
      const corners = places.map((place) => `${x(place)} ${y(this.#share(place))}`);
      const dash = RULES[rule].dash.join(" ");
      if (corners.length > 1) {
        group.append(makeSvg("path", { class: "curve-line", d: `M${corners.join("L")}`, "stroke-dasharray": dash }));
      }
      return group;
    });
    this.#strokes.replaceChildren(...parts);
  }

  /** @param {Scales} scales */
  #drawPoints({ x, y }) {
    this.#points.forEach((points, line) => {
      points.forEach((point, value) => {
        const place = { line, value };
        if (!this.#has(place)) {
          point.remove();
          return;
        }
        if (!point.isConnected) this.#buttons.append(point);
        point.setAttribute("transform", `translate(${x(place)} ${y(this.#share(place))})`);
        point.ariaLabel = this.#on.describe(place);
        point.classList.toggle("is-whole", this.#found[line][value].trained >= this.#each);
      });
    });
    const first = this.#lines.flatMap((_, line) => this.#placesOf(line))[0];
    if (first) this.#reach(this.#has(this.#here) ? this.#here : first);
  }

  /** Each line's words, beside it. @param {Scales} scales */
  #drawWords({ width, x, y }) {
    const lines = this.#lines.map(({ ofLine }, line) => {
      const places = this.#placesOf(line);
      const found = (/** @type {Place} */ place) => this.#found[line][place.value];
      return {
        corners: places.map((place) => /** @type {[number, number]} */ ([x(place), y(this.#share(place))])),
        intervals: places.map((place) => {
          return /** @type {[number, number, number]} */ ([x(place), y(found(place).most), y(found(place).least)]);
        }),
        words: ofLine,
      };
    });
    const within = /** @type {[number, number, number, number]} */ ([
      MARGIN.left,
      width - MARGIN.right,
      MARGIN.top - POINT,
      HEIGHT - MARGIN.bottom,
    ]);
    const parts = labels(lines, within).flatMap((label, line) => {
      if (!label) return [];
      const { words, right, foot } = label;
      const word = text(words, { class: "curve-words", x: right, y: foot, "text-anchor": "end" });
      word.dataset.rule = this.#lines[line].rule;
      return [word];
    });
    this.#words.replaceChildren(...parts);
  }
}

/** The points' form of a line: colours alone tell nothing. @param {number} line */
function formOf(line) {
  if (line === 0) return makeSvg("circle", { r: POINT });
  // Two lines have squares, two have triangles, and so on. Of each two, one is turned by half a corner.
  const corners = [4, 3, 5, 6][(line - 1) >> 1];
  const points = Array.from({ length: corners }, (_, i) => {
    const angle = ((i + (line % 2) / 2) * 2 * Math.PI) / corners;
    return [1.35 * POINT * Math.sin(angle), -1.35 * POINT * Math.cos(angle)];
  });
  return makeSvg("polygon", { points: points.join(" ") });
}

/** Which of the words along an axis have room: every n-th, where n is returned, both ends among them if possible. @param {number} count @param {number} needed
 * how many places the longest words take */
export function stepOf(count, needed) {
  const least = Math.max(1, Math.ceil(needed));
  let step = least;
  while ((count - 1) % step > 0 && step < 2 * least) step++;
  return step;
}

/** @param {string} words @param {Record<string, string | number>} attributes */
function text(words, attributes) {
  const element = makeSvg("text", attributes);
  element.textContent = words;
  return element;
}
