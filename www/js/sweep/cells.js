// Counts of networks at every value of one choice, or at every pair of values of two, by each of some rules. Says which networks are
// still to be trained. Draws nothing.
import { interval, outcomes, Sweep, SweepBatch } from "../../faxor.js";
import { choiceIn, merged } from "../share/address.js";
import { contendersOf } from "../state.js";
import { coarseFirst, gaps } from "./order.js";

/** @typedef {import("./order.js").Seeds} Seeds */
/** @typedef {"solved" | "ever" | "diverged" | "dead" | "updates"} Counted */

/** What is known of a cell by one rule: how many networks are trained, how many of them are counted, and the share that a curve or a
 * map shows with its 95 % interval. For `updates`, that is the share of the updates that half of the networks do not need.
 * @typedef {{ hits: number, trained: number, level: number, least: number, most: number, median?: number }} Found */

/** The counts of a cell by one rule, the seeds in them, and the seed that `next` last named. `summary` has how many networks had each
 * outcome and were ever solved, and the check by which half were; `found` has what was last asked. Neither outlives a change of the counts.
 * @typedef {{ counts: Uint32Array, seeds: Seeds[], trained: number, summary?: (number | undefined)[], found: Partial<Record<Counted, Found>>,
 *   last: number }} Place */

/** Where each number stands in a summary. @type {Record<Counted, number>} */
const PLACES = { solved: 0, dead: 2, diverged: 3, ever: 4, updates: 5 };

/** @template Made @param {string} text of a link @param {(sweep: Sweep) => Made} read */
function readSweep(text, read) {
  const sweep = new Sweep(text);
  const made = read(sweep);
  sweep.free();
  return made;
}

/** The line with which the CSV of a link's sweep begins. @param {string} text */
const headOf = (text) => readSweep(text, (sweep) => sweep.csv(false).split("\n", 1)[0]);

/** The keys of the axes. @param {string} over as in a link */
export const keysOf = (over) => over.split(",").map((part) => part.split(":")[0]);

/** The values of each axis. @param {string} text of a link @param {string} over */
export const axesOf = (text, over) =>
  readSweep(merged(text, { over }), (sweep) => keysOf(over).map((_, axis) => sweep.axis(axis)));

/** @param {string} text of a link @param {string} over as in a link @param {string} [given] rules as in a link, if not that link's */
export function makeCells(text, over, given) {
  const theirs = /** @type {Record<string, string>} */ (given ? { rules: given } : {});
  const base = merged(text, { ...theirs, over: "" });
  const rules = choiceIn(base, "rules").split(",");
  const keys = keysOf(over);
  const axes = axesOf(text, over);
  /** @param {string[]} values */
  const choices = (values) => Object.fromEntries(keys.map((key, axis) => [key, values[axis]]));
  /** The values of each cell; the last axis changes fastest. */
  const values = axes.reduce(
    (cells, axis) => cells.flatMap((cell) => axis.map((value) => [...cell, value])),
    /** @type {string[][]} */ ([[]]),
  );
  /** The text of each cell's link. */
  const texts = values.map((values) => merged(base, choices(values)));
  const checks = readSweep(base, (sweep) => Array.from(sweep.checks()));
  const updates = checks[checks.length - 1];
  const first = Number(choiceIn(base, "first"));
  const row = checks.length + 1;
  const ends = outcomes().length;
  const size = values.length * rules.length;
  const places = Array.from({ length: size }, () => {
    return /** @type {Place} */ ({
      counts: new Uint32Array(ends * row),
      seeds: [],
      trained: 0,
      found: {},
      last: first - 1,
    });
  });
  /** Where each lot of the last `lots()` belongs. @type {number[]} */
  let placesOfLots = [];
  /** How often counts of each rule were added. */
  const versions = rules.map(() => 0);

  /** What decides the networks, whatever the values of the axes. @param {string} text of a link */
  const headAt = (text) =>
    headOf(merged(text, { ...theirs, ...choices(values[0]), over, each: "1", seeds: "1", counted: "solved" }));
  const head = headAt(text);

  /** @param {number} cell @param {number} rule */
  const placeOf = (cell, rule) => places[cell * rules.length + rule];

  /** @param {Place} place */
  function summaryOf(place) {
    if (place.summary) return place.summary;
    const { counts, trained } = place;
    const of = Array(ends).fill(0);
    const firsts = Array(row).fill(0);
    counts.forEach((count, i) => {
      of[Math.floor(i / row)] += count;
      firsts[i % row] += count;
    });
    let solved = 0;
    const median = checks.find((_, check) => {
      solved += firsts[check];
      return solved > 0 && 2 * solved >= trained;
    });
    place.summary = [...of, trained - firsts[row - 1], median];
    return place.summary;
  }

  /** @param {Place} place @param {Counted} counted @returns {Found} */
  function look(place, counted) {
    const { trained } = place;
    const number = summaryOf(place)[PLACES[counted]];
    if (counted === "updates") {
      const level = 1 - (number ?? updates) / updates;
      return { hits: 0, trained, level, least: level, most: level, median: number };
    }
    const hits = number ?? 0;
    const [least, most] = interval(hits, trained);
    return { hits, trained, level: hits / trained, least, most };
  }

  return {
    /** The link, which the CSV begins with. */
    text,
    over,
    rules,
    /** The names of the rules. */
    names: contendersOf(rules.join(), (key) => choiceIn(base, key)).map(({ name }) => name),
    keys,
    axes,
    values,
    texts,
    updates,
    /** How many cells there are, by each rule. */
    size,
    versions,

    /** Whether a link has these very networks in some cell. @param {string} text */
    isOf: (text) => headAt(text) === head,

    /** How many networks are trained, at most `each` of them in a cell by a rule. @param {number} each */
    done: (each) => places.reduce((sum, { trained }) => sum + Math.min(each, trained), 0),

    /** What is still to be trained for `each` networks everywhere, cells far apart first. @param {number} each */
    lots(each) {
      placesOfLots = [];
      /** @type {import("./pool.js").Lot[]} */
      const lots = [];
      for (const cell of coarseFirst(texts.length)) {
        for (const rule of rules.keys()) {
          for (const gap of gaps(placeOf(cell, rule).seeds, first, each)) {
            lots.push({ text: texts[cell], rule, isCounted: true, ...gap });
            placesOfLots.push(cell * rules.length + rule);
          }
        }
      }
      return lots;
    },

    /** Adds the counts of a batch of a lot; throws where they are none of it. @param {number} lot @param {Uint32Array} more
     * @param {Seeds} batch */
    add(lot, more, { first, seeds }) {
      const place = places[placesOfLots[lot]];
      if (more.length !== ends * row || more.reduce((all, count) => all + count) !== seeds) throw new RangeError();
      place.counts = place.counts.map((count, i) => count + more[i]);
      place.seeds.push({ first, seeds });
      place.trained += seeds;
      place.summary = undefined;
      place.found = {};
      versions[placesOfLots[lot] % rules.length] += 1;
    },

    /** @param {number} cell @param {number} rule @param {Counted} [counted] @returns {Found} */
    found(cell, rule, counted = "solved") {
      const place = placeOf(cell, rule);
      place.found[counted] ??= look(place, counted);
      return /** @type {Found} */ (place.found[counted]);
    },

    /** A seed with the outcome that most networks have there, at each call the next one, and that outcome's place in `outcomes()`. Trains
     * networks to find it, since no outcomes of seeds are kept. @param {number} cell @param {number} rule @param {number} each */
    next(cell, rule, each) {
      const place = placeOf(cell, rule);
      const counts = summaryOf(place).slice(0, ends).map(Number);
      const outcome = counts.indexOf(Math.max(...counts));
      for (let tries = 0; tries < each; tries++) {
        place.last = first + ((place.last - first + 1) % each);
        const batch = new SweepBatch(texts[cell], rule, place.last, 1);
        while (batch.advance(updates));
        const end = Math.floor(batch.counts().indexOf(1) / row);
        batch.free();
        if (end === outcome) break;
      }
      return { seed: place.last, outcome };
    },

    /** The CSV that the example `sweep` prints. @param {number} each networks in a cell */
    csv(each) {
      const columns = [...keys, "rule", "seeds", ...outcomes(), "ever_solved", "median_first_solved"];
      const rows = values.flatMap((values, cell) =>
        rules.map((rule, i) => {
          const place = placeOf(cell, i);
          return [...values, rule, place.trained, ...summaryOf(place)];
        }),
      );
      const head = headOf(merged(text, { over, each: String(each) }));
      return [[head], columns, ...rows].map((row) => `${row.join()}\n`).join("");
    },
  };
}
