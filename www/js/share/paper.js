// The page on paper: always the light theme, with the settings in words and the link as a text and as a code.

import { byId } from "../dom.js";
import { sentenceCase, whole } from "../words.js";
import { address, choicesIn } from "./address.js";
import markup from "./paper.html";
import { drawCode } from "./qr.js";

document.body.insertAdjacentHTML("beforeend", markup);

/** The side of the code in pixels, finer than any screen's. */
const CODE = 600;

/** @param {import("../state.js").State} state */
export function followPrint(state) {
  const { dataset } = document.documentElement;
  let theme = dataset.theme;
  addEventListener("beforeprint", () => {
    theme = dataset.theme;
    // Whoever draws draws anew for a theme, be it the same.
    dataset.theme = "light";
    const text = state.linkText(true);
    byId("printed-settings").textContent =
      `Update ${whole(state.experiment.updates())}. ${sentenceCase(inWords(text))}.`;
    byId("printed-link").textContent = address(text);
    drawCode(/** @type {HTMLCanvasElement} */ (byId("printed-code")), address(text), CODE);
  });
  addEventListener("afterprint", () => {
    dataset.theme = theme;
  });
}

/** A link's choices in words. @param {string} text */
function inWords(text) {
  const pairs = choicesIn(text).map(({ key, value, choice }) => {
    const names = value.split(",").map((word) => choice?.names[choice.options.indexOf(word)] ?? word);
    return `${key} ${names.join(", ")}`;
  });
  // The version and the update say nothing of the settings.
  return pairs.filter((pair) => !/^(v|at) /.test(pair)).join("; ");
}
