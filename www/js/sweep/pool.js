// The workers that train a sweep, one per core. Each trains one batch of seeds at a time. If a worker crashes,
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
/** @typedef {{ worker: Worker, job: Job | null, begun: number, silent: number }} Hand */

/**
 * @typedef {object} Report
 * @property {(rule: number, tally: Uint32Array) => void} tally receives the result of a batch
 * @property {(left: number) => void} lost is called when a worker has crashed, with the number of workers left
 * @property {(complete: boolean) => void} end is called once, when every seed is trained or no worker is left
 */

export class Pool {
  #text;
  #rules;
  #report;
  /** @type {Hand[]} */
  #hands = [];
  /** Batches of crashed workers. @type {Job[]} */
  #dropped = [];
  /** The first seed that no worker has taken yet. */
  #next;
  #end;
  #rule = 0;
  /** Seeds in the next batches. */
  #size = 1;
  #watch;

  /**
   * Starts training. Throws if the browser allows no worker.
   * @param {string} text of the sweep's link
   * @param {{ rules: number, first: number, seeds: number }} range
   * @param {Report} report
   */
  constructor(text, { rules, first, seeds }, report) {
    this.#text = text;
    this.#rules = rules;
    this.#report = report;
    this.#next = first;
    this.#end = first + seeds;
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
    const hand = { worker, job: null, begun: 0, silent: 0 };
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
    if ("tally" in word && hand.job) {
      const took = performance.now() - hand.begun;
      if (took < BATCH / 2 && hand.job.seeds >= this.#size) this.#size = Math.min(this.#size * 2, MOST);
      else if (took > BATCH * 2) this.#size = Math.max(this.#size >> 1, 1);
      try {
        this.#report.tally(hand.job.rule, word.tally);
      } catch {
        // The message is not a valid tally.
        return this.#lose(hand);
      }
      hand.job = null;
    }
    this.#employ(hand);
  }

  /** @param {Hand} hand */
  #employ(hand) {
    const job = this.#dropped.pop() ?? this.#take();
    if (job) {
      hand.job = job;
      hand.begun = performance.now();
      hand.silent = 0;
      hand.worker.postMessage(job);
    } else if (this.#hands.every(({ job }) => job === null)) {
      this.stop();
      this.#report.end(true);
    }
  }

  /** The next batch. Each rule trains the same seeds in turn, so that all curves grow together.
   * @returns {Job | null} */
  #take() {
    if (this.#next >= this.#end) return null;
    // The size must not change between the rules, or they would train different seeds.
    if (this.#rule === 0) this.#batch = Math.min(this.#size, this.#end - this.#next);
    const job = { text: this.#text, rule: this.#rule, first: this.#next, seeds: this.#batch };
    this.#rule = (this.#rule + 1) % this.#rules;
    if (this.#rule === 0) this.#next += this.#batch;
    return job;
  }
  #batch = 1;

  /** @param {Hand} hand */
  #lose(hand) {
    if (!this.#hands.includes(hand)) return;
    hand.worker.terminate();
    this.#hands = this.#hands.filter((other) => other !== hand);
    if (hand.job) this.#dropped.push(hand.job);
    this.#report.lost(this.#hands.length);
    if (this.#hands.length === 0) {
      this.stop();
      this.#report.end(false);
      return;
    }
    // An idle worker takes over the batch.
    const idle = this.#hands.find(({ job, begun }) => job === null && begun > 0);
    if (idle) this.#employ(idle);
  }

  #lookAround() {
    for (const hand of [...this.#hands]) {
      hand.silent += 1;
      if (hand.silent > PATIENCE && (hand.job !== null || hand.begun === 0)) this.#lose(hand);
    }
  }
}
