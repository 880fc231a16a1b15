// What is on the page, read inside it: by Playwright in Chromium, by puppeteer in Firefox. Each function is sent to the
// browser as text, so it stands alone.

/** @typedef {Document & { faxor: { state: import("../../www/js/state.js").State, clock: import("../../www/js/clock.js").Clock } }} Page */
/** @typedef {ReturnType<typeof shown>} Shown */

/** What a reader sees of the run: the clock, and of each panel the rule, the figures, the wrong points and the pixels. */
export function shown() {
  const text = (/** @type {Element} */ within, /** @type {string} */ what) =>
    within.querySelector(what)?.textContent ?? "(missing)";
  const pixels = (/** @type {HTMLCanvasElement} */ canvas) => canvas.toDataURL();
  return {
    updates: text(document.body, "#updates"),
    panels: Array.from(document.querySelectorAll(".panel"), (panel) => ({
      rule: panel.querySelector("select")?.value,
      right: text(panel, ".right"),
      loss: text(panel, ".loss"),
      outcome: text(panel, ".outcome"),
      wrong: Array.from(panel.querySelectorAll(".point"), (point) => point.classList.contains("is-wrong")),
      picture: pixels(/** @type {HTMLCanvasElement} */ (panel.querySelector("canvas"))),
      alternative: panel.querySelector("canvas")?.getAttribute("aria-label"),
    })),
    charts: Array.from(document.querySelectorAll(".plot"), (plot) => ({
      alternative: plot.getAttribute("aria-label"),
      picture: pixels(/** @type {HTMLCanvasElement} */ (plot.querySelector("canvas"))),
    })),
  };
}

/** Every number that the core gives the page, as the bits of its f64: figures, predictions, angles, histories. */
export function exact() {
  const { experiment } = /** @type {Page} */ (document).faxor.state;
  const bits = (/** @type {Float64Array} */ values) =>
    // What the bits of a NaN are is the engine's affair.
    Array.from(values, (value) =>
      Number.isNaN(value) ? "NaN" : new BigUint64Array(Float64Array.of(value).buffer)[0].toString(16),
    );
  const layers = Array.from({ length: Number(experiment.choice("depth")) }, (_, i) => i + 1);
  return {
    text: experiment.text(),
    updates: experiment.updates(),
    historyUpdates: bits(experiment.history_updates()),
    runs: Array.from({ length: experiment.runs() }, (_, run) => ({
      figures: bits(experiment.figures(run)),
      predictions: bits(experiment.predictions(run)),
      deltaAngles: bits(experiment.delta_angles(run)),
      weightAngles: bits(experiment.weight_angles(run)),
      // The columns of `Column` in src/wasm.rs: accuracy, loss, delta angle, weight angle.
      histories: [0, 1].map((column) => bits(experiment.history(run, column))),
      angles: layers.map((layer) => [2, 3].map((column) => bits(experiment.history(run, column, layer)))),
    })),
  };
}
