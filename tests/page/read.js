// Functions that read the page from inside: run by Playwright in Chromium, by WebDriver in Firefox and WebKit.
// Each is sent to the browser as source text, so it may use nothing from outside.

/** @typedef {Document & { faxor: { state: import("../../www/js/state.js").State, clock: import("../../www/js/clock.js").Clock } }} Page */
/** @typedef {Awaited<ReturnType<typeof shown>>} Shown */

/** What a reader sees of the run: the clock; the rule, figures, points and picture of each panel; and the
 * visible charts. A picture is given by its size and the SHA-256 of its pixels. */
export async function shown() {
  const text = (/** @type {Element} */ within, /** @type {string} */ what) =>
    within.querySelector(what)?.textContent ?? "(missing)";
  const picture = async (/** @type {HTMLCanvasElement} */ canvas) => {
    const { width, height } = canvas;
    if (!width || !height) return "empty";
    // Read a copy: a browser slows down a canvas that is read often, and logs a warning.
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (!copy) throw new Error("no canvas to read a picture by");
    copy.drawImage(canvas, 0, 0);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", copy.getImageData(0, 0, width, height).data));
    return `${width} x ${height}: ${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  };
  const panels = Array.from(document.querySelectorAll(".panel"), (panel) => ({
    rule: panel.querySelector("select")?.value,
    right: text(panel, ".right"),
    loss: text(panel, ".loss"),
    test: text(panel, ".test"),
    outcome: text(panel, ".outcome"),
    points: Array.from(panel.querySelectorAll(".point"), (point) => [
      point.getAttribute("transform"),
      point.getAttribute("data-class"),
    ]),
    wrong: Array.from(panel.querySelectorAll(".point"), (point) => point.classList.contains("is-wrong")),
    alternative: panel.querySelector("canvas")?.getAttribute("aria-label"),
    picture: picture(/** @type {HTMLCanvasElement} */ (panel.querySelector("canvas"))),
  }));
  const charts = Array.from(document.querySelectorAll(".charts .chart"))
    .filter((chart) => chart.checkVisibility())
    .map((chart) => ({
      id: chart.id,
      alternative: chart.querySelector(".plot")?.getAttribute("aria-label"),
      picture: picture(/** @type {HTMLCanvasElement} */ (chart.querySelector("canvas"))),
    }));
  // Every part is read in the same moment, before the first hash is computed.
  const updates = text(document.body, "#updates");
  const hashed = (/** @type {{ picture: Promise<string> }[]} */ all) => Promise.all(all.map((one) => one.picture));
  const [ofPanels, ofCharts] = await Promise.all([hashed(panels), hashed(charts)]);
  return {
    updates,
    panels: panels.map((panel, i) => ({ ...panel, picture: ofPanels[i] })),
    charts: charts.map((chart, i) => ({ ...chart, picture: ofCharts[i] })),
  };
}

/** Every number that the core gives to the page, as the bits of its f64: points, figures, outputs, angles,
 * histories. */
export async function exact() {
  const { Quantity } = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
  const { experiment } = /** @type {Page} */ (document).faxor.state;
  const bits = (/** @type {Float64Array} */ values) =>
    // The bits of a NaN depend on the engine.
    Array.from(values, (value) =>
      Number.isNaN(value) ? "NaN" : new BigUint64Array(Float64Array.of(value).buffer)[0].toString(16),
    );
  const layers = Array.from({ length: Number(experiment.choice("depth")) }, (_, i) => i + 1);
  return {
    text: experiment.text(),
    updates: experiment.updates(),
    points: bits(experiment.points()),
    testPoints: bits(experiment.test_points()),
    view: bits(experiment.view()),
    historyUpdates: bits(experiment.history_updates()),
    runs: Array.from({ length: experiment.runs() }, (_, run) => ({
      figures: bits(experiment.numbers(run, Quantity.Figures)),
      predictions: bits(experiment.numbers(run, Quantity.Predictions)),
      histories: [Quantity.Accuracy, Quantity.Loss, Quantity.TestAccuracy, Quantity.TestLoss].map((quantity) =>
        bits(experiment.history(run, quantity)),
      ),
      layers: layers.map((layer) =>
        [Quantity.DeltaAngle, Quantity.WeightAngle, Quantity.WeightNorm, Quantity.FeedbackNorm].map((quantity) =>
          bits(experiment.history(run, quantity, layer)),
        ),
      ),
      now: layers.map((layer) =>
        [Quantity.DeltaAngle, Quantity.WeightAngle].map((quantity) => bits(experiment.numbers(run, quantity, layer))),
      ),
    })),
  };
}

/** The core's own sweep for a link, each rule's seeds in one batch: the CSVs of its checks and of its seeds, and for each rule the counts (as
 * `Sweep.counts`) and the trials, the best first.
 * @param {string} link what follows `#` */
export async function inOneGo(link) {
  const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
  const experiment = new core.Experiment(link);
  const [first, seeds] = ["first", "seeds"].map((key) => Number(experiment.choice(key)));
  const sweep = new core.Sweep(link);
  const rules = experiment.choice("rules").split(",");
  rules.forEach((_, rule) => {
    const batch = new core.SweepBatch(link, rule, first, seeds);
    while (batch.advance(1000));
    sweep.add(rule, batch.tally());
  });
  const outcomes = core.outcomes();
  return {
    csv: sweep.csv(false),
    seeds: sweep.csv(true),
    rules: rules.map((name, rule) => {
      const flat = Array.from(sweep.ranked(rule));
      const trial = (/** @type {number} */ i) => {
        const [seed, firstSolved, outcome] = flat.slice(i * 3, i * 3 + 3);
        return { seed, firstSolved: firstSolved === 0xffffffff ? null : firstSolved, outcome: outcomes[outcome] };
      };
      return {
        name,
        counts: Array.from(sweep.counts(rule)),
        trials: Array.from({ length: flat.length / 3 }, (_, i) => trial(i)),
      };
    }),
  };
}
