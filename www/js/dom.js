// Helpers for the page's elements: finding them, making them, writing to them.

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Scrolls an element into view, if it is not there. @param {HTMLElement} element @param {ScrollLogicalPosition} [block] */
export function intoSight(element, block = "nearest") {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block, behavior: still ? "auto" : "smooth" });
}
