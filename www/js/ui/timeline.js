// The timeline, which rewinds the run to any update that was reached.
import { byId } from "../dom.js";
import { seldom } from "../events.js";
import { whole } from "../words.js";

/** Milliseconds between two moves of the slider while the run plays. */
const EVERY = 100;

/** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock */
export function followTimeline(state, clock) {
  const timeline = /** @type {HTMLInputElement} */ (byId("timeline"));
  timeline.addEventListener("input", () => clock.rewindTo(timeline.valueAsNumber));
  const show = () => {
    const { experiment } = state;
    const [earliest, furthest] = [experiment.earliest(), experiment.furthest()];
    // A held key goes on from where a replay will end.
    const updates = clock.target ?? experiment.updates();
    timeline.min = String(earliest);
    timeline.max = String(furthest);
    timeline.valueAsNumber = updates;
    timeline.disabled = furthest === earliest;
    timeline.ariaValueText = `update ${whole(updates)} of ${whole(furthest)}`;
  };
  state.on("change", show);
  clock.on("rest", show);
  clock.on("replay", show);
  clock.on("frame", seldom(EVERY, show));
  show();
}
