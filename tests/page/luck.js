// A page object for "Is it luck?", and the core's own results for the same seeds.
import { readFile } from "node:fs/promises";
import { expect } from "./page.js";
import { inOneGo } from "./read.js";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./page.js").Faxor} Faxor */

/** These seeds include solved, stuck, silent and diverged ones, one that lost its solution, and counts of zero. */
export const SETTING = "rules=bp,fa,readout&seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.1";
export const SWEEP = `${SETTING}&updates=1000&seeds=40`;

/** Takes longer than any test waits. */
export const LONG = `${SETTING}&updates=5000`;
export const ENDLESS = `${LONG}&seeds=100000`;

export const OUTCOMES = ["solved", "stuck", "silent", "diverged"];

/** The page's word for an outcome. @param {string} outcome */
export const said = (outcome) => (outcome === "silent" ? "dead" : outcome);

/** The end of every message that says how many runs were counted when the sweep ended. */
const OVER = /counted\.$/;

/** The part of the page about luck. */
export class Luck {
  /** @param {Faxor} faxor */
  constructor(faxor) {
    this.faxor = faxor;
    this.page = faxor.page;
    faxor.parts.push("luck");
    this.part = this.page.getByRole("region", { name: "Is it luck?" });
    this.seeds = this.part.getByLabel("Seeds", { exact: true });
    this.first = this.part.getByLabel("First seed", { exact: true });
    this.updates = this.part.getByLabel("Updates", { exact: true });
    this.run = this.part.getByRole("button", { name: /^(Run|Cancel)$/ });
    this.saveCounts = this.part.getByRole("button", { name: "Save counts (CSV)" });
    this.saveSeeds = this.part.getByRole("button", { name: "Save seeds (CSV)" });
    this.status = this.part.getByRole("status");
    this.problem = this.page.locator("#luck-problem");
    this.other = this.page.locator("#luck-other");
    this.progress = this.part.getByRole("progressbar", { name: "Runs counted" });
    this.plot = this.page.locator("#luck-plot canvas");
    this.dots = this.page.locator("#luck-dots canvas");
    this.rows = this.page.locator("#luck-table tr");
  }

  /** Runs a link's sweep to its end. @param {string} link */
  async finish(link) {
    await this.faxor.open(link);
    await this.run.click();
    await this.ends();
  }

  /** @param {RegExp | string} words */
  async ends(words = OVER) {
    await expect(this.status).toHaveText(words, { timeout: 60_000 });
    await expect(this.run).toHaveText("Run");
    await expect(this.progress).toBeHidden();
    await expect.poll(() => this.page.workers().length, "workers left").toBe(0);
  }

  /** Waits until some runs are counted while the sweep is still running. */
  async begins() {
    await expect.poll(() => this.counted(), { timeout: 60_000 }).toBeGreaterThan(0);
    await expect(this.run).toHaveText("Cancel");
  }

  counted() {
    return this.page.evaluate(
      () => /** @type {HTMLProgressElement} */ (document.querySelector("#luck-progress")).value,
    );
  }

  /** The content of a saved CSV. @param {import("@playwright/test").Locator} button @param {string} name */
  async #saved(button, name) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), button.click()]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^${name}-\\w+\\.csv$`));
    return readFile(await download.path(), "utf8");
  }

  /** The counts at every check. */
  csv() {
    return this.#saved(this.saveCounts, "faxor-sweep");
  }

  /** A row for each seed. */
  seedsCsv() {
    return this.#saved(this.saveSeeds, "faxor-seeds");
  }

  /** The table's rows: the text of each cell, or of the button in it. */
  table() {
    return this.rows.evaluateAll((rows) =>
      rows.map((row) => Array.from(row.children, (cell) => cell.textContent ?? "")),
    );
  }

  /** The text alternatives of the points. */
  words() {
    return this.dots.evaluateAll((all) => all.map((canvas) => canvas.getAttribute("aria-label")));
  }

  /** The pixels of the chart and of each rule's dots. @returns {Promise<string[]>} */
  pictures() {
    return this.page
      .locator("#luck-plot canvas, #luck-dots canvas")
      .evaluateAll((all) => all.map((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL()));
  }

  /** Everything shown about the counted runs. */
  async shown() {
    return { table: await this.table(), words: await this.words(), status: await this.status.innerText() };
  }

  /** The position of a trial's point. `place` is its rank among the rule's trials.
   * @param {number} rule @param {number} place */
  async spot(rule, place) {
    const PITCH = 12;
    const { width } = (await this.dots.nth(rule).boundingBox()) ?? { width: 0 };
    const columns = Math.floor(width / PITCH);
    return { x: ((place % columns) + 0.5) * PITCH, y: (Math.floor(place / columns) + 0.5) * PITCH };
  }

  /** The button with the count of an outcome. @param {number} rule @param {string} outcome */
  count(rule, outcome) {
    return this.rows.nth(rule).getByRole("button", { name: new RegExp(` ${said(outcome)}: open one of them$`) });
  }

  /** The core's own result for the link. @param {string} link */
  core(link) {
    return this.page.evaluate(inOneGo, link);
  }

  /** Checks everything that is shown against the core's result. @param {string} link */
  async agrees(link) {
    const core = await this.core(link);
    expect(await this.csv()).toBe(core.csv);
    expect(await this.seedsCsv()).toBe(core.seeds);
    expect(await this.table()).toEqual(core.rules.map(inTable));
    expect(await this.words()).toEqual(
      core.rules.map(
        ({ name, counts }) => `${NAMES[name]}: ${OUTCOMES.map((o, i) => `${counts[i]} ${said(o)}`).join(", ")}.`,
      ),
    );
    return core;
  }
}

/** The rules' names, capitalized as on the page. @type {Record<string, string>} */
export const NAMES = { bp: "Backpropagation", fa: "Feedback alignment", readout: "Read-out only", kp: "Kolen-Pollack" };

/** Wilson's score interval, by the textbook formula. @param {number} hits @param {number} of */
export function wilson(hits, of) {
  const z = 1.959963984540054;
  const share = hits / of;
  const middle = share + z ** 2 / (2 * of);
  const reach = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return [middle - reach, middle + reach].map((end) => Math.abs(end / (1 + z ** 2 / of)));
}

/** A row of the table. @param {{ name: string, counts: number[], trials: unknown[] }} rule */
function inTable({ name, counts, trials }) {
  const percent = (/** @type {number} */ share) => (share * 100).toFixed(1);
  const [least, most] = wilson(counts[0], trials.length);
  return [
    NAMES[name],
    `${percent(counts[0] / trials.length)} %`,
    `${percent(least)} to ${percent(most)} %`,
    `${percent(counts[4] / trials.length)} %`,
    ...counts.slice(0, 4).map(String),
  ];
}

/** Sets the number of cores, and counts the workers that are started.
 * @param {Page} page @param {number} cores */
export const withCores = (page, cores) =>
  page.addInitScript((cores) => {
    Object.defineProperty(navigator, "hardwareConcurrency", { get: () => cores });
    const hired = Object.assign(window, { hired: 0 });
    window.Worker = class extends Worker {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options);
        hired.hired += 1;
      }
    };
  }, cores);

export const hired = (/** @type {Page} */ page) =>
  page.evaluate(() => /** @type {Window & { hired?: number }} */ (window).hired);

/** Checks that the file and the table have this many runs, each once and each as the core has it.
 * @param {Luck} luck @param {string} link whose seeds begin with 0 @param {number} runs */
export async function holdsTrue(luck, link, runs) {
  const trials = (await luck.seedsCsv()).trim().split("\n").slice(2);
  expect(trials).toHaveLength(runs);
  expect(new Set(trials.map((line) => line.split(",").slice(0, 2).join())).size, "no run is there twice").toBe(runs);
  const rows = await luck.table();
  expect(
    rows.flatMap((cells) => cells.slice(4)).reduce((sum, count) => sum + Number(count.replaceAll(",", "")), 0),
  ).toBe(runs);
  const last = Math.max(...trials.map((line) => Number(line.split(",")[1])));
  const core = await luck.core(`${link}&seeds=${last + 1}`);
  const known = new Set(core.seeds.split("\n"));
  expect(trials.filter((line) => !known.has(line))).toEqual([]);
}
