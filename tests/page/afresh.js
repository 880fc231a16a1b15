// Compares the page's run with one that the core trains from the same link in one call. The functions are sent
// to the browser as source text, so each may use nothing from outside.

/** For the page's run and for a fresh one at the same update: every current number, as the bits of its f64, and
 * every picture. Histories are left out, because the page's may contain later updates. */
export async function besideAfresh() {
  const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
  const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
  const updates = state.experiment.updates();
  const fresh = new core.Experiment(state.experiment.text());
  const MOST_A_CALL = 1_000_000;
  for (let left = updates; left > 0; left -= MOST_A_CALL) fresh.advance(Math.min(left, MOST_A_CALL));

  const shown = Array.from(
    /** @type {NodeListOf<HTMLCanvasElement>} */ (document.querySelectorAll(".panel canvas")),
    (canvas) => canvas,
  );
  const dark = document.documentElement.dataset.theme === "dark";
  const verdict = state.choice("shading") === "verdict";
  const painted = shown.map(({ width }, run) => {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = width;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    fresh.paint(run, context, width, dark, undefined, verdict);
    return canvas;
  });

  const bits = (/** @type {Float64Array} */ values) =>
    // The bits of a NaN depend on the engine.
    Array.from(values, (value) =>
      Number.isNaN(value) ? "NaN" : new BigUint64Array(Float64Array.of(value).buffer)[0].toString(16),
    );
  const moment = (
    /** @type {import("../../www/faxor.js").Experiment} */ experiment,
    /** @type {HTMLCanvasElement[]} */ canvases,
  ) => ({
    updates: experiment.updates(),
    runs: canvases.map((canvas, run) => ({
      figures: bits(experiment.numbers(run, core.Quantity.Figures)),
      predictions: bits(experiment.numbers(run, core.Quantity.Predictions)),
      // Delta angle and weight angle of each hidden layer.
      angles: Array.from({ length: Number(experiment.choice("depth")) }, (_, i) =>
        [core.Quantity.DeltaAngle, core.Quantity.WeightAngle].map((quantity) =>
          bits(experiment.numbers(run, quantity, i + 1)),
        ),
      ),
      picture: canvas.toDataURL(),
    })),
  });
  return { onPage: moment(state.experiment, shown), afresh: moment(fresh, painted) };
}
