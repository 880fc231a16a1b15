// "Does the angle fall first?": the delta angle of many networks while they learn, as a band: its median, and the half of the networks
// around it.

import { change_choice, Sweep } from "../../faxor.js";
import { Chart } from "../charts/chart.js";
import { byId, write } from "../dom.js";
import { bandsOf, lineOf } from "../rules.js";
import { whole } from "../words.js";
import { quartiles } from "./quartiles.js";
import { secondsSince, train } from "./training.js";

const HEIGHT = 220;

/** The most networks of a rule that are followed: more would not change the picture. */
const MOST = 500;

/** @param {import("../state.js").State} state @param {import("../ui/tools.js").Tools} tools */
export function offerAngles(state, tools) {
  const run = byId("angles-run");
  const plot = byId("angles-plot");
  /** @type {Chart | null} */
  let chart = null;
  /** @type {ReturnType<typeof train>} */
  let pool = null;

  const finish = (/** @type {string} */ why) => {
    pool = null;
    write(run, "Follow the angles");
    if (why) write(byId("angles-status"), why);
  };
  const stop = () => {
    if (!pool) return;
    pool.stop();
    finish("Stopped.");
  };

  const start = () => {
    const text = state.linkText(false);
    const contenders = state.contenders();
    const sweep = new Sweep(text);
    const checks = Array.from(sweep.checks());
    sweep.free();
    const [first, seeds] = ["first", "seeds"].map((key) => Number(state.choice(key)));
    const followed = Math.min(seeds, MOST);
    /** The angles of each rule at each check. @type {number[][][]} */
    const angles = contenders.map(() => checks.map(() => []));
    const data = () => {
      const spread = angles.map((checks) => checks.map(quartiles));
      return [checks, ...[1, 0, 2].flatMap((which) => spread.map((checks) => checks.map((three) => three[which])))];
    };
    const begun = performance.now();
    let done = 0;
    chart?.destroy();
    plot.hidden = false;
    chart = new Chart(
      plot,
      {
        height: HEIGHT,
        x: { range: () => [0, checks.at(-1) ?? 1] },
        y: { range: () => [0, 180], ticks: [0, 45, 90, 135, 180], text: (tick) => `${tick}°` },
        level: 90,
        lines: contenders.map(lineOf),
        bands: bandsOf(contenders),
      },
      data(),
    );
    write(run, "Stop");
    const tell = (/** @type {string} */ message) => void write(byId("angles-status"), message);
    const said = () => `${whole(done)} of ${whole(followed * contenders.length)} networks followed`;
    tell(`${said()}.`);
    const texts = state.choice("rules").split(",");
    pool = train(
      "following",
      texts.map((rules) => ({ text: change_choice(text, "rules", rules), rule: 0, first, seeds: followed, checks })),
      {
        tally: (rule, batch) => {
          batch.forEach(
            (/** @type {number} */ angle, /** @type {number} */ i) => void angles[rule][i % checks.length].push(angle),
          );
          done += batch.length / checks.length;
        },
        draw: () => {
          chart?.draw(data());
          tell(`${said()}.`);
        },
        tell,
        finish: (why) => {
          chart?.draw(data());
          const last = contenders.map(({ name }, rule) => {
            const [lower, median, upper] = quartiles(angles[rule].at(-1) ?? []).map((angle) => `${Math.round(angle)}°`);
            return `${name} ${median} (${lower} to ${upper})`;
          });
          plot.ariaLabel = `Delta angle over all hidden layers. Median and quartiles after the last update: ${last.join(", ")}.`;
          finish(why || `${said()}, in ${secondsSince(begun)} s.`);
        },
      },
    );
  };

  run.addEventListener("click", () => (pool ? stop() : start()));
  tools.on("toggle", ({ name, isOpen }) => {
    if (name === "luck" && !isOpen) stop();
  });
  new ResizeObserver(() => chart?.draw()).observe(plot);
}
