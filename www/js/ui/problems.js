// Lists what is wrong with a link, and says that one was repaired.
import { byId, make } from "../dom.js";
import { say } from "./status.js";

/** The most lines shown: the core names eight unknown keys at most and counts the rest in one more line. */
const MOST_LINES = 9;

/** @param {import("../state.js").State} state */
export function showProblems(state) {
  const show = () => {
    const { problems, isRepaired } = state.reading;
    if (isRepaired) say("This link was damaged on its way, and is repaired.");
    const lines = problems.slice(0, MOST_LINES);
    if (problems.length > MOST_LINES) lines.push(`and ${problems.length - MOST_LINES} more`);
    byId("problems").hidden = problems.length === 0;
    byId("problems-text").replaceChildren(
      make("p", "", "Some settings in this link are invalid; their defaults are used:"),
      make("ul", "", ...lines.map((line) => make("li", "", line))),
    );
  };
  state.on("change", ({ opened }) => {
    if (opened) show();
  });
  show();
}
