// The pairs of matrices below a diagram. For each hidden layer: the transposed weights Wᵀ to the next layer, and the
// matrix that the rule's error signal goes through.
import { make, write } from "../dom.js";
import { colour, Sheet } from "../sheet.js";
import { figureText } from "../words.js";
import { cellAt } from "./hit.js";
import { largest, layOutMatrix, MOST_DENSITY } from "./layout.js";
import { feedbackOf } from "./names.js";

/** @typedef {import("./layout.js").Grid} Grid */
/** @typedef {import("./names.js").Entry} Entry */
/** @typedef {{ sheet: Sheet, grid: Grid, text: HTMLElement, isBack: boolean }} Matrix as it was drawn last */
/** @typedef {{ forward: Matrix, back: Matrix, angle: HTMLElement }} Pair */

/** The numbers of a pair: the weights row by row as they are, the feedback row by row (none where no error signal goes), and
 * the angle between the two in degrees.
 * @typedef {{ weights: Float64Array, feedback: Float64Array, angle: number }} Numbers */

/** Cells lower than this are shaded, because the size of a square would be hard to see. */
const SMALLEST_SQUARE = 6;

/** The share of a cell's side that the largest number's square has, and the line of a hollow one. */
const LARGEST_SQUARE = 0.94;
const LINE = 1.3;

const LEGEND =
  "Rows are the units that receive the error, columns the units that send it. Full squares are positive numbers, hollow squares negative ones. Sizes are relative to the largest number of each matrix.";

export class Matrices {
  element = make("div", "ways");
  #rule;
  #point;
  /** @type {import("./layout.js").Shape} */
  #shape = { width: 1, depth: 0, bias: 0 };
  /** From the first hidden layer on. @type {Pair[]} */
  #pairs = [];
  /** One pixel per cell, for small cells. */
  #cells = new Sheet();

  /** @param {string} rule @param {(entry: Entry | null) => void} point hears which entry is under the pointer */
  constructor(rule, point) {
    this.#rule = rule;
    this.#point = point;
  }

  /** Makes the pairs of a network. @param {import("./layout.js").Shape} shape */
  build(shape) {
    this.#shape = shape;
    this.#pairs = Array.from({ length: shape.depth }, (_, i) => this.#makePair(i + 1));
    const figures = this.#pairs.map(({ forward, back, angle }, i) => {
      const layer = i + 1;
      const { symbol, about } = feedbackOf(this.#rule, layer);
      const from = layer === shape.depth ? "the output" : `layer ${layer + 1}`;
      return make(
        "figure",
        "way",
        make("figcaption", "", `From ${from} to layer ${layer} `, angle),
        half(forward, `W${layer + 1}ᵀ`, "forward weights, transposed"),
        half(back, symbol, about),
      );
    });
    this.element.replaceChildren(
      make("p", "ways-title", "Forward weights and feedback"),
      make("p", "", LEGEND),
      ...figures,
    );
  }

  /** @param {number} layer @returns {Pair} */
  #makePair(layer) {
    return {
      forward: this.#makeMatrix(layer, false),
      back: this.#makeMatrix(layer, true),
      angle: make("strong"),
    };
  }

  /** @param {number} layer @param {boolean} isBack @returns {Matrix} */
  #makeMatrix(layer, isBack) {
    const sheet = new Sheet(undefined, { mostDensity: MOST_DENSITY });
    const matrix = { sheet, grid: layOutMatrix(1, 1, 1), text: make("small"), isBack };
    const pointed = (/** @type {MouseEvent} */ { offsetX, offsetY }) => {
      const { row, column } = cellAt(matrix.grid, offsetX, offsetY);
      this.#point(isBack ? { layer, row, column, isBack } : { layer: layer + 1, row: column, column: row, isBack });
    };
    sheet.canvas.role = "img";
    sheet.canvas.addEventListener("pointermove", pointed);
    sheet.canvas.addEventListener("click", pointed);
    sheet.canvas.addEventListener("pointerleave", () => this.#point(null));
    return matrix;
  }

  /** Draws the pair of a hidden layer. @param {number} layer @param {Numbers} numbers @param {Entry | null} entry that is pointed at */
  draw(layer, { weights, feedback, angle }, entry) {
    const { forward, back, angle: angleText } = this.#pairs[layer - 1];
    const { width, depth, bias } = this.#shape;
    const above = layer === depth ? 1 : width;
    const transposed = new Float64Array(width * above);
    for (let row = 0; row < above; row++) {
      for (let i = 0; i < width; i++) transposed[i * above + row] = weights[row * (width + bias) + i];
    }
    this.#drawMatrix(forward, transposed, above);
    this.#drawMatrix(back, feedback, feedback.length / width || above);
    if (entry?.isBack && entry.layer === layer) mark(back, entry.row, entry.column);
    // The forward weights are drawn transposed, and without the bias.
    if (entry?.isBack === false && entry.layer === layer + 1 && entry.column < width)
      mark(forward, entry.column, entry.row);
    write(forward.text, `largest ${figureText(largest(transposed), 3)}`);
    write(back.text, feedback.length > 0 ? `largest ${figureText(largest(feedback), 3)}` : "");
    write(angleText, this.#angleText(angle, transposed.length, feedback.length));
  }

  /** @param {number} angle @param {number} weights how many there are @param {number} feedback how many there are */
  #angleText(angle, weights, feedback) {
    if (this.#rule === "bp" && !Number.isNaN(angle)) return "always equal: 0°";
    if (feedback === 0) return "no feedback, no angle";
    if (feedback !== weights) return "different shapes, no angle";
    return Number.isNaN(angle) ? "no angle" : `${figureText(angle, 1)}° apart`;
  }

  /** @param {Matrix} matrix @param {Float64Array} numbers @param {number} columns */
  #drawMatrix(matrix, numbers, columns) {
    const { sheet } = matrix;
    const room = sheet.canvas.parentElement?.clientWidth ?? 1;
    matrix.grid = layOutMatrix(this.#shape.width, columns, room);
    const { cellWidth, cellHeight, rows } = matrix.grid;
    const [width, height] = [columns * cellWidth, rows * cellHeight];
    const context = sheet.begin(width, height, colour("--card"));
    if (numbers.length > 0 && cellHeight < SMALLEST_SQUARE) {
      shade(this.#cells, columns, numbers);
      context.imageSmoothingEnabled = false;
      context.drawImage(this.#cells.canvas, 0, 0, width, height);
    } else drawSquares(context, matrix.grid, numbers);
    context.strokeStyle = colour("--edge");
    context.lineWidth = 1;
    context.strokeRect(0.5, 0.5, width - 1, height - 1);
  }

  /** Updates the text alternatives. */
  describe() {
    this.#pairs.forEach(({ forward, back, angle }, i) => {
      const layer = i + 1;
      forward.sheet.canvas.ariaLabel = `Forward weights from hidden layer ${layer} to the next, transposed, ${forward.text.textContent}; angle to the feedback: ${angle.textContent}`;
      back.sheet.canvas.ariaLabel = `Feedback to hidden layer ${layer}${back.text.textContent ? `, ${back.text.textContent}` : ": none"}`;
    });
  }
}

/** @param {Matrix} matrix @param {string} symbol @param {string} about */
function half({ sheet, text }, symbol, about) {
  const name = make("b", "", symbol);
  name.translate = false;
  return make("div", "", make("p", "", name, ` ${about}`), sheet.canvas, text);
}

/** Draws a square for each number. Its area shows the size; it is full if positive, hollow if negative.
 * @param {CanvasRenderingContext2D} context @param {Grid} grid @param {Float64Array} numbers */
function drawSquares(context, { columns, cellWidth, cellHeight }, numbers) {
  const most = largest(numbers) || 1;
  const [full, hollow] = [new Path2D(), new Path2D()];
  numbers.forEach((number, i) => {
    const side = Math.sqrt(Math.abs(number) / most) * cellHeight * LARGEST_SQUARE;
    if (!(side > 0 && side <= cellHeight)) return;
    const x = ((i % columns) + 0.5) * cellWidth;
    const y = (Math.floor(i / columns) + 0.5) * cellHeight;
    // Half of a line lies outside its path.
    const inner = Math.max(side - LINE, 0.2);
    if (number > 0) full.rect(x - side / 2, y - side / 2, side, side);
    else hollow.rect(x - inner / 2, y - inner / 2, inner, inner);
  });
  context.fillStyle = colour("--positive");
  context.fill(full);
  context.strokeStyle = colour("--negative");
  context.lineWidth = LINE;
  context.stroke(hollow);
}

/** Draws a pixel a number, the more of its sign's colour the larger it is. @param {Sheet} sheet @param {number} columns
 * @param {Float64Array} numbers */
function shade(sheet, columns, numbers) {
  const most = largest(numbers) || 1;
  const rows = numbers.length / columns;
  const [ground, positive, negative] = ["--card", "--positive", "--negative"].map((name) => channels(colour(name)));
  const image = new ImageData(columns, rows);
  numbers.forEach((number, i) => {
    const share = Math.min(1, Math.abs(number) / most) || 0;
    const ink = number < 0 ? negative : positive;
    for (let j = 0; j < 3; j++) image.data[i * 4 + j] = ground[j] + (ink[j] - ground[j]) * share;
    image.data[i * 4 + 3] = 255;
  });
  sheet.resize(columns, rows);
  sheet.context.putImageData(image, 0, 0);
}

/** @param {string} hex `#rrggbb` */
const channels = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** Frames a cell. @param {Matrix} matrix @param {number} row @param {number} column */
function mark({ sheet: { context }, grid: { cellWidth, cellHeight } }, row, column) {
  context.strokeStyle = colour("--accent");
  context.lineWidth = 2;
  context.strokeRect(column * cellWidth, row * cellHeight, cellWidth, cellHeight);
}
