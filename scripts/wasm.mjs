// Reads the sections of a WebAssembly file that the build changes: its functions and its data.

/** The numbers of these sections. */
const CODE = 10;
const DATA = 11;

/** The first bytes of a data segment: it is for the one memory, and its address is a constant, which follows. */
const AT_CONSTANT = [0, 0x41];

/** Reads a number of variable length. @param {Uint8Array} bytes @param {number} at @returns {[number, number]} and where it ends */
function readNumber(bytes, at) {
  let [value, shift] = [0, 1];
  for (;;) {
    const byte = bytes[at++];
    value += (byte & 127) * shift;
    shift *= 128;
    if (byte < 128) return [value, at];
  }
}

/** Where the items of a section begin, and how many there are; none where it has no such section.
 * @param {Uint8Array} file @param {number} section @returns {[number, number]} */
function itemsOf(file, section) {
  for (let at = 8; at < file.length; ) {
    const [length, start] = readNumber(file, at + 1);
    if (file[at] === section) return readNumber(file, start);
    at = start + length;
  }
  return [0, 0];
}

/** The functions, each with its length before it. @param {Uint8Array} file */
export function bodiesOf(file) {
  let [count, at] = itemsOf(file, CODE);
  return Array.from({ length: count }, () => {
    const [size, start] = readNumber(file, at);
    const body = file.subarray(at, start + size);
    at = start + size;
    return body;
  });
}

/** The segments of data, and where in memory each is to stand. @param {Uint8Array} file */
export function dataOf(file) {
  let [count, at] = itemsOf(file, DATA);
  return Array.from({ length: count }, () => {
    if (AT_CONSTANT.some((byte, i) => file[at + i] !== byte)) throw new Error("a segment of data has an unknown form");
    // Addresses are below 2^31, so that the sign plays no part.
    const [start, end] = readNumber(file, at + AT_CONSTANT.length);
    // After the constant, its expression ends.
    const [size, first] = readNumber(file, end + 1);
    at = first + size;
    return { start, bytes: file.subarray(first, at) };
  });
}
