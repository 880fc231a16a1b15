// Builds the lesson's chapters. A chapter's file (www/lesson/) contains only what differs between chapters: its
// text, its question, and attributes of <article> that say where it stands (`data-after`), what its Reveal runs
// (`data-run`), and what it opens at once (`data-open`) and with its answer (`data-then`).
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fill } from "./figures.mjs";

/** Holds the definitions of the terms. It is no chapter. */
const TERMS = "terms.html";

/** What `data-run` may be: the update to which Reveal plays the run; or the sweep of the chapter's setting; or a sweep of the
 * setting of each step of its list `<ol class="steps">`. */
const RUN = /^([1-9]\d{0,6}|sweep|steps)$/;

/** @typedef {{ name: string, number: number, file: string }} Chapter */

/** The HTML of all chapters in a folder, in the reader's order, with the measured figures and the definitions filled in.
 * @param {string} folder */
export async function lesson(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".html") && name !== TERMS).sort();
  const chapters = await Promise.all(
    names.map(async (name) => ({
      name,
      number: Number.parseInt(name, 10),
      file: await readFile(join(folder, name), "utf8"),
    })),
  );
  const ordered = inOrder(chapters);
  const html = ordered.map(({ file, ...rest }, i) => chapter(file, { ...rest, place: i + 1, count: names.length }));
  return define(fill(html.join("")), await readFile(join(folder, TERMS), "utf8"));
}

/** The chapters in the reader's order: that of their numbers, but one with `data-after` follows the chapter named there.
 * @param {Chapter[]} chapters by their numbers */
export function inOrder(chapters) {
  const ordered = [...chapters];
  for (const one of chapters) {
    const after = /<article\b[^>]*\bdata-after="([^"]*)"/.exec(one.file)?.[1];
    if (after === undefined) continue;
    ordered.splice(ordered.indexOf(one), 1);
    const before = ordered.findIndex(({ number }) => String(number) === after);
    if (before < 0) throw new Error(`www/lesson/${one.name}: data-after="${after}" is no other chapter's number`);
    ordered.splice(before + 1, 0, one);
  }
  return ordered;
}

/** Builds a chapter from its file. Throws if the file lacks something.
 * @param {string} file the file's text
 * @param {{ name: string, number: number, place: number, count: number }} chapter the file's name, the chapter's number in links,
 *   and which of how many chapters it is for the reader */
export function chapter(file, { name, number, place, count }) {
  const wrong = (/** @type {string} */ what) => new Error(`www/lesson/${name}: ${what}`);
  const one = (/** @type {RegExp} */ pattern, /** @type {string} */ what) => {
    const found = Array.from(file.matchAll(pattern));
    if (found.length !== 1) throw wrong(`expected one ${what}, found ${found.length}`);
    return found[0];
  };
  const [, attributes] = one(/<article\b([^>]*)>/g, "<article>");
  const heading = one(/<h2>(.+?)<\/h2>/gs, "title, <h2>…</h2>");
  const question = one(/<fieldset>(.*?)<\/fieldset>/gs, "question, <fieldset>…</fieldset>");
  const [, asked] = one(/<legend>(.+?)<\/legend>/gs, "<legend> of the question");
  const [, answer] = one(
    /<div class="answer">(.+?)<\/div>\s*<\/article>/gs,
    'answer, <div class="answer">…</div>, at the end',
  );
  const options = Array.from(question[1].matchAll(/<label([^>]*)>(.+?)<\/label>/gs), ([, marks, text]) => ({
    text,
    isRight: /\bdata-right\b/.test(marks),
    tempting: /\bdata-tempting="([^"]+)"/.exec(marks)?.[1],
  }));
  const right = options.filter(({ isRight }) => isRight).length;
  if (options.length < 2) throw wrong(`expected two options or more, <label>…</label>, found ${options.length}`);
  if (right !== 1) throw wrong(`expected one option that is right, <label data-right>…</label>, found ${right}`);
  for (const { text, isRight, tempting } of options) {
    if (!isRight && !tempting) throw wrong(`the wrong option “${text}” lacks data-tempting="why one might think so"`);
    if (isRight && tempting) throw wrong(`the right option “${text}” has data-tempting, which is for wrong ones`);
  }
  const run = /\bdata-run="([^"]*)"/.exec(attributes)?.[1];
  if (run === undefined || !RUN.test(run)) {
    throw wrong(`data-run is “${run ?? ""}”; it may be the update to which Reveal plays the run, sweep or steps`);
  }
  const text = file.slice(heading.index + heading[0].length, question.index).trim();
  if (!text) throw wrong("expected paragraphs between the title and the question");
  const [list = "", steps = ""] = /<ol class="steps">(.*?)<\/ol>\s*/s.exec(text) ?? [];
  const settings = steps.match(/<li\b[^>]*\bdata-link="[^"]+"/g)?.length ?? 0;
  if ((run === "steps") !== settings > 0 || settings !== (steps.match(/<li\b/g)?.length ?? 0)) {
    throw wrong(
      'data-run="steps" goes with a list <ol class="steps">, each <li> with the setting it trains, data-link',
    );
  }

  // What came of the steps stands just before the answer, and appears with Reveal.
  const shown = list.replace("<ol ", "<ol hidden ").replace(/<li (data-link="[^"]+")>(.*?)<\/li>/gs, step);
  const kept = attributes.replace(/ data-after="[^"]*"/, "");
  return `<article class="chapter" aria-labelledby="chapter-${number}" data-number="${number}"${kept} hidden>
<p class="chapter-number">${place} of ${count}</p>
<h2 id="chapter-${number}" tabindex="-1">${heading[1]}</h2>
${text.replace(list, "")}
<fieldset class="question">
<legend><strong>Guess first.</strong> ${asked}</legend>
${options
  .map(
    ({ text, isRight }) =>
      `<label><input type="radio" name="question-${number}"${isRight ? " data-right" : ""} /> <span>${text}</span></label>\n`,
  )
  .join("")}</fieldset>
<button type="button" class="reveal strong">Reveal</button>
<div class="running" hidden><p role="status"></p> <button type="button" class="small show-answer">Show the answer</button></div>
${shown}<div class="answer" tabindex="-1" hidden>
${options.map(({ tempting }) => (tempting ? `<p class="tempting" hidden><strong></strong> ${tempting}</p>\n` : "")).join("")}<p class="result" hidden></p>
${answer}</div>
</article>
`.replaceAll('<b class="figure"', '<b class="figure" translate="no"');
}

/** A step of a list: its text, a button that trains its setting, and the room for what came out.
 * @param {string} _ @param {string} setting @param {string} text */
const step = (_, setting, text) =>
  `<li ${setting}>${text} <button type="button" class="small train">Train again</button> <span class="result" role="status"></span></li>`;

/** Makes each `<dfn>term</dfn>` a button that opens the term's definition below its line. A form of the term has it in `data-term`.
 * Throws if a term has no definition or is marked twice, and if one that has a definition is used before it is marked, or never marked.
 * @param {string} html of the chapters, in the reader's order @param {string} list the definitions, `<dt>…</dt> <dd>…</dd>` */
export function define(html, list) {
  const definitions = new Map(
    Array.from(list.matchAll(/<dt>(.+?)<\/dt>\s*<dd>(.+?)<\/dd>/gs), ([, term, text]) => [term, text.trim()]),
  );
  const open = new Map(definitions);
  const defined = html.replace(/<dfn(?: data-term="([^"]*)")?>(.+?)<\/dfn>/gs, (_, given, word, at) => {
    const term = given ?? word;
    const text = open.get(term);
    if (text === undefined) {
      const why = definitions.has(term) ? "is marked twice" : `has no definition in www/lesson/${TERMS}`;
      throw new Error(`the term “${term}” ${why}`);
    }
    if (isUsed(html.slice(0, at), term)) throw new Error(`the term “${term}” is used before its first <dfn>`);
    open.delete(term);
    const id = `term-${term}`;
    return (
      `<button type="button" class="term" aria-expanded="false" aria-controls="${id}">${word}</button>` +
      `<span class="definition" id="${id}" role="note" hidden><b>${term}:</b> ${text}</span>`
    );
  });
  if (open.size > 0) throw new Error(`no chapter marks the first use of ${[...open.keys()].join(", ")} with <dfn>`);
  return defined;
}

/** Whether a term occurs in the running text. Titles and questions have no room for a definition. @param {string} html @param {string} term */
function isUsed(html, term) {
  const text = html.replace(/<(h2|fieldset)\b.*?<\/\1>|<[^>]*>/gs, " ");
  return new RegExp(`\\b${term}s?\\b`, "i").test(text);
}
