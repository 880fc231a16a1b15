// The pages made of docs/*.md, and the sources that docs/methods.md gives.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { BESIDE } from "../../scripts/beside.mjs";
import { page } from "../../scripts/docs.mjs";
import { firstView } from "../../scripts/size.mjs";

const root = new URL("../../", import.meta.url);
/** @param {string} path */
const read = (path) => readFile(new URL(path, root), "utf8");
const methods = await read("docs/methods.md");

test("every source that the page cites has its full reference in docs/methods.md", async () => {
  const folder = "www/lesson/";
  const chapters = (await readdir(new URL(folder, root))).filter((name) => name.endsWith(".html"));
  const cited = (await Promise.all(chapters.map((name) => read(folder + name)))).flatMap((html) =>
    Array.from(html.matchAll(/href="(https:[^"]+)"/g), ([, address]) => address),
  );
  assert.ok(cited.length >= 10, `found ${cited}`);
  for (const address of cited) assert.ok(methods.includes(`](${address})`), `${address} is not in docs/methods.md`);
});

test("every paper that a rule names has its reference in docs/methods.md, by author and year", async () => {
  const rule = await read("src/learn/rule.rs");
  const papers = /pub fn paper\(self\)[\s\S]+?\n {4}\}\n/.exec(rule)?.[0] ?? "";
  const named = [...papers.matchAll(/=> Some\("([^"]+)"/g)].flatMap(([, text]) => text.split("; "));
  assert.ok(named.length >= 5, papers);
  for (const paper of named) {
    const [author] = paper.replace("scale of ", "").split(/[ ,]/);
    const year = /\d{4}/.exec(paper)?.[0] ?? "";
    const reference = methods.split("\n- ").find((entry) => entry.includes(author) && entry.includes(year));
    assert.ok(reference, `${paper} is not in docs/methods.md`);
  }
});

test("every file that docs/methods.md names exists", () => {
  const named = [...methods.matchAll(/`((?:src|tests|scripts|www)\/[\w/.-]+)`/g)].map(([, path]) => path);
  assert.ok(named.length > 15, `found ${named}`);
  for (const path of named) assert.ok(existsSync(new URL(path, root)), path);
});

test("a page of the docs links to its neighbours' pages, and to nothing that a host of the page lacks", () => {
  const html = page(
    "# A & B\n\n[one](one.md#The-end) [code](../src/lib.rs) [out](https://example.org/?a=1&b=2)\n\n## The end\n",
    ["one.md"],
  );
  assert.match(
    html,
    /<a href="one\.html#The-end">one<\/a> code <a href="https:\/\/example\.org\/\?a=1&amp;b=2" target="_blank" rel="noopener">out<\/a>/,
  );
  assert.match(html, /<title>A &amp; B · Faxor<\/title>/);
  assert.match(html, /<h2 id="the-end">The end<\/h2>/);
});

test("the built docs link to files and headings that are there, and the page links to its methods", async () => {
  const names = await readdir(new URL(`dist/${BESIDE}`, root));
  assert.ok(names.includes("methods.html") && names.includes("results.html"), names.join());
  for (const name of names.filter((name) => name.endsWith(".html"))) {
    const html = await read(`dist/${BESIDE}${name}`);
    for (const [, address] of html.matchAll(/(?:href|src)="?([^">\s]+)/g)) {
      if (/^https?:/.test(address)) continue;
      const [path, hash] = address.split("#");
      const to = path.endsWith("/") ? `${path}index.html` : path || name;
      assert.ok(existsSync(new URL(`dist/${BESIDE}${to}`, root)), `${name}: ${address}`);
      if (hash) assert.ok((await read(`dist/${BESIDE}${to}`)).includes(`id="${hash}"`), `${name}: ${address}`);
    }
  }
  assert.match(await read("dist/js/page.js"), new RegExp(`${BESIDE}methods.html`));
});

test("what stands beside the page is neither loaded, nor kept for offline use", async () => {
  assert.ok([...firstView(new URL("dist", root).pathname)].every((path) => !path.startsWith(BESIDE)));
  const worker = await read("dist/sw.js");
  assert.match(worker, /"style\.css"/);
  assert.ok(!worker.includes(`"${BESIDE}`), "the service worker's files");
});

test("every picture that README shows is there, and a still one stands in for what moves", async () => {
  const readme = await read("README.md");
  const shown = Array.from(readme.matchAll(/(?:src|srcset)="([^"]+)"/g), ([, path]) => path);
  assert.deepEqual(shown, ["docs/page.png", "docs/race.webp"]);
  for (const path of shown) assert.ok(existsSync(new URL(path, root)), path);
  assert.match(readme, /<source media="\(prefers-reduced-motion: reduce\)" srcset="docs\/page\.png">/);
});
