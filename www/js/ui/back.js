// The button that goes back one update.
import { byId, focusOn } from "../dom.js";

/** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock */
export function offerBack(state, clock) {
  const button = /** @type {HTMLButtonElement} */ (byId("back"));
  const show = () => {
    const isFirst = state.experiment.updates() === state.experiment.earliest();
    // A button that is disabled loses the focus, which would begin again at the top of the page.
    if (isFirst && document.activeElement === button) focusOn(byId("step"));
    button.disabled = isFirst;
  };
  button.addEventListener("click", () => {
    // A held key does not wait for the replay to the update before.
    const here = clock.target ?? state.experiment.updates();
    if (here > state.experiment.earliest()) clock.rewindTo(here - 1);
  });
  state.on("change", show);
  clock.on("frame", show);
  clock.on("replay", show);
  clock.on("rest", show);
  show();
}
