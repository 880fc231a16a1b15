// Prints how much a visitor loads: every file of dist/ gzipped, those for the first picture, and all of them.
// Fails above the limits, in kilobytes of 1,000 bytes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { filesOfPage } from "./beside.mjs";

const LIMITS = { "the first view": 85, "all files": 170 };

/** The files that load before the first picture: the scripts and styles in index.html, what these import, and
 * the core.
 * @param {string} folder */
export function firstView(folder) {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const named = [...html.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="?([^"\s>]+\.(?:js|css))\b/g)].map(
    ([, path]) => path,
  );
  const files = new Set(["index.html", "faxor_bg.wasm"]);
  const add = (/** @type {string} */ path) => {
    if (files.has(path)) return;
    files.add(path);
    if (!path.endsWith(".js")) return;
    const code = readFileSync(join(folder, path), "utf8");
    for (const [, imported] of code.matchAll(/(?:\bfrom|\bimport)\s?"(\.[^"]+)"/g)) {
      add(new URL(imported, `file:///${path}`).pathname.slice(1));
    }
  };
  for (const path of named) add(path);
  return files;
}

/** @param {string} folder */
function report(folder) {
  const first = firstView(folder);
  const sizes = filesOfPage(folder).map((path) => ({
    path,
    size: gzipSync(readFileSync(join(folder, path)), { level: 9 }).length,
  }));
  sizes.sort((a, b) => b.size - a.size);
  const show = (/** @type {number} */ size) => `${(size / 1000).toFixed(1).padStart(6)} kB`;
  for (const { path, size } of sizes) console.log(`${show(size)}  ${first.has(path) ? "first" : "     "}  ${path}`);
  const sum = (/** @type {typeof sizes} */ some) => some.reduce((total, { size }) => total + size, 0);
  const totals = { "the first view": sum(sizes.filter(({ path }) => first.has(path))), "all files": sum(sizes) };
  let isTooLarge = false;
  for (const [what, limit] of Object.entries(LIMITS)) {
    const total = totals[/** @type {keyof typeof totals} */ (what)];
    console.log(`${show(total)}  ${what}, of at most ${limit} kB`);
    isTooLarge ||= total > limit * 1000;
  }
  return isTooLarge;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && report(process.argv[2] ?? "dist")) process.exit(1);
