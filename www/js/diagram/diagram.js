// The network itself: a diagram that a panel can open, of its units and weights, and of the way back beside the weights that it stands
// in for. What it shows are the core's numbers; here they are only drawn.
import { Quantity } from "../../faxor.js";
import { make, write } from "../dom.js";
import { figureText, whole } from "../words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {{ open: boolean, chosen: Unit | null }} Kept what outlives a panel that is built anew */
/** @typedef {{ layer: number, unit: number }} Unit a hidden unit, its layer from 1 and itself from 0 */
/** @typedef {{ text: string, layer: number, row: number, column: number, back: boolean }} Weight an entry that is pointed at */

/** @typedef {{ layer: number, came: Sheet, back: Sheet, cameText: Element, backText: Element, angle: Element }} Pair */

/** Pixels a side of a unit's small picture, the finest first, and the share of the lines: while playing they go by the time they take. */
const TILE_PIXELS = [24, 18, 12, 8];
const LINES = [1, 0.75, 0.5, 0.25];

/** The most lines of a layer: more could not be told apart, and fewer still where units are many and stand close. */
const MOST_LINES = 128;
const MOST_CLOSE_LINES = 48;
const CLOSE = 16;

/** The large picture of a unit: pixels and cells a side at rest, and the cells while playing. */
const UNIT_PIXELS = 480;
const UNIT_CELLS = 64;
const PLAYING_PIXELS = 200;
const PLAYING_CELLS = [48, 32, 20, 12];

/** Milliseconds for the picture of a unit that is pointed at in passing. */
const PASSING = 8;

/** Sizes on the screen, in CSS pixels. */
const LARGEST_TILE = 44;
const FAIR_TILE = 26;
const TALLEST = 340;
const NODE = 22;
const OUTPUT = 44;
const PAD = 6;
const LARGEST_CELL = 14;
const TALLEST_MATRIX = 220;
/** Below this a cell is filled, for its size can no longer be seen. */
const SMALLEST_SQUARE = 6;

/** Thicknesses of lines, so that as few strokes draw them. */
const LEVELS = 6;
const THICKEST = 3.6;
/** How near to a line is on it. */
const NEAR = 4;

/** What the rule's own matrix is called for hidden layer k, and what it is. @type {Record<string, [string, string]>} */
const BACK = {
  bp: ["W{k+1}ᵀ", "the same weights"],
  fa: ["B{k}", "random, never changed"],
  redrawn: ["B{k}", "random, drawn again"],
  dfa: ["B{k}", "random, from the output"],
  usf: ["s sign(W{k+1}ᵀ)", "the signs alone"],
  kp: ["B{k}", "learned beside"],
  readout: ["0", "nothing goes back"],
};

/** @param {number} value */
const signed = (value) => figureText(value, 3).replace("-", "−");

/** @param {ArrayLike<number>} values the largest size of those that are numbers */
function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > most && size < Number.POSITIVE_INFINITY) most = size;
  }
  return most;
}

/** A canvas that is as sharp as the screen. */
class Sheet {
  canvas = document.createElement("canvas");
  context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
  /** The width and height of a matrix's cell, and how many columns it has. */
  cell = [1, 1, 1];

  constructor() {
    this.canvas.setAttribute("role", "img");
  }

  /** Makes it so large, in CSS pixels, and empties it. @param {number} width @param {number} height @param {string} colour */
  begin(width, height, colour) {
    const scale = Math.min(devicePixelRatio || 1, 2);
    const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
    if (this.canvas.width !== w || this.canvas.height !== h) {
      this.canvas.width = w;
      this.canvas.height = h;
      this.canvas.style.inlineSize = `${width}px`;
      this.canvas.style.blockSize = `${height}px`;
    }
    const { context } = this;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.globalAlpha = 1;
    context.setLineDash([]);
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
    return context;
  }
}

export class Diagram {
  element = make("div", "network-body");
  #run;
  #name;
  #rule;
  #picture;
  /** @type {State | null} */
  #state = null;
  #shape = "";
  #width = 0;
  #depth = 0;
  #bias = 0;
  /** Where the nodes of each layer stand: x and y in turn, of the constant 1 last. @type {number[][]} */
  #nodes = [];
  #size = { tile: 0, width: 0, height: 0 };
  #sheet = new Sheet();
  #tiles = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  #cells = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  #unit = new Sheet();
  #large = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  #most = MOST_LINES;
  /** The lines that are drawn: layer, row and column of each in turn. @type {number[]} */
  #lines = [];
  /** @type {Pair[]} */
  #pairs = [];
  #layerOf = /** @type {HTMLSelectElement} */ (make("select"));
  #unitOf = /** @type {HTMLSelectElement} */ (make("select"));
  #value = make("p", "network-value");
  #words = make("p", "unit-words");
  #table = make("tbody");
  /** @type {{ text: Text, layer: number, row: number, column: number, back: boolean }[]} */
  #numbers = [];
  #note = make("p", "hint");
  #ways = make("div", "ways");
  /** @type {Unit} */
  #chosen;
  /** @type {Unit | null} */
  #pointed = null;
  /** @type {Weight | null} */
  #weight = null;
  #theme = "";
  /** @type {Record<string, string>} */
  #colours = {};
  #coarse = { picture: 0, unit: 0 };
  #next = 0;
  #seen = true;
  #watchers;

  /**
   * @param {number} run which run of the experiment
   * @param {{ name: string, rule: string, picture?: HTMLCanvasElement }} look the picture stands for the output
   * @param {Unit | null} [chosen]
   */
  constructor(run, { name, rule, picture }, chosen) {
    this.#run = run;
    this.#name = name;
    this.#rule = rule;
    this.#picture = picture;
    this.#chosen = chosen ?? { layer: 1, unit: 0 };

    const { canvas } = this.#sheet;
    canvas.className = "network-picture";
    canvas.addEventListener("pointermove", (event) => this.#point(event));
    canvas.addEventListener("pointerleave", () => this.#leave());
    canvas.addEventListener("click", (event) => {
      this.#point(event);
      if (this.#pointed) this.#choose(this.#pointed);
    });
    this.#layerOf.addEventListener("change", () =>
      this.#choose({ ...this.#chosen, layer: Number(this.#layerOf.value) }),
    );
    this.#unitOf.addEventListener("change", () => this.#choose({ ...this.#chosen, unit: Number(this.#unitOf.value) }));
    this.#layerOf.setAttribute("aria-label", `Layer, ${name}`);
    this.#unitOf.setAttribute("aria-label", `Unit, ${name}`);
    this.#value.textContent = "Point at a unit, a line or a cell.";

    const numbers = make("table", "", make("thead", "", make("tr")), this.#table);
    for (const title of ["", "forward", "back"]) {
      const cell = make(title ? "th" : "td", "", title);
      if (title) cell.setAttribute("scope", "col");
      numbers.querySelector("thead tr")?.append(cell);
    }
    const scroller = make("div", "unit-numbers", numbers);
    scroller.tabIndex = 0;
    scroller.setAttribute("role", "region");
    scroller.setAttribute("aria-label", `Weights of the unit, ${name}`);
    this.element.append(
      canvas,
      make(
        "p",
        "network-legend",
        make("span", "is-positive", "positive"),
        make("span", "is-negative", "negative weight, the thicker the larger in its layer."),
        " In a tile paper is where the unit is off, the line its fold, full ink its own largest value in view.",
      ),
      this.#note,
      this.#value,
      this.#ways,
      make(
        "div",
        "unit",
        make(
          "p",
          "unit-choice",
          make("label", "field", "Layer ", this.#layerOf),
          make("label", "field", "Unit ", this.#unitOf),
        ),
        this.#unit.canvas,
        make("div", "", this.#words, scroller),
      ),
    );

    const sizes = new ResizeObserver(() => {
      this.#shape = "";
      if (this.#state) this.draw(this.#state);
    });
    sizes.observe(this.element);
    const sight = new IntersectionObserver((entries) => {
      this.#seen = entries[entries.length - 1].isIntersecting;
    });
    sight.observe(this.element);
    this.#watchers = [sizes, sight];
  }

  get chosen() {
    return this.#chosen;
  }

  close() {
    for (const watcher of this.#watchers) watcher.disconnect();
    this.element.remove();
  }

  /** Draws what is there now: all of it, as finely as it can be seen, or the next parts in about `budget` milliseconds and only if
   * it is in sight. Returns whether it drew.
   * @param {State} state @param {number} [budget] */
  draw(state, budget) {
    this.#state = state;
    const fine = budget === undefined;
    if ((!fine && !this.#seen) || this.element.clientWidth === 0) return false;
    this.#build(state);
    if (fine) {
      this.#coarse = { picture: 0, unit: 0 };
      this.#drawPicture(state, fine);
      this.#drawUnit(state, fine);
      for (const pair of this.#pairs) this.#drawPair(state, pair);
      this.#describe(state);
      return true;
    }
    const end = performance.now() + budget;
    const parts = this.#pairs.length + 2;
    for (let drawn = 0; drawn < parts; drawn++) {
      const begin = performance.now();
      const part = this.#next++ % parts;
      if (part > 1) this.#drawPair(state, this.#pairs[part - 2]);
      else if (part === 1) this.#coarse.unit = coarser(this.#coarse.unit, () => this.#drawUnit(state, false), budget);
      else this.#coarse.picture = coarser(this.#coarse.picture, () => this.#drawPicture(state, false), budget);
      // The next part takes about as long as this one.
      const now = performance.now();
      if (now + (now - begin) > end) break;
    }
    return true;
  }

  /** Lays out what depends on the network's shape and the room there is. @param {State} state */
  #build(state) {
    const { experiment } = state;
    const theme = document.documentElement.dataset.theme ?? "light";
    if (theme !== this.#theme) {
      this.#theme = theme;
      const style = getComputedStyle(document.documentElement);
      for (const name of [
        "paper",
        "card",
        "ink",
        "soft",
        "edge",
        "rule",
        "accent",
        "positive",
        "negative",
        "class-0",
        "class-1",
        "dot-edge",
      ]) {
        this.#colours[name] = style.getPropertyValue(`--${name}`).trim();
      }
    }
    const shape = ["width", "depth", "bias"].map((key) => experiment.choice(key)).join(" ");
    if (shape === this.#shape) return;
    this.#shape = shape;
    [this.#width, this.#depth, this.#bias] = shape.split(" ").map(Number);
    const width = this.#width;
    const wide = this.element.clientWidth;

    // As few columns a layer as leave tiles large enough to be seen, else as many as make the largest.
    const ends = NODE + OUTPUT + 2 * PAD;
    const room = (wide - ends) / this.#depth;
    let tile = 0;
    let columns = 1;
    for (let c = 1; c <= 8 && tile < FAIR_TILE; c++) {
      const size = Math.min((room * 0.66) / c, TALLEST / Math.ceil(width / c), LARGEST_TILE);
      if (size > tile) [tile, columns] = [size, c];
    }
    const rows = Math.ceil(width / columns);
    const one = this.#bias ? NODE + 4 : 0;
    const height = Math.max(rows * tile + one, 4 * NODE, OUTPUT) + 2 * PAD;
    this.#size = { tile, width: wide, height };
    const inputs = 2 + this.#bias;
    const ends0 = Array.from({ length: inputs }, (_, i) => [
      PAD + NODE / 2,
      height / 2 + (i - (inputs - 1) / 2) * 2 * NODE,
    ]);
    this.#nodes = [ends0.flat()];
    for (let layer = 1; layer <= this.#depth; layer++) {
      const middle = PAD + NODE + room * (layer - 0.5);
      const top = (height - rows * tile - one) / 2;
      const nodes = [];
      for (let i = 0; i < width; i++) {
        nodes.push(middle + ((i % columns) - (columns - 1) / 2) * tile, top + (Math.floor(i / columns) + 0.5) * tile);
      }
      if (one) nodes.push(middle, top + rows * tile + 4 + NODE / 2);
      this.#nodes.push(nodes);
    }
    this.#nodes.push([wide - PAD - OUTPUT / 2, height / 2]);

    options(this.#layerOf, this.#depth, 1);
    options(this.#unitOf, width, 0);
    const { layer, unit } = this.#chosen;
    this.#chosen = { layer: Math.min(layer, this.#depth), unit: Math.min(unit, width - 1) };
    this.#pointed = null;
    this.#weight = null;
    const most = Math.max(width * (width + this.#bias), 1);
    this.#most = width > CLOSE ? MOST_CLOSE_LINES : MOST_LINES;
    const lines = this.#most;
    const more = this.#depth > 1 && most > lines;
    write(
      this.#note,
      more
        ? `Of the ${whole(most)} weights between two hidden layers the ${lines} strongest are drawn, fewer while it plays.`
        : "",
    );
    this.#note.hidden = this.#note.textContent === "";
    this.#buildWays();
    this.#buildUnit();
  }

  #buildWays() {
    const [symbol, what] = BACK[this.#rule] ?? BACK.fa;
    this.#pairs = [];
    const legend =
      "A row is a unit that the error comes back to, a column one that it comes from. Full squares are positive, hollow ones negative, each matrix to its own largest.";
    this.#ways.replaceChildren(make("p", "ways-title", "The way back"), make("p", "", legend));
    for (let layer = 1; layer <= this.#depth; layer++) {
      const [came, back] = [new Sheet(), new Sheet()];
      const [cameText, backText, angle] = [make("small"), make("small"), make("strong")];
      const title =
        layer === this.#depth ? `From the output to layer ${layer}` : `From layer ${layer + 1} to layer ${layer}`;
      const half = (
        /** @type {Sheet} */ sheet,
        /** @type {string} */ name,
        /** @type {string} */ about,
        /** @type {Node} */ text,
      ) => make("div", "", make("p", "", make("b", "", name), ` ${about}`), sheet.canvas, text);
      this.#ways.append(
        make(
          "figure",
          "way",
          make("figcaption", "", `${title} `, angle),
          half(came, `W${layer + 1}ᵀ`, "what came forward", cameText),
          half(back, symbol.replace("{k+1}", String(layer + 1)).replace("{k}", String(layer)), what, backText),
        ),
      );
      const pair = { layer, came, back, cameText, backText, angle };
      this.#pairs.push(pair);
      for (const sheet of [came, back]) {
        sheet.canvas.addEventListener("pointermove", (event) => this.#pointAtCell(pair, sheet === back, event));
        sheet.canvas.addEventListener("click", (event) => this.#pointAtCell(pair, sheet === back, event));
        sheet.canvas.addEventListener("pointerleave", () => this.#leave());
      }
    }
  }

  /** The rows of numbers of the unit that is shown. */
  #buildUnit() {
    const { layer, unit } = this.#pointed ?? this.#chosen;
    this.#layerOf.value = String(this.#chosen.layer);
    this.#unitOf.value = String(this.#chosen.unit);
    this.#numbers = [];
    const number = (
      /** @type {number} */ layer,
      /** @type {number} */ row,
      /** @type {number} */ column,
      back = false,
    ) => {
      const text = new Text("–");
      this.#numbers.push({ text, layer, row, column, back });
      return make("td", "", text);
    };
    const row = (/** @type {string} */ name, /** @type {HTMLElement[]} */ ...cells) => {
      const head = make("th", "", name);
      head.setAttribute("scope", "row");
      return make("tr", "", head, ...cells);
    };
    const none = () => make("td");
    const below = layer === 1 ? 2 : this.#width;
    const rows = Array.from({ length: below + this.#bias }, (_, i) => {
      const from = i === below ? "bias" : layer === 1 ? `from x${i + 1}` : `from unit ${i + 1}`;
      return row(from, number(layer, unit, i), none());
    });
    const direct = this.#rule === "dfa" && layer < this.#depth;
    const comesBack = this.#rule !== "readout" && !direct;
    for (let i = 0; i < (layer === this.#depth ? 1 : this.#width); i++) {
      const to = layer === this.#depth ? "to the output" : `to unit ${i + 1}`;
      rows.push(row(to, number(layer + 1, i, unit), comesBack ? number(layer, unit, i, true) : none()));
    }
    if (direct) rows.push(row("from the output", none(), number(layer, unit, 0, true)));
    this.#table.replaceChildren(...rows);
  }

  /** @param {State} state @param {boolean} fine */
  #drawPicture(state, fine) {
    const { experiment } = state;
    const { tile, width, height } = this.#size;
    const colours = this.#colours;
    const context = this.#sheet.begin(width, height, colours.card);
    const chosen = this.#chosen;
    const { layer: own = 0, unit: ownUnit = 0 } = this.#pointed ?? {};

    // Lines by their sign, thickness and whether they belong to the unit that is pointed at, a path each.
    /** @type {Path2D[]} */
    const paths = [];
    const budget = this.#most * LINES[this.#coarse.picture];
    const thickest = Math.min(THICKEST, 1 + tile / 10);
    const counts = new Uint32Array(65);
    this.#lines = [];
    for (let layer = 1; layer <= this.#depth + 1; layer++) {
      const weights = experiment.numbers(this.#run, Quantity.Weights, layer);
      const [from, to] = [this.#nodes[layer - 1], this.#nodes[layer]];
      const columns = from.length / 2;
      const most = largest(weights) || 1;
      let least = 0;
      if (weights.length > budget) {
        counts.fill(0);
        for (const weight of weights) counts[Math.min(64, (Math.abs(weight) / most) * 64) | 0] += 1;
        let sum = 0;
        for (least = 64; least > 0 && sum + counts[least] <= budget; least--) sum += counts[least];
        least = Math.min(least + 1, 64) / 64;
      }
      for (let i = 0; i < weights.length; i++) {
        const size = Math.abs(weights[i]) / most;
        const [row, column] = [(i / columns) | 0, i % columns];
        const isOwn = own > 0 && ((layer === own && row === ownUnit) || (layer === own + 1 && column === ownUnit));
        // What is not a number has no line.
        if (!(size > 0 && size <= 1) || (size < least && !isOwn)) continue;
        const share = least < 1 ? Math.max(0, (size - least) / (1 - least)) : 1;
        const level = Math.min(LEVELS - 1, (share * LEVELS) | 0);
        const key = (isOwn ? 2 * LEVELS : 0) + (weights[i] < 0 ? LEVELS : 0) + level;
        paths[key] ??= new Path2D();
        const path = paths[key];
        path.moveTo(from[column * 2], from[column * 2 + 1]);
        path.lineTo(to[row * 2], to[row * 2 + 1]);
        this.#lines.push(layer, row, column);
      }
    }
    paths.forEach((path, key) => {
      const negative = (key / LEVELS) & 1;
      context.globalAlpha = own > 0 && key < 2 * LEVELS ? 0.15 : 1;
      context.strokeStyle = negative ? colours.negative : colours.positive;
      context.lineWidth = 0.5 + ((key % LEVELS) / (LEVELS - 1)) * (thickest - 0.5);
      context.setLineDash(negative ? [5, 3] : []);
      context.stroke(path);
    });
    context.globalAlpha = 1;
    context.setLineDash([]);
    if (this.#weight && !this.#weight.back) {
      const { layer, row, column } = this.#weight;
      context.strokeStyle = colours.accent;
      context.lineWidth = THICKEST + 1;
      context.beginPath();
      context.moveTo(this.#nodes[layer - 1][column * 2], this.#nodes[layer - 1][column * 2 + 1]);
      context.lineTo(this.#nodes[layer][row * 2], this.#nodes[layer][row * 2 + 1]);
      context.stroke();
    }

    const { canvas } = this.#tiles;
    const pixels = TILE_PIXELS[fine ? 0 : this.#coarse.picture];
    const [sheetWidth, sheetHeight] = [this.#width * pixels, this.#depth * pixels];
    if (canvas.width !== sheetWidth || canvas.height !== sheetHeight) {
      canvas.width = sheetWidth;
      canvas.height = sheetHeight;
    }
    experiment.paint_units(this.#run, this.#tiles, pixels, this.#theme === "dark");
    const side = tile - Math.max(1, tile * 0.1);
    const edges = new Path2D();
    for (let layer = 1; layer <= this.#depth; layer++) {
      const nodes = this.#nodes[layer];
      for (let i = 0; i < this.#width; i++) {
        const [x, y] = [nodes[i * 2] - side / 2, nodes[i * 2 + 1] - side / 2];
        context.drawImage(canvas, i * pixels, (layer - 1) * pixels, pixels, pixels, x, y, side, side);
        edges.rect(x, y, side, side);
      }
    }
    const [x, y] = this.#nodes[this.#depth + 1];
    const output = [x - OUTPUT / 2, y - OUTPUT / 2, OUTPUT, OUTPUT];
    if (this.#picture) context.drawImage(this.#picture, output[0], output[1], OUTPUT, OUTPUT);
    edges.rect(output[0], output[1], OUTPUT, OUTPUT);
    context.strokeStyle = colours.edge;
    context.lineWidth = 1;
    context.stroke(edges);
    const mark = (/** @type {Unit} */ { layer, unit }, /** @type {number} */ line) => {
      context.strokeStyle = colours.accent;
      context.lineWidth = line;
      const nodes = this.#nodes[layer];
      context.strokeRect(nodes[unit * 2] - side / 2 - 1, nodes[unit * 2 + 1] - side / 2 - 1, side + 2, side + 2);
    };
    mark(chosen, 2);
    if (this.#pointed) mark(this.#pointed, 3);

    context.font = "12px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    const node = (/** @type {number} */ layer, /** @type {number} */ i, /** @type {string} */ text) => {
      const [x, y] = [this.#nodes[layer][i * 2], this.#nodes[layer][i * 2 + 1]];
      context.fillStyle = colours.paper;
      context.strokeStyle = colours.edge;
      context.lineWidth = 1;
      context.beginPath();
      context.arc(x, y, NODE / 2, 0, 7);
      context.fill();
      context.stroke();
      context.fillStyle = colours.ink;
      context.fillText(text, x, y + 0.5);
    };
    node(0, 0, "x₁");
    node(0, 1, "x₂");
    if (this.#bias) for (let layer = 0; layer <= this.#depth; layer++) node(layer, layer ? this.#width : 2, "1");
  }

  /** The unit that is shown: its picture, its points in words and its numbers. @param {State} state @param {boolean} fine */
  #drawUnit(state, fine) {
    const { experiment } = state;
    const { layer, unit } = this.#pointed ?? this.#chosen;
    const wide = Math.min(this.element.clientWidth, 176);
    const colours = this.#colours;
    const context = this.#unit.begin(wide, wide, colours.card);
    const { canvas } = this.#large;
    const pixels = Math.min(fine ? UNIT_PIXELS : PLAYING_PIXELS, this.#unit.canvas.width);
    const cells = fine ? UNIT_CELLS : PLAYING_CELLS[this.#coarse.unit];
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
    const dark = this.#theme === "dark";
    const most = experiment.paint_unit(this.#run, layer, unit, this.#large, pixels, dark, cells);
    context.drawImage(canvas, 0, 0, wide, wide);

    const [low, high] = experiment.view();
    const points = experiment.points();
    const values = experiment.preactivations(this.#run, layer, unit);
    let on = 0;
    context.strokeStyle = colours["dot-edge"];
    context.lineWidth = 1;
    for (let i = 0; i < values.length; i++) {
      if (values[i] > 0) on += 1;
      const place = (/** @type {number} */ x) => ((x - low) / (high - low)) * wide;
      context.fillStyle = points[i * 3 + 2] > 0.5 ? colours["class-1"] : colours["class-0"];
      context.beginPath();
      context.arc(place(points[i * 3]), wide - place(points[i * 3 + 1]), values.length > 8 ? 2.5 : 5, 0, 7);
      context.fill();
      context.stroke();
    }
    context.strokeStyle = colours.edge;
    context.strokeRect(0.5, 0.5, wide - 1, wide - 1);
    write(
      this.#words,
      `Unit ${unit + 1} of hidden layer ${layer} is on for ${on} of ${values.length} points. Full ink: ${signed(most)}.`,
    );

    /** @type {Map<string, Float64Array>} */
    const matrices = new Map();
    for (const { text, layer, row, column, back } of this.#numbers) {
      const key = `${layer}${back}`;
      let matrix = matrices.get(key);
      if (!matrix) {
        matrix = experiment.numbers(this.#run, back ? Quantity.Carrier : Quantity.Weights, layer);
        matrices.set(key, matrix);
      }
      const number = matrix.length > 0 ? signed(matrix[row * this.#columns(layer, back) + column]) : "0";
      if (text.data !== number) text.data = number;
    }
  }

  /** @param {number} layer @param {boolean} back */
  #columns(layer, back) {
    if (back) return layer === this.#depth || this.#rule === "dfa" ? 1 : this.#width;
    return (layer === 1 ? 2 : this.#width) + this.#bias;
  }

  /** The two matrices of a hidden layer side by side. @param {State} state @param {Pair} pair */
  #drawPair(state, pair) {
    const { experiment } = state;
    const { layer } = pair;
    const weights = experiment.numbers(this.#run, Quantity.Weights, layer + 1);
    const above = layer === this.#depth ? 1 : this.#width;
    const columns = this.#width + this.#bias;
    const came = new Float64Array(this.#width * above);
    for (let row = 0; row < above; row++) {
      for (let i = 0; i < this.#width; i++) came[i * above + row] = weights[row * columns + i];
    }
    const back = experiment.numbers(this.#run, Quantity.Carrier, layer);
    this.#drawMatrix(layer, pair.came, came, above, false);
    this.#drawMatrix(layer, pair.back, back, back.length / this.#width || above, true);
    write(pair.cameText, `largest ${signed(largest(came))}`);
    write(pair.backText, back.length > 0 ? `largest ${signed(largest(back))}` : "");
    const [angle] = experiment.numbers(this.#run, Quantity.CarrierAngle, layer);
    let says = `${figureText(angle, 1)}° apart`;
    if (this.#rule === "bp" && !Number.isNaN(angle)) says = "equal by construction: 0°";
    else if (back.length === 0) says = "no way back, no angle";
    else if (back.length !== came.length) says = "other shapes, no angle";
    else if (Number.isNaN(angle)) says = "no angle";
    write(pair.angle, says);
  }

  /** @param {number} layer @param {Sheet} sheet @param {Float64Array} matrix empty where no error reaches the layer @param {number} columns
   * @param {boolean} isBack */
  #drawMatrix(layer, sheet, matrix, columns, isBack) {
    const rows = this.#width;
    const colours = this.#colours;
    const room = sheet.canvas.parentElement?.clientWidth ?? 1;
    const w = Math.min(LARGEST_CELL, room / columns);
    const h = Math.min(w, TALLEST_MATRIX / rows);
    sheet.cell = [w, h, columns];
    const context = sheet.begin(columns * w, rows * h, colours.card);
    const most = largest(matrix) || 1;
    if (matrix.length > 0 && h < SMALLEST_SQUARE) this.#drawSmall(context, matrix, sheet.cell, most);
    else {
      const [solid, hollow] = [new Path2D(), new Path2D()];
      matrix.forEach((weight, i) => {
        const side = Math.sqrt(Math.abs(weight) / most) * h * 0.94;
        if (!(side > 0 && side <= h)) return;
        const [x, y] = [((i % columns) + 0.5) * w, (((i / columns) | 0) + 0.5) * h];
        // A line lies half beyond its path.
        const inner = Math.max(side - 1.3, 0.2);
        if (weight > 0) solid.rect(x - side / 2, y - side / 2, side, side);
        else hollow.rect(x - inner / 2, y - inner / 2, inner, inner);
      });
      context.fillStyle = colours.positive;
      context.fill(solid);
      context.strokeStyle = colours.negative;
      context.lineWidth = 1.3;
      context.stroke(hollow);
    }
    context.strokeStyle = colours.edge;
    context.lineWidth = 1;
    context.strokeRect(0.5, 0.5, columns * w - 1, rows * h - 1);
    const at = this.#weight;
    if (at && at.back === isBack && (isBack ? at.layer === layer : at.layer === layer + 1)) {
      const [row, column] = isBack ? [at.row, at.column] : [at.column, at.row];
      context.strokeStyle = colours.accent;
      context.lineWidth = 2;
      if (row < rows) context.strokeRect(column * w, row * h, w, h);
    }
  }

  /** Cells too small for squares: a pixel each, enlarged. @param {CanvasRenderingContext2D} context @param {Float64Array} matrix
   * @param {number[]} cell @param {number} most */
  #drawSmall(context, matrix, [w, h, columns], most) {
    const rows = matrix.length / columns;
    const { canvas } = this.#cells;
    if (canvas.width !== columns || canvas.height !== rows) {
      canvas.width = columns;
      canvas.height = rows;
    }
    const [card, positive, negative] = ["card", "positive", "negative"].map((name) => channels(this.#colours[name]));
    const image = new ImageData(columns, rows);
    matrix.forEach((weight, i) => {
      const share = Math.min(1, Math.abs(weight) / most) || 0;
      const colour = weight < 0 ? negative : positive;
      for (let j = 0; j < 3; j++) image.data[i * 4 + j] = card[j] + (colour[j] - card[j]) * share;
      image.data[i * 4 + 3] = 255;
    });
    this.#cells.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, 0, 0, columns * w, rows * h);
  }

  /** Brings the text alternatives up to date. @param {State} state */
  #describe(state) {
    const updates = whole(state.experiment.updates());
    const layers = this.#depth === 1 ? "1 hidden layer" : `${this.#depth} hidden layers`;
    label(
      this.#sheet,
      `The network of ${this.#name} after ${updates} updates: 2 inputs, ${layers} of ${this.#width} ${this.#width === 1 ? "unit" : "units"}, 1 output. Layer and Unit below choose a unit.`,
    );
    label(this.#unit, `What the unit sees. ${this.#words.textContent}`);
    for (const { layer, came, back, cameText, backText, angle } of this.#pairs) {
      label(
        came,
        `Weights above hidden layer ${layer}, transposed, ${cameText.textContent}; and what goes back: ${angle.textContent}`,
      );
      label(
        back,
        `What goes back to hidden layer ${layer}${backText.textContent ? `, ${backText.textContent}` : ": nothing"}`,
      );
    }
  }

  /** @param {Unit} chosen */
  #choose(chosen) {
    this.#chosen = chosen;
    this.#pointed = null;
    this.#showUnit(true);
  }

  /** @param {boolean} fine what is pointed at in passing need not be */
  #showUnit(fine) {
    const state = this.#state;
    if (!state) return;
    this.#buildUnit();
    this.#drawPicture(state, fine);
    if (fine) this.#drawUnit(state, true);
    else this.#coarse.unit = coarser(this.#coarse.unit, () => this.#drawUnit(state, false), PASSING);
    label(this.#unit, `What the unit sees. ${this.#words.textContent}`);
  }

  /** @param {Weight | null} weight */
  #showWeight(weight) {
    if (weight?.text === this.#weight?.text || !this.#state) return;
    this.#weight = weight;
    if (weight) write(this.#value, weight.text);
    this.#drawPicture(this.#state, true);
    for (const pair of this.#pairs) this.#drawPair(this.#state, pair);
  }

  /** @param {number} layer @param {number} i */
  #nodeName(layer, i) {
    if (layer > this.#depth) return "the output";
    if (i === (layer ? this.#width : 2)) return "the constant 1";
    return layer ? `unit ${i + 1} of hidden layer ${layer}` : `x${i + 1}`;
  }

  /** @param {number} layer @param {number} row @param {number} column @returns {Weight | null} */
  #weightAt(layer, row, column) {
    const weights = this.#state?.experiment.numbers(this.#run, Quantity.Weights, layer);
    const value = weights?.[row * this.#columns(layer, false) + column];
    if (value === undefined) return null;
    const text = `W${layer}[${row + 1},${column + 1}] = ${signed(value)}: from ${this.#nodeName(layer - 1, column)} to ${this.#nodeName(layer, row)}`;
    return { text, layer, row, column, back: false };
  }

  /** @param {PointerEvent | MouseEvent} event */
  #point({ offsetX: x, offsetY: y }) {
    /** @type {Unit | null} */
    let unit = null;
    const half = this.#size.tile / 2;
    for (let layer = 1; layer <= this.#depth; layer++) {
      const nodes = this.#nodes[layer];
      for (let i = 0; i < this.#width; i++) {
        if (Math.abs(nodes[i * 2] - x) <= half && Math.abs(nodes[i * 2 + 1] - y) <= half) unit = { layer, unit: i };
      }
    }
    /** @type {Weight | null} */
    let weight = null;
    let nearest = NEAR;
    if (!unit) {
      for (let i = 0; i < this.#lines.length; i += 3) {
        const [layer, row, column] = this.#lines.slice(i, i + 3);
        const [from, to] = [this.#nodes[layer - 1], this.#nodes[layer]];
        const distance = toSegment(x, y, from[column * 2], from[column * 2 + 1], to[row * 2], to[row * 2 + 1]);
        if (distance < nearest) {
          nearest = distance;
          weight = { text: "", layer, row, column, back: false };
        }
      }
      if (weight) weight = this.#weightAt(weight.layer, weight.row, weight.column);
    }
    this.#showWeight(weight);
    if (unit?.layer !== this.#pointed?.layer || unit?.unit !== this.#pointed?.unit) {
      this.#pointed = unit;
      this.#showUnit(false);
    }
  }

  /** @param {Pair} pair @param {boolean} isBack @param {PointerEvent | MouseEvent} event */
  #pointAtCell({ layer, came, back }, isBack, { offsetX, offsetY }) {
    const [w, h, columns] = (isBack ? back : came).cell;
    const column = Math.max(0, Math.min(columns - 1, Math.floor(offsetX / w)));
    const row = Math.max(0, Math.min(this.#width - 1, Math.floor(offsetY / h)));
    if (!isBack) return this.#showWeight(this.#weightAt(layer + 1, column, row));
    const value = this.#state?.experiment.numbers(this.#run, Quantity.Carrier, layer)[row * columns + column];
    if (value === undefined) return this.#showWeight(null);
    const above = this.#rule === "dfa" ? this.#depth + 1 : layer + 1;
    const [symbol] = BACK[this.#rule];
    const name = symbol.replace("{k+1}", String(layer + 1)).replace("{k}", String(layer));
    const text = `${name}[${row + 1},${column + 1}] = ${signed(value)}: back from ${this.#nodeName(above, column)} to ${this.#nodeName(layer, row)}`;
    this.#showWeight({ text, layer, row, column, back: true });
  }

  #leave() {
    this.#showWeight(null);
    if (!this.#pointed) return;
    this.#pointed = null;
    this.#showUnit(true);
  }
}

/** The diagram's place in a panel: made when it is opened, gone when it is closed. */
export class Network {
  element = /** @type {HTMLDetailsElement} */ (make("details", "network", make("summary", "", "The network")));
  #look;
  #run;
  /** @type {Diagram | null} */
  #diagram = null;
  /** @type {State | null} */
  #state = null;

  /**
   * @param {number} run
   * @param {{ name: string, rule: string, picture?: HTMLCanvasElement }} look
   * @param {Kept} [kept] of a panel that this one takes the place of
   */
  constructor(run, look, kept) {
    this.#run = run;
    this.#look = look;
    this.element.addEventListener("toggle", () => {
      if (this.element.open) this.#open(null);
      else this.close();
    });
    if (kept?.open) {
      this.element.open = true;
      this.#open(kept.chosen);
    }
  }

  /** @returns {Kept} */
  get kept() {
    return { open: this.element.open, chosen: this.#diagram?.chosen ?? null };
  }

  /** Draws the diagram, if it is open; see `Diagram.draw`. @param {State} state @param {number} [budget] */
  draw(state, budget) {
    this.#state = state;
    return this.#diagram?.draw(state, budget) ?? false;
  }

  /** @param {Unit | null} chosen */
  #open(chosen) {
    if (this.#diagram) return;
    this.#diagram = new Diagram(this.#run, this.#look, chosen);
    this.element.append(this.#diagram.element);
    if (this.#state) this.#diagram.draw(this.#state);
  }

  /** Frees what a closed diagram, or one of a panel that goes, would go on doing. */
  close() {
    this.#diagram?.close();
    this.#diagram = null;
  }
}

let turn = 0;

/** Draws the next diagram that is open and in sight, while it plays: one a frame.
 * @param {Network[]} networks @param {State} state @param {number} budget milliseconds */
export function drawInTurn(networks, state, budget) {
  for (let tried = 0; tried < networks.length; tried++) {
    turn = (turn + 1) % networks.length;
    if (networks[turn].draw(state, budget)) return;
  }
}

/** Does something in steps of fineness, 0 the finest, and says which is the next that fits the time.
 * @param {number} step @param {() => void} work @param {number} budget */
function coarser(step, work, budget) {
  const begin = performance.now();
  work();
  const took = performance.now() - begin;
  if (took > budget * 0.7) return Math.min(step + 1, TILE_PIXELS.length - 1);
  return took < budget * 0.2 ? Math.max(step - 1, 0) : step;
}

/** @param {HTMLSelectElement} select @param {number} count @param {number} first the value of the first */
function options(select, count, first) {
  if (select.length === count) return;
  select.replaceChildren(...Array.from({ length: count }, (_, i) => new Option(String(i + 1), String(i + first))));
}

/** @param {Sheet} sheet @param {string} text */
const label = (sheet, text) => sheet.canvas.setAttribute("aria-label", text);

/** @param {string} colour `#rrggbb` */
const channels = (colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** How far a place lies from a line between two others.
 * @param {number} x @param {number} y @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function toSegment(x, y, x0, y0, x1, y1) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
