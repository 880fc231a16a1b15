// The moving picture in README, and the container that scripts/webp.mjs puts around its frames.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { chunks, container } from "../../scripts/webp.mjs";

/** What a file says of itself and of each of its frames. @param {Buffer} file */
function read(file) {
  assert.equal(file.toString("latin1", 0, 4) + file.toString("latin1", 8, 12), "RIFFWEBP");
  assert.equal(file.readUInt32LE(4), file.length - 8);
  const [head, animation, ...rest] = chunks(file, 12);
  assert.deepEqual([head.name, animation.name], ["VP8X", "ANIM"]);
  const frames = rest.map(({ name, content }) => {
    assert.equal(name, "ANMF");
    const [x, y, width, height, milliseconds] = [0, 3, 6, 9, 12].map((at) => content.readUIntLE(at, 3));
    const images = [...chunks(content, 16)].map(({ name, content }) => ({ name, bytes: content.length }));
    return { x: 2 * x, y: 2 * y, width: width + 1, height: height + 1, milliseconds, images };
  });
  return {
    isAnimated: (head.content[0] & 2) === 2,
    width: head.content.readUIntLE(4, 3) + 1,
    height: head.content.readUIntLE(7, 3) + 1,
    loops: animation.content.readUInt16LE(4),
    frames,
  };
}

/** A file of one picture, as a browser writes it: a head, a colour profile and the pixels. @param {number} bytes of its pixels */
function alone(bytes) {
  const part = (/** @type {string} */ name, /** @type {number} */ length) => {
    const head = Buffer.from(`${name}    `, "latin1");
    head.writeUInt32LE(length, 4);
    return Buffer.concat([head, Buffer.alloc(length + (length % 2), 7)]);
  };
  return Buffer.concat([Buffer.from("RIFF----WEBP"), part("VP8X", 10), part("ICCP", 5), part("VP8 ", bytes)]);
}

test("the container holds each frame's pixels alone, its place and its time", () => {
  const frames = [
    { x: 0, y: 0, width: 300, height: 200, milliseconds: 125, image: alone(11) },
    { x: 258, y: 20, width: 1, height: 180, milliseconds: 70_000, image: alone(4) },
  ];
  const found = read(container({ width: 300, height: 200 }, frames));
  assert.deepEqual(found, {
    isAnimated: true,
    width: 300,
    height: 200,
    loops: 0,
    frames: frames.map(({ image: _, ...place }, i) => ({ ...place, images: [{ name: "VP8 ", bytes: [11, 4][i] }] })),
  });
});

test("the moving picture in README lasts ten seconds, repeats, stays inside its frame and below 500 kB", async () => {
  const file = await readFile(new URL("../../docs/race.webp", import.meta.url));
  const { isAnimated, width, height, loops, frames } = read(file);
  assert.ok(isAnimated && loops === 0 && file.length < 500_000, `${file.length} bytes`);
  assert.ok(frames.length > 20, `${frames.length} frames`);
  const milliseconds = frames.reduce((sum, frame) => sum + frame.milliseconds, 0);
  assert.ok(milliseconds >= 10_000 && milliseconds <= 10_500, `${milliseconds} ms`);
  for (const { x, y, ...size } of frames) assert.ok(x + size.width <= width && y + size.height <= height);
});
