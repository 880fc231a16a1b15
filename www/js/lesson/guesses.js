// The reader's guesses, kept in this browser so that a reload does not lose them.

/** In localStorage. */
const KEY = "guesses";

/** `isRevealed` says whether the answer has been seen since; a guess counts from then on.
 * @typedef {{ option: string, isRevealed: boolean }} Guess */

/** @returns {Record<string, Guess>} by the chapter's number */
function stored() {
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const entries = Object.entries(read).filter(([, guess]) => typeof guess?.option === "string");
    return Object.fromEntries(
      entries.map(([number, { option, isRevealed }]) => [number, { option, isRevealed: isRevealed === true }]),
    );
  } catch {
    return {}; // storage denied, or what it holds is not ours
  }
}

export class Guesses {
  #kept = stored();

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
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#kept));
    } catch {
      // Storage is denied or full: the guesses last until the page closes.
    }
  }
}
