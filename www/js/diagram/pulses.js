// Draws one update as it happens over a diagram: what is reached is lit, all else is dim.
import { RULES } from "../rules.js";
import { colour } from "../sheet.js";
import { endsOf, sideOf } from "./layout.js";
import { cornerOf, paintNode, strokeLevels, strokeSigned } from "./painting.js";
import { grown } from "./travel.js";

/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./told.js").Told} Told */
/** Opacity of what covers the part of the diagram that is not lit. */
const VEIL = 0.72;

/**
 * @typedef {object} Pulse an update at one moment
 * @property {Layout} layout
 * @property {import("./travel.js").Lines} lines
 * @property {HTMLCanvasElement} drawing the diagram's own
 * @property {string} rule
 * @property {[string, string]} inputs the sample's coordinates
 * @property {boolean[][]} active by layer and unit, from hidden layer 1 on
 * @property {Told[][]} told
 * @property {number} stage
 * @property {number} share of the stage
 */

/** @param {import("../sheet.js").Sheet} sheet @param {Pulse} pulse */
export function paintPulse(sheet, pulse) {
  const { layout, lines, stage, share, rule, active, told } = pulse;
  const { shape } = layout;
  const context = sheet.begin(layout.width, layout.height);
  context.globalAlpha = VEIL;
  context.fillStyle = colour("--card");
  context.fillRect(0, 0, layout.width, layout.height);
  context.globalAlpha = 1;
  // The layer that the sample, or the error, is at: it crosses one after the other in the same time.
  const forward = stage === 0 ? share * (shape.depth + 1) : shape.depth + 1;
  const isDirect = RULES[rule].isDirect;
  const back = (/** @type {number} */ layer) => {
    if (stage === 0) return 0;
    if (stage === 2) return 1;
    return isDirect ? share : share * shape.depth - (shape.depth - layer);
  };
  if (stage === 0) {
    strokeSigned(context, layout, lines.forward, (line) => grown(endsOf(layout, line), forward - (line.layer - 1)));
  } else if (stage === 1) {
    context.strokeStyle = colour(`--rule-${rule}`);
    context.setLineDash(RULES[rule].dash);
    strokeLevels(context, layout, lines.back, ({ layer, ends }) => grown(ends, back(layer)));
    context.setLineDash([]);
  } else {
    context.globalAlpha = share;
    strokeSigned(context, layout, lines.change, (line) => endsOf(layout, line));
    context.globalAlpha = 1;
  }
  for (let layer = 1; layer <= shape.depth; layer++) {
    for (let unit = 0; unit < shape.width; unit++) {
      if (!active[layer - 1][unit] || forward < layer) {
        // Its picture is dim: a frame shows where it is.
        context.strokeStyle = colour("--edge");
        context.lineWidth = 1;
        const side = Math.floor(sideOf(layout));
        const [x, y] = cornerOf(layout, { layer, unit }).map((at) => Math.floor(at) + 0.5);
        context.strokeRect(x, y, side, side);
        continue;
      }
      light(context, pulse, { layer, unit });
      if (stage > 0 && back(layer) >= 1) mark(context, layout, { layer, unit }, told[layer - 1][unit]);
    }
  }
  pulse.inputs.forEach((input, i) => {
    paintNode(context, layout, input, 0, i);
  });
  // The error does not go to constants, but their weights take part in the rest.
  if (!shape.bias || stage === 1) return;
  for (let layer = 0; layer <= Math.min(forward, shape.depth); layer++) {
    paintNode(context, layout, "1", layer, layer ? shape.width : 2);
  }
}

/** Shows a unit as the diagram does, with a frame. @param {CanvasRenderingContext2D} context @param {Pulse} pulse
 * @param {import("./layout.js").Unit} unit */
function light(context, { layout, drawing }, unit) {
  const [x, y] = cornerOf(layout, unit);
  const side = sideOf(layout);
  const density = drawing.width / layout.width;
  context.drawImage(drawing, x * density, y * density, side * density, side * density, x, y, side, side);
  context.strokeStyle = colour("--ink");
  context.lineWidth = Math.max(0.75, Math.min(2, side / 12));
  context.strokeRect(x, y, side, side);
}

/** Marks what a unit is told, by a form: a tick on a full disc, a cross or a bar on an empty one, a dot.
 * @param {CanvasRenderingContext2D} context @param {Layout} layout @param {import("./layout.js").Unit} at @param {Told} told */
function mark(context, layout, at, told) {
  if (told === "none") return;
  const side = sideOf(layout);
  const [x, y] = cornerOf(layout, at).map((corner) => corner + side / 2);
  paintMark(context, x, y, Math.max(3, Math.min(9, side * 0.36)), told);
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} r the radius @param {Told} told */
export function paintMark(context, x, y, r, told) {
  const isRight = told === "right";
  const [ink, paper] = [colour("--ink"), colour("--card")];
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fillStyle = isRight ? ink : paper;
  context.fill();
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  context.stroke();
  context.beginPath();
  const half = r * 0.45;
  if (isRight) {
    context.strokeStyle = paper;
    context.moveTo(x - half, y + half * 0.1);
    context.lineTo(x - half * 0.2, y + half * 0.8);
    context.lineTo(x + half, y - half * 0.7);
  } else if (told === "wrong") {
    context.moveTo(x - half, y - half);
    context.lineTo(x + half, y + half);
    context.moveTo(x + half, y - half);
    context.lineTo(x - half, y + half);
  } else if (told === "nothing") {
    context.moveTo(x - half, y);
    context.lineTo(x + half, y);
  } else context.arc(x, y, half * 0.3, 0, 2 * Math.PI);
  context.lineWidth = Math.max(1.2, r / 4.5);
  context.stroke();
}
