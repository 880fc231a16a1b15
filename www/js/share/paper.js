// The printed page: always the light theme, with the settings in words, the link as text and its QR code.

import { byId, lay } from "../dom.js";
import { sentenceCase, whole } from "../words.js";
import { address, choicesIn } from "./address.js";
import markup from "./paper.html";
import { drawCode } from "./qr.js";

lay(document.body, markup);

/** Side of the QR code in pixels: finer than on a screen, for printers. */
const CODE = 600;

/** @param {import("../state.js").State} state */
export function followPrint(state) {
  const { dataset } = document.documentElement;
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  let theme = dataset.theme;
  addEventListener("beforeprint", () => {
    theme = dataset.theme;
    // Paper's width, so that what is drawn anew has letters as large as the text's.
    main.style.cssText = "display: block; inline-size: 680px; max-inline-size: 100%";
    // Setting the theme makes everything draw again, even if it is the same theme.
    dataset.theme = "light";
    const text = state.linkText(true);
    byId("printed-settings").textContent =
      `Update ${whole(state.experiment.updates())}. ${sentenceCase(inWords(text))}.`;
    byId("printed-link").textContent = address(text);
    drawCode(/** @type {HTMLCanvasElement} */ (byId("printed-code")), address(text), CODE);
  });
  addEventListener("afterprint", () => {
    main.style.cssText = "";
    dataset.theme = theme;
  });
}

/** A link's settings in words. @param {string} text */
function inWords(text) {
  const pairs = choicesIn(text).map(({ key, value, choice }) => {
    const names = value.split(",").map((word) => {
      // A network's rule, and what it has of its own.
      const [first, ...own] = word.split(":");
      return [choice?.names[choice.options.indexOf(first)] ?? first, ...own].join(" ");
    });
    return `${key} ${names.join(", ")}`;
  });
  // Not settings: the version, and the update, which is printed before.
  return pairs.filter((pair) => !/^(v|at) /.test(pair)).join("; ");
}
