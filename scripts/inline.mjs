// Writes the core into the package's inline.js: node scripts/inline.mjs target/npm
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const PLACE = 'const CORE = "";';
const folder = process.argv[2];
const script = join(folder, "inline.js");
const code = await readFile(script, "utf8");
if (!code.includes(PLACE)) throw new Error(`${script} lacks the line ${PLACE}`);
const core = await readFile(join(folder, "faxor_bg.wasm"), "base64");
await writeFile(script, code.replace(PLACE, `const CORE = "${core}";`));
