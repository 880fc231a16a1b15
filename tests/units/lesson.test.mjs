// What scripts/lesson.mjs makes of a chapter's file, and what it says of a file that lacks something.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { chapter, lesson } from "../../scripts/lesson.mjs";

const place = { name: "04-name.html", number: 4, count: 10 };
const file = `<article data-open="luck">
<h2>A title</h2>
<p>A paragraph.</p>
<fieldset>
  <legend>A question?</legend>
  <label>Yes</label>
  <label data-right>No</label>
</fieldset>
<div class="answer">
<p>An answer.</p>
</div>
</article>
`;

test("what is the same in every chapter is added to a chapter's file", () => {
  const html = chapter(file, place);
  for (const part of [
    '<article class="chapter" aria-labelledby="chapter-4" data-open="luck" hidden>',
    '<p class="chapter-number">4 of 10</p>',
    '<h2 id="chapter-4" tabindex="-1">A title</h2>',
    "<p>A paragraph.</p>",
    "<strong>Guess first.</strong> A question?",
    '<label><input type="radio" name="question-4" /> <span>Yes</span></label>',
    '<label><input type="radio" name="question-4" data-right /> <span>No</span></label>',
    "Reveal</button>",
    "<p>An answer.</p>",
  ]) {
    assert.ok(html.includes(part), part);
  }
});

test("a chapter that lacks something is refused, by the name of its file and of what it lacks", () => {
  for (const [part, instead, message] of [
    ["<h2>A title</h2>", "", /04-name\.html: expected one title, .* found 0/],
    ["<h2>A title</h2>", "<h2>A</h2><h2>title</h2>", /expected one title, .* found 2/],
    [/<fieldset>.*<\/fieldset>/s, "", /expected one question, .* found 0/],
    ["<legend>A question?</legend>", "", /expected one <legend>/],
    ["  <label>Yes</label>\n", "", /expected two options or more, .* found 1/],
    [" data-right", "", /expected one option that is right, .* found 0/],
    ["<label>", "<label data-right>", /expected one option that is right, .* found 2/],
    ['<div class="answer">', "<div>", /expected one answer/],
    ["<p>A paragraph.</p>", "", /expected paragraphs/],
  ]) {
    assert.throws(() => chapter(file.replace(part, /** @type {string} */ (instead)), place), {
      message: /** @type {RegExp} */ (message),
    });
  }
});

test("every chapter has its setting beside it", async () => {
  const folder = new URL("../../www/lesson", import.meta.url).pathname;
  await lesson(folder);
  const names = await readdir(folder);
  const texts = names.filter((name) => name.endsWith(".html"));
  assert.deepEqual(
    names.filter((name) => name.endsWith(".link")),
    texts.map((name) => name.replace(".html", ".link")),
  );
});
