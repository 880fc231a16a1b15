// The parts of the page that open on demand, each by its button: nothing is shown before it is asked for.

import { intoSight } from "../dom.js";

/** @typedef {{ name: string, button: HTMLButtonElement, section: HTMLElement }} Tool */

export class Tools {
  #changed;
  /** @type {Tool[]} */
  #tools = Array.from(
    /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(".tools [aria-controls]")),
  ).map((button) => {
    const name = button.getAttribute("aria-controls") ?? "";
    return { name, button, section: /** @type {HTMLElement} */ (document.getElementById(name)) };
  });

  /** @param {(name: string) => void} changed called when one has opened or closed */
  constructor(changed) {
    this.#changed = changed;
    for (const tool of this.#tools) {
      tool.button.addEventListener("click", () => {
        const opens = Boolean(tool.section.hidden);
        this.#set(tool, opens);
        if (opens) intoSight(tool.section);
      });
    }
  }

  /** Whether a part is open. @param {string} name */
  isOpen(name) {
    return this.#tools.some((tool) => tool.name === name && !tool.section.hidden);
  }

  /** Opens a part. @param {string} name */
  open(name) {
    const tool = this.#tools.find((tool) => tool.name === name);
    if (tool) this.#set(tool, true);
  }

  /** Opens these parts and closes the others. @param {string[]} names */
  only(names) {
    for (const tool of this.#tools) this.#set(tool, names.includes(tool.name));
  }

  /** @param {Tool} tool @param {boolean} opens */
  #set({ name, button, section }, opens) {
    if (section.hidden === !opens) return;
    section.hidden = !opens;
    button.setAttribute("aria-expanded", String(opens));
    this.#changed(name);
  }
}
