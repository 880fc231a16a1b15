// The button that copies the link to this very run.
import { byId, lay, make, write } from "../dom.js";
import { say } from "../ui/status.js";
import { whole } from "../words.js";
import { address } from "./address.js";
import markup from "./link-by-hand.html";
import { copy } from "./save.js";

/** Milliseconds for which the button says that it has copied. */
const CONFIRMED = 2000;

/** @param {import("../state.js").State} state */
export function offerLink(state) {
  const byHand = make("section", "fault");
  byHand.id = "link-by-hand";
  byHand.hidden = true;
  byHand.setAttribute("aria-label", "The link");
  lay(byHand, markup);
  byId("problems").after(byHand);
  const button = byId("copy-link");
  const name = button.textContent ?? "";
  let timer = 0;
  button.addEventListener("click", async () => {
    const link = address(state.linkText(true));
    const { experiment } = state;
    const updates = experiment.updates();
    const pauses = updates > 0 ? ` and pauses at update ${whole(updates)}` : "";
    const isCopied = await copy(link);
    byHand.hidden = isCopied;
    if (isCopied) {
      clearTimeout(timer);
      write(button, "Copied");
      timer = window.setTimeout(() => write(button, name), CONFIRMED);
      // No link holds points that were changed on the way.
      const what = experiment.earliest() > 0 ? "trains on these points from the start" : `replays this run${pauses}`;
      say(`Copied: the link ${what}.`);
      return;
    }
    say("");
    const field = /** @type {HTMLInputElement} */ (byId("link-text"));
    field.value = link;
    field.focus();
    field.select();
  });
}
