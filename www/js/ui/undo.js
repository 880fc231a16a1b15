// The button that takes back the last change of a setting.
import { byId, focusOn } from "../dom.js";
import { say } from "./status.js";

/** What has changed where the value itself would be long. @type {Record<string, string>} */
const WHAT = { rules: "networks", data: "points" };

/** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock */
export function offerUndo(state, clock) {
  const button = /** @type {HTMLButtonElement} */ (byId("undo"));
  /** What to say when the replay ends, which says nothing itself. */
  let undone = "";
  const tell = () => {
    if (undone) say(undone);
    undone = "";
  };
  button.addEventListener("click", () => {
    clock.pause();
    undone = `${button.title.replace("Undo", "Undone")}.`;
    state.undo();
    clock.replayToPause();
    if (!clock.replaying) tell();
  });
  clock.on("rest", tell);
  clock.on("play", tell);
  state.on("change", () => {
    const key = state.past.at(-1)?.key;
    // A button that is disabled loses the focus, which would begin again at the top of the page.
    if (!key && document.activeElement === button) focusOn(byId("reset"));
    button.disabled = !key;
    button.title = key ? `Undo: ${WHAT[key] ?? `${key} ${state.choice(key)}`}` : "";
  });
}
