// The workers that train sweeps, one per core. Each trains one batch of seeds at a time. If a worker crashes,
// another takes over its batch.

/** Milliseconds that a batch should take: short enough that the curves grow smoothly, long enough to be worth a
 * message. */
const BATCH = 120;

/** Most seeds in a batch. The first batches have one seed. */
const MOST = 512;

/** Seconds without a message after which a worker counts as crashed. */
const PATIENCE = 20;

/** More workers than this are not faster. */
const MOST_WORKERS = 16;

/** @typedef {import("./sweep-worker.js").Job} Job */
/** @typedef {import("./sweep-worker.js").Word} Word */
/** Seeds that one rule of one link trains. It has the form of a worker's job, which is a part of it.
 * @typedef {Job} Lot */

/** A batch, and the index of its lot. @typedef {{ lot: number, job: Job }} Batch */
/** @typedef {{ worker: Worker, batch: Batch | null, begun: number, silent: number }} Hand */

/**
 * @typedef {object} Report
 * @property {(lot: number, tally: any, job: Job) => void} tally receives the result of a batch of a lot
 * @property {(left: number) => void} lost is called when a worker has crashed, with the number of workers left
 * @property {(complete: boolean) => void} end is called once, when every seed is trained or no worker is left
 */

export class Pool {
  #lots;
  #report;
  /** @type {Hand[]} */
  #hands = [];
  /** Batches of crashed workers. @type {Batch[]} */
  #dropped = [];
  /** How many seeds of each lot a worker has taken. @type {number[]} */
  #taken;
  /** The lot whose turn it is. */
  #lot = 0;
  /** Seeds in the next batches, and in those of this round. */
  #size = 1;
  #batch = 1;
  #watch;

  /**
   * Starts training. Throws if the browser allows no worker.
   * @param {Lot[]} lots what to train. The lots take turns, a batch each, so that the results of all grow together.
   * @param {Report} report
   */
  constructor(lots, report) {
    this.#lots = lots;
    this.#report = report;
    this.#taken = lots.map(() => 0);
    const cores = Math.min(navigator.hardwareConcurrency || 2, MOST_WORKERS);
    this.#watch = setInterval(() => this.#lookAround(), 1000);
    try {
      for (let i = 0; i < cores; i++) this.#hire();
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  /** Stops all workers. */
  stop() {
    clearInterval(this.#watch);
    for (const { worker } of this.#hands) worker.terminate();
    this.#hands = [];
  }

  #hire() {
    const worker = new Worker(new URL("./sweep-worker.js", import.meta.url), { type: "module" });
    /** @type {Hand} */
    const hand = { worker, batch: null, begun: 0, silent: 0 };
    this.#hands.push(hand);
    worker.addEventListener("message", (event) => this.#hear(hand, event.data));
    for (const fault of ["error", "messageerror"]) {
      worker.addEventListener(fault, (event) => {
        event.preventDefault();
        this.#lose(hand);
      });
    }
  }

  /** @param {Hand} hand @param {Word} word */
  #hear(hand, word) {
    if (!this.#hands.includes(hand)) return;
    hand.silent = 0;
    if ("fault" in word) return this.#lose(hand);
    if ("alive" in word) return;
    if ("tally" in word && hand.batch) {
      const { lot, job } = hand.batch;
      const took = performance.now() - hand.begun;
      if (took < BATCH / 2 && job.seeds >= this.#size) this.#size = Math.min(this.#size * 2, MOST);
      else if (took > BATCH * 2) this.#size = Math.max(this.#size >> 1, 1);
      try {
        this.#report.tally(lot, word.tally, job);
      } catch {
        // The message is not a valid tally.
        return this.#lose(hand);
      }
      hand.batch = null;
    }
    this.#employ(hand);
  }

  /** @param {Hand} hand */
  #employ(hand) {
    const batch = this.#dropped.pop() ?? this.#take();
    if (batch) {
      hand.batch = batch;
      hand.begun = performance.now();
      hand.silent = 0;
      hand.worker.postMessage(batch.job);
    } else if (this.#hands.every(({ batch }) => batch === null)) {
      this.stop();
      this.#report.end(true);
    }
  }

  /** The next batch. In a round, every lot has one of the same size: lots of the same seeds stay in step.
   * @returns {Batch | null} */
  #take() {
    for (let looked = 0; looked < this.#lots.length; looked++) {
      const lot = this.#lot;
      if (lot === 0) this.#batch = this.#size;
      this.#lot = (lot + 1) % this.#lots.length;
      const { first, seeds, ...of } = this.#lots[lot];
      const taken = this.#taken[lot];
      const left = Math.min(this.#batch, seeds - taken);
      if (left <= 0) continue;
      this.#taken[lot] += left;
      return { lot, job: { ...of, first: first + taken, seeds: left } };
    }
    return null;
  }

  /** @param {Hand} hand */
  #lose(hand) {
    if (!this.#hands.includes(hand)) return;
    hand.worker.terminate();
    this.#hands = this.#hands.filter((other) => other !== hand);
    if (hand.batch) this.#dropped.push(hand.batch);
    this.#report.lost(this.#hands.length);
    if (this.#hands.length === 0) {
      this.stop();
      this.#report.end(false);
      return;
    }
    // An idle worker takes over the batch.
    const idle = this.#hands.find(({ batch, begun }) => batch === null && begun > 0);
    if (idle) this.#employ(idle);
  }

  #lookAround() {
    for (const hand of [...this.#hands]) {
      hand.silent += 1;
      if (hand.silent > PATIENCE && (hand.batch !== null || hand.begun === 0)) this.#lose(hand);
    }
  }
}
