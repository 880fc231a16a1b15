// Builds the lesson's chapters. A chapter's file (www/lesson/) contains only what differs between chapters: its
// text, which part of the page it opens (`data-open`), and which option is right (`data-right`).
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fill } from "./figures.mjs";

/** The HTML of all chapters in a folder, in the order of their file names, with the measured figures filled in.
 * @param {string} folder */
export async function lesson(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".html")).sort();
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const chapters = files.map((file, i) => chapter(file, { name: names[i], number: i + 1, count: names.length }));
  return fill(chapters.join(""));
}

/** Builds a chapter from its file. Throws if the file lacks something.
 * @param {string} file the file's text
 * @param {{ name: string, number: number, count: number }} place the file's name, and which
 *   of how many chapters it is */
export function chapter(file, { name, number, count }) {
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
  const options = Array.from(question[1].matchAll(/<label( data-right)?>(.+?)<\/label>/gs));
  const right = options.filter(([, mark]) => mark).length;
  if (options.length < 2) throw wrong(`expected two options or more, <label>…</label>, found ${options.length}`);
  if (right !== 1) throw wrong(`expected one option that is right, <label data-right>…</label>, found ${right}`);
  const text = file.slice(heading.index + heading[0].length, question.index).trim();
  if (!text) throw wrong("expected paragraphs between the title and the question");

  return `<article class="chapter" aria-labelledby="chapter-${number}"${attributes} hidden>
<p class="chapter-number">${number} of ${count}</p>
<h2 id="chapter-${number}" tabindex="-1">${heading[1]}</h2>
${text}
<fieldset class="question">
<legend><strong>Guess first.</strong> ${asked}</legend>
${options
  .map(
    ([, mark = "", option]) =>
      `<label><input type="radio" name="question-${number}"${mark} /> <span>${option}</span></label>\n`,
  )
  .join("")}</fieldset>
<button type="button" class="reveal strong">Reveal</button>
<div class="answer" tabindex="-1" hidden>${answer}</div>
</article>
`.replaceAll('<b class="figure"', '<b class="figure" translate="no"');
}
