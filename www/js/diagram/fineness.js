// Chooses how finely a part of a diagram is drawn while the run plays: as finely as its time budget allows.

/** Shares of the budget. Above the first, the next drawing is coarser; below the second, it is finer. */
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

  /** Draws, and chooses the step of the next drawing by the time that this one took.
   * @param {() => void} draw @param {number} budget milliseconds */
  time(draw, budget) {
    const begin = performance.now();
    draw();
    const took = performance.now() - begin;
    if (took > budget * TOO_LONG) this.step = Math.min(this.step + 1, this.#coarsest);
    else if (took < budget * SHORT) this.step = Math.max(this.step - 1, 0);
  }
}
