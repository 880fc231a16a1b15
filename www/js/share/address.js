// The page's address, which always holds the run that is shown: its one writer.
import { CHOICES } from "../state.js";

/** Milliseconds between two writings. Browsers drop or refuse more than some ten a second. */
const EVERY = 500;

/** Writings that may follow one another at once, after some time without any. */
const BURST = 5;

/** @param {string} text of a link */
export const address = (text) => `${location.origin}${location.pathname}${location.search}#${text}`;

export class Address {
  #state;
  #clock;
  #timer = 0;
  /** When the next writing is due, had each taken its time since the burst began. */
  #due = Number.NEGATIVE_INFINITY;
  /** The fragment that was last written or opened. While the address has another, the reader is on the way to somewhere else. */
  #fragment;

  /** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock */
  constructor(state, clock) {
    this.#state = state;
    this.#clock = clock;
    this.#fragment = state.first;
    const write = () => this.#writeSoon();
    state.on("change", write);
    clock.on("play", write);
    clock.on("rest", write);
    addEventListener("hashchange", () => this.open(location.hash));
    // Whoever leaves the page comes back to the run as it was.
    addEventListener("pagehide", () => this.#write());
    // The reader may have opened another link while this code was on its way.
    if (location.hash === this.#fragment) write();
    else this.open(location.hash);
  }

  /** Opens a link as if it had been followed: the browser's way back leads to what was shown before. @param {string} text */
  go(text) {
    const fragment = text.startsWith("#") ? text : `#${text}`;
    if (location.hash === fragment) this.open(fragment);
    else location.hash = fragment;
  }

  /** @param {string} fragment */
  open(fragment) {
    this.#fragment = location.hash;
    // A dialog is about the former run.
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    this.#state.open(fragment);
  }

  /** Writes now, or when enough time has passed since the last time. */
  #writeSoon() {
    const wait = this.#due - performance.now();
    if (wait <= 0) this.#write();
    else if (!this.#timer) this.#timer = window.setTimeout(() => this.#write(), wait);
  }

  #write() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (location.hash !== this.#fragment) return;
    const { playing, replaying } = this.#clock;
    const text = this.#state.linkText(!playing && !replaying);
    if (location.hash === `#${text}`) return;
    history.replaceState(null, "", address(text));
    this.#fragment = location.hash;
    this.#due = Math.max(this.#due, performance.now() - (BURST - 1) * EVERY) + EVERY;
  }
}

/** A link's choices as pairs of key and value. @param {string} text canonical */
export function choicesIn(text) {
  return text.split("&").map((pair) => {
    const [key, value] = pair.split("=");
    return { key, value, choice: CHOICES().get(key) };
  });
}
