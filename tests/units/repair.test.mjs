// What the page makes of links that were changed on their way: docs/link.md says it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import fc from "fast-check";
import { countsVisits, hasChoices, repaired } from "../../www/js/repair.js";
import { core } from "./core.mjs";

const { read_link } = core;

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

const file = await readFile(new URL("../frozen/links.txt", import.meta.url), "utf8");
/** As the core writes them. */
const frozen = Array.from(file.matchAll(/^link (\S+)$/gm), ([, text]) => read_link(text).text);

test("repair changes nothing in the links that are frozen", () => {
  assert.ok(frozen.length > 20, `${frozen.length} links`);
  for (const text of frozen) assert.equal(repaired(text), text);
});

/** Links with the choices of two others. */
const link = fc
  .tuple(fc.constantFrom(...frozen), fc.constantFrom(...frozen), fc.infiniteStream(fc.boolean()))
  .map(([one, other, taken]) => {
    const mixed = new URLSearchParams(one);
    for (const [key, value] of new URLSearchParams(other)) if (taken.next().value) mixed.set(key, value);
    return read_link(decodeURIComponent(String(mixed))).text;
  });

/** Puts a text in several places of another. @param {string} text @param {number[]} places from 0 to 1 @param {string} put */
const putInto = (text, places, put) =>
  places.reduce((all, place) => {
    const at = Math.floor(place * (all.length + 1));
    return all.slice(0, at) + put + all.slice(at);
  }, text);

const places = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 3 });

/** What happens to a link on its way. Each is a way to change a text. @type {Record<string, fc.Arbitrary<(text: string) => string>>} */
const DAMAGES = {
  escaped: fc.constant(encodeURIComponent),
  "written for HTML": fc.constantFrom("&amp;", "&#38;", "&#x26;").map((amp) => (text) => text.replaceAll("&", amp)),
  "as mail": fc.option(places, { nil: [] }).map((at) => (text) => putInto(text.replaceAll("=", "=3D"), at, "=\r\n")),
  wrapped: fc.tuple(places, fc.constantFrom(" ", "\n", "\r\n", "\t")).map(
    ([at, put]) =>
      (text) =>
        putInto(text, at, put),
  ),
  "in a sentence": fc
    .constantFrom(".", ")", ").", ",", ";", "!", ">", '"', "”", "’,", "*", "]", "&gt;", "&quot;", "&#39;.")
    .map((end) => (text) => text + end),
  counted: fc
    .constantFrom("?utm_source=mail&utm_medium=a", "&fbclid=Iw0_a-b", "&utm_campaign=x%20y", "?gclid=1")
    .map((end) => (text) => text + end),
  "counted in front": fc.constantFrom("utm_source=a&", "igsh=a=&").map((start) => (text) => start + text),
  "written as a query": fc.constant((text) => `?${text}`),
  "with its address": fc.constant((text) => `https://x.example/faxor/#${text}`),
};

/** Where `make fuzz` says how long to try: for so long, and from any seed. Otherwise the same each time. */
const { FUZZ_SECONDS, FUZZ_SEED } = process.env;
/** @type {fc.Parameters<unknown>} */
const effort = FUZZ_SECONDS
  ? {
      numRuns: Number.POSITIVE_INFINITY,
      interruptAfterTimeLimit: Number(FUZZ_SECONDS) * 1000,
      ...(FUZZ_SEED && { seed: Number(FUZZ_SEED) }),
    }
  : { numRuns: 3000, seed: 1 };

test("links that were damaged in several ways are repaired", (t) => {
  let tried = 0;
  const ways = Object.entries(DAMAGES).map(([name, way]) => fc.record({ name: fc.constant(name), way }));
  // Each at most once. Mail that has broken its lines is not wrapped after that, and an escaped link has no "=" that would show that it
  // went through mail.
  const damage = fc
    .uniqueArray(fc.oneof(...ways), { selector: ({ name }) => name, minLength: 1, maxLength: 4 })
    .filter((damages) => !/as mail.*wrapped|escaped.*as mail/.test(damages.map(({ name }) => name).join()));
  fc.assert(
    fc.property(link, damage, (text, damages) => {
      tried += 1;
      const damaged = damages.reduce((all, { way }) => way(all), text);
      assert.equal(read_link(repaired(damaged)).text, text, damaged);
    }),
    { ...effort, includeErrorInReport: true },
  );
  t.diagnostic(`${tried} damaged links, all repaired`);
});

test("repair reads any text", () => {
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
  const texts = fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((chosen) => chosen.join(""));
  const property = fc.property(texts, (text) => {
    const once = repaired(text);
    assert.equal(typeof once, "string");
    assert.ok(!/(^|&)utm_|\n/.test(once), `${JSON.stringify(text)} leaves ${JSON.stringify(once)}`);
  });
  fc.assert(property, { numRuns: 3000, seed: 1 });
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
