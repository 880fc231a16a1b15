// The clock without a browser: frames come when the test says so, and time passes as it says.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Clock } from "../../www/js/clock.js";
import { Emitter } from "../../www/js/events.js";

/** @type {Map<number, () => void>} */
const frames = new Map();
let requests = 0;
let now = 0;
/** Milliseconds that the core takes for an update. */
let cost = 0.01;
const page = Object.assign(new EventTarget(), { hidden: false });

Object.assign(globalThis, {
  document: page,
  requestAnimationFrame: (/** @type {() => void} */ act) => {
    requests += 1;
    frames.set(requests, act);
    return requests;
  },
  cancelAnimationFrame: (/** @type {number} */ request) => frames.delete(request),
});
performance.now = () => now;

/** An experiment that counts its updates and takes its time for them. */
class Experiment {
  made = 0;
  /** The updates of each call. @type {number[]} */
  calls = [];
  updates = () => this.made;
  rewind = (/** @type {number} */ update) => {
    this.made = Math.min(update, 40);
    return this.made;
  };
  advance(/** @type {number} */ updates) {
    this.made += updates;
    this.calls.push(updates);
    now += updates * cost;
  }
}

/** @param {{ speed?: string, pauseAt?: number | null }} [choices] */
function made({ speed = "5", pauseAt = null } = {}) {
  const experiment = new Experiment();
  const state = Object.assign(new Emitter(), { experiment, pauseAt, choice: () => speed });
  const clock = new Clock(/** @type {any} */ (state));
  /** @type {string[]} */
  const heard = [];
  for (const event of /** @type {const} */ (["play", "rest", "frame", "replay"]))
    clock.on(event, () => heard.push(event));
  return { experiment, state, clock, heard };
}

/** Lets so many frames pass; each begins 16 ms after the one before. @param {number} count */
function pass(count) {
  for (let i = 0; i < count; i++) {
    now += 16;
    const due = [...frames];
    frames.clear();
    for (const [, act] of due) act();
  }
}

beforeEach(() => {
  frames.clear();
  page.hidden = false;
  cost = 0.01;
});

test("each frame makes as many updates as the speed says", () => {
  const { experiment, clock, heard } = made({ speed: "7" });
  clock.play();
  pass(10);
  assert.equal(experiment.made, 70);
  assert.deepEqual(heard, ["play", ...Array(10).fill("frame")]);
  clock.pause();
  pass(5);
  assert.equal(experiment.made, 70);
  assert.equal(heard.at(-1), "rest");
});

test("a frame stops training after about four milliseconds, and makes one slice in any case", () => {
  const { experiment, clock } = made({ speed: "max" });
  clock.play();
  pass(20);
  const begin = now;
  const before = experiment.made;
  pass(1);
  assert.ok(now - begin - 16 < 8, `${now - begin - 16} ms`);
  assert.ok(experiment.made - before > 100);
  // An update that takes longer than the whole budget.
  cost = 50;
  const slow = experiment.made;
  pass(1);
  assert.ok(experiment.made > slow);
});

test("no call of the core takes much longer than a slice once its pace is known", () => {
  const { experiment, clock } = made({ speed: "max" });
  clock.play();
  pass(50);
  const longest = Math.max(...experiment.calls.slice(-20)) * cost;
  assert.ok(longest <= 2, `${longest} ms`);
});

test("play pauses exactly at the update that the link names, and goes on from there", () => {
  const { experiment, clock, heard } = made({ speed: "50", pauseAt: 120 });
  clock.play();
  pass(10);
  assert.equal(experiment.made, 120);
  assert.equal(clock.playing, false);
  assert.equal(heard.at(-1), "rest");
  clock.play();
  pass(2);
  assert.equal(experiment.made, 220);
});

test("a rewind goes on from the last checkpoint to the update that was asked for, and rests there", () => {
  const { experiment, clock, heard } = made();
  experiment.made = 100;
  clock.rewindTo(63);
  assert.ok(clock.replaying);
  pass(3);
  assert.equal(experiment.made, 63);
  assert.deepEqual(heard, ["rest"]);
});

test("a long replay says how far it is", () => {
  const { experiment, clock, heard } = made({ pauseAt: 50_000 });
  clock.replayToPause();
  pass(100);
  assert.equal(experiment.made, 50_000);
  assert.ok(heard.filter((event) => event === "replay").length > 5);
  assert.equal(heard.at(-1), "rest");
});

test("a hidden page makes no update, and goes on when it is shown again", () => {
  const { experiment, clock } = made();
  clock.play();
  pass(2);
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  pass(5);
  assert.equal(experiment.made, 10);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  pass(2);
  assert.equal(experiment.made, 20);
});

test("a link that is opened stops the run, and another setting lets it play on", () => {
  const { state, clock } = made();
  clock.play();
  state.emit("change", { keys: new Set(["rate"]), restarted: true, opened: false });
  assert.equal(clock.playing, true);
  state.emit("change", { keys: new Set(["rate"]), restarted: true, opened: true });
  assert.equal(clock.playing, false);
});
