// The clock without a browser: frames come when the test says so, and time passes as it says.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Clock, dueAfter, paceOf } from "../../www/js/clock.js";
import { Emitter } from "../../www/js/events.js";

/** @type {Map<number, (time: number) => void>} */
const frames = new Map();
let requests = 0;
let now = 0;
/** When the last frame began. A screen shows frames in step, however long the work takes. */
let frame = 0;
/** Milliseconds that the core takes for an update. */
let cost = 0.01;
const page = Object.assign(new EventTarget(), { hidden: false });

Object.assign(globalThis, {
  document: page,
  requestAnimationFrame: (/** @type {(time: number) => void} */ act) => {
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

/** @param {{ speed?: string, pace?: string, pauseAt?: number | null }} [choices] */
function made({ speed = "5", pace = "", pauseAt = null } = {}) {
  const experiment = new Experiment();
  const choices = { speed, pace };
  const choice = (/** @type {"speed" | "pace"} */ key) => choices[key];
  const state = Object.assign(new Emitter(), { experiment, pauseAt, choice, choices });
  const clock = new Clock(/** @type {any} */ (state));
  /** @type {string[]} */
  const heard = [];
  for (const event of /** @type {const} */ (["play", "rest", "frame", "replay"]))
    clock.on(event, () => heard.push(event));
  return { experiment, state, clock, heard };
}

/** Lets frames pass at equal distances. @param {number} count @param {number} [gap] milliseconds */
function pass(count, gap = 16) {
  for (let i = 0; i < count; i++) {
    frame += gap;
    now = Math.max(now, frame);
    const due = [...frames];
    frames.clear();
    for (const [, act] of due) act(frame);
  }
}

beforeEach(() => {
  frames.clear();
  page.hidden = false;
  cost = 0.01;
});

test("a pace makes as many updates a second on a screen of 30, 60 or 144 Hz", () => {
  for (const hertz of [30, 60, 144]) {
    for (const pace of [1, 2, 7, 60, 300, 1500]) {
      const { experiment, clock } = made({ pace: String(pace) });
      clock.play();
      // The first frame only says when the time begins.
      pass(1 + 10 * hertz, 1000 / hertz);
      const off = Math.abs(experiment.made - 10 * pace);
      assert.ok(off <= 1, `${experiment.made} in ten seconds at ${pace} a second and ${hertz} Hz`);
      clock.pause();
    }
  }
});

test("a link's speed is that many updates in each sixtieth of a second, on every screen", () => {
  for (const hertz of [30, 60, 144]) {
    for (const speed of [1, 5, 7]) {
      const { experiment, clock } = made({ speed: String(speed) });
      clock.play();
      pass(1 + 2 * hertz, 1000 / hertz);
      assert.ok(Math.abs(experiment.made - 120 * speed) <= 1, `${experiment.made} at speed ${speed} and ${hertz} Hz`);
      clock.pause();
    }
  }
});

test("the pace decides before the speed, and either may be as many as fit", () => {
  const paceFor = (/** @type {string} */ pace, /** @type {string} */ speed) =>
    paceOf(/** @type {any} */ (made({ pace, speed }).state));
  assert.equal(paceFor("", "5"), 300);
  assert.equal(paceFor("2", "5"), 2);
  assert.equal(paceFor("2", "max"), 2);
  assert.equal(paceFor("max", "5"), Number.POSITIVE_INFINITY);
  assert.equal(paceFor("", "max"), Number.POSITIVE_INFINITY);
});

test("what is due is the time that passed, up to a quarter of a second, and never less than before", () => {
  assert.equal(dueAfter(0.5, 10, 50), 1);
  assert.equal(dueAfter(0, 300, 60_000), 75);
  assert.equal(dueAfter(0.25, 300, -5), 0.25);
  assert.equal(dueAfter(0.25, Number.POSITIVE_INFINITY, 0), Number.POSITIVE_INFINITY);
});

test("another pace counts from the next frame on, and keeps the part of an update that has passed", () => {
  const { experiment, clock, state } = made({ pace: "1" });
  clock.play();
  pass(1 + 50, 10);
  assert.equal(experiment.made, 0);
  assert.ok(Math.abs(clock.part - 0.5) < 1e-9);
  state.choices.pace = "100";
  pass(10, 10);
  assert.ok(Math.abs(experiment.made - 10) <= 1, `${experiment.made}`);
});

test("a page that hung for a minute makes up for a quarter of a second only", () => {
  const { experiment, clock } = made({ pace: "60" });
  clock.play();
  pass(2);
  const before = experiment.made;
  pass(1, 60_000);
  assert.ok(experiment.made - before <= 16, `${experiment.made - before}`);
});

test("a step goes through the stops within an update before it makes it", () => {
  const { experiment, clock, heard } = made({ pace: "1" });
  clock.stops = [0.4, 0.75];
  const seen = Array.from({ length: 4 }, () => {
    clock.step();
    return [experiment.made, clock.part];
  });
  assert.deepEqual(seen, [
    [0, 0.4],
    [0, 0.75],
    [1, 0],
    [1, 0.4],
  ]);
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
  pass(3);
  assert.equal(experiment.made, 120 + 2 * 16 * 3);
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
  pass(1 + 10);
  const before = experiment.made;
  assert.ok(before > 0);
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  pass(100);
  assert.equal(experiment.made, before);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  pass(1);
  assert.equal(experiment.made, before, "the time that it was hidden does not count");
  pass(10);
  assert.ok(Math.abs(experiment.made - 2 * before) <= 1);
});

test("a link that is opened stops the run, and another setting lets it play on", () => {
  const { state, clock } = made();
  clock.play();
  state.emit("change", { keys: new Set(["rate"]), restarted: true, opened: false });
  assert.equal(clock.playing, true);
  state.emit("change", { keys: new Set(["rate"]), restarted: true, opened: true });
  assert.equal(clock.playing, false);
});
