// Helpers for the page's elements: finding them, making them, writing to them.

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Makes an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name @param {string} [className] @param {...(Node | string)} children */
export function make(name, className = "", ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Makes a button. @param {string} text @param {() => void} press @param {string} [className] */
export function makeButton(text, press, className) {
  const button = make("button", className, text);
  button.type = "button";
  button.addEventListener("click", press);
  return button;
}

/** Makes an element of SVG. @param {string} name @param {Record<string, string | number>} [attributes] */
export function makeSvg(name, attributes = {}) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** Adds HTML to an element: from one of our own files, as `import markup from "./name.html"`, and from nowhere else.
 * @param {Element} element @param {string} markup */
export const lay = (element, markup) => element.insertAdjacentHTML("beforeend", markup);

/** What write() last wrote into each element. @type {WeakMap<Element, string>} */
const written = new WeakMap();

/** Writes a text, if it is not there already, and says whether it was new. Browsers put the translation of a text into `font`
 * elements: it stays until the text changes. @param {Element} element @param {string} text */
export function write(element, text) {
  if (element.textContent === text || (written.get(element) === text && element.querySelector("font"))) return false;
  element.textContent = text;
  written.set(element, text);
  return true;
}

/** Whether the reader wants nothing to move. */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Whether another page shows this one in a frame. */
export const isFramed = globalThis.top !== globalThis.self;

/** Scrolls an element into view, if it is not there. The page around a frame stays where it is, so no other code calls
 * scrollIntoView().
 * @param {Element} element @param {"nearest" | "start" | "center"} [block] @param {ScrollBehavior} [behavior] */
export function intoSight(element, block = "nearest", behavior = isStill() ? "auto" : "smooth") {
  if (!isFramed) return element.scrollIntoView({ block, behavior });
  const { top, bottom } = element.getBoundingClientRect();
  const [margin, padding] = [
    getComputedStyle(element).scrollMarginTop,
    getComputedStyle(document.documentElement).scrollPaddingTop,
  ];
  const above = top - Number.parseFloat(margin) - (Number.parseFloat(padding) || 0);
  const below = bottom - innerHeight;
  const nearest = Math.min(above, Math.max(below, 0));
  scrollBy({ top: block === "start" ? above : block === "center" ? (above + below) / 2 : nearest, behavior });
}

/** Lets the tab key go on from an element that takes no focus by itself, such as a section. @param {HTMLElement} element */
export function goOnFrom(element) {
  element.tabIndex = -1;
  focusOn(element);
}

/** Gives an element the focus, and scrolls as intoSight() does. @param {Element | null | undefined} element */
export function focusOn(element) {
  /** @type {HTMLElement | null | undefined} */ (element)?.focus({ preventScroll: isFramed });
  if (isFramed && element) intoSight(element);
}
