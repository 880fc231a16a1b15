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
import { blankPanics } from "./panics.mjs";

const [wasm, glue] = ["faxor_bg.wasm", "faxor.js"].map((name) => join(process.argv[2], name));

/** The functions of Rust's libraries that begin a panic. They never return. */
const PANIC =
  /^(<?std\[\w+\]::(panicking|alloc::rust_oom)|(core|alloc)\[\w+\]::.*(panick|_fail(ed)?$|capacity_overflow|handle_alloc_error))/;

/** The function that prepares the core to say what a panic was. */
const START = "faxor::wasm::start";

/** Rust's function that counts the letters of a long text, which pads texts to a width. It is fast, and twenty times as long as ours. */
const COUNT = /^core\[\w+\]::str::count::do_count_chars$/;

/** The body of a short function that counts the same. It takes a text's address and length. @param {binaryen.Module} core */
function countOf(core) {
  const { i32, local } = core;
  const [address, end, count] = [0, 1, 2].map((place) => local.get(place, binaryen.i32));
  // In UTF-8, the second and later bytes of a letter are below -64.
  const isLetter = i32.ge_s(i32.load8_s(0, 1, address), i32.const(-64));
  const next = core.block(null, [
    local.set(2, i32.add(count, isLetter)),
    local.set(0, i32.add(local.get(0, binaryen.i32), i32.const(1))),
    core.br("more"),
  ]);
  return core.block(
    null,
    [
      local.set(1, i32.add(local.get(0, binaryen.i32), local.get(1, binaryen.i32))),
      core.loop("more", core.if(i32.lt_u(local.get(0, binaryen.i32), end), next)),
      local.get(2, binaryen.i32),
    ],
    binaryen.i32,
  );
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function withoutPanics(bytes) {
  const core = binaryen.readBinary(bytes);
  let panics = 0;
  for (let i = 0; i < core.getNumFunctions(); i++) {
    const { name, base, params, results } = binaryen.getFunctionInfo(core.getFunctionByIndex(i));
    const isPanic = PANIC.test(name);
    if (COUNT.test(name)) {
      core.removeFunction(name);
      core.addFunction(name, params, results, [binaryen.i32], countOf(core));
    }
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
  if (blankPanics(quiet) < 20) throw new Error("almost no places of panics were found: has their form changed?");
  await writeFile(wasm, quiet);
}

// wasm-opt writes newer forms of a file where more is allowed than the core uses.
const features = "simd bulk-memory reference-types multivalue mutable-globals nontrapping-float-to-int sign-ext"
  .split(" ")
  .map((feature) => `--enable-${feature}`);
const options = [
  ...features,
  "-O3",
  "--converge",
  "--strip-producers",
  "--strip-target-features",
  "--low-memory-unused",
  ..."-aimfs 0 -fimfs 0 -ocimfs 0".split(" "),
];
execFileSync("wasm-opt", [...options, wasm, "-o", wasm]);
const names = execFileSync("wasm-opt", [
  ...features,
  "--minify-imports-and-exports-and-modules",
  ...[wasm, "-o", wasm],
]);
const { imports, exports } = JSON.parse(String(names));
const small = new Uint8Array(await readFile(wasm));
const imported = WebAssembly.Module.imports(new WebAssembly.Module(small)).filter(({ kind }) => kind === "function");
await writeFile(wasm, withOrderedNames(small, imported.length));
execFileSync("wasm-opt", [...features, "--reorder-functions-by-name", wasm, "-o", wasm]);
const short = new Map(exports);
let code = await readFile(glue, "utf8");
code = code.replace(/\bwasm\.(\w+)/g, (whole, long) => (short.has(long) ? `wasm.${short.get(long)}` : whole));
for (const [, long, name] of imports) code = code.replaceAll(new RegExp(`\\b${long}\\b(?=: )`, "g"), name);
await writeFile(glue, code.replaceAll('"./faxor_bg.js"', '"a"'));
