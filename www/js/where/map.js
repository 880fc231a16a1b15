// A map: a square for each pair of values of two choices, the stronger the higher its level. A scale is a map with one row.
import { colour, Sheet } from "../sheet.js";
import { stepOf } from "../wrong/curve.js";

/** What a map shows: the values and the names of its axes, the level of a cell from -1 to 1 or NaN where none is known, the ink of levels
 * above 0 and that of those below, and the cell of the present setting.
 * @typedef {{ axes: string[][], names: string[], level: (...place: number[]) => number, inks: string[], now?: number[] | null }} Look */

/** Lengths in CSS pixels: around the cells, of a line of words, and the most of a cell and of all rows. */
const EDGE = 9;
const LINE = 17;
const MOST = { wide: 72, high: 32, rows: 400 };

/** @param {CanvasRenderingContext2D} context @param {number} width @param {Look} look */
function placesOf(context, width, { axes: [across, up], names }) {
  context.font = `11px ${colour("--sans")}`;
  const widest = (/** @type {string[]} */ texts) => Math.max(...texts.map((text) => context.measureText(text).width));
  const left = EDGE + widest(up) + (names[1] ? LINE : 0);
  const wide = Math.min((width - left - 2 * EDGE) / across.length, MOST.wide);
  const high = Math.min(wide, MOST.high, MOST.rows / up.length);
  const foot = Math.round(EDGE + up.length * high);
  return {
    foot,
    height: foot + 2 * LINE + 4,
    steps: [stepOf(across.length, (widest(across) + EDGE) / wide), stepOf(up.length, LINE / high)],
    x: (/** @type {number} */ at) => Math.round(left + at * wide),
    y: (/** @type {number} */ at) => Math.round(foot - at * high),
    at: (/** @type {number} */ x, /** @type {number} */ y) => [
      Math.floor((x - left) / wide),
      Math.floor((foot - y) / high),
    ],
  };
}

/** @typedef {ReturnType<typeof placesOf>} Places */

/** The pattern of levels below 0. @param {CanvasRenderingContext2D} context @param {string} ink */
function hatched(context, ink) {
  const { canvas, context: tile } = new Sheet();
  canvas.width = canvas.height = 6;
  tile.strokeStyle = ink;
  tile.lineWidth = 2;
  for (const at of [0, 6, 12]) {
    tile.moveTo(at - 7, 7);
    tile.lineTo(at + 1, -1);
  }
  tile.stroke();
  return /** @type {CanvasPattern} */ (context.createPattern(canvas, "repeat"));
}

/** @param {CanvasRenderingContext2D} context in CSS pixels @param {number} width @param {Look} look @param {number[] | null} [here] the cell
 * that is read */
export function paint(context, width, look, here) {
  const { axes, names, level, inks, now } = look;
  const places = placesOf(context, width, look);
  const { foot, steps, x, y } = places;
  const [right, top] = axes.map(({ length }, axis) => (axis ? y : x)(length));
  context.fillStyle = colour("--rule");
  context.fillRect(x(0) - 1, top - 1, right - x(0) + 1, foot - top + 1);
  const gap = x(1) - x(0) > 6 ? 1 : 0;
  const below = hatched(context, colour(inks[1] ?? inks[0]));
  const [ink, paper, edge] = [inks[0], "--paper", "--edge"].map(colour);
  axes[0].forEach((_, i) => {
    axes[1].forEach((_, j) => {
      const of = level(i, j);
      const box = /** @type {const} */ ([x(i), y(j + 1), x(i + 1) - x(i) - gap, y(j) - y(j + 1) - gap]);
      context.fillStyle = paper;
      context.fillRect(...box);
      if (Number.isNaN(of)) {
        // A dot: nothing is known here.
        context.fillStyle = edge;
        context.fillRect(box[0] + box[2] / 2 - 1, box[1] + box[3] / 2 - 1, 2, 2);
        return;
      }
      context.fillStyle = of < 0 ? below : ink;
      context.globalAlpha = Math.abs(of);
      context.fillRect(...box);
      context.globalAlpha = 1;
    });
  });
  const frame = (/** @type {number[]} */ [i, j], /** @type {string} */ of, /** @type {number[]} */ dash) => {
    for (const [line, width] of /** @type {const} */ ([
      [paper, 5],
      [colour(of), 2.5],
    ])) {
      context.strokeStyle = line;
      context.lineWidth = width;
      context.setLineDash(width < 5 ? dash : []);
      context.strokeRect(x(i) - 0.5, y(j + 1) - 0.5, x(i + 1) - x(i), y(j) - y(j + 1));
    }
  };
  if (now) frame(now, "--accent", []);
  if (here) frame(here, "--ink", [3, 2]);
  context.setLineDash([]);
  context.fillStyle = colour("--soft");
  context.textAlign = "center";
  axes[0].forEach((value, i) => {
    if (i % steps[0] === 0) context.fillText(value, (x(i) + x(i + 1)) / 2, foot + LINE - 2);
  });
  context.fillText(names[0], (x(0) + right) / 2, foot + 2 * LINE);
  context.save();
  context.translate(11, (foot + top) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(names[1], 0, 0);
  context.restore();
  context.textAlign = "right";
  axes[1].forEach((value, j) => {
    if (j % steps[1] === 0) context.fillText(value, x(0) - 5, (y(j) + y(j + 1)) / 2 + 4);
  });
  context.textAlign = "left";
  return places;
}

/** A map on the page: the pointer and the arrow keys read its cells, a press or Enter opens one. */
export class CellMap {
  #sheet = new Sheet(undefined, { redraw: () => this.draw() });
  #holder;
  #on;
  /** @type {Places | null} */
  #places = null;
  /** The cell that is read. @type {number[] | null} */
  #here = null;
  #version = "";

  /** @param {HTMLElement} holder @param {string} label @param {() => Look} look
   * @param {{ read: (place: number[] | null) => void, open: (place: number[]) => void }} [on] nothing for a scale */
  constructor(holder, label, look, on) {
    this.#holder = holder;
    this.look = look;
    this.#on = on;
    const { canvas } = this.#sheet;
    canvas.ariaLabel = label;
    canvas.role = on ? "application" : "img";
    holder.append(canvas);
    // In a later frame: drawing resizes what is observed, which a browser reports as a fault.
    new ResizeObserver(() => requestAnimationFrame(() => this.draw())).observe(holder);
    if (!on) return;
    canvas.tabIndex = 0;
    const go = (/** @type {MouseEvent} */ { offsetX, offsetY }) => this.#go(this.#places?.at(offsetX, offsetY));
    canvas.addEventListener("pointermove", go);
    canvas.addEventListener("click", (event) => {
      // A finger has not moved to the cell before.
      go(event);
      this.#open();
    });
    canvas.addEventListener("focus", () => this.#go(this.#start()));
    for (const end of ["blur", "pointerleave"]) canvas.addEventListener(end, () => this.#go());
    canvas.addEventListener("keydown", (event) => this.#press(event));
  }

  /** Where the arrow keys start from. */
  #start = () => this.#here ?? this.look().now ?? [0, 0];

  /** @param {number[]} [place] nothing where there is none */
  #go(place) {
    const { axes } = this.look();
    const here = place?.every((at, axis) => at >= 0 && at < axes[axis].length) ? place : null;
    if (String(here) === String(this.#here)) return;
    this.#here = here;
    this.#sheet.canvas.style.cursor = here ? "pointer" : "";
    this.draw();
    this.#on?.read(here);
  }

  #open() {
    if (this.#here) this.#on?.open(this.#here);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [x, y] = this.#start();
    const [right, top] = this.look().axes.map(({ length }) => length - 1);
    /** @type {Record<string, number[]>} */
    const places = {
      ArrowLeft: [Math.max(x - 1, 0), y],
      ArrowRight: [Math.min(x + 1, right), y],
      ArrowUp: [x, Math.min(y + 1, top)],
      ArrowDown: [x, Math.max(y - 1, 0)],
      Home: [0, y],
      End: [right, y],
      Enter: [x, y],
      " ": [x, y],
    };
    if (!Object.hasOwn(places, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#go(places[event.key]);
    if (/^( |Enter)$/.test(event.key) && !event.repeat) this.#open();
  }

  /** @param {string} [version] of what is drawn; the same one is not drawn again */
  draw(version) {
    const width = this.#holder.clientWidth;
    if (width === 0 || (version && version === this.#version)) return;
    this.#version = version ?? this.#version;
    const look = this.look();
    const { height } = placesOf(this.#sheet.context, width, look);
    this.#places = paint(this.#sheet.begin(width, height, colour("--card")), width, look, this.#here);
  }
}
