// Time: how many updates a frame does, and how much of a frame training and painting may take, so that the page stays
// smooth at every speed. A hidden tab stops.

/** Milliseconds of a frame that training may take, and then painting. Together they leave room in a frame of 16 for the browser. */
const TRAINING = 4;
const PAINTING = 4;

/** The same where nothing is painted: a link that pauses far along is replayed as fast as it goes. */
const REPLAYING = 30;

/** A call of the core should take so many milliseconds: long enough to be worth it, short enough to stop in time. */
const SLICE = 1;

/**
 * @typedef {object} Show
 * @property {() => void} start called when play starts
 * @property {() => void} pause called when it has paused
 * @property {(budget: number) => void} frame paints within so many milliseconds
 * @property {(share: number) => void} replaying says how far a replay has come, 0 to 1
 */

export class Clock {
  #state;
  #show;
  #request = 0;
  #slice = 16;
  /** @type {number | null} */
  #target = null;
  playing = false;

  /** Milliseconds of our own work in each frame of late, for those who measure. @type {number[]} */
  work = [];

  /**
   * @param {import("./state.js").State} state
   * @param {Show} show
   */
  constructor(state, show) {
    this.#state = state;
    this.#show = show;
    // A replay is for the run that it was asked of.
    state.addEventListener("restart", () => {
      this.#target = null;
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#stop();
      else if (this.playing || this.#target !== null) this.#next();
    });
  }

  play() {
    if (this.playing) return;
    this.#target = null;
    this.playing = true;
    this.#show.start();
    this.#next();
  }

  pause() {
    this.#target = null;
    this.playing = false;
    this.#stop();
    this.#show.pause();
  }

  /** One update. */
  step() {
    if (this.playing || this.#target !== null) this.pause();
    this.#state.experiment.advance(1);
    this.#show.pause();
  }

  /** Goes back to an update, or forth again to one that was reached, exactly as it was, and pauses there.
   * @param {number} update */
  rewindTo(update) {
    if (this.playing) this.pause();
    this.#state.experiment.rewind(update);
    this.replayTo(update);
  }

  /** Goes to an update as fast as it can, and pauses there.
   * @param {number} update */
  replayTo(update) {
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
    const { experiment, pauseAt, speed } = this.#state;
    if (this.#target === null && !this.playing) return;
    if (this.#target !== null) {
      this.#train(this.#target - experiment.updates(), begin + REPLAYING);
      if (experiment.updates() >= this.#target) return this.pause();
      this.#show.replaying(experiment.updates() / this.#target);
      return this.#next();
    }
    const ahead = pauseAt !== null && pauseAt > experiment.updates();
    const left = ahead ? pauseAt - experiment.updates() : Number.POSITIVE_INFINITY;
    this.#train(Math.min(left, speed === "max" ? Number.POSITIVE_INFINITY : Number(speed)), begin + TRAINING);
    if (ahead && experiment.updates() >= pauseAt) return this.pause();
    this.#show.frame(PAINTING);
    this.work.push(performance.now() - begin);
    if (this.work.length > 600) this.work.shift();
    this.#next();
  }

  /** Trains up to `most` updates, in slices of about a millisecond, until `end`; one slice in any case, so that a slow moment before it
   * costs no update.
   * @param {number} most
   * @param {number} end */
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
