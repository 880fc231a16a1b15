// The page's address, which always holds the run that is shown. Nothing else writes it.
import { read_link } from "../../faxor.js";
import { make } from "../dom.js";
import { countsVisits, hasChoices } from "../repair.js";
import { CHOICES, isChoice } from "../state.js";

/** Milliseconds between two changes of the address. Browsers drop or refuse more than about ten a second. */
const EVERY = 500;

/** The changes that may be made at once, after a pause. */
const BURST = 5;

/** The address of a link on this page. It keeps the query, unless that was a link itself or counts visits. @param {string} text of a link */
export function address(text) {
  const { origin, pathname, search } = location;
  return `${origin}${pathname}${countsVisits(search) || hasChoices(search, isChoice) ? "" : search}#${text}`;
}

/** A link that opens this run, with every part of the page, in a tab of its own. There, nothing is forbidden. */
export function linkToTab() {
  const link = make("a", "", "Open in a tab of its own");
  link.target = "_blank";
  const lead = () => {
    link.href = location.href.replace(/&view=[^&]*/, "");
  };
  link.addEventListener("pointerover", lead);
  link.addEventListener("focus", lead);
  lead();
  return link;
}

export class Address {
  #state;
  #clock;
  #timer = 0;
  /** When the address may change next. Each change moves this time by EVERY, and a pause lets it fall behind. */
  #due = Number.NEGATIVE_INFINITY;
  /** The fragment that the page last wrote or opened. While the address has another one, the reader is opening that
   * link. */
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
    // A reader who comes back to the page finds the run as it was.
    addEventListener("pagehide", () => this.#write());
    // The reader may have opened another link while this code was being loaded.
    if (location.hash === this.#fragment) write();
    else this.open(location.hash);
  }

  /** Opens a link as if the reader had followed it: the browser's Back button returns to the former run. @param {string} text */
  go(text) {
    const fragment = text.startsWith("#") ? text : `#${text}`;
    if (location.hash === fragment) this.open(fragment);
    else location.hash = fragment;
  }

  /** @param {string} fragment */
  open(fragment) {
    this.#fragment = location.hash;
    // An open dialog shows the former run.
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    this.#state.open(fragment);
  }

  /** Writes the address now, or as soon as it may change. */
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
    const to = address(this.#state.linkText(!playing && !replaying));
    if (location.href === to) return;
    history.replaceState(null, "", to);
    this.#fragment = location.hash;
    this.#due = Math.max(this.#due, performance.now() - (BURST - 1) * EVERY) + EVERY;
  }
}

/** A link's choices as pairs of key and value. @param {string} text canonical */
export const choicesIn = (text) =>
  Array.from(new URLSearchParams(text), ([key, value]) => ({ key, value, choice: CHOICES().get(key) }));

/** A choice of a link; its default where it is left out. @param {string} text canonical @param {string} key */
export const choiceIn = (text, key) => new URLSearchParams(text).get(key) ?? CHOICES().get(key)?.default ?? "";

/** A link's text with some choices set, which the core can read. @param {string} text @param {Record<string, string>} choices */
export function merged(text, choices) {
  const all = new URLSearchParams(text);
  for (const [key, value] of Object.entries(choices)) all.set(key, value);
  return String(all);
}

/** A link's canonical text with some choices set. @param {string} text @param {Record<string, string>} choices */
export const withChoices = (text, choices) => read_link(merged(text, choices)).text;
