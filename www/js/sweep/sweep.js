// "Is it luck?": trains many seeds, draws the share of them that is solved, and shows each seed as a dot that
// opens its run.
import { interval, Share } from "../../faxor.js";
import { Chart } from "../charts/chart.js";
import { byId, intoSight, lay, make, makeButton, write } from "../dom.js";
import { bandsOf, lineOf } from "../rules.js";
import { save } from "../share/save.js";
import { Choices } from "../ui/choices.js";
import { percent, sentenceCase, whole } from "../words.js";
import { offerAngles } from "./angles.js";
import { Dots } from "./dots.js";
import markup from "./sweep.html";
import { CountedSweep, linkTo, outcomeNames, secondsSince, showProgress, train } from "./training.js";

lay(byId("luck"), markup);

const HEIGHT = 220;

/** `firstSolved` of a seed that was never solved. */
const NEVER = 0xffffffff;

export class SweepTool {
  #state;
  #address;
  #earlier;
  #outcomes = outcomeNames();
  /** @type {CountedSweep | null} */
  #sweep = null;
  /** The lines of earlier sweeps. @type {import("../charts/chart.js").Ghost[]} */
  #ghosts = [];
  /** @type {import("../state.js").Contender[]} */
  #rules = [];
  /** Number of runs in the sweep. */
  #total = 0;
  /** @type {ReturnType<typeof train>} */
  #pool = null;
  /** @type {Chart | null} */
  #chart = null;
  /** @type {Dots[]} */
  #dots = [];
  /** For each rule: its row of the table, the cells with shares, and the buttons with counts.
   * @type {{ row: HTMLElement, cells: HTMLElement[], openers: HTMLButtonElement[] }[]} */
  #rows = [];
  /** How often each count was pressed. @type {Map<string, number>} */
  #opened = new Map();
  #begun = 0;
  /** Called when the sweep ends, with whether it is whole. @type {(isWhole: boolean) => void} */
  #ended = () => {};
  #plot = byId("luck-plot");
  #run = byId("luck-run");
  #progress = /** @type {HTMLProgressElement} */ (byId("luck-progress"));

  /**
   * @param {import("../state.js").State} state
   * @param {import("../share/address.js").Address} address
   * @param {import("../ui/tools.js").Tools} tools
   * @param {import("../earlier/store.js").Earlier} earlier
   */
  constructor(state, address, tools, earlier) {
    this.#state = state;
    this.#address = address;
    this.#earlier = earlier;
    earlier.on("change", () => this.#showEarlier());
    new Choices(state, byId("luck"));
    this.#run.addEventListener("click", () => (this.#pool ? this.#cancel() : this.start()));
    byId("luck-form").addEventListener("submit", (event) => event.preventDefault());
    ["sweep", "seeds"].forEach((name, i) => {
      byId("luck-save").children[i].addEventListener("click", () => {
        if (this.#sweep) this.#tell(save(`faxor-${name}.csv`, "text/csv", this.#sweep.csv(i > 0)));
      });
    });
    byId("back-to-luck").addEventListener("click", () => intoSight(byId("luck-dots"), "center"));
    tools.on("toggle", ({ name, isOpen }) => {
      if (name !== "luck" || isOpen) return;
      // This button leads to the tool.
      byId("back-to-luck").hidden = true;
      if (this.#pool) this.#cancel();
    });
    offerAngles(state, tools);
    state.on("change", () => this.#showWhose());
    new ResizeObserver(() => {
      this.#chart?.draw();
      for (const dots of this.#dots) dots.draw();
    }).observe(this.#plot);
  }

  /** Trains the seeds of the link that is shown. @returns {Promise<boolean>} whether all were trained, once the sweep has ended */
  start() {
    this.#pool?.stop();
    this.#ended(false);
    const end = new Promise((/** @type {(isWhole: boolean) => void} */ done) => {
      this.#ended = done;
    });
    // The former sweep may be among the earlier results, so it is not freed here.
    const sweep = new CountedSweep(this.#state.linkText(false));
    const [first, seeds] = ["first", "seeds"].map((key) => Number(this.#state.choice(key)));
    this.#sweep = sweep;
    this.#rules = this.#state.contenders();
    this.#total = seeds * this.#rules.length;
    this.#begun = performance.now();
    this.#opened.clear();
    this.#run.textContent = "Cancel";
    byId("luck-results").hidden = false;
    byId("luck-save").hidden = true;
    this.#progress.hidden = false;
    this.#build(seeds);
    this.#showEarlier();
    this.#buildTable();
    this.#showTable(sweep);
    this.#showWhose();
    this.#tell(`Training ${whole(seeds)} seeds.`);
    this.#pool = train(
      "sweep",
      this.#rules.map((_, rule) => ({ text: sweep.text(), rule, first, seeds })),
      {
        tally: (rule, tally) => sweep.add(rule, tally),
        draw: () => this.#draw(),
        tell: (message) => this.#tell(message),
        finish: (why) => this.#finish(why),
      },
    );
    return end;
  }

  #cancel() {
    this.#pool?.stop();
    this.#finish("Cancelled.");
  }

  /** @param {string} why the sweep ended early; empty if it is complete */
  #finish(why) {
    this.#pool = null;
    this.#run.textContent = "Run";
    this.#progress.hidden = true;
    this.#draw();
    if (!why && this.#sweep) this.#earlier.keepSweep(this.#sweep);
    const done = this.#done();
    byId("luck-save").hidden = done === 0;
    write(byId("luck-count"), `${whole(done)} runs in ${secondsSince(this.#begun)} s`);
    this.#tell(
      why ? `${why} ${whole(done)} of ${whole(this.#total)} runs are counted.` : `All ${whole(done)} runs are counted.`,
    );
    this.#ended(!why);
  }

  #showEarlier() {
    this.#ghosts = this.#earlier.sweepGhosts(this.#sweep);
    this.#earlier.explain(byId("luck-earlier"), this.#ghosts);
    this.#chart?.draw();
  }

  /** Number of runs that are trained. */
  #done() {
    return this.#rules.reduce((sum, _, rule) => sum + (this.#sweep?.seeds(rule) ?? 0), 0);
  }

  #draw() {
    const sweep = this.#sweep;
    if (!sweep) return;
    this.#chart?.draw(this.#data(sweep));
    this.#dots.forEach((dots, rule) => {
      dots.show(sweep.ranked(rule), `${this.#nameOf(rule)}: ${this.#inWords(sweep, rule)}.`);
    });
    this.#showTable(sweep);
    showProgress("luck", "runs", this.#done(), this.#total, this.#begun);
  }

  /** @param {number} rule */
  #nameOf(rule) {
    return sentenceCase(this.#rules[rule].name);
  }

  /** @param {CountedSweep} sweep @param {number} rule */
  #inWords(sweep, rule) {
    const counts = sweep.counts(rule);
    return this.#outcomes.map((outcome, i) => `${whole(counts[i])} ${outcome}`).join(", ");
  }

  /** Makes the chart and the rows of dots. @param {number} seeds */
  #build(seeds) {
    const sweep = this.#sweep;
    if (!sweep) return;
    const last = sweep.checks().at(-1) ?? 1;
    this.#chart?.destroy();
    this.#chart = new Chart(this.#plot, this.#options(last), this.#data(sweep));
    this.#dots = this.#rules.map(
      (_, rule) =>
        new Dots(seeds, {
          describe: (index, ranked) => this.#describe(ranked.subarray(index * 3, index * 3 + 3)),
          open: (seed) => this.#show(rule, seed),
        }),
    );
    byId("luck-dots").replaceChildren(
      ...this.#dots.map((dots, rule) => {
        const row = make("div", "dots-row", make("h3", "", this.#nameOf(rule)), dots.element);
        row.dataset.rule = this.#rules[rule].rule;
        return row;
      }),
    );
  }

  /** @param {number} last update @returns {import("../charts/chart.js").Options} */
  #options(last) {
    return {
      height: HEIGHT,
      x: { range: (_, most) => [0, Math.max(most, last)] },
      y: { range: () => [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], text: (tick) => `${tick * 100} %` },
      lines: this.#rules.map(lineOf),
      ghosts: () => this.#ghosts,
      bands: bandsOf(this.#rules),
    };
  }

  /** The updates, then every rule's share, then the lower and the upper ends of the intervals.
   * @param {CountedSweep} sweep */
  #data(sweep) {
    const curves = [Share.Solved, Share.SolvedLeast, Share.SolvedMost].flatMap((share) =>
      this.#rules.map((_, rule) => sweep.curve(rule, share)),
    );
    return [sweep.checks(), ...curves];
  }

  /** Makes the rows of the table, once per sweep: a button must not be replaced while it is pressed. */
  #buildTable() {
    this.#rows = this.#rules.map(({ rule }, index) => {
      const name = make("th", "", this.#nameOf(index));
      name.scope = "row";
      name.dataset.rule = rule;
      const cells = [0, 1, 2].map(() => make("td"));
      const openers = this.#outcomes.map((_, outcome) => makeButton("", () => this.#openNext(index, outcome)));
      const row = make("tr", "", name, ...cells, ...openers.map((opener) => make("td", "", opener)));
      return { row, cells, openers };
    });
    byId("luck-table").replaceChildren(...this.#rows.map(({ row }) => row));
  }

  /** @param {CountedSweep} sweep */
  #showTable(sweep) {
    this.#rows.forEach(({ cells, openers }, rule) => {
      const counts = sweep.counts(rule);
      const seeds = sweep.seeds(rule);
      const [least, most] = interval(counts[0], seeds);
      const ever = counts[this.#outcomes.length];
      const texts = [
        `${percent(counts[0] / seeds)} %`,
        `${percent(least)} to ${percent(most)} %`,
        `${percent(ever / seeds)} %`,
      ];
      cells.forEach((cell, i) => {
        cell.textContent = seeds > 0 ? texts[i] : "–";
      });
      openers.forEach((opener, outcome) => {
        const count = whole(counts[outcome]);
        if (opener.textContent === count) return;
        opener.textContent = count;
        opener.disabled = counts[outcome] === 0;
        opener.ariaLabel = `${count} ${this.#outcomes[outcome]}: open one of them`;
      });
    });
  }

  /** Opens a seed with this outcome; each call opens the next one. @param {number} rule @param {number} outcome */
  #openNext(rule, outcome) {
    const ranked = this.#sweep?.ranked(rule) ?? new Uint32Array();
    const seeds = [];
    for (let i = 0; i < ranked.length; i += 3) if (ranked[i + 2] === outcome) seeds.push(ranked[i]);
    const key = `${rule} ${outcome}`;
    const turn = this.#opened.get(key) ?? 0;
    this.#opened.set(key, turn + 1);
    if (seeds.length > 0) this.#show(rule, seeds[turn % seeds.length]);
  }

  /** @param {number} rule @param {number} seed */
  #show(rule, seed) {
    const sweep = this.#sweep;
    if (!sweep) return;
    const ranked = sweep.ranked(rule);
    const at = ranked.findIndex((value, i) => i % 3 === 0 && value === seed);
    this.#tell(`${this.#nameOf(rule)}: ${this.#describe(ranked.subarray(at, at + 3))}. The pictures show it now.`);
    this.#address.go(linkTo(sweep, seed));
    byId("back-to-luck").hidden = false;
    intoSight(byId("panels"), "center");
  }

  /** @param {Uint32Array} trial seed, update at which it was first solved, outcome */
  #describe([seed, firstSolved, outcome]) {
    const name = this.#outcomes[outcome];
    const when = firstSolved === NEVER ? "" : `, first solved at update ${whole(firstSolved)}`;
    return `Seed ${seed}, ${name} at the end${when}`;
  }

  /** Tells the reader if the pictures no longer have the setting of the sweep. */
  #showWhose() {
    const other = this.#sweep !== null && !this.#sweep.isOf(this.#state.linkText(false));
    byId("luck-other").hidden = !other;
  }

  /** @param {string} message */
  #tell(message) {
    byId("luck-status").textContent = message;
  }
}
