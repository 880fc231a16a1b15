// Puts the measured figures into the lesson's text, so that none is copied by hand: `make results` writes docs/results.json, and each
// `<b class="figure" data-of="Start small | backpropagation"></b>` gets its share of it.
import { readFileSync } from "node:fs";

/** @typedef {{ of: "preset" | "task", name: string, rule: string, seeds: number, solved: number, ever: number }} Row */

/** @returns {Row[]} */
const results = () => JSON.parse(readFileSync(new URL("../docs/results.json", import.meta.url), "utf8"));

const FORMS = "“Preset | rule”, “Preset | rule | ever” or “tasks | rule | task”";

/** @param {string} name what `data-of` says @param {Row[]} rows */
function figure(name, rows) {
  const parts = name.split("|").map((part) => part.trim());
  const [heading, rule, last] = parts;
  const isTask = heading === "tasks";
  const isForm = isTask ? parts.length === 3 : parts.length === 2 || (parts.length === 3 && last === "ever");
  if (!isForm || parts.includes("")) throw new Error(`the figure “${name}” does not have the form ${FORMS}`);
  // A heading begins with a capital, a preset's name does not.
  const wanted = isTask ? last : heading[0].toLowerCase() + heading.slice(1);
  const row = rows.find((row) => row.of === (isTask ? "task" : "preset") && row.name === wanted && row.rule === rule);
  if (!row) throw new Error(`the figure “${name}” is not in docs/results.json`);
  return percent((last === "ever" ? row.ever : row.solved) / row.seeds);
}

/** As docs/results.md has it, with a space that no line ends at. @param {number} share */
function percent(share) {
  const percents = share * 100;
  // Rust rounds a tie to the even digit and JavaScript up. They differ only here: no double ends in 0.05.
  const rounded = percents % 1 === 0.25 ? percents - 0.05 : percents;
  return `${rounded.toFixed(1)}\u00a0%`;
}

/** Fills every figure in a text of HTML, whatever stood there. Throws where one is unknown.
 * @param {string} html
 * @param {Row[]} [rows] of docs/results.json */
export function fill(html, rows = results()) {
  return html.replace(/(<b\b[^>]*\bclass="figure"[^>]*>)([^<]*)(<\/b>)?/g, (whole, begin, _, end) => {
    const name = /\bdata-of="([^"]*)"/.exec(begin)?.[1];
    if (name === undefined || !end) throw new Error(`${whole} is no figure: it needs data-of="…" and text alone`);
    return `${begin}${figure(name, rows)}${end}`;
  });
}
