// What panics say in a WebAssembly file, as scripts/panics.mjs blanks it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { blankPanics } from "../../scripts/panics.mjs";

/** A number of four bytes. @param {number} value */
const word = (value) => [value & 255, value >> 8, 0, 0];

/** A file whose memory begins with some bytes, at address 1,024. @param {number[]} bytes */
const fileWith = (bytes) => {
  const segment = [0, 0x41, 0x80, 0x08, 0x0b, bytes.length, ...bytes];
  return Uint8Array.from([
    ...[0, 97, 115, 109, 1, 0, 0, 0],
    ...[5, 3, 1, 0, 1],
    ...[7, 5, 1, 1, 109, 2, 0],
    ...[11, segment.length + 1, 1, ...segment],
  ]);
};

/** @param {Uint8Array<ArrayBuffer>} file @param {number} length */
const memoryOf = (file, length) => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(file));
  return Array.from(new Uint8Array(/** @type {WebAssembly.Memory} */ (exports.m).buffer, 1024, length));
};

test("places and their names are blank, and nothing else is", () => {
  const name = [...Buffer.from("src/a.rs")];
  const text = [...Buffer.from("not.rs, a text!!")];
  const place = [...word(1024), ...word(name.length), ...word(7), ...word(9)];
  // A text that is no name of a file, and an address outside.
  const others = [...word(1032), ...word(text.length), ...word(1), ...word(2), ...word(4000), ...word(8)];
  const memory = [...name, ...text, ...place, ...others];
  const file = fileWith(memory);
  assert.equal(blankPanics(file), 1);
  const blank = [...name.map(() => 0), ...text, ...place.map(() => 0), ...others];
  assert.deepEqual(memoryOf(file, memory.length), blank);
  assert.equal(blankPanics(file), 0);
});

test("texts of panics are blank, and texts beside them are not", () => {
  const said = "range end index ";
  const file = fileWith([...Buffer.from(`the range${said}7 is wrong`)]);
  assert.equal(blankPanics(file), 0);
  const left = Buffer.from(memoryOf(file, 35)).toString();
  assert.equal(left, `the range${"\0".repeat(said.length)}7 is wrong`);
});
