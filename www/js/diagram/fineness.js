// How finely a part of a diagram is drawn while the run plays: as finely as the time for it allows.

/** Shares of the time, above which the next drawing is coarser and below which it is finer. */
const TOO_LONG = 0.7;
const SHORT = 0.2;

export class Fineness {
  /** 0 is the finest. */
  step = 0;
  #coarsest;

  /** @param {number} steps how many there are */
  constructor(steps) {
    this.#coarsest = steps - 1;
  }

  /** Draws in the present step, and chooses the next one by the time that it took.
   * @param {() => void} draw @param {number} budget milliseconds */
  time(draw, budget) {
    const begin = performance.now();
    draw();
    const took = performance.now() - begin;
    if (took > budget * TOO_LONG) this.step = Math.min(this.step + 1, this.#coarsest);
    else if (took < budget * SHORT) this.step = Math.max(this.step - 1, 0);
  }
}
