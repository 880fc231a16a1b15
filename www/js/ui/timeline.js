// The timeline, which rewinds the run to any update that was reached.
import { byId } from "../dom.js";
import { whole } from "../words.js";

/** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock */
export function followTimeline(state, clock) {
  const timeline = /** @type {HTMLInputElement} */ (byId("timeline"));
  timeline.addEventListener("input", () => clock.rewindTo(timeline.valueAsNumber));
  const show = () => {
    const [updates, furthest] = [state.experiment.updates(), state.experiment.furthest()];
    timeline.max = String(furthest);
    timeline.valueAsNumber = updates;
    timeline.disabled = furthest === 0;
    timeline.setAttribute("aria-valuetext", `update ${whole(updates)} of ${whole(furthest)}`);
  };
  state.on("change", show);
  for (const event of /** @type {const} */ (["rest", "frame", "replay"])) clock.on(event, show);
  show();
}
