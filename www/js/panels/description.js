// What a picture shows, in words: its text alternative, and the title of each point.
import { Quantity } from "../../faxor.js";
import { counted, figureText, shortly } from "../words.js";
import { FEW } from "./panel.js";

/** Describes every picture whenever the run rests. The panels have shown it by then.
 * @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock
 * @param {import("./grid.js").PanelGrid} grid */
export function describePictures(state, clock, grid) {
  const describe = () => {
    for (const [run, panel] of grid.panels.entries()) describeOne(state, panel, run);
  };
  state.on("change", ({ keys, restarted }) => {
    if (restarted || (keys.has("data") && !clock.playing)) describe();
  });
  clock.on("rest", describe);
  describe();
}

/** @param {import("../state.js").State} state @param {import("./panel.js").Panel} panel @param {number} run */
function describeOne({ experiment }, { name, canvas, element }, run) {
  const right = experiment.numbers(run, Quantity.Right);
  const predictions = experiment.numbers(run, Quantity.Predictions);
  const points = experiment.points();
  const titles = element.querySelectorAll(".point title");
  const said = Array.from(right, (isRight, i) => {
    const [x1, x2, target] = points.subarray(3 * i, 3 * i + 3);
    const verdict = `${shortly(x1)}, ${shortly(x2)}: target ${target}, output ${figureText(predictions[i], 2)}, ${isRight ? "right" : "wrong"}`;
    titles[i].textContent = verdict;
    return verdict;
  });
  const figure = (/** @type {string} */ of) => element.querySelector(`.${of}`)?.textContent;
  const sentences = [
    `Output of ${name} after ${counted(experiment.updates(), "update")}`,
    figure("outcome"),
    ...(said.length > FEW ? [["right", "test"].map(figure).filter(Boolean).join(", ")] : said),
  ];
  canvas.ariaLabel = sentences
    .filter(Boolean)
    .map((sentence) => `${sentence}.`)
    .join(" ");
}
