// The sentence for a browser that lacks what the page needs.
import { hasVectors, hasWasm } from "./able.js";

/** The first versions that support everything; README lists the features that require them. */
const VERSIONS = "It works in Chrome and Edge from version 111, Firefox from 121 and Safari from 16.4.";

/** What this browser lacks, in a sentence. */
export function lacking() {
  if (!hasWasm()) return `Faxor needs WebAssembly, which this browser does not have or has switched off. ${VERSIONS}`;
  if (!hasVectors())
    return `Faxor needs WebAssembly with vectors (SIMD), which this browser does not have. ${VERSIONS}`;
  return "Faxor needs a canvas to draw on, and this browser does not give it one. An extension or a setting may forbid it.";
}
