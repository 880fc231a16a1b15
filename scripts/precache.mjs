// Writes a build's file list and the digest of all its files into its service worker. The last step of a build:
// node scripts/precache.mjs dist
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { minify } from "terser";
import { filesOfPage } from "./beside.mjs";

const SOURCE = fileURLToPath(new URL("../www/sw.js", import.meta.url));
const WORKER = "sw.js";

/** @param {string} folder */
export async function precache(folder) {
  const files = filesOfPage(folder)
    .filter((path) => path !== WORKER)
    .sort();
  const all = createHash("sha256");
  for (const path of files) all.update(await readFile(join(folder, path)));
  // Cached under the address that is opened: some hosts redirect index.html, and a redirected response cannot
  // open a page.
  const addresses = files.map((path) => (path === "index.html" ? "./" : path));
  let code = await readFile(SOURCE, "utf8");
  for (const [line, value] of [
    ["const FILES = [];", `const FILES = ${JSON.stringify(addresses)};`],
    ['const VERSION = "";', `const VERSION = "${all.digest("base64")}";`],
  ]) {
    if (!code.includes(line)) throw new Error(`${SOURCE} lacks the line ${line}`);
    code = code.replace(line, () => value);
  }
  const small = await minify(code, { ecma: 2020, toplevel: true, compress: { passes: 3, unsafe_arrows: true } });
  await writeFile(join(folder, WORKER), String(small.code));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await precache(process.argv[2] ?? "dist");
}
