// Checks the links in the repository's Markdown files: a link within the repository must lead to an existing
// file and heading. crates.io and npm show two of the files elsewhere, so those may not link into the
// repository. Links to other hosts are not checked.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { anchor } from "./docs.mjs";

const SHOWN_ELSEWHERE = ["docs/crate.md", "npm/README.md", "CHANGELOG.md"];

/** Removes blocks and spans of code. @param {string} text */
const prose = (text) => text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");

/** The anchors of a file's headings, as GitHub makes them. @param {string} path */
const anchors = (path) =>
  Array.from(readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm), ([, heading]) => anchor(heading));

/** Generated or downloaded folders. */
const NOT_OURS = ["dist", "node_modules", "target", "test-results"];

/** @param {string} folder @returns {string[]} */
function markdown(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.includes(path) || entry.name === ".git" ? [] : markdown(path);
    return path.endsWith(".md") ? [path] : [];
  });
}

const paths = markdown(".");
/** @type {string[]} */
const problems = [];
for (const path of paths) {
  const text = prose(readFileSync(path, "utf8"));
  const targets = [...text.matchAll(/\]\(<?([^()\s>]+)>?\)/g), ...text.matchAll(/^\[[^\]]+\]: +(\S+)/gm)];
  for (const [, target] of targets) {
    if (/^[a-z]+:/.test(target)) continue;
    const [file, hash] = target.split("#");
    const to = file ? normalize(join(dirname(path), decodeURIComponent(file))) : path;
    if (SHOWN_ELSEWHERE.includes(path)) problems.push(`${path}: ${target} is not there where the file is shown`);
    else if (!existsSync(to)) problems.push(`${path}: there is no ${to}`);
    else if (hash && to.endsWith(".md") && !anchors(to).includes(hash)) {
      problems.push(`${path}: ${to} has no heading #${hash}`);
    }
  }
}
if (paths.length === 0) problems.push("no Markdown file was found");
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
