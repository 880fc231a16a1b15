// The page for a projector: the pictures as large as fits the screen, a large update counter, and little else.
import { byId, focusOn } from "../dom.js";

/** Pixels between the pictures, and the smallest side of a picture. */
const GAP = 16;
const LEAST = 120;

/** How often the side is corrected for each number of columns. */
const LOOKS = 3;

const root = document.documentElement;

export class Presentation {
  #panels = byId("panels");
  #leave = byId("leave");
  /** The element that had the focus before. @type {HTMLElement | null} */
  #before = null;

  constructor() {
    this.#leave.addEventListener("click", () => this.#end());
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#isOn() && !document.querySelector("dialog[open]")) this.#end();
    });
    // Leaving the full screen by the browser's own key ends the presentation too.
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement && this.#isOn()) this.#end();
    });
    addEventListener("resize", () => this.#fit());
    new MutationObserver(() => this.#fit()).observe(this.#panels, { childList: true });
  }

  /** Begins the presentation, or ends it. */
  toggle() {
    if (this.#isOn()) this.#end();
    else this.#begin();
  }

  #isOn() {
    return root.classList.contains("is-presenting");
  }

  #begin() {
    this.#before = /** @type {HTMLElement | null} */ (document.activeElement);
    root.classList.add("is-presenting");
    this.#leave.hidden = false;
    scrollTo(0, 0);
    focusOn(byId("play"));
    this.#fit();
    root.requestFullscreen?.().catch(() => {
      // Not allowed: present in the window.
    });
  }

  #end() {
    root.classList.remove("is-presenting");
    this.#leave.hidden = true;
    this.#panels.removeAttribute("style");
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    focusOn(this.#before);
  }

  /** Finds the number of columns with which the pictures are largest. */
  #fit() {
    if (!this.#isOn()) return;
    const panels = Array.from(this.#panels.children);
    const { style } = this.#panels;
    const { left, top } = this.#panels.getBoundingClientRect();
    const width = innerWidth - 2 * left + GAP;
    const height = innerHeight - top - scrollY;
    style.gap = `${GAP}px`;
    let [columns, side] = [1, 0];
    for (let i = 1; i <= panels.length; i++) {
      const rows = Math.ceil(panels.length / i);
      let fits = Math.max(LEAST, Math.floor(width / i - GAP));
      // Narrower panels need more height above and below the picture, so the side is corrected a few times.
      for (let look = 0; look < LOOKS; look++) {
        style.gridTemplateColumns = `repeat(${i}, ${fits}px)`;
        const around = Math.max(...panels.map((panel) => panel.clientHeight - fits));
        fits = Math.max(LEAST, Math.floor(Math.min(width / i, height / rows - around) - GAP));
      }
      if (fits > side) [columns, side] = [i, fits];
    }
    style.gridTemplateColumns = `repeat(${columns}, ${side}px)`;
  }
}
