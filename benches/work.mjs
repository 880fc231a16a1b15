// How long the page's own work of each frame takes.

/** @typedef {Window & { worked?: Map<number, number> }} Watched */

/** Adds up all frame callbacks of each frame. Call it before the page loads. @param {import("@playwright/test").Page} page */
export const watchWork = (page) =>
  page.addInitScript(() => {
    const worked = new Map();
    Object.assign(window, { worked });
    const request = requestAnimationFrame;
    window.requestAnimationFrame = (act) =>
      request((time) => {
        const begin = performance.now();
        act(time);
        worked.set(time, (worked.get(time) ?? 0) + performance.now() - begin);
      });
  });

/** Forgets the frames so far. @param {import("@playwright/test").Page} page */
export const forgetWork = (page) => page.evaluate(() => /** @type {Watched} */ (window).worked?.clear());

/** The updates that the run has made, and the milliseconds of work of each frame: how many frames there were, the median, the 95th percentile and
 * the most. @param {import("@playwright/test").Page} page */
export const workOf = (page) =>
  page.evaluate(() => {
    const work = Array.from(/** @type {Watched} */ (window).worked?.values() ?? []).sort((a, b) => a - b);
    const at = (/** @type {number} */ share) => work[Math.min(work.length - 1, Math.floor(work.length * share))];
    // @ts-expect-error: put there by main.js for those who measure
    const updates = document.faxor.state.experiment.updates();
    return { frames: work.length, median: at(0.5), p95: at(0.95), most: at(1), updates };
  });
