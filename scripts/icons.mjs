// Draws the icons that cannot be SVG from icon.svg: those for an installed page and a phone's home screen. Run
// it after a change of www/icon.svg: node scripts/icons.mjs
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { crc32, deflateSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { chromiumPath } from "./browsers.mjs";

/** At this scale the icon's round corners lie outside of the image; the system cuts its own corners. */
const FULL_BLEED = 1.16;

/** File name, side in pixels, scale. @type {[string, number, number][]} */
const ICONS = [["512", 512, FULL_BLEED]];

/** The icon's pixels, four bytes each. Runs in the browser. @param {[string, number, number]} icon */
async function draw([source, side, scale]) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(side, side).getContext("2d"));
  const drawn = side * scale;
  context.drawImage(image, (side - drawn) / 2, (side - drawn) / 2, drawn, drawn);
  return Array.from(context.getImageData(0, 0, side, side).data);
}

/** Encodes a PNG with a palette: a third of the size that the browser would write.
 * @param {number[]} pixels @param {number} side */
function png(pixels, side) {
  /** @type {Map<string, number>} */
  const palette = new Map();
  const rows = Buffer.alloc(side * (side + 1)); // each row after its filter: none
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let colour = pixels.slice(4 * (y * side + x), 4 * (y * side + x + 1));
      // Reduce the shades of edge pixels: the difference is invisible, and a palette has only 256 colours.
      if (colour[3] < 255) colour = colour[3] < 16 ? [0, 0, 0, 0] : colour.map((value) => Math.round(value / 17) * 17);
      const key = colour.join();
      if (!palette.has(key)) palette.set(key, palette.size);
      rows[y * (side + 1) + 1 + x] = palette.get(key) ?? 0;
    }
  }
  if (palette.size > 256) throw new Error(`the icon has ${palette.size} colours`);
  const colours = [...palette.keys()].map((key) => key.split(",").map(Number));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 3], 8); // bits, palette
  /** @param {string} name @param {Uint8Array} content */
  const chunk = (name, content) => {
    const body = Buffer.concat([Buffer.from(name), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(colours.flatMap((colour) => colour.slice(0, 3)))),
    chunk("tRNS", Buffer.from(colours.map(([, , , alpha]) => alpha))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const source = `data:image/svg+xml;base64,${(await readFile("www/icon.svg")).toString("base64")}`;
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
const page = await browser.newPage();
await mkdir("www/icons", { recursive: true });
for (const [name, side, scale] of ICONS) {
  const pixels = await page.evaluate(draw, /** @type {[string, number, number]} */ ([source, side, scale]));
  await writeFile(`www/icons/${name}.png`, png(pixels, side));
}
await browser.close();
