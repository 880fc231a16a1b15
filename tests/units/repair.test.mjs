// What the page makes of links that were changed on their way: docs/link.md says it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { countsVisits, hasChoices, repaired } from "../../www/js/repair.js";

const docs = await readFile(new URL("../../docs/link.md", import.meta.url), "utf8");
const [, section] = docs.split("## What the page repairs");
const rows = Array.from(section.split("\n## ")[0].matchAll(/^\| `(.+)` \| `(.+)` \|$/gm), ([, found, read]) => ({
  found,
  read,
}));

test("links are repaired as docs/link.md says, and once is enough", () => {
  assert.ok(rows.length > 12, `${rows.length} rows`);
  for (const { found, read } of rows) {
    assert.equal(repaired(found), read, found);
    assert.equal(repaired(read), read, read);
  }
});

test("repair changes nothing in the links that are frozen", async () => {
  const frozen = await readFile(new URL("../frozen/links.txt", import.meta.url), "utf8");
  // As the core writes them.
  const texts = Array.from(frozen.matchAll(/^says (\S+)$/gm), ([, text]) => text);
  assert.ok(texts.length > 20, `${texts.length} links`);
  for (const text of texts) assert.equal(repaired(text), text);
});

test("repair reads every text, whatever it is", () => {
  const parts = [
    "%",
    "%2",
    "%25",
    "%E2%80",
    "&",
    "#",
    "?",
    "=",
    "=3D",
    "\n",
    "&amp;",
    "…",
    ".",
    "rules=bp",
    "://",
    "utm_a=1",
    "\ud800",
  ];
  for (let i = 0; i < 3000; i++) {
    // The same texts each time.
    const text = Array.from({ length: 7 }, (_, place) => parts[((i + 1) * (place + 3) * 7919) % parts.length]).join("");
    const once = repaired(text);
    assert.equal(typeof once, "string");
    assert.ok(!/(^|&)utm_|\n/.test(once), `${JSON.stringify(text)} leaves ${JSON.stringify(once)}`);
  }
});

test("a query is a link if it has a choice, and counts visits if it has a key for that", () => {
  const isChoice = (/** @type {string} */ key) => ["rules", "v", "at"].includes(key);
  for (const query of ["?rules=bp", "?ref=a&rules=bp", "?rules%3Dbp", "?at=3."])
    assert.ok(hasChoices(query, isChoice), query);
  for (const query of ["", "?a", "?ref=rules", "?utm_source=at", "?https://x.example/a.html"]) {
    assert.ok(!hasChoices(query, isChoice), query);
  }
  for (const query of ["?utm_source=a", "?a=1&fbclid=2", "?_hsenc=1", "?igsh=x"]) assert.ok(countsVisits(query), query);
  for (const query of ["", "?a=utm_b", "?rules=bp", "?clidx=1", "?igshort", "?__proto__=1"])
    assert.ok(!countsVisits(query), query);
});
