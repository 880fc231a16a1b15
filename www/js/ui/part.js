// A part of the page whose code is loaded when it is first needed, so that it does not delay the first picture.
import { say } from "./status.js";

/** @template Made */
export class Part {
  #load;
  /** @type {Promise<Made | null> | null} */
  #making = null;

  /** @param {() => Promise<Made>} load loads the code and makes the part */
  constructor(load) {
    this.#load = load;
  }

  /** The part, if it has been made. @type {Made | null} */
  made = null;

  /** The part, made now if necessary; null if its code could not be loaded, which the page then reports. */
  get() {
    this.#making ??= this.#make();
    return this.#making;
  }

  async #make() {
    try {
      this.made = await this.#load();
    } catch (error) {
      console.warn(error);
      // The next press tries again.
      this.#making = null;
      say(
        "A part of this page could not be loaded. Check the connection and reload the page: its address holds the run.",
      );
    }
    return this.made;
  }
}
