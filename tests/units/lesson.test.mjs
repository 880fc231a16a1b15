// What scripts/lesson.mjs makes of a chapter's file, and what it says of a file that lacks something.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { chapter, define, inOrder, lesson } from "../../scripts/lesson.mjs";

const place = { name: "11-name.html", number: 11, place: 4, count: 12 };
const file = `<article data-after="3" data-open="luck" data-run="120">
<h2>A title</h2>
<p>A paragraph.</p>
<fieldset>
  <legend>A question?</legend>
  <label data-tempting="It looks so.">Yes</label>
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
    '<article class="chapter" aria-labelledby="chapter-11" data-number="11" data-open="luck" data-run="120" hidden>',
    '<p class="chapter-number">4 of 12</p>',
    '<h2 id="chapter-11" tabindex="-1">A title</h2>',
    "<p>A paragraph.</p>",
    "<strong>Guess first.</strong> A question?",
    '<label><input type="radio" name="question-11" /> <span>Yes</span></label>',
    '<label><input type="radio" name="question-11" data-right /> <span>No</span></label>',
    "Reveal</button>",
    "Show the answer</button>",
    '<p class="tempting" hidden><strong></strong> It looks so.</p>',
    "<p>An answer.</p>",
  ]) {
    assert.ok(html.includes(part), part);
  }
});

test("a chapter that lacks something is refused, by the name of its file and of what it lacks", () => {
  for (const [part, instead, message] of [
    ["<h2>A title</h2>", "", /11-name\.html: expected one title, .* found 0/],
    ["<h2>A title</h2>", "<h2>A</h2><h2>title</h2>", /expected one title, .* found 2/],
    [/<fieldset>.*<\/fieldset>/s, "", /expected one question, .* found 0/],
    ["<legend>A question?</legend>", "", /expected one <legend>/],
    [/ {2}<label data-tempting.*\n/, "", /expected two options or more, .* found 1/],
    [" data-right", "", /expected one option that is right, .* found 0/],
    ["<label data-tempting", "<label data-right data-tempting", /expected one option that is right, .* found 2/],
    ['<div class="answer">', "<div>", /expected one answer/],
    ["<p>A paragraph.</p>", "", /expected paragraphs/],
    [' data-tempting="It looks so."', "", /the wrong option “Yes” lacks data-tempting/],
    ['data-tempting="It looks so."', 'data-tempting=""', /the wrong option “Yes” lacks data-tempting/],
    ["data-right>", 'data-right data-tempting="It is.">', /the right option “No” has data-tempting/],
    [' data-run="120"', "", /data-run is “”; it may be the update/],
    ['data-run="120"', 'data-run="0"', /data-run is “0”/],
    ['data-run="120"', 'data-run="12.5"', /data-run is “12.5”/],
    ['data-run="120"', 'data-run="soon"', /data-run is “soon”/],
    ['data-run="120"', 'data-run="steps"', /data-run="steps" goes with a list/],
    ["<p>A paragraph.</p>", '<p>Text.</p><ol class="steps"><li data-link="a=1">One</li></ol>', /goes with a list/],
  ]) {
    assert.throws(() => chapter(file.replace(part, /** @type {string} */ (instead)), place), {
      message: /** @type {RegExp} */ (message),
    });
  }
});

test("steps stand after the question, each with a button, and a step without a setting is refused", () => {
  const steps =
    '<ol class="steps">\n  <li data-link="lesson=11">One.</li>\n  <li data-link="lesson=11&amp;init=2">Two.</li>\n</ol>';
  const with_ = file.replace("<p>A paragraph.</p>", `<p>A paragraph.</p>\n${steps}`).replace("120", "steps");
  const html = chapter(with_, place);
  assert.ok(html.indexOf('<ol hidden class="steps">') > html.indexOf("</fieldset>"));
  assert.equal(html.match(/<ol /g)?.length, 1);
  assert.equal(html.match(/class="small train"/g)?.length, 2);
  const bare = with_.replace(' data-link="lesson=11&amp;init=2"', "");
  assert.throws(() => chapter(bare, place), { message: /goes with a list/ });
});

test("a chapter with data-after follows the chapter that it names, and keeps its number", () => {
  const chapters = [1, 2, 3].map((number) => ({
    name: `0${number}.html`,
    number,
    file: number === 3 ? '<article data-after="1" data-run="5">' : "<article>",
  }));
  assert.deepEqual(
    inOrder(chapters).map(({ number }) => number),
    [1, 3, 2],
  );
  for (const wrong of ["3", "9", "one", ""]) {
    const file = `<article data-after="${wrong}">`;
    assert.throws(() => inOrder([chapters[0], chapters[1], { ...chapters[2], file }]), {
      message: /03\.html: data-after=".*" is no other chapter's number/,
    });
  }
});

const LIST = "<dl>\n<dt>seed</dt>\n<dd>Where a run begins.</dd>\n<dt>loss</dt>\n<dd>How far off.</dd>\n</dl>";

test("the first use of a term becomes a button for its definition", () => {
  const html = define(
    '<h2>Loss</h2><p>Two <dfn data-term="seed">seeds</dfn>, one <dfn>loss</dfn>.</p><p>A seed.</p>',
    LIST,
  );
  assert.match(
    html,
    /Two <button [^>]*aria-expanded="false" aria-controls="term-seed">seeds<\/button><span [^>]*id="term-seed"/,
  );
  assert.ok(html.includes("<b>seed:</b> Where a run begins.</span>, one <button"));
  assert.ok(html.endsWith("<p>A seed.</p>"));
});

test("a term without a definition, marked twice, used before it is marked, or never marked is refused", () => {
  const both = "<dfn>seed</dfn> <dfn>loss</dfn>";
  for (const [html, message] of /** @type {const} */ ([
    [`${both} <dfn>share</dfn>`, /“share” has no definition in www\/lesson\/terms\.html/],
    [`${both} <dfn>seed</dfn>`, /“seed” is marked twice/],
    [`<p>Some seeds.</p> ${both}`, /“seed” is used before its first <dfn>/],
    ["<dfn>seed</dfn>", /no chapter marks the first use of loss/],
  ])) {
    assert.throws(() => define(html, LIST), { message });
  }
});

test("every chapter has its setting beside it", async () => {
  const folder = new URL("../../www/lesson", import.meta.url).pathname;
  await lesson(folder);
  const names = await readdir(folder);
  const texts = names.filter((name) => name.endsWith(".html") && name !== "terms.html");
  assert.deepEqual(
    names.filter((name) => name.endsWith(".link")),
    texts.map((name) => name.replace(".html", ".link")),
  );
});
