// The button that copies the link to this very run.
import { byId, write } from "../dom.js";
import { say } from "../ui/status.js";
import { whole } from "../words.js";
import { address } from "./address.js";
import markup from "./link-by-hand.html";
import { copy } from "./save.js";

/** Milliseconds for which the button says that it has copied. */
const CONFIRMED = 2000;

/** @param {import("../state.js").State} state */
export function offerLink(state) {
  byId("problems").insertAdjacentHTML("afterend", markup);
  const button = byId("copy-link");
  const name = button.textContent ?? "";
  const byHand = byId("link-by-hand");
  let timer = 0;
  button.addEventListener("click", async () => {
    const link = address(state.linkText(true));
    const updates = state.experiment.updates();
    const isCopied = await copy(link);
    byHand.hidden = isCopied;
    if (isCopied) {
      clearTimeout(timer);
      write(button, "Copied");
      timer = window.setTimeout(() => write(button, name), CONFIRMED);
      say(`Copied: the link replays this run${updates > 0 ? ` and pauses at update ${whole(updates)}` : ""}.`);
      return;
    }
    say("");
    const field = /** @type {HTMLInputElement} */ (byId("link-text"));
    field.value = link;
    field.focus();
    field.select();
  });
}
