// How the parts of the page hear of one another: a part says that something has happened, and others listen.

/** Something whose events others can listen to. What one listener throws is reported, and the others are called all the same.
 * @template {Record<string, unknown>} Events the detail of each event, by its name */
export class Emitter {
  #target = new EventTarget();

  /** Calls `listener` whenever the event happens, after those that listened before.
   * @template {keyof Events & string} Name
   * @param {Name} name @param {(detail: Events[Name]) => void} listener */
  on(name, listener) {
    this.#target.addEventListener(name, (event) => {
      listener(/** @type {CustomEvent<Events[Name]>} */ (event).detail);
    });
  }

  /** @template {keyof Events & string} Name
   * @param {Name} name @param {Events[Name]} detail */
  emit(name, detail) {
    this.#target.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Calls `act` at most once in a number of milliseconds; calls in between do nothing.
 * @param {number} milliseconds @param {() => void} act */
export function seldom(milliseconds, act) {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - last < milliseconds) return;
    last = now;
    act();
  };
}
