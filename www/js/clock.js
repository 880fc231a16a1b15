// Time: how many updates a frame does, and how much of a frame training and painting may take, so that the page stays
// smooth at every speed. A hidden tab stops.
import { Emitter } from "./events.js";

/** Milliseconds of a frame for training, and then for painting. Together they leave the browser room in a frame of 16. */
const TRAINING = 4;
const PAINTING = 4;

/** Milliseconds of a frame for training where nothing is painted: a replay goes as fast as it can. */
const REPLAYING = 30;

/** Milliseconds that one call of the core should take: long enough to be worth it, short enough to stop in time. */
const SLICE = 1;

/** Frames whose work is kept. */
const KEPT = 600;

/** Its events: `play`; `rest`, when the run stands still at an update, after a pause, a step, a rewind or a replay; `frame`, while it
 * plays, with the milliseconds for painting; `replay`, with how far it has come, 0 to 1.
 * @extends {Emitter<{ play: void, rest: void, frame: number, replay: number }>} */
export class Clock extends Emitter {
  #state;
  #request = 0;
  #slice = 16;
  /** The update to which a replay goes. @type {number | null} */
  #target = null;
  playing = false;

  /** Milliseconds of our own work in each of the last frames, for those who measure. @type {number[]} */
  work = [];

  /** @param {import("./state.js").State} state */
  constructor(state) {
    super();
    this.#state = state;
    state.on("change", ({ restarted, opened }) => {
      // A replay is of the run that it was asked of, and whoever opens a link plays it when she wants.
      if (restarted) this.#target = null;
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

  /** Whether it is on its way to an update. */
  get replaying() {
    return this.#target !== null;
  }

  play() {
    if (this.playing) return;
    this.#target = null;
    this.playing = true;
    this.emit("play", undefined);
    this.#next();
  }

  pause() {
    this.#target = null;
    this.playing = false;
    this.#stop();
    this.emit("rest", undefined);
  }

  /** Makes one update. */
  step() {
    this.#state.experiment.advance(1);
    this.pause();
  }

  /** Goes back to an update, or forward again to one that was reached, and pauses there. @param {number} update */
  rewindTo(update) {
    this.#state.experiment.rewind(update);
    this.#replayTo(update);
  }

  /** Goes to the update at which the link pauses. */
  replayToPause() {
    if (this.#state.pauseAt) this.#replayTo(this.#state.pauseAt);
  }

  /** Goes to an update as fast as it can, and pauses there. @param {number} update */
  #replayTo(update) {
    this.playing = false;
    this.#target = update;
    this.#next();
  }

  #stop() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
  }

  #next() {
    this.#stop();
    if (!document.hidden) this.#request = requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    const begin = performance.now();
    const { experiment, pauseAt } = this.#state;
    if (this.#target !== null) {
      this.#train(this.#target - experiment.updates(), begin + REPLAYING);
      if (experiment.updates() >= this.#target) return this.pause();
      this.emit("replay", experiment.updates() / this.#target);
      return this.#next();
    }
    if (!this.playing) return;
    const updates = experiment.updates();
    const isAhead = pauseAt !== null && pauseAt > updates;
    const speed = this.#state.choice("speed");
    const most = speed === "max" ? Number.POSITIVE_INFINITY : Number(speed);
    this.#train(isAhead ? Math.min(most, pauseAt - updates) : most, begin + TRAINING);
    if (isAhead && experiment.updates() >= pauseAt) return this.pause();
    this.emit("frame", PAINTING);
    this.work.push(performance.now() - begin);
    if (this.work.length > KEPT) this.work.shift();
    this.#next();
  }

  /** Trains up to `most` updates, in slices of about a millisecond, until `end`; one slice in any case, so that a slow moment before it
   * costs no update. @param {number} most @param {number} end */
  #train(most, end) {
    const { experiment } = this.#state;
    let left = most;
    let now = performance.now();
    if (left <= 0) return;
    do {
      const updates = Math.max(1, Math.min(left, this.#slice));
      experiment.advance(updates);
      left -= updates;
      const took = performance.now() - now;
      now += took;
      if (updates === this.#slice) {
        if (took < SLICE / 2) this.#slice = Math.min(this.#slice * 2, 65536);
        else if (took > SLICE * 2) this.#slice = Math.max(this.#slice >> 1, 1);
      }
    } while (left > 0 && now < end);
  }
}
