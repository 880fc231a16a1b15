// Earlier results without a browser: how two shares differ, and what is read of files and links from others, with the built core.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { difference, differenceTexts } from "../../www/js/earlier/difference.js";
import { readKept, readResults } from "../../www/js/earlier/file.js";
import { core } from "./core.mjs";

const { Sweep, SweepBatch, change_choice, interval, read_link } = core;

/** @param {number} hits @param {number} of @returns {[number, number, number]} */
const share = (hits, of) => {
  const [least, most] = interval(hits, of);
  return [hits / of, least, most];
};

test("the interval of a difference is the one that Newcombe published", () => {
  for (const [hits, of, otherHits, otherOf, least, most] of [
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ]) {
    const found = difference(share(hits, of), share(otherHits, otherOf));
    assert.deepEqual(
      found.map((end) => end.toFixed(4)),
      [least.toFixed(4), most.toFixed(4)],
      `${hits}/${of} - ${otherHits}/${otherOf}`,
    );
    const back = difference(share(otherHits, otherOf), share(hits, of));
    assert.ok(Math.abs(back[0] + found[1]) < 1e-12 && Math.abs(back[1] + found[0]) < 1e-12, "turned round");
  }
});

test("two shares differ only if their interval leaves 0 out", () => {
  assert.deepEqual(differenceTexts([0.0524, 0.3339]), ["more", "+5.2 to +33.4 percentage points"]);
  assert.deepEqual(differenceTexts([-0.3339, -0.0524]), ["fewer", "−33.4 to −5.2 percentage points"]);
  assert.deepEqual(differenceTexts([-0.0381, 0.1926]), ["cannot tell", "−3.8 to +19.3 percentage points"]);
  assert.deepEqual(differenceTexts([0, 0.1]), ["cannot tell", "+0.0 to +10.0 percentage points"]);
});

const PRESENT = read_link("rate=0.1&at=300").text;
const OTHER = read_link("rules=fa,fa:rate=0.5&seed=7&updates=200&seeds=5").text;

/** The tally of a network of a link. @param {string} link @param {number} rule */
function tallyOf(link, rule) {
  const batch = new SweepBatch(link, rule, 0, 5);
  while (batch.advance(1000));
  return Array.from(batch.tally());
}

const FILE = {
  faxor: "results",
  version: 1,
  present: PRESENT,
  settings: [
    { link: PRESENT, updates: 300, sweep: [] },
    {
      link: OTHER,
      updates: 0,
      sweep: [
        { network: "fa", tally: tallyOf(OTHER, 0) },
        { network: "fa:rate=0.5", tally: tallyOf(OTHER, 1) },
      ],
    },
  ],
};

/** @param {string} text @param {number} [room] */
const read = (text, room = 20) => readResults(text, room, read_link, Sweep);

/** A copy of the file with something else in it. @param {(file: any) => void} change */
function changed(change) {
  const file = structuredClone(FILE);
  change(file);
  return JSON.stringify(file);
}

test("a file of results is read as it was written", () => {
  const { present, settings } = read(JSON.stringify(FILE));
  assert.equal(present, PRESENT);
  assert.deepEqual(
    settings.map(({ link, updates }) => [link, updates]),
    [
      [PRESENT, 300],
      [OTHER, 0],
    ],
  );
  assert.equal(settings[0].sweep, null);
  assert.deepEqual(
    [0, 1].map((rule) => settings[1].sweep?.seeds(rule)),
    [5, 5],
  );
  assert.deepEqual(read(JSON.stringify(FILE, null, 2)).settings[1].link, OTHER, "with spaces");
  assert.deepEqual(read(changed((file) => (file.settings = []))).settings, []);
});

/** What is wrong with a file, and what is said of it. @type {Record<string, [string, RegExp]>} */
const BAD = {
  "an empty file": ["", /not JSON/],
  "half a file": [JSON.stringify(FILE).slice(0, 200), /not JSON/],
  null: ["null", /no results/],
  "a list": ["[]", /no results/],
  "a file of one run": ['{"faxor":1,"link":"x"}', /no results/],
  "a later version": [changed((file) => (file.version = 2)), /version is not 1/],
  "a version in words": [changed((file) => (file.version = "1")), /version is not 1/],
  "no present": [changed((file) => delete file.present), /a text “present”/],
  "a present that is no text": [changed((file) => (file.present = 1)), /a text “present”/],
  "settings that are no list": [changed((file) => (file.settings = { length: 1 })), /a list “settings”/],
  "something else": [changed((file) => (file.more = 1)), /a text “present” and a list “settings”/],
  "a present that is no link": [changed((file) => (file.present = "rate=no")), /in “present”, rate is “no”; it may be/],
  "too many settings": [
    changed((file) => (file.settings = Array(21).fill(FILE.settings[0]))),
    /there are 21 settings, and there is room for 20/,
  ],
  "a setting that is null": [changed((file) => (file.settings[1] = null)), /setting 2 must be/],
  "a setting without a sweep": [changed((file) => delete file.settings[0].sweep), /setting 1 must be/],
  "a setting with something else": [changed((file) => (file.settings[0].more = 1)), /setting 1 must be/],
  "a link that is a number": [changed((file) => (file.settings[0].link = 1)), /setting 1 must be/],
  "a part of an update": [changed((file) => (file.settings[0].updates = 1.5)), /setting 1 must be/],
  "updates below 0": [changed((file) => (file.settings[0].updates = -1)), /setting 1 must be/],
  "a tally with a half": [changed((file) => (file.settings[1].sweep[0].tally[0] = 0.5)), /setting 2 must be/],
  "a tally with a text": [changed((file) => (file.settings[1].sweep[0].tally[0] = "0")), /setting 2 must be/],
  "a tally with too large a number": [
    changed((file) => (file.settings[1].sweep[0].tally[0] = 2 ** 32)),
    /setting 2 must/,
  ],
  "a tally that only has a length": [
    changed((file) => (file.settings[1].sweep[0].tally = { length: 2 ** 30 })),
    /setting 2 must be/,
  ],
  "a link with a problem": [
    changed((file) => (file.settings[1].link = OTHER.replace("seed=7", "seed=x"))),
    /in setting 2, seed is “x”; it may be/,
  ],
  "markup for a link": [changed((file) => (file.settings[0].link = "<img src=x>")), /in setting 1, “<img src/],
  "markup for a network": [
    changed((file) => (file.settings[1].sweep[0].network = "<b>")),
    /the sweep of setting 2 must have networks fa,fa:rate=0.5/,
  ],
  "a network that is missing": [changed((file) => file.settings[1].sweep.pop()), /must have networks/],
  "networks in another order": [changed((file) => file.settings[1].sweep.reverse()), /must have networks/],
  "a tally that is cut short": [
    changed((file) => file.settings[1].sweep[1].tally.pop()),
    /in the tally of fa:rate=0.5 in setting 2, \d+ numbers are not a tally of runs of 200 updates/,
  ],
  "a tally that contradicts itself": [
    changed((file) => (file.settings[1].sweep[0].tally[0] += 1)),
    /in the tally of fa in setting 2, /,
  ],
  "a link of other updates": [
    changed((file) => (file.settings[1].link = OTHER.replace("updates=200", "updates=900"))),
    /in the tally of fa in setting 2, /,
  ],
};

for (const [name, [text, said]] of Object.entries(BAD)) {
  test(`a bad file is refused with one sentence: ${name}`, () => {
    assert.throws(
      () => read(text),
      ({ message }) => {
        assert.match(message, said);
        assert.match(message, /^Nothing was opened: .*\.$/s);
        return true;
      },
    );
  });
}

const PIECES = [
  "",
  "0",
  "-1",
  "1.5",
  "1e99",
  "null",
  "true",
  "[]",
  "{}",
  '""',
  '"<b>"',
  ",",
  '"',
  "\u0000",
  "é",
  "4294967295",
];

/** A file with a few changes at any place of its text, or of its values. @param {(below: number) => number} roll */
function mutated(roll) {
  let text = JSON.stringify(FILE);
  if (roll(2)) {
    for (let changes = 1 + roll(3); changes > 0; changes--) {
      const at = roll(text.length);
      text = text.slice(0, at) + PIECES[roll(PIECES.length)] + text.slice(at + roll(4));
    }
    return text;
  }
  // A value, exchanged for another or taken away.
  const file = JSON.parse(text);
  let place = file;
  for (;;) {
    const keys = Object.keys(place);
    const key = keys[roll(keys.length)];
    const isEnd = typeof place[key] !== "object" || Object.keys(place[key] ?? {}).length === 0 || roll(4) === 0;
    if (!isEnd) {
      place = place[key];
      continue;
    }
    if (roll(4) === 0) delete place[key];
    else place[key] = [null, -1, 0.5, 7, "7", "", [], {}, "<b>", true, 2 ** 32, FILE, Array(9).fill(0)][roll(13)];
    return JSON.stringify(file);
  }
}

test("of thousands of changed files, each is refused with a sentence or holds what a file may hold", () => {
  let accepted = 0;
  const check = (/** @type {string} */ text) => {
    let results;
    try {
      results = read(text);
    } catch (error) {
      assert.ok(error instanceof Error, text);
      assert.match(error.message, /^Nothing was opened: .*\.$/s, text);
      return;
    }
    accepted += 1;
    const file = JSON.parse(text);
    assert.deepEqual([file.faxor, file.version], ["results", 1]);
    assert.deepEqual(read_link(file.present).problems, []);
    assert.equal(results.settings.length, file.settings.length);
    results.settings.forEach(({ link, updates, sweep }, i) => {
      const setting = file.settings[i];
      assert.deepEqual(Object.keys(setting), ["link", "updates", "sweep"]);
      assert.deepEqual(read_link(setting.link).problems, []);
      assert.equal(read_link(setting.link).text, link);
      assert.ok(updates === setting.updates && Number.isInteger(updates) && updates >= 0);
      const again = new Sweep(link);
      for (const [rule, { tally }] of setting.sweep.entries()) {
        assert.ok(tally.every((/** @type {unknown} */ count) => Number.isInteger(count) && Number(count) >= 0));
        again.add(rule, Uint32Array.from(tally));
      }
      if (sweep) assert.equal(sweep.csv(true), again.csv(true));
      else assert.deepEqual(setting.sweep, []);
    });
  };
  const draws = fc.infiniteStream(fc.noBias(fc.nat()));
  fc.assert(
    fc.property(draws, (numbers) => check(mutated((below) => numbers.next().value % below))),
    { seed: 1, numRuns: 4000 },
  );
  assert.ok(accepted > 50 && accepted < 3000, `${accepted} were accepted`);
});

/** @param {string} kept @param {number} [room] */
const keptOf = (kept, room = 20) => readKept(kept, PRESENT, room, change_choice);

test("the settings that a link is compared with are read as differences from it", () => {
  assert.deepEqual(keptOf("rate=0.5"), [change_choice(PRESENT, "rate", "0.5")]);
  const [one, other] = keptOf("rate=0.5/angle=90;rules=fa,fa:rate=0.5/seed=4");
  assert.equal(one, change_choice(change_choice(PRESENT, "rate", "0.5"), "angle", "90"));
  assert.equal(other, change_choice(change_choice(PRESENT, "rules", "fa,fa:rate=0.5"), "seed", "4"));
  assert.deepEqual(keptOf("angle="), [PRESENT], "what is left out");
});

test("a link's settings to compare with are refused as a whole, with the core's words, if one is wrong", () => {
  for (const [kept, said] of /** @type {[string, RegExp][]} */ ([
    ["rate=0.5;rate=x", /in setting 2 of “kept”, rate is “x”; it may be/],
    ["rate=0.5/colour=1", /in setting 1 of “kept”, “colour” is not a key/],
    ["rate", /in setting 1 of “kept”, rate is “”; it may be/],
    [";", /in setting 1 of “kept”, “” is not a key/],
    ["constructor=1", /“constructor” is not a key/],
    [Array(21).fill("rate=1").join(";"), /there are 21 settings, and there is room for 20/],
  ])) {
    assert.throws(
      () => keptOf(kept),
      ({ message }) => said.test(message) && /^Nothing was opened: .*\.$/.test(message),
      kept,
    );
  }
});
