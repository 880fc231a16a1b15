// Blanks the places in its source that a WebAssembly file's panics name. They stay in its data when nothing reads them any more.
import { dataOf } from "./wasm.mjs";

/** Bytes of a place: the address and the length of a file's name, a line and a column. */
const PLACE = 16;

/** Writes zeros over places and the names in them; returns how many places there were.
 * @param {Uint8Array} file */
export function blankPlaces(file) {
  const segments = dataOf(file);
  /** @param {number} address @param {number} length */
  const bytesAt = (address, length) => {
    const there = segments.find(({ start, bytes }) => address >= start && address + length <= start + bytes.length);
    return there?.bytes.subarray(address - there.start, address - there.start + length);
  };
  /** @type {Uint8Array[]} */
  const places = [];
  /** @type {Uint8Array[]} */
  const names = [];
  for (const { start, bytes } of segments) {
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = -start & 3; at + PLACE <= bytes.length; at += 4) {
      const name = bytesAt(words.getUint32(at, true), words.getUint32(at + 4, true));
      if (!name || !/^[\w./-]+\.rs$/.test(Buffer.from(name).toString("latin1"))) continue;
      places.push(bytes.subarray(at, at + PLACE));
      names.push(name);
    }
  }
  for (const found of [...places, ...names]) found.fill(0);
  return places.length;
}
