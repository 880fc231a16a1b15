// Binds controls to choices of the link. A control names its choice in `data-key`; its limits, its options and
// the messages about invalid entries come from the core.
import { intoSight, make } from "../dom.js";
import { CHOICES } from "../state.js";
import { sentenceCase } from "../words.js";
import { say } from "./status.js";

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */
/** What is changed: the run's choices, or those of one network. @typedef {Pick<import("../state.js").State, "choice" | "change" | "on">} State */

export class Choices {
  #state;
  /** @type {Control[]} */
  #controls;
  /** The last message about each invalid entry. @type {WeakMap<Element, string>} */
  #said = new WeakMap();

  /** @param {State} state @param {Element} root the element whose controls are bound */
  constructor(state, root) {
    this.#state = state;
    this.#controls = Array.from(root.querySelectorAll("[data-key]"));
    for (const control of this.#controls) {
      limit(control);
      control.addEventListener("change", () => this.#change(control));
    }
    state.on("change", ({ keys, restarted }) => this.#show(restarted ? null : keys));
    this.#show(null);
  }

  /** @param {Control} control */
  #change(control) {
    const key = keyOf(control);
    const problem = problemOf(control);
    try {
      const restarted = this.#state.change(key, entryOf(control));
      this.#forgive(control);
      const chosen = this.#state.choice(key) || "left out";
      if (restarted) say(`${sentenceCase(key)} is ${chosen} now: the run restarts from update 0.`);
    } catch (error) {
      // The run keeps its former value. The entry stays, so that the reader can correct it.
      const message = sentenceCase(error instanceof Error ? error.message : String(error));
      control.ariaInvalid = "true";
      if (!problem) return say(message);
      problem.textContent = message;
      this.#said.set(control, message);
      control.setAttribute("aria-describedby", problem.id);
      // After the next field has the focus, to which the browser scrolls.
      setTimeout(() => intoSight(problem, "nearest"));
    }
  }

  /** Removes the message about an invalid entry. @param {Control} control */
  #forgive(control) {
    control.ariaInvalid = null;
    control.removeAttribute("aria-describedby");
    const problem = problemOf(control);
    const wrong = groupOf(control)?.querySelector('[aria-invalid="true"]');
    // If another entry is still invalid, show its message.
    if (problem) problem.textContent = (wrong && this.#said.get(wrong)) ?? "";
  }

  /** Shows the run's choices in the controls.
   * @param {Set<string> | null} keys those that have changed, or all */
  #show(keys) {
    for (const control of this.#controls) {
      const key = keyOf(control);
      if (keys && !keys.has(key)) continue;
      this.#forgive(control);
      const value = this.#state.choice(key);
      if (isCheckbox(control)) control.checked = value === "1";
      else control.value = value;
    }
  }
}

/** @param {Control} control */
const keyOf = (control) => control.dataset.key ?? "";

/** @param {Control} control @returns {control is HTMLInputElement} */
const isCheckbox = (control) => control.type === "checkbox";

/** A decimal comma is as good as a point: a phone's keypad may have nothing else. @param {Control} control */
const entryOf = (control) =>
  isCheckbox(control)
    ? String(Number(control.checked))
    : control.inputMode === "decimal"
      ? control.value.replace(",", ".")
      : control.value;

/** The form of a control, or the settings of one network. @param {Control} control */
const groupOf = (control) => control.closest("form, .own");

/** The element in which they show what is wrong with an entry. @param {Control} control */
const problemOf = (control) =>
  /** @type {HTMLElement | null} */ (groupOf(control)?.querySelector(".choice-problem") ?? null);

/** @param {Control} control */
function limit(control) {
  const choice = CHOICES().get(keyOf(control));
  if (!choice) throw new Error(`no choice has the key ${keyOf(control)}`);
  if (control instanceof HTMLSelectElement) {
    control.append(...choice.options.map((value, i) => Object.assign(make("option", "", choice.names[i]), { value })));
  } else if (control.type === "number") {
    control.min = String(choice.least);
    control.max = String(choice.most);
  }
  control.title = sentenceCase(choice.range);
}
