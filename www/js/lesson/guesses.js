// The reader's guesses, kept in this browser so that a reload does not lose them.

import { store, stored } from "../ui/storage.js";

/** Its key in the storage. */
const KEY = "guesses";

/** `isRevealed` says whether the answer has been seen since; a guess counts from then on.
 * @typedef {{ option: string, isRevealed: boolean }} Guess */

/** @returns {Record<string, Guess>} by the chapter's number */
function guessed() {
  try {
    const read = JSON.parse(stored(KEY) ?? "{}");
    const entries = Object.entries(read).filter(([, guess]) => typeof guess?.option === "string");
    return Object.fromEntries(
      entries.map(([number, { option, isRevealed }]) => [number, { option, isRevealed: isRevealed === true }]),
    );
  } catch {
    return {}; // what is stored is not ours
  }
}

export class Guesses {
  #kept = guessed();

  /** @param {string} number of a chapter @returns {Guess | undefined} */
  of(number) {
    return this.#kept[number];
  }

  /** @param {string} number of a chapter @param {string} option the option's text */
  keep(number, option, isRevealed = false) {
    this.#kept[number] = { option, isRevealed };
    this.#store();
  }

  forget() {
    this.#kept = {};
    this.#store();
  }

  #store() {
    store(KEY, JSON.stringify(this.#kept));
  }
}
