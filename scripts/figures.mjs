// Puts the measured figures into the lesson's text, so that none is copied by hand. `make results` writes
// docs/results.json, and each `<b class="figure" data-of="Start small | backpropagation"></b>` gets its share
// from it.
import { readFileSync } from "node:fs";

/** @typedef {{ of: "preset" | "task" | "angle", name: string, rule: string, seeds: number, solved: number, ever: number }} Row */

/** @returns {Row[]} */
const results = () => JSON.parse(readFileSync(new URL("../docs/results.json", import.meta.url), "utf8"));

const FORMS = "“Preset | rule”, “Preset | rule | ever”, “tasks | rule | task” or “angles | rule | degrees”";

/** Rows that are found by their last part. @type {Record<string, Row["of"] | undefined>} */
const LISTS = { tasks: "task", angles: "angle" };

/** @param {string} name the value of `data-of` @param {Row[]} rows */
function figure(name, rows) {
  const parts = name.split("|").map((part) => part.trim());
  const [heading, rule, last] = parts;
  const list = LISTS[heading];
  const isForm = list ? parts.length === 3 : parts.length === 2 || (parts.length === 3 && last === "ever");
  if (!isForm || parts.includes("")) throw new Error(`the figure “${name}” does not have the form ${FORMS}`);
  // A heading starts with a capital letter, a preset's name does not.
  const wanted = list ? last : heading[0].toLowerCase() + heading.slice(1);
  const row = rows.find((row) => row.of === (list ?? "preset") && row.name === wanted && row.rule === rule);
  if (!row) throw new Error(`the figure “${name}” is not in docs/results.json`);
  return percent((last === "ever" ? row.ever : row.solved) / row.seeds);
}

/** Formats a share as docs/results.md does, with a non-breaking space. @param {number} share */
function percent(share) {
  const percents = share * 100;
  // Rust rounds ties to even, JavaScript rounds them up. Of the ties only .25 and .75 are exact in binary, and
  // the results differ only at .25.
  const rounded = percents % 1 === 0.25 ? percents - 0.05 : percents;
  return `${rounded.toFixed(1)}\u00a0%`;
}

/** Fills in every figure in HTML, replacing any former content. Throws if a figure is unknown.
 * @param {string} html
 * @param {Row[]} [rows] of docs/results.json */
export function fill(html, rows = results()) {
  return html.replace(/(<b\b[^>]*\bclass="figure"[^>]*>)([^<]*)(<\/b>)?/g, (whole, begin, _, end) => {
    const name = /\bdata-of="([^"]*)"/.exec(begin)?.[1];
    if (name === undefined || !end) throw new Error(`${whole} is no figure: it needs data-of="…" and text alone`);
    return `${begin}${figure(name, rows)}${end}`;
  });
}
