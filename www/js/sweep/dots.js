// One dot per seed, the best first. Each outcome has its own colour and shape. Pressing a dot opens its seed.
import { make } from "../dom.js";
import { colour, Sheet } from "../sheet.js";

/** Pixels from dot to dot, for up to this many dots. @type {[number, number][]} */
const PITCHES = [
  [400, 12],
  [2000, 9],
  [10000, 6],
  [Number.POSITIVE_INFINITY, 4],
];

/** Below this pitch, shapes cannot be told apart, so every dot is a square. */
const SQUARES = 7;

const PALETTE = ["--outcome-solved", "--outcome-stuck", "--outcome-silent", "--outcome-diverged"];

export class Dots {
  /** Three numbers for each seed: seed, first solved, outcome. @type {Uint32Array} */
  #ranked = new Uint32Array();
  #sheet;
  #columns = 1;
  #pitch;

  /**
   * @param {number} total number of dots when the sweep is complete
   * @param {{ describe: (index: number, ranked: Uint32Array) => string, open: (seed: number) => void }} on
   */
  constructor(total, on) {
    this.total = total;
    this.#pitch = (PITCHES.find(([most]) => total <= most) ?? PITCHES[PITCHES.length - 1])[1];
    // Squares are many: with the pixels of a phone's screen, those of seven rules would take 400 MB.
    const mostDensity = this.#pitch < SQUARES ? 1 : undefined;
    this.#sheet = new Sheet(undefined, { redraw: () => this.draw(), mostDensity });
    this.canvas = this.#sheet.canvas;
    this.canvas.role = "img";
    this.canvas.ariaLabel = "No seed is trained yet.";
    this.element = make("div", "dots", this.canvas);
    this.canvas.addEventListener("pointermove", (event) => {
      const index = this.#at(event);
      this.canvas.title = index === null ? "" : on.describe(index, this.#ranked);
      this.canvas.style.cursor = index === null ? "" : "pointer";
    });
    this.canvas.addEventListener("click", (event) => {
      const index = this.#at(event);
      if (index !== null) on.open(this.#ranked[index * 3]);
    });
  }

  /** The dot under the pointer. @param {MouseEvent} event */
  #at(event) {
    const { left, top } = this.canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - left) / this.#pitch);
    const row = Math.floor((event.clientY - top) / this.#pitch);
    const index = row * this.#columns + column;
    return column >= 0 && column < this.#columns && index >= 0 && index * 3 < this.#ranked.length ? index : null;
  }

  /** @param {Uint32Array} ranked three numbers for each seed: seed, first solved, outcome @param {string} alternative */
  show(ranked, alternative) {
    this.#ranked = ranked;
    this.canvas.ariaLabel = alternative;
    this.draw();
  }

  draw() {
    const width = this.element.clientWidth;
    if (width === 0) return;
    const pitch = this.#pitch;
    this.#columns = Math.max(1, Math.floor(width / pitch));
    const height = Math.ceil(this.total / this.#columns) * pitch;
    const context = this.#sheet.begin(width, height);
    const paths = PALETTE.map(() => new Path2D());
    for (let i = 0; i * 3 < this.#ranked.length; i++) {
      const x = (i % this.#columns) * pitch;
      const y = Math.floor(i / this.#columns) * pitch;
      const outcome = this.#ranked[i * 3 + 2];
      if (pitch < SQUARES) paths[outcome].rect(x, y, pitch - 1, pitch - 1);
      else trace(paths[outcome], outcome, x + pitch / 2, y + pitch / 2, pitch);
    }
    paths.forEach((path, outcome) => {
      const ink = colour(PALETTE[outcome]);
      // Rings and crosses are drawn as lines.
      if (pitch >= SQUARES && (outcome === 1 || outcome === 3)) {
        context.strokeStyle = ink;
        context.lineWidth = outcome === 1 ? 1.3 : 1.6;
        context.stroke(path);
      } else {
        context.fillStyle = ink;
        context.fill(path);
      }
    });
  }
}

/** Adds a dot to a path: a disc for solved, a ring for stuck, a small disc for dead, a cross for diverged.
 * @param {Path2D} path @param {number} outcome @param {number} x @param {number} y @param {number} pitch */
function trace(path, outcome, x, y, pitch) {
  const reach = pitch * 0.38;
  if (outcome === 3) {
    path.moveTo(x - reach, y - reach);
    path.lineTo(x + reach, y + reach);
    path.moveTo(x - reach, y + reach);
    path.lineTo(x + reach, y - reach);
    return;
  }
  const radius = outcome === 2 ? reach * 0.5 : outcome === 1 ? reach - 0.6 : reach;
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
}
