// The pictures that can be saved as PNG: a panel, all panels in one picture, or a chart.
import { Quantity } from "../../faxor.js";
import { paint as paintChart } from "../charts/chart.js";
import { CROSS, DOT, FEW, SMALL } from "../panels/panel.js";
import { lineOf, RULES } from "../rules.js";
import { colour, isDark, Sheet } from "../sheet.js";
import { paint } from "../where/map.js";
import { sentenceCase, whole } from "../words.js";
import { address } from "./address.js";
import { A_LAYER } from "./files.js";
import { save } from "./save.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {ReturnType<import("../charts/charts.js").Charts["inSight"]>[number]} Chart */

/** Pixels per unit of the lengths below. */
const SCALE = 2;

/** Lengths in a saved picture: the side of a panel's picture, the width of a map, a chart, the margin, a line of text, a line of
 * small print. */
const SURFACE = 480;
const MAP = 380;
const CHART = { width: 720, height: 300 };
const MARGIN = 24;
const LINE = 24;
const SMALL_LINE = 12;

/** The radius of a compass, and how far its needles reach, as a share of it. */
const COMPASS = 44;
const REACH = 0.85;

/** The most panels in a row of the picture of all. */
const A_ROW = 4;

/** A panel as an image: the rule, the picture painted at this size, the points, the compass, the figures and the link.
 * @param {State} state @param {number} run @param {Element} panel on the page, for its figures */
export function panelPicture(state, run, panel) {
  const draw = drawingOf(state, run, panel);
  return pictureOf(SURFACE, (context) => underneath(context, state, SURFACE, draw(context, MARGIN)));
}

/** All panels as one image, in rows. @param {State} state @param {Element[]} panels on the page */
export function allPictures(state, panels) {
  const columns = Math.min(panels.length, A_ROW);
  const width = columns * (SURFACE + MARGIN) - MARGIN;
  const drawings = panels.map((panel, run) => drawingOf(state, run, panel));
  return pictureOf(width, (context) => {
    let top = 0;
    for (let first = 0; first < drawings.length; first += columns) {
      context.save();
      context.translate(0, top);
      const row = drawings.slice(first, first + columns);
      const bottoms = row.map((draw, i) => draw(context, MARGIN + i * (SURFACE + MARGIN)));
      context.restore();
      top += Math.max(...bottoms);
    }
    return underneath(context, state, width, top);
  });
}

/** Writes the moment and the link under a picture. Returns the lower edge.
 * @param {CanvasRenderingContext2D} context @param {State} state @param {number} width @param {number} y */
function underneath(context, state, width, y) {
  context.font = font("", 14);
  context.fillStyle = colour("--soft");
  context.fillText(momentOf(state), MARGIN, y + LINE);
  return smallPrint(context, state.linkText(true), width, y + LINE + 6);
}

/** How a panel is drawn: from its upper edge, at a place from the left; returns the lower edge.
 * @param {State} state @param {number} run @param {Element} panel on the page, for its figures */
function drawingOf(state, run, panel) {
  const { experiment } = state;
  const { rule, name } = state.contenders()[run];
  const surface = new Sheet();
  surface.resize(SURFACE * SCALE, SURFACE * SCALE);
  const verdict = state.choice("shading") === "verdict";
  experiment.paint(run, surface.context, SURFACE * SCALE, isDark(), undefined, verdict);
  const [least, most] = experiment.view();
  const points = experiment.points();
  const right = experiment.numbers(run, Quantity.Right);
  return (/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ left) => {
    dashes(context, rule, left, MARGIN + 2, SURFACE, 4);
    context.fillStyle = colour(`--rule-${rule}`);
    context.font = font("bold", 18);
    context.fillText(sentenceCase(name), left, MARGIN + 30);
    const top = MARGIN + 42;
    context.drawImage(surface.canvas, left, top, SURFACE, SURFACE);

    const unit = SURFACE / 100;
    for (let i = 0; i < right.length; i++) {
      const [x1, x2, target] = points.subarray(i * 3, i * 3 + 3);
      const place = (/** @type {number} */ x) => ((x - least) / (most - least)) * SURFACE;
      const size = right.length > FEW ? SMALL : 1;
      context.save();
      context.translate(left + place(x1), top + SURFACE - place(x2));
      context.scale(unit * size, unit * size);
      if (!right[i]) {
        const cross = new Path2D(CROSS);
        for (const [ink, width] of /** @type {const} */ ([
          ["#ffffff", 3.4],
          ["#14171e", 1.6],
        ])) {
          context.strokeStyle = ink;
          context.lineWidth = width;
          context.stroke(cross);
        }
      }
      context.beginPath();
      context.arc(0, 0, DOT, 0, 2 * Math.PI);
      context.fillStyle = colour(`--class-${target}`);
      context.fill();
      context.strokeStyle = colour("--dot-edge");
      context.lineWidth = 1;
      context.stroke();
      context.restore();
    }

    const below = top + SURFACE + 12;
    const [angle] = experiment.numbers(run, Quantity.AllDeltaAngles);
    compass(context, rule, angle, left + COMPASS, below + COMPASS);
    const x = left + 2 * COMPASS + 20;
    let y = below + LINE - 6;
    const [verdict, loss, ...more] = Array.from(panel.querySelectorAll(".figures > p:not([hidden])"), textOf);
    const told = textOf(/** @type {Element} */ (panel.querySelector(".told summary")));
    context.fillStyle = colour("--ink");
    context.font = font("bold", 15);
    context.fillText(verdict, x, y);
    const wide = context.measureText(`${verdict}   `).width;
    context.font = font("", 15);
    context.fillText(loss, x + wide, y);
    context.font = font("", 14);
    context.fillStyle = colour("--soft");
    for (const line of [told, ...more].filter(Boolean)) {
      y += LINE - 3;
      context.fillText(line, x, y);
    }
    return Math.max(y, below + 2 * COMPASS);
  };
}

/** A compass: the needle of what is true, the needle of what the network is told, and the half that goes downhill.
 * @param {CanvasRenderingContext2D} context @param {string} rule @param {number} angle in degrees, NaN if undefined
 * @param {number} x @param {number} y of its middle */
function compass(context, rule, angle, x, y) {
  context.save();
  context.translate(x, y);
  context.fillStyle = colour("--accent");
  context.globalAlpha = 0.14;
  context.beginPath();
  context.arc(0, 0, COMPASS, Math.PI, 0);
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = colour("--edge");
  context.lineWidth = 1;
  context.beginPath();
  context.arc(0, 0, COMPASS, 0, 2 * Math.PI);
  context.stroke();
  needle(context, colour("--ink"), []);
  if (!Number.isNaN(angle)) {
    context.rotate((angle * Math.PI) / 180);
    needle(context, colour(`--rule-${rule}`), [5, 2.5]);
  }
  context.restore();
}

/** A needle that points up. @param {CanvasRenderingContext2D} context @param {string} ink @param {number[]} dash */
function needle(context, ink, dash) {
  const tip = -COMPASS * REACH;
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = 2.5;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(0, 0);
  context.lineTo(0, tip + 8);
  context.stroke();
  context.beginPath();
  context.moveTo(0, tip);
  context.lineTo(-4.5, tip + 10);
  context.lineTo(4.5, tip + 10);
  context.fill();
}

/** A chart as an image, with a legend of the rules.
 * @param {State} state @param {Chart} chart */
export function chartPicture(state, { label, quantity, layer, options, data }) {
  const title = A_LAYER.some(([, of]) => of === quantity) ? `${label}, hidden layer ${layer}` : label;
  const drawn = new Sheet();
  drawn.resize(CHART.width * SCALE, CHART.height * SCALE);
  paintChart(drawn.context, { ...CHART, density: SCALE }, options, data);
  return pictureOf(CHART.width, (context) => {
    context.fillStyle = colour("--ink");
    context.font = font("bold", 18);
    context.fillText(title, MARGIN, MARGIN + 16);
    let [x, y] = [MARGIN, MARGIN + 40];
    context.font = font("", 14);
    for (const contender of state.contenders()) {
      const name = sentenceCase(contender.name);
      const wide = context.measureText(name).width + 48;
      if (x + wide > MARGIN + CHART.width) [x, y] = [MARGIN, y + LINE];
      dashes(context, contender.rule, x, y - 5, 40, 1 + lineOf(contender).width);
      context.fillText(name, x + 48, y);
      x += wide + MARGIN;
    }
    y += 14;
    context.drawImage(drawn.canvas, MARGIN, y, CHART.width, CHART.height);
    y += CHART.height + 20;
    context.fillStyle = colour("--soft");
    context.fillText(momentOf(state), MARGIN, y);
    return smallPrint(context, state.linkText(true), CHART.width, y + 6);
  });
}

/** Saves maps as one image: a column for each that has a title, and below it those that have none.
 * @param {string} title @param {string} text of the link @param {{ title: string, map: import("../where/map.js").CellMap }[]} maps
 * @param {(message: string) => void} say tells the reader */
export function saveMaps(title, text, maps, say) {
  const columns = Math.min(maps.filter(({ title }) => title).length, A_ROW);
  const width = columns * (MAP + MARGIN) - MARGIN;
  const canvas = pictureOf(width, (context) => {
    const write = (
      /** @type {string} */ words,
      /** @type {number} */ size,
      /** @type {number} */ x,
      /** @type {number} */ y,
    ) => {
      context.fillStyle = colour("--ink");
      context.font = font("bold", size);
      context.fillText(words, x, y);
    };
    write(title, 16, MARGIN, MARGIN + 16);
    let [column, top, y, foot] = [-1, MARGIN + 44, 0, 0];
    for (const { title, map } of maps) {
      if (title) {
        column += 1;
        if (column === columns) [column, top] = [0, foot + LINE];
        y = top + 8;
        write(title, 14, MARGIN + column * (MAP + MARGIN), top);
      }
      context.save();
      context.translate(MARGIN + column * (MAP + MARGIN), y);
      y += paint(context, MAP, map.look()).height;
      context.restore();
      foot = Math.max(foot, y);
    }
    return smallPrint(context, text, width, foot);
  });
  savePicture(canvas, "faxor-where.png", text, say);
}

/** @param {HTMLCanvasElement} canvas @param {string} name of the file @param {string} text of the link
 * @param {(message: string) => void} say tells the reader */
export function savePicture(canvas, name, text, say) {
  canvas.toBlob((blob) => {
    const noise = isRead() ? "" : " This browser changes its pixels: take a screenshot.";
    say(blob ? save(name, "image/png", blob, text) + noise : "This browser could not make the picture.");
  });
}

/** Whether what is read of a canvas is what was drawn there. Protection against fingerprints adds noise. */
function isRead() {
  const { context } = new Sheet();
  context.fillStyle = "#369";
  context.fillRect(0, 0, 300, 150);
  return new Uint32Array(context.getImageData(0, 0, 300, 150).data.buffer).every((pixel) => pixel === 0xff996633);
}

/** An image with content of this width. `draw` returns the height.
 * @param {number} width @param {(context: CanvasRenderingContext2D) => number} draw */
function pictureOf(width, draw) {
  const sheet = new Sheet();
  const { canvas, context } = sheet;
  // The first drawing only measures the height.
  const height = draw(context) + MARGIN;
  sheet.resize((width + 2 * MARGIN) * SCALE, Math.ceil(height) * SCALE);
  context.fillStyle = colour("--card");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(SCALE, SCALE);
  draw(context);
  return canvas;
}

/** Writes the link, broken into lines between any two letters. Returns the lower edge.
 * @param {CanvasRenderingContext2D} context @param {string} text of the link @param {number} width @param {number} y */
function smallPrint(context, text, width, y) {
  context.font = font("", 9);
  context.fillStyle = colour("--soft");
  let line = "";
  for (const letter of `${address(text)}\n`) {
    if (letter !== "\n" && context.measureText(line + letter).width <= width) {
      line += letter;
      continue;
    }
    y += SMALL_LINE;
    context.fillText(line, MARGIN, y);
    line = letter;
  }
  return y;
}

/** A line with a rule's colour and dashes.
 * @param {CanvasRenderingContext2D} context @param {string} rule @param {number} x @param {number} y
 * @param {number} length @param {number} width */
function dashes(context, rule, x, y, length, width) {
  context.save();
  context.strokeStyle = colour(`--rule-${rule}`);
  context.lineWidth = width;
  context.setLineDash(RULES[rule].dash);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + length, y);
  context.stroke();
  context.restore();
}

/** @param {State} state */
const momentOf = (state) => `update ${whole(state.experiment.updates())}, seed ${state.choice("seed")}`;

/** @param {Element} element */
const textOf = (element) => element.textContent ?? "";

/** @param {string} weight @param {number} size */
const font = (weight, size) => `${weight} ${size}px ${colour("--sans")}`;
