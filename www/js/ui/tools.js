// The tools: parts of the page that a button opens and closes. Their code is loaded when they first open.
import { byId, intoSight } from "../dom.js";
import { Emitter } from "../events.js";

/** @typedef {{ name: string, button: HTMLElement, section: HTMLElement }} Tool */

/** @extends {Emitter<{ toggle: { name: string, isOpen: boolean } }>} */
export class Tools extends Emitter {
  /** @type {Tool[]} */
  #tools = Array.from(
    /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".tools [aria-controls]")),
    (button) => {
      const name = button.getAttribute("aria-controls") ?? "";
      return { name, button, section: byId(name) };
    },
  );

  /** The code of each tool, by name. @type {Record<string, import("./part.js").Part<unknown>>} */
  parts = {};

  constructor() {
    super();
    for (const tool of this.#tools) {
      tool.button.addEventListener("click", async ({ detail }) => {
        const opens = Boolean(tool.section.hidden);
        await this.#set(tool, opens);
        if (!opens) return;
        const shown = document.getElementById(tool.section.dataset.sight ?? "") ?? tool.section;
        intoSight(shown);
        // The button scrolls away. Whoever pressed its key goes on in the tool.
        if (detail > 0) return;
        const start = shown.querySelector("h2") ?? shown;
        start.tabIndex = -1;
        start.focus({ preventScroll: true });
      });
    }
  }

  /** @param {string} name */
  isOpen(name) {
    return this.#tools.some((tool) => tool.name === name && !tool.section.hidden);
  }

  /** Opens a tool and leaves the others as they are. @param {string} name */
  open(name) {
    for (const tool of this.#tools) if (tool.name === name) this.#set(tool, true);
  }

  /** Opens the named tools and closes the others. @param {string[]} names */
  only(names) {
    for (const tool of this.#tools) this.#set(tool, names.includes(tool.name));
  }

  /** @param {Tool} tool @param {boolean} isOpen */
  async #set({ name, button, section }, isOpen) {
    if (section.hidden === !isOpen) return;
    section.hidden = !isOpen;
    button.ariaExpanded = String(isOpen);
    this.emit("toggle", { name, isOpen });
    if (isOpen) await this.parts[name]?.get();
  }
}
