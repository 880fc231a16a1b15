// The button that copies the link to this very run.
import { byId, focusOn, isFramed, lay, make, write } from "../dom.js";
import { say } from "../ui/status.js";
import { whole } from "../words.js";
import { address, linkToTab } from "./address.js";
import markup from "./link-by-hand.html";
import { copy } from "./save.js";

/** Milliseconds for which the button says that it has copied. */
const CONFIRMED = 2000;

/** Copies a link, or shows it where the browser does not allow that. @param {string} link @returns {Promise<boolean>} whether it is copied */
export async function giveLink(link) {
  const isCopied = await copy(link);
  byId("link-by-hand").hidden = isCopied;
  if (!isCopied) {
    const field = /** @type {HTMLInputElement} */ (byId("link-text"));
    field.value = link;
    focusOn(field);
    field.select();
  }
  return isCopied;
}

/** @param {import("../state.js").State} state */
export function offerLink(state) {
  const byHand = make("section", "fault");
  byHand.id = "link-by-hand";
  byHand.hidden = true;
  byHand.ariaLabel = "The link";
  lay(byHand, markup);
  byId("problems").after(byHand);
  if (isFramed) byId("status").after(linkToTab());
  const button = byId("copy-link");
  const name = button.textContent ?? "";
  let timer = 0;
  button.addEventListener("click", async () => {
    const { experiment } = state;
    const updates = experiment.updates();
    const pauses = updates > 0 ? ` and pauses at update ${whole(updates)}` : "";
    const isCopied = await giveLink(address(state.linkText(true)));
    // No link holds points that were changed on the way.
    const what = experiment.earliest() > 0 ? "trains on these points from the start" : `replays this run${pauses}`;
    say(isCopied ? `Copied: the link ${what}.` : "");
    if (!isCopied) return;
    clearTimeout(timer);
    write(button, "Copied");
    timer = window.setTimeout(() => write(button, name), CONFIRMED);
  });
}
