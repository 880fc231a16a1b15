// Makes the core small: what a panic would say is left out, the rest is optimised, functions that resemble each other stand side by
// side, and imports and exports get names of one or two letters, here and in the JavaScript that wasm-bindgen wrote. Texts and places
// of panics would be a twentieth of the first view, and no reader of the page ever sees them: a panic is an error in the core, and
// stops a call all the same.
// With FAXOR_PANICS=1 in the environment, panics keep what they say.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import binaryen from "binaryen";
import { withOrderedNames } from "./order.mjs";
import { blankPlaces } from "./places.mjs";

const [wasm, glue] = ["faxor_bg.wasm", "faxor.js"].map((name) => join(process.argv[2], name));

/** The functions of Rust's libraries that begin a panic. They never return. */
const PANIC =
  /^(<?std\[\w+\]::(panicking|alloc::rust_oom)|(core|alloc)\[\w+\]::.*(panick|_fail(ed)?$|capacity_overflow|handle_alloc_error))/;

/** The function that prepares the core to say what a panic was. */
const START = "faxor::wasm::start";

/** @param {Uint8Array<ArrayBuffer>} bytes */
function withoutPanics(bytes) {
  const core = binaryen.readBinary(bytes);
  let panics = 0;
  for (let i = 0; i < core.getNumFunctions(); i++) {
    const { name, base, params, results } = binaryen.getFunctionInfo(core.getFunctionByIndex(i));
    const isPanic = PANIC.test(name);
    if (base || !(isPanic || name.startsWith(START))) continue;
    panics += Number(isPanic);
    core.removeFunction(name);
    core.addFunction(name, params, results, [], isPanic ? core.unreachable() : core.nop());
  }
  if (panics < 5)
    throw new Error(`only ${panics} of Rust's functions that panic were found: have their names changed?`);
  const written = core.emitBinary();
  core.dispose();
  return written;
}

if (!process.env.FAXOR_PANICS) {
  const quiet = withoutPanics(new Uint8Array(await readFile(wasm)));
  if (blankPlaces(quiet) < 20) throw new Error("almost no places of panics were found: has their form changed?");
  await writeFile(wasm, quiet);
}

// wasm-opt writes newer forms of a file where more is allowed than the core uses.
const features = "simd bulk-memory reference-types multivalue mutable-globals nontrapping-float-to-int sign-ext"
  .split(" ")
  .map((feature) => `--enable-${feature}`);
const options = [
  ...features,
  "-O3",
  "--strip-producers",
  "--strip-target-features",
  "--low-memory-unused",
  ..."-aimfs 0 -fimfs 0 -ocimfs 0".split(" "),
  "--minify-imports-and-exports-and-modules",
];
const { imports, exports } = JSON.parse(String(execFileSync("wasm-opt", [...options, wasm, "-o", wasm])));
const small = new Uint8Array(await readFile(wasm));
const imported = WebAssembly.Module.imports(new WebAssembly.Module(small)).filter(({ kind }) => kind === "function");
await writeFile(wasm, withOrderedNames(small, imported.length));
execFileSync("wasm-opt", [...features, "--reorder-functions-by-name", wasm, "-o", wasm]);
const short = new Map(exports);
let code = await readFile(glue, "utf8");
code = code.replace(/\bwasm\.(\w+)/g, (whole, long) => (short.has(long) ? `wasm.${short.get(long)}` : whole));
for (const [, long, name] of imports) code = code.replaceAll(new RegExp(`\\b${long}\\b(?=: )`, "g"), name);
await writeFile(glue, code.replaceAll('"./faxor_bg.js"', '"a"'));
