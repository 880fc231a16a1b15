// Gives the core's imports and exports names of one or two letters, in its file and in the JavaScript that wasm-bindgen wrote for it.
// The long names would make the first view larger.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [wasm, glue] = ["faxor_bg.wasm", "faxor.js"].map((name) => join(process.argv[2], name));
// wasm-opt writes newer forms of a file where more is allowed than the core uses.
const features = "simd bulk-memory reference-types multivalue mutable-globals nontrapping-float-to-int sign-ext".split(
  " ",
);
const allowed = features.map((feature) => `--enable-${feature}`);
const options = [...allowed, "--minify-imports-and-exports-and-modules", wasm, "-o", wasm];
const { imports, exports } = JSON.parse(String(execFileSync("wasm-opt", options)));
const short = new Map(exports);
let code = await readFile(glue, "utf8");
code = code.replace(/\bwasm\.(\w+)/g, (whole, long) => (short.has(long) ? `wasm.${short.get(long)}` : whole));
for (const [, long, name] of imports) code = code.replaceAll(new RegExp(`\\b${long}\\b(?=: )`, "g"), name);
await writeFile(glue, code.replaceAll('"./faxor_bg.js"', '"a"'));
