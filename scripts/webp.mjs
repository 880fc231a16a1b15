// An animated WebP of screenshots. The browser that took them encodes them, so no encoder has to be installed; the container is a few
// chunks around what it gives: https://developers.google.com/speed/webp/docs/riff_container

/** @typedef {{ x: number, y: number, width: number, height: number, milliseconds: number, image: Buffer }} Frame */

/** The quality of a frame, 0 to 1. */
const QUALITY = 0.7;

/** A chunk: its name, its length and its content, to a whole number of pairs. @param {string} name @param {Buffer} content */
function chunk(name, content) {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

/** The numbers in 24 bits each, least first. @param {number[]} numbers */
const triples = (numbers) => Buffer.concat(numbers.map((n) => Buffer.from([n & 255, (n >> 8) & 255, n >> 16])));

/** The chunks of a file or a frame, from a place on: the name of each, and its content. @param {Buffer} bytes @param {number} from */
export function* chunks(bytes, from) {
  for (let at = from; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    yield { name: bytes.toString("latin1", at, at + 4), content: bytes.subarray(at + 8, at + 8 + length) };
    at += 8 + length + (length % 2);
  }
}

/** The pixels of a file that stands alone, without its head and its colour profile, which is that of the web. @param {Buffer} file */
function bitstream(file) {
  const pixels = [...chunks(file, 12)].find(({ name }) => name === "VP8 " || name === "VP8L");
  if (!pixels) throw new Error("a frame is no WebP without transparency");
  return chunk(pixels.name, pixels.content);
}

/** An animated WebP that repeats for ever.
 * @param {{ width: number, height: number }} size @param {Frame[]} frames whose x and y are even, each drawn over those before */
export function container({ width, height }, frames) {
  const ANIMATED = 2;
  const FOREVER = 0;
  const OVER_THE_LAST = 2;
  const drawn = frames.map((frame) => {
    const place = [frame.x / 2, frame.y / 2, frame.width - 1, frame.height - 1, frame.milliseconds];
    const content = Buffer.concat([triples(place), Buffer.from([OVER_THE_LAST]), bitstream(frame.image)]);
    return chunk("ANMF", content);
  });
  const head = Buffer.concat([Buffer.from([ANIMATED, 0, 0, 0]), triples([width - 1, height - 1])]);
  const body = [chunk("VP8X", head), chunk("ANIM", Buffer.from([255, 255, 255, 255, FOREVER, 0])), ...drawn];
  return chunk("RIFF", Buffer.concat([Buffer.from("WEBP"), ...body]));
}

/** An animated WebP of PNGs of one size. Each frame holds only the rectangle that has changed.
 * @param {import("@playwright/test").Page} page whose browser encodes @param {Buffer[]} pictures
 * @param {number} milliseconds for which each is shown */
export async function animation(page, pictures, milliseconds) {
  const encoded = await page.evaluate(
    async ({ pictures, quality }) => {
      const frames = [];
      /** @type {Uint32Array | undefined} */
      let before;
      for (const picture of pictures) {
        const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
        const { width, height } = bitmap;
        const canvas = new OffscreenCanvas(width, height);
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
        context.drawImage(bitmap, 0, 0);
        const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
        let [left, top, right, bottom] = before ? [width, height, 0, 0] : [0, 0, width, height];
        for (let i = 0; before && i < pixels.length; i++) {
          if (pixels[i] === before[i]) continue;
          const [x, y] = [i % width, Math.floor(i / width)];
          [left, top, right, bottom] = [
            Math.min(left, x),
            Math.min(top, y),
            Math.max(right, x + 1),
            Math.max(bottom, y + 1),
          ];
        }
        before = pixels;
        // Where nothing has changed, one pixel stands for it. A frame begins at even places.
        if (right === 0) [left, top, right, bottom] = [0, 0, 1, 1];
        [left, top] = [left - (left % 2), top - (top % 2)];
        const part = new OffscreenCanvas(right - left, bottom - top);
        const opaque = part.getContext("2d", { alpha: false });
        /** @type {OffscreenCanvasRenderingContext2D} */ (opaque).drawImage(bitmap, -left, -top);
        const blob = await part.convertToBlob({ type: "image/webp", quality });
        let bytes = "";
        for (const byte of new Uint8Array(await blob.arrayBuffer())) bytes += String.fromCharCode(byte);
        frames.push({ x: left, y: top, width: part.width, height: part.height, image: btoa(bytes) });
      }
      return frames;
    },
    { pictures: pictures.map((picture) => picture.toString("base64")), quality: QUALITY },
  );
  /** @type {Frame[]} */
  const frames = [];
  for (const { image, ...place } of encoded) {
    const last = frames.at(-1);
    // A frame without a change lets the one before stay for longer.
    if (last && place.width * place.height === 1) last.milliseconds += milliseconds;
    else frames.push({ ...place, image: Buffer.from(image, "base64"), milliseconds });
  }
  const { width, height } = frames[0];
  return container({ width, height }, frames);
}
