// A link as a QR code, which thirty phones can read from a wall.
import { correction, generate } from "lean-qr/nano";
import { Sheet } from "../sheet.js";

/** The white that a code needs around it, in modules. */
const QUIET = 4;

/** Draws a text as a code in at most `room` pixels a side, black on white in every theme. Each module is a whole number of the screen's pixels.
 * @param {HTMLCanvasElement} canvas @param {string} text @param {number} room */
export function drawCode(canvas, text, room) {
  // A link is long, and screens and paper are clean: the least correction makes the largest modules.
  const code = generate(text, { minCorrectionLevel: correction.L });
  const modules = code.size + 2 * QUIET;
  const sheet = new Sheet(canvas, { redraw: () => drawCode(canvas, text, room) });
  const { context, density } = sheet;
  const scale = Math.max(1, Math.floor((room * density) / modules));
  const side = modules * scale;
  sheet.fit(side / density, side / density);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, side, side);
  context.fillStyle = "#000";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      if (code.get(x, y)) context.fillRect((x + QUIET) * scale, (y + QUIET) * scale, scale, scale);
    }
  }
}
