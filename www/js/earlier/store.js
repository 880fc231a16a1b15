// Earlier settings, with the curves of their runs and what their sweeps found. They stay until the reader removes them.
import { Figure, has_runs_of, Quantity, Share } from "../../faxor.js";
import { write } from "../dom.js";
import { Emitter } from "../events.js";
import { lineOf } from "../rules.js";
import { choiceIn, withChoices } from "../share/address.js";
import { CHOICES, contendersOf } from "../state.js";

/** A run of fewer updates is not kept. */
const LEAST = 100;

/** The most records of a kept curve, settings with curves, and settings. */
const RECORDS = 300;
const MOST_CURVES = 6;
export const MOST = 20;

/** Milliseconds. A slider changes one choice many times in a row: where changes follow one another sooner than this, only the first
 * keeps the run that it ends. */
const TOGETHER = 1000;

/** The measures that a history has come first among the quantities. */
const MEASURES = Quantity.FeedbackNorm + 1;

/** How solid an earlier line is. */
const OPACITY = 0.5;

/** What a sweep is made of, apart from the setting. */
const SWEEP = ["updates", "seeds", "first"];

/** `solved` is the update since which each network had solved the task, or NaN. `curves` are by network, layer and measure:
 * "0,1,2".
 * @typedef {{ updates: number, solved: number[], x: Float64Array, curves: Record<string, Float64Array> }} Run */

/** `isPale` is whether its lines are drawn; `name` says how it differs from the present setting.
 * @typedef {{ link: string, run?: Run, sweep?: import("../sweep/training.js").CountedSweep, contenders: import("../state.js").Contender[],
 *   isPale: boolean, isPresent: boolean, name: string }} Entry */

/** The choices in which a setting differs from another. @param {Entry} entry @param {string} present */
export function differences({ link, run, sweep }, present) {
  const counts = (/** @type {import("../../faxor.js").Choice} */ { key, changes_run, default: value }) => {
    if (!changes_run) return sweep && SWEEP.includes(key);
    // A sweep has seeds of its own. What a link leaves out decides nothing, unless it may be left out.
    return (key !== "seed" || run || !sweep) && (value === "" || new URLSearchParams(link).has(key));
  };
  return [...CHOICES().values()]
    .filter((choice) => counts(choice) && choiceIn(link, choice.key) !== choiceIn(present, choice.key))
    .map(({ key }) => ({ key, value: choiceIn(link, key) }));
}

/** What is kept of a run. @param {import("../../faxor.js").Experiment} experiment @returns {Run} */
export function recordOf(experiment) {
  const x = experiment.history_updates();
  const every = Math.ceil(x.length / RECORDS);
  const thin = (/** @type {Float64Array} */ column) => column.filter((_, i) => i % every === 0 || i === x.length - 1);
  /** @type {Run} */
  const run = { updates: experiment.updates(), solved: [], x: thin(x), curves: {} };
  for (let network = 0; network < experiment.runs(); network++) {
    run.solved.push(experiment.numbers(network, Quantity.Figures)[Figure.SolvedSince]);
    for (let layer = Number(experiment.choice("depth")); layer > 0; layer--) {
      for (let measure = 0; measure < MEASURES; measure++)
        run.curves[`${[network, layer, measure]}`] = thin(experiment.history(network, measure, layer));
    }
  }
  return run;
}

/** @extends {Emitter<{ change: void }>} */
export class Earlier extends Emitter {
  #state;
  /** In the order in which they came. @type {Entry[]} */
  entries = [];
  #told = 0;
  /** The run that a change may end. @type {{ link: string, run: Run } | null} */
  #ending = null;
  /** When the present run began, and by which key. */
  #begun = Number.NEGATIVE_INFINITY;
  /** @type {string | null} */
  #by = null;

  /** @param {import("../state.js").State} state */
  constructor(state) {
    super();
    this.#state = state;
    /** @type {string | null} */
    let key = null;
    state.on("before", (of) => {
      key = of;
      this.#ending = null;
      const { experiment } = state;
      const isOneOfMany = key === this.#by && performance.now() - this.#begun < TOGETHER;
      // A run whose points were changed on the way is not the one that its link says.
      if (isOneOfMany || experiment.furthest() < LEAST || experiment.earliest() > 0) return;
      // Back returns to a run that a link opened.
      const ends = key === "" ? experiment.updates() !== state.pauseAt : CHOICES().get(key)?.changes_run;
      if (ends) this.#ending = { link: state.linkText(false), run: recordOf(experiment) };
    });
    state.on("change", ({ keys, restarted, opened }) => {
      const isChapter = opened && state.choice("lesson") !== "";
      if (restarted) {
        if (this.#ending && !isChapter && !has_runs_of(this.#ending.link, state.linkText(false)))
          this.keepRun(this.#ending.link, this.#ending.run);
        this.#begun = performance.now();
        this.#by = key || null;
        this.#ending = key = null;
      }
      // A chapter begins with empty charts.
      if (isChapter && keys.has("lesson")) for (const entry of this.entries) entry.isPale = false;
      if (restarted || SWEEP.some((key) => keys.has(key))) this.#tell();
    });
  }

  /** @param {string} link @param {Run} run */
  keepRun(link, run) {
    const entry = this.entryOf(link);
    const others = this.entries.filter((other) => other !== entry && other.run);
    for (const { run } of others.slice(0, 1 - MOST_CURVES)) if (run) run.curves = {};
    Object.assign(entry, { run, isPale: true });
    this.#tell();
  }

  /** Keeps a sweep with every setting whose networks it trained: they may differ in the seed.
   * @param {import("../sweep/training.js").CountedSweep} sweep */
  keepSweep(sweep) {
    const link = sweep.text();
    const isOf = (/** @type {Entry} */ entry) => sweep.isOf(entry.link);
    if (!this.entries.some(isOf)) this.entryOf(link);
    for (const entry of this.entries.filter(isOf)) {
      entry.sweep = sweep;
      entry.isPale = true;
      entry.link = withChoices(entry.link, Object.fromEntries(SWEEP.map((key) => [key, choiceIn(link, key)])));
    }
    this.#tell();
  }

  /** The entry of a link, made now if there is none. @param {string} link */
  entryOf(link) {
    let entry = this.entries.find((entry) => has_runs_of(entry.link, link));
    if (!entry) {
      const contenders = contendersOf(choiceIn(link, "rules"), (key) => choiceIn(link, key));
      entry = { link, contenders, isPale: true, isPresent: false, name: "" };
      this.entries = [...this.entries, entry];
      // The oldest goes, but a sweep stays before runs.
      const isSpare = (/** @type {Entry} */ { sweep }) =>
        !sweep || this.entries.filter((other) => other.sweep === sweep).length > 1;
      const spare = this.entries.find(isSpare) ?? this.entries[0];
      if (this.entries.length > MOST) this.entries = this.entries.filter((other) => other !== spare);
      const { sweep } = this.entries.find(({ sweep }) => sweep?.isOf(link)) ?? {};
      if (sweep) this.keepSweep(sweep);
      this.#tell();
    }
    return entry;
  }

  /** @param {Entry[]} entries those that stay */
  only(entries) {
    this.entries = entries;
    this.#tell();
  }

  /** Names the entries now, and tells the others once they have heard of the same change of the state. */
  async #tell() {
    const present = this.#state.linkText(false);
    for (const entry of this.entries) {
      entry.isPresent = has_runs_of(entry.link, present);
      const texts = differences(entry, present).map(({ key, value }) => {
        if (key === "data") return "other points";
        if (key === "rules") return entry.contenders.map(({ name }) => name).join(" and ");
        return `${key} ${value || "left out"}`;
      });
      entry.name = texts.join(", ") || "the present setting";
    }
    this.#told += 1;
    const told = this.#told;
    await null;
    if (told === this.#told) this.emit("change", undefined);
  }

  /** The lines of earlier settings for a chart, with their numbers.
   * @param {(entry: Entry, run: number, i: number) => (ArrayLike<number> | undefined)[] | false | null | undefined} read x and y of a network
   * @returns {import("../charts/chart.js").Ghost[]} */
  ghosts(read) {
    return this.entries.flatMap((entry, i) =>
      entry.contenders.flatMap((contender, run) => {
        const [x, y] = (entry.isPale && read(entry, run, i)) || [];
        return x && y ? [{ ...lineOf(contender), width: 1, opacity: OPACITY, x, y, label: String(i + 1) }] : [];
      }),
    );
  }

  /** The lines of earlier sweeps. @param {Entry["sweep"] | null} present which has lines of its own */
  sweepGhosts(present) {
    return this.ghosts(
      ({ sweep }, run, i) =>
        sweep &&
        sweep !== present &&
        // Settings that differ in the seed share a sweep.
        this.entries.findIndex((entry) => entry.sweep === sweep) === i && [
          sweep.checks(),
          sweep.curve(run, Share.Solved),
        ],
    );
  }

  /** Says which settings such lines have. @param {HTMLElement} legend @param {{ label: string }[]} ghosts */
  explain(legend, ghosts) {
    const names = Array.from(
      new Set(ghosts.map(({ label }) => label)),
      (label) => `${label}: ${this.entries[Number(label) - 1].name}`,
    );
    legend.hidden = names.length === 0;
    write(legend, `The thin lines are earlier results. ${names.join("; ")}.`);
  }
}
