// Puts the functions of a WebAssembly file into an order in which gzip finds more repeats: each next to those that it resembles.
import { bodiesOf } from "./wasm.mjs";

/** Bytes that count as one repeat, and how far back gzip looks. */
const GRAM = 6;
const WINDOW = 30_000;

/** The order of some functions: the one that shares most with those before it comes next.
 * @param {Uint8Array[]} bodies @returns {number[]} places in `bodies` */
export function similarFirst(bodies) {
  const grams = bodies.map((body) => {
    const found = new Set();
    for (let i = 0; i + GRAM <= body.length; i++) found.add(String.fromCharCode(...body.subarray(i, i + GRAM)));
    return Array.from(found);
  });
  /** The functions with a gram. @type {Map<string, number[]>} */
  const having = new Map();
  for (const [place, of] of grams.entries()) {
    for (const gram of of) {
      const places = having.get(gram);
      if (places) places.push(place);
      else having.set(gram, [place]);
    }
  }
  /** How often a gram is in the window, and how many grams of a function are. @type {Map<string, number>} */
  const inWindow = new Map();
  const shared = bodies.map(() => 0);
  /** @param {number} place @param {1 | -1} change */
  const move = (place, change) => {
    for (const gram of grams[place]) {
      const count = (inWindow.get(gram) ?? 0) + change;
      inWindow.set(gram, count);
      // The first comes, or the last goes.
      if (count === Math.max(change, 0)) for (const other of having.get(gram) ?? []) shared[other] += change;
    }
  };
  const left = new Set(bodies.keys());
  /** @type {number[]} */
  const order = [];
  let [size, oldest] = [0, 0];
  while (left.size > 0) {
    let [best, most] = [-1, -1];
    for (const place of left) {
      // Of short functions a few repeats are much.
      const likeness = shared[place] / (grams[place].length + 20);
      if (likeness > most) [best, most] = [place, likeness];
    }
    left.delete(best);
    order.push(best);
    move(best, 1);
    size += bodies[best].length;
    while (size > WINDOW && oldest < order.length - 1) {
      move(order[oldest], -1);
      size -= bodies[order[oldest++]].length;
    }
  }
  return order;
}

/** @param {number} value @returns {number[]} */
const written = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...written(value >>> 7)]);

/** A file with names for its functions, whose alphabetic order is that of `similarFirst`. @param {Uint8Array} file without names
 * @param {number} imports how many functions it imports */
export function withOrderedNames(file, imports) {
  const bodies = bodiesOf(file);
  // The first function decides much, so the order is found again from its own result.
  const once = similarFirst(bodies);
  const twice = similarFirst(once.map((place) => bodies[place])).map((place) => once[place]);
  const ranks = new Map(twice.map((place, rank) => [place, rank]));
  const text = (/** @type {string} */ text) => [...written(text.length), ...Buffer.from(text)];
  const names = bodies.flatMap((_, place) => [
    ...written(imports + place),
    ...text(String(ranks.get(place)).padStart(6, "0")),
  ]);
  const functions = [...written(bodies.length), ...names];
  const content = [...text("name"), 1, ...written(functions.length), ...functions];
  return Buffer.concat([file, Uint8Array.from([0, ...written(content.length), ...content])]);
}
