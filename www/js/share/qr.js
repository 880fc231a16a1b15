// The link as a QR code.
import { correction, generate } from "lean-qr/nano";
import { Sheet } from "../sheet.js";

/** Width of the white border that a QR code needs, in modules. */
const QUIET = 4;

/** Draws a QR code with a side of at most `room` CSS pixels, black on white in every theme. Each module is a
 * whole number of device pixels.
 * @param {HTMLCanvasElement} canvas @param {string} text @param {number} room */
export function drawCode(canvas, text, room) {
  // Links are long. The lowest error correction gives the largest modules, and a screen or paper is clean
  // enough for it.
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
