// Whether this browser has what the page needs. lacks.js says what is missing.

/** A WebAssembly module that uses the core's features: a function that returns a vector (SIMD) and an
 * `externref` (reference types), two results (multi-value). */
const PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 6, 1, 96, 0, 2, 123, 111],
  ...[3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 208, 111, 11],
);

export const hasWasm = () => typeof WebAssembly !== "undefined";
export const hasVectors = () => hasWasm() && WebAssembly.validate(PROBE);
export const hasCanvas = () => document.createElement("canvas").getContext("2d") !== null;
