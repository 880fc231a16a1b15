// The package under Node.js, where `fetch` reads no files: the same exports, and a start that finds the core by itself.
import { readFile } from "node:fs/promises";
import startWith from "./faxor.js";

export * from "./faxor.js";

/** @param {Parameters<typeof startWith>[0]} [input] the core, if it is not the one beside this file */
export default async function start(input) {
  return startWith(input ?? { module_or_path: await readFile(new URL("./faxor_bg.wasm", import.meta.url)) });
}
