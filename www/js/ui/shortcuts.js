// The keyboard shortcuts.
import { byId } from "../dom.js";

/** The key that undoes, with the key for commands. */
const UNDO = "^z";

/** The buttons by key. Only keys in REPEATED act repeatedly while held. @type {Record<string, string>} */
const BUTTONS = { " ": "play", arrowright: "step", arrowleft: "back", r: "reset", n: "new-seed", [UNDO]: "undo" };
const REPEATED = ["arrowright", "arrowleft"];

/** The presentation's key. Its button is in a dialog, not in the page itself. */
const PRESENT = "p";

/** @param {() => void} present starts or ends the presentation */
export function followShortcuts(present) {
  addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
    // With Shift, a command is another.
    const command = event.ctrlKey || event.metaKey ? (event.shiftKey ? "^^" : "^") : "";
    const key = command + event.key.toLowerCase();
    if (!(key in BUTTONS || key === PRESENT) || !(target instanceof Element) || isTakenBy(target, key) || !areOn())
      return;
    event.preventDefault();
    if (event.repeat && !REPEATED.includes(key)) return;
    if (key === PRESENT) present();
    else byId(BUTTONS[key]).click();
  });
}

/** The checkbox that turns shortcuts off may not be loaded yet. */
const areOn = () => /** @type {HTMLInputElement | null} */ (document.getElementById("shortcuts"))?.checked ?? true;

/** Whether an element itself uses a key. @param {Element} target @param {string} key */
function isTakenBy(target, key) {
  if (target.closest("input:not([type=checkbox], [type=range], [type=radio]), textarea")) return true;
  if (key !== UNDO && target.closest("select")) return true;
  if (key === " ") return target.closest("button, a, summary, input:not([type=range])") !== null;
  if (REPEATED.includes(key)) return target.closest("input:not([type=checkbox])") !== null || scrollsAcross(target);
  return false;
}

/** Whether an element, or one of its ancestors, scrolls horizontally. @param {Element | null} element */
function scrollsAcross(element) {
  for (let one = element; one && one !== document.body; one = one.parentElement) {
    if (one.scrollWidth > one.clientWidth && /auto|scroll/.test(getComputedStyle(one).overflowX)) return true;
  }
  return false;
}
