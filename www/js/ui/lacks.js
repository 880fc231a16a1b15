// The sentence for a browser that lacks what the page needs.

/** A WebAssembly module that uses the core's features: a function that returns a vector (SIMD) and an
 * `externref` (reference types), two results (multi-value). */
const PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 6, 1, 96, 0, 2, 123, 111],
  ...[3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 208, 111, 11],
);

const hasWasm = () => typeof WebAssembly !== "undefined";
const hasVectors = () => hasWasm() && WebAssembly.validate(PROBE);
const hasCanvas = () => document.createElement("canvas").getContext("2d") !== null;

/** The first versions that support everything; README lists the features that require them. */
const VERSIONS = "It works in Chrome and Edge from version 111, Firefox from 121 and Safari from 16.4.";

/** What this browser lacks, in a sentence; empty where it has everything. */
export function lacking() {
  if (!hasWasm()) return `Faxor needs WebAssembly, which this browser does not have or has switched off. ${VERSIONS}`;
  if (!hasVectors())
    return `Faxor needs WebAssembly with vectors (SIMD), which this browser does not have. ${VERSIONS}`;
  if (!hasCanvas())
    return "Faxor needs a canvas to draw on, and this browser does not give it one. An extension or a setting may forbid it.";
  return "";
}
