// The pool of workers without a browser: workers that answer, crash or say nothing, as the test wants.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Pool } from "../../www/js/sweep/pool.js";

/** @typedef {{ text: string, rule: number, first: number, seeds: number }} Job */

class FakeWorker extends EventTarget {
  /** @type {FakeWorker[]} */
  static all = [];
  /** @type {Job[]} */
  jobs = [];
  isEnded = false;

  constructor() {
    super();
    FakeWorker.all.push(this);
  }
  /** @param {Job} job */
  postMessage(job) {
    this.jobs.push(job);
  }
  terminate() {
    this.isEnded = true;
  }
  /** @param {unknown} word */
  say(word) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: word }));
  }
  /** The tally of a job is the job itself. */
  finish() {
    this.say({ tally: this.jobs.at(-1) });
  }
  crash() {
    this.dispatchEvent(new Event("error", { cancelable: true }));
  }
}

Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: 3 }, configurable: true });
Object.assign(globalThis, { Worker: FakeWorker });

/** @param {{ rules?: number, first?: number, seeds?: number }} [range] */
function begin({ rules = 2, first = 10, seeds = 40 } = {}) {
  /** How often each rule has counted each seed. @type {Map<string, number>} */
  const counted = new Map();
  /** @type {unknown[]} */
  const said = [];
  const pool = new Pool(
    Array.from({ length: rules }, (_, rule) => ({ text: "rules=bp,fa", rule, first, seeds })),
    {
      tally(rule, tally) {
        const job = /** @type {Job} */ (/** @type {unknown} */ (tally));
        assert.equal(rule, job.rule);
        for (let seed = job.first; seed < job.first + job.seeds; seed++) {
          counted.set(`${rule} ${seed}`, (counted.get(`${rule} ${seed}`) ?? 0) + 1);
        }
      },
      lost: (left) => said.push(left),
      end: (isComplete) => said.push(isComplete),
    },
  );
  const isWhole = () => {
    const wanted = Array.from({ length: rules * seeds }, (_, i) => `${i % rules} ${first + Math.floor(i / rules)}`);
    assert.deepEqual([...counted.keys()].sort(), wanted.sort());
    for (const [seed, count] of counted) assert.equal(count, 1, seed);
  };
  return { pool, said, isWhole };
}

const busy = () => FakeWorker.all.filter(({ isEnded, jobs }) => !isEnded && jobs.length > 0);

/** Finishes whatever is there to be done. */
function finishAll() {
  for (let i = 0; i < 1000 && busy().length > 0; i++) for (const worker of busy()) worker.finish();
}

beforeEach(() => {
  FakeWorker.all = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ["setInterval"] });
});

test("one worker a core is started, and every seed is counted once by each rule", () => {
  const { said, isWhole } = begin();
  assert.equal(FakeWorker.all.length, 3);
  for (const worker of FakeWorker.all) worker.say({ ready: true });
  finishAll();
  isWhole();
  assert.deepEqual(said, [true]);
  assert.ok(FakeWorker.all.every(({ isEnded }) => isEnded));
});

test("all rules train the same seeds", () => {
  begin({ rules: 3, seeds: 9 });
  for (const worker of FakeWorker.all) worker.say({ ready: true });
  finishAll();
  const jobs = FakeWorker.all.flatMap(({ jobs }) => jobs);
  const ranges = [0, 1, 2].map((rule) =>
    jobs.filter((job) => job.rule === rule).map(({ first, seeds }) => `${first}+${seeds}`),
  );
  assert.deepEqual([...ranges[0]].sort(), [...ranges[1]].sort());
  assert.deepEqual([...ranges[0]].sort(), [...ranges[2]].sort());
});

test("what a worker drops is done by another, and the page hears how many are left", () => {
  const { said, isWhole } = begin();
  for (const worker of FakeWorker.all) worker.say({ ready: true });
  FakeWorker.all[0].crash();
  FakeWorker.all[1].say({ fault: "no memory" });
  finishAll();
  isWhole();
  assert.deepEqual(said, [2, 1, true]);
});

test("a worker that says nothing for long is given up, and one that shows a sign of life is not", () => {
  const { said, isWhole } = begin();
  const [silent, alive, other] = FakeWorker.all;
  for (const worker of FakeWorker.all) worker.say({ ready: true });
  for (let second = 0; second < 30; second++) {
    mock.timers.tick(1000);
    alive.say({ alive: true });
    if (!other.isEnded) other.finish();
  }
  assert.equal(silent.isEnded, true);
  assert.equal(alive.isEnded, false);
  finishAll();
  isWhole();
  assert.equal(said.at(-1), true);
});

test("when the last worker is lost the sweep ends, and is not complete", () => {
  const { said } = begin();
  for (const worker of FakeWorker.all) worker.crash();
  assert.deepEqual(said, [2, 1, 0, false]);
});

test("a cancelled sweep leaves no worker, and hears nothing of what comes late", () => {
  const { pool, said } = begin();
  for (const worker of FakeWorker.all) worker.say({ ready: true });
  pool.stop();
  for (const worker of FakeWorker.all) worker.finish();
  assert.ok(FakeWorker.all.every(({ isEnded }) => isEnded));
  assert.deepEqual(said, []);
});

test("lots of different links and lengths are each trained to their own last seed, and report by their place", () => {
  /** @type {Map<string, number>} */
  const counted = new Map();
  const lots = [
    { text: "angle=0", rule: 0, first: 5, seeds: 3 },
    { text: "angle=90", rule: 1, first: 0, seeds: 40 },
    { text: "angle=180", rule: 1, first: 9, seeds: 0 },
  ];
  new Pool(lots, {
    tally(lot, tally) {
      const job = /** @type {Job} */ (/** @type {unknown} */ (tally));
      assert.deepEqual([job.text, job.rule], [lots[lot].text, lots[lot].rule]);
      for (let seed = job.first; seed < job.first + job.seeds; seed++) {
        counted.set(`${lot} ${seed}`, (counted.get(`${lot} ${seed}`) ?? 0) + 1);
      }
    },
    lost: () => {},
    end: () => {},
  });
  for (const worker of FakeWorker.all) worker.say({ ready: true });
  finishAll();
  const wanted = lots.flatMap(({ first, seeds }, lot) =>
    Array.from({ length: seeds }, (_, i) => `${lot} ${first + i}`),
  );
  assert.deepEqual([...counted.keys()].sort(), wanted.sort());
  for (const [seed, count] of counted) assert.equal(count, 1, seed);
});

test("every lot has its first batch before any has its second", () => {
  new Pool(
    ["0", "90", "180"].map((angle) => ({ text: `angle=${angle}`, rule: 0, first: 0, seeds: 9 })),
    { tally: () => {}, lost: () => {}, end: () => {} },
  );
  /** @type {string[]} */
  const order = [];
  for (const worker of FakeWorker.all) {
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (job) => {
      order.push(job.text);
      post(job);
    };
  }
  for (const worker of FakeWorker.all) worker.say({ ready: true });
  finishAll();
  assert.deepEqual(order.slice(0, 6), ["angle=0", "angle=90", "angle=180", "angle=0", "angle=90", "angle=180"]);
});
