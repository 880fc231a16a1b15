// Blanks what a WebAssembly file's panics say, and the places in its source that they name. Both stay in its data when nothing reads
// them any more.
import { dataOf } from "./wasm.mjs";

/** Bytes of a place: the address and the length of a file's name, a line and a column. */
const PLACE = 16;

/** What Rust and the libraries say in a panic, and nowhere else. */
const TEXTS = new RegExp(
  [
    "slice index starts at | but ends at |range (start|end) index | out of range for slice of length ",
    "index out of bounds: the len is | but the index is |chunk size must be non-zero|mid > len",
    "copy_from_slice: source slice length \\(|\\) does not match destination slice length \\(",
    "assertion failed: (matrix\\.|out\\.|step )[ -~]+|internal error: entered unreachable code: [ -~]+",
    "Matrix (slicing|index) out of bounds\\.|Data storage buffer dimension mismatch\\.|capacity overflow",
    "Allocation from iterator error: [ -~]+?\\.|attempt to (join into collection with len > usize::MAX|divide by zero)",
    "attempt to calculate the remainder with a divisor of zero|RefCell already (mutably )?borrowed|panicked at ",
    "cannot modify the panic hook from a panicking thread|a Display implementation returned an error unexpectedly",
    "a formatting trait implementation returned an error when the underlying stream did not",
  ].join("|"),
  "g",
);

/** Writes zeros over texts and places of panics; returns how many places there were.
 * @param {Uint8Array} file */
export function blankPanics(file) {
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
    for (const { 0: text, index } of Buffer.from(bytes).toString("latin1").matchAll(TEXTS)) {
      bytes.fill(0, index, index + text.length);
    }
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
