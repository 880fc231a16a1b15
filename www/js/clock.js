// The clock: how many updates are due at each frame, and how long a frame may train and paint, so that the page
// stays smooth at every pace. It stops while the tab is hidden.
import { Emitter } from "./events.js";

/** Milliseconds per frame for training and for painting. They leave the browser time in a frame of 16 ms. */
const TRAINING = 4;
const PAINTING = 4;

/** Milliseconds per frame for training during a replay, which paints nothing. */
const REPLAYING = 30;

/** Milliseconds that one call of the core should take: long enough to be efficient, short enough to stop in
 * time. */
const SLICE = 1;

/** The most milliseconds between two frames that count: a page that hung does not make up for it. */
const LONGEST_GAP = 250;

/** The pace in updates a second; Infinity stands for as many as fit. @param {import("./state.js").State} state */
export function paceOf(state) {
  const pace = state.choice("pace");
  return Number(pace || 60 * Number(state.choice("speed"))) || Number.POSITIVE_INFINITY;
}

/** The updates due at a frame: the whole ones are made now, the rest is a part of the next.
 * @param {number} part of an update that was due before @param {number} pace @param {number} gap milliseconds since the last frame */
export const dueAfter = (part, pace, gap) =>
  Number.isFinite(pace) ? part + (pace * Math.min(Math.max(gap, 0), LONGEST_GAP)) / 1000 : pace;

/** Events: `play`; `rest`, when the run has stopped at an update after a pause, a step, a rewind or a replay;
 * `solved`, after `rest`, when play has stopped because every run has solved the task and the link names no update ahead;
 * `frame`, for each frame while it plays, with the milliseconds for painting; `replay`, with the progress of a replay, 0 to 1.
 * @extends {Emitter<{ play: void, rest: void, solved: void, frame: number, replay: number }>} */
export class Clock extends Emitter {
  #state;
  #request = 0;
  #slice = 16;
  /** When the last frame began; NaN before the first. */
  #last = Number.NaN;
  /** The update at which a replay ends. @type {number | null} */
  target = null;
  playing = false;
  /** Whether play has stopped where every run had solved the task. It does so once a run. */
  #hasStopped = false;

  /** How much of the next update's time has passed, 0 to 1. */
  part = 0;

  /** The parts at which a step stops within an update: none, unless an update is shown as it happens. @type {number[]} */
  stops = [];

  /** @param {import("./state.js").State} state */
  constructor(state) {
    super();
    this.#state = state;
    state.on("change", ({ keys, restarted, opened }) => {
      // A restart ends a replay, which belonged to the former run. It does not start to play.
      if (restarted) {
        this.target = null;
        this.part = 0;
        this.#hasStopped = false;
      } else if (keys.has("data")) {
        // Play does not stop under the hand that moves a point.
        this.#hasStopped = state.experiment.updates() > 0;
      }
      if (!opened) return;
      this.playing = false;
      this.#stop();
      this.replayToPause();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#stop();
      else if (this.playing || this.replaying) this.#next();
    });
  }

  /** Whether a replay is under way. */
  get replaying() {
    return this.target !== null;
  }

  play() {
    if (this.playing) return;
    this.target = null;
    this.playing = true;
    this.#stop();
    this.emit("play", undefined);
    this.#next();
  }

  pause() {
    this.target = null;
    this.playing = false;
    this.#stop();
    this.emit("rest", undefined);
  }

  /** Makes one update, or goes to the next stop within it. */
  step() {
    const stop = this.stops.find((part) => part > this.part);
    if (!stop) this.#state.experiment.advance(1);
    this.part = stop ?? 0;
    this.pause();
  }

  /** Rewinds to an update, or returns to a later one that was reached before, and pauses there.
   * @param {number} update */
  rewindTo(update) {
    this.#state.experiment.rewind(update);
    this.#replayTo(update);
  }

  /** Replays to the update at which the link pauses. */
  replayToPause() {
    if (this.#state.pauseAt) this.#replayTo(this.#state.pauseAt);
  }

  /** Trains as fast as possible up to an update, and pauses there. @param {number} update */
  #replayTo(update) {
    this.playing = false;
    this.part = 0;
    this.target = update;
    this.#next();
  }

  #stop() {
    cancelAnimationFrame(this.#request);
    this.#last = Number.NaN;
  }

  #next() {
    cancelAnimationFrame(this.#request);
    if (!document.hidden) this.#request = requestAnimationFrame((time) => this.#frame(time));
  }

  /** @param {number} time */
  #frame(time) {
    const begin = performance.now();
    const { experiment, pauseAt } = this.#state;
    if (this.target !== null) {
      this.#train(this.target - experiment.updates(), begin + REPLAYING);
      if (experiment.updates() >= this.target) return this.pause();
      this.emit("replay", experiment.updates() / this.target);
      return this.#next();
    }
    if (!this.playing) return;
    const updates = experiment.updates();
    const isAhead = pauseAt !== null && pauseAt > updates;
    const due = dueAfter(this.part, paceOf(this.#state), time - this.#last || 0);
    this.#last = time;
    this.part = due % 1 || 0;
    const whole = Math.floor(due);
    const most = isAhead ? Math.min(whole, pauseAt - updates) : whole;
    const isSolved = this.#train(most, begin + TRAINING, !isAhead && !this.#hasStopped);
    if (isSolved || (isAhead && experiment.updates() >= pauseAt)) {
      this.part = 0;
      this.pause();
      if (!isSolved) return;
      this.#hasStopped = true;
      return this.emit("solved", undefined);
    }
    this.emit("frame", PAINTING);
    this.#next();
  }

  /** Trains up to `most` updates in slices of about a millisecond until `end`, but at least one slice, so that
   * a slow frame still makes progress. Returns whether it has stopped where every run had come to solve the task.
   * @param {number} most @param {number} end @param {boolean} [toSolved] whether it stops there */
  #train(most, end, toSolved = false) {
    const { experiment } = this.#state;
    let left = most;
    let now = performance.now();
    if (left <= 0) return false;
    do {
      const updates = Math.max(1, Math.min(left, this.#slice));
      if (experiment.advance(updates, toSolved)) return true;
      left -= updates;
      const took = performance.now() - now;
      now += took;
      if (updates === this.#slice) {
        if (took < SLICE / 2) this.#slice = Math.min(this.#slice * 2, 65536);
        else if (took > SLICE * 2) this.#slice = Math.max(this.#slice >> 1, 1);
      }
    } while (left > 0 && now < end);
    return false;
  }
}
