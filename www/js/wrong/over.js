// A sweep over one choice: the same networks at each value of the choice, by each of some rules. Keeps what became of
// them, and says which ones are still to be trained. Draws nothing.
import { change_choice, interval, outcomes, Sweep } from "../../faxor.js";
import { choiceIn, withChoices } from "../share/address.js";
import { CHOICES } from "../state.js";
import { isOf, linkTo } from "../sweep/training.js";
import { coarseFirst, gaps } from "./order.js";

/** @typedef {import("../sweep/pool.js").Lot} Lot */

/** What is known at a value of the choice by one rule: how many of the trained networks solve the task, and the 95 %
 * interval of their share.
 * @typedef {{ solved: number, trained: number, least: number, most: number }} Found */

export class SweepOver {
  #text;
  /** One sweep a value. */
  #sweeps;
  /** Where each lot of the last `lots()` belongs: the index of the value, and of the rule. @type {[number, number][]} */
  #places = [];

  /** @param {string} text of a link @param {string} key of the choice @param {string[]} rules */
  constructor(text, key, rules) {
    this.key = key;
    this.rules = rules;
    this.values = CHOICES().get(key)?.values ?? [];
    this.#text = withChoices(text, { rules: rules.join(), over: key });
    this.first = Number(choiceIn(this.#text, "first"));
    this.updates = Number(choiceIn(this.#text, "updates"));
    this.#sweeps = this.values.map((value) => new Sweep(change_choice(this.#text, key, value)));
  }

  free() {
    for (const sweep of this.#sweeps) sweep.free();
  }

  /** Whether a link has these very networks, whatever its rules, its seed and the value of the choice.
   * @param {string} text */
  isOf(text) {
    const at = withChoices(text, { rules: this.rules.join(), [this.key]: this.values[0] });
    const isSame = ["first", "updates"].every((key) => choiceIn(at, key) === choiceIn(this.#text, key));
    return isSame && isOf(this.#sweeps[0], at);
  }

  /** How many networks are trained, at most `each` of them at a value by a rule. @param {number} each */
  done(each) {
    let sum = 0;
    for (const sweep of this.#sweeps) for (const rule of this.rules.keys()) sum += Math.min(each, sweep.seeds(rule));
    return sum;
  }

  /** What is still to be trained for `each` networks everywhere, values far apart first. @param {number} each @returns {Lot[]} */
  lots(each) {
    this.#places = [];
    const lots = [];
    for (const value of coarseFirst(this.values.length)) {
      for (const rule of this.rules.keys()) {
        const seeds = this.#ranked(value, rule).map(([seed]) => seed);
        for (const gap of gaps(seeds, this.first, each)) {
          lots.push({ text: this.#sweeps[value].text(), rule, ...gap });
          this.#places.push([value, rule]);
        }
      }
    }
    return lots;
  }

  /** Adds what became of a batch of a lot. @param {number} lot @param {Uint32Array} tally */
  add(lot, tally) {
    const [value, rule] = this.#places[lot];
    this.#sweeps[value].add(rule, tally);
  }

  /** @param {number} value its index @param {number} rule its index @returns {Found} */
  found(value, rule) {
    const sweep = this.#sweeps[value];
    const [solved] = sweep.counts(rule);
    const trained = sweep.seeds(rule);
    const [least, most] = interval(solved, trained);
    return { solved, trained, least, most };
  }

  /** The seeds with the outcome that most networks have there, in the order of seeds, and that outcome's place in
   * `outcomes()`. @param {number} value its index @param {number} rule its index */
  majority(value, rule) {
    const counts = this.#sweeps[value].counts(rule).slice(0, outcomes().length);
    const outcome = counts.indexOf(Math.max(...counts));
    const ranked = this.#ranked(value, rule).filter(([, , of]) => of === outcome);
    return { outcome, seeds: ranked.map(([seed]) => seed).sort((a, b) => a - b) };
  }

  /** The text of a link to one of the networks. @param {number} value its index @param {number} seed */
  link(value, seed) {
    return linkTo(this.#sweeps[value], seed);
  }

  /** Everything as CSV, as the example `sweep` prints it. */
  csv() {
    const names = outcomes();
    const rows = this.values.flatMap((value, i) =>
      this.rules.map((rule, index) => {
        const sweep = this.#sweeps[i];
        return [value, rule, sweep.seeds(index), ...sweep.counts(index).subarray(0, names.length)];
      }),
    );
    return [[this.key, "rule", "seeds", ...names], ...rows].map((row) => `${row.join()}\n`).join("");
  }

  /** Seed, first solved and outcome of each network. @param {number} value @param {number} rule */
  #ranked(value, rule) {
    const flat = this.#sweeps[value].ranked(rule);
    return Array.from({ length: flat.length / 3 }, (_, i) => flat.subarray(i * 3, i * 3 + 3));
  }
}
