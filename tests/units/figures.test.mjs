// The figures that scripts/figures.mjs puts into the page, against docs/results.md: node --test tests/units/figures.test.mjs
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fill } from "../../scripts/figures.mjs";

const blank = (/** @type {string} */ of) => `<b class="figure" data-of="${of}"></b>`;

/** The figures of docs/results.md, by what `data-of` calls each. */
async function table() {
  const text = await readFile(new URL("../../docs/results.md", import.meta.url), "utf8");
  /** @type {Map<string, string>} */
  const figures = new Map();
  for (const section of text.split("\n## ").slice(1)) {
    const heading = section.slice(0, section.indexOf("\n"));
    const lines = section.split("\n").filter((line) => line.startsWith("| "));
    const [heads, ...rows] = lines.map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    // Of the other sections no figure stands on the page, or a test of its own holds it.
    if (heads?.[0] !== "rule" || !(heads.includes("ever") || heads.includes("xor"))) continue;
    for (const [rule, ...cells] of rows) {
      if (heads.includes("ever")) {
        figures.set(`${heading} | ${rule}`, cells[heads.indexOf("solved") - 1]);
        figures.set(`${heading} | ${rule} | ever`, cells[heads.indexOf("ever") - 1]);
      } else {
        for (const [i, cell] of cells.entries())
          figures.set(`tasks | ${rule} | ${heads[i + 1]}`, cell.replace(/ \(.*/, ""));
      }
    }
  }
  return figures;
}

test("every figure is the one that docs/results.md has", async () => {
  const figures = await table();
  // Five presets, each with two shares, and five tasks; by eight rules.
  assert.equal(figures.size, (5 * 2 + 5) * 8);
  for (const [name, share] of figures) {
    assert.match(share, /^\d+\.\d %$/);
    const filled = `<b class="figure" data-of="${name}">${share.replace(" ", "\u00a0")}</b>`;
    assert.equal(fill(blank(name)), filled);
  }
});

test("what stood there goes, and everything else stays", () => {
  const of = "Start small | backpropagation";
  const text = (/** @type {string} */ figure) =>
    `<p>Of <b>all</b>, <b class="figure" data-of="${of}">${figure}</b> and $&.</p>\n`;
  const filled = fill(text("12.3 %"));
  assert.equal(filled, fill(text("")));
  assert.match(
    filled,
    /^<p>Of <b>all<\/b>, <b class="figure" data-of="Start small \| backpropagation">\d+\.\d\u00a0%<\/b> and \$&\.<\/p>\n$/,
  );
});

test("a share at an angle of the feedback is that of its row", () => {
  const rows = [
    { of: /** @type {const} */ ("angle"), name: "95", rule: "feedback alignment", seeds: 400, solved: 33, ever: 40 },
    { of: /** @type {const} */ ("task"), name: "95", rule: "feedback alignment", seeds: 400, solved: 1, ever: 1 },
  ];
  const name = "angles | feedback alignment | 95";
  assert.equal(fill(blank(name), rows), `<b class="figure" data-of="${name}">8.2\u00a0%</b>`);
});

test("a figure that there is not is named", () => {
  for (const of of [
    "Start big | backpropagation",
    "Start small | guessing",
    "tasks | backpropagation | moons",
    "angles | feedback alignment | 181",
  ]) {
    assert.throws(() => fill(`<p>${blank(of)}</p>`), new Error(`the figure “${of}” is not in docs/results.json`));
  }
});

test("a figure of another form is named", () => {
  for (const of of [
    "",
    "Start small",
    "Start small | backpropagation | never",
    "tasks | backpropagation",
    "angles | feedback alignment",
    "a | b | ever | c",
  ]) {
    assert.throws(
      () => fill(blank(of)),
      (error) => error instanceof Error && error.message.startsWith(`the figure “${of}” does not have the form`),
    );
  }
  assert.throws(() => fill('<b class="figure">1 %</b>'), /is no figure/);
  assert.throws(() => fill('<b class="figure" data-of="Start small | backpropagation">1 <i>%</i></b>'), /is no figure/);
});
