// What others show of a link to the page, as the build writes it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { CARD, pageAddress, withCards } from "../../scripts/cards.mjs";

const root = new URL("../../", import.meta.url);
const source = await readFile(new URL("www/index.html", root), "utf8");

/** The tags of a page's head, by name. @param {string} html */
const tags = (html) =>
  Object.fromEntries(
    Array.from(
      html.matchAll(/<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]+)">/g),
      ([, name, content]) => [name, content],
    ),
  );

const WORDS = {
  "og:type": "website",
  "og:title": "Faxor: can a network learn from the wrong feedback?",
  "og:description":
    "Watch a small network learn XOR by backpropagation and, beside it, with random weights in the backward pass.",
};

test("a build that knows no address leaves the page as it is: its title is the question", () => {
  for (const address of [undefined, ""]) assert.equal(withCards(source, address), source);
  assert.ok(source.includes(`<title>${WORDS["og:title"]}</title>`));
});

test("a build that knows its address also names it and the picture, both in full", () => {
  for (const address of ["https://example.org/faxor", "https://example.org/faxor/"]) {
    assert.deepEqual(tags(withCards(source, address)), {
      ...WORDS,
      "og:url": "https://example.org/faxor/",
      "og:image": "https://example.org/faxor/docs/card.png",
      "og:image:width": "1200",
      "og:image:height": "630",
      "og:image:alt": "Two pictures of what networks have learned, each with a compass",
      "twitter:card": "summary_large_image",
    });
  }
});

test("an address that cannot be a page's stops the build, which says what would be right", () => {
  for (const address of [
    "example.org",
    "faxor/",
    "file:///faxor/",
    "https://example.org/#rate=1",
    "https://example.org/?a=1",
  ]) {
    assert.throws(() => pageAddress(address), /FAXOR_URL is “.+”; it may be the address of the page, such as https:/);
  }
  assert.equal(pageAddress("https://example.org"), "https://example.org/");
});

test("the built page has what the tags say, and the picture has the size that they say", async () => {
  const built = await readFile(new URL("dist/index.html", root), "utf8");
  for (const words of [WORDS["og:title"], WORDS["og:description"]]) assert.ok(built.includes(words), words);
  const picture = await readFile(new URL(`dist/docs/${CARD.name}`, root));
  assert.equal(picture.toString("latin1", 1, 4), "PNG");
  assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)], [CARD.width, CARD.height]);
  // Some services leave out a picture of more than 300 kB.
  assert.ok(picture.length < 200_000, `${picture.length} bytes`);
});
