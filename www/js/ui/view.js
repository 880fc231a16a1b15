// Which parts of the page are shown: a link's `view` selects them, for embedding in another page.
import { byId, goOnFrom } from "../dom.js";
import { CHOICES } from "../state.js";

/** The chapter that explains the delta angle. */
const ANGLE = 9;

/** Whether the text has a column before the pictures, as in css/aside.css. */
const wide = matchMedia("(width >= 64rem)");

/** Puts the text beside the pictures, in the order in which they are seen: the tab key and screen readers follow it. In one column
 * the text comes last. */
export function standBeside() {
  byId("page")[wide.matches ? "prepend" : "append"](/** @type {Element} */ (document.querySelector("aside")));
}

/** Whether parts are shown. @param {import("../state.js").State} state @param {string} parts one, or several with commas between */
export const isInView = (state, parts) => {
  const shown = state.choice("view").split(",");
  return parts.split(",").every((part) => shown.includes(part));
};

/** The parts between which the tools are shown: a frame of pictures and controls has none. */
export const TOOLS = "controls,charts";

/** The address of a link in this page that shows the same parts as now.
 * @param {import("../state.js").State} state
 * @param {string} text of a link */
export function linkInView(state, text) {
  const view = state.choice("view");
  const isDefault = view === CHOICES().get("view")?.default;
  return `#${text.replace(/&?\bview=[^&]*/, "")}${isDefault ? "" : `&view=${view}`}`;
}

/** Makes an anchor lead to a link in this page, with the parts that are shown, whatever they will be.
 * @param {import("../state.js").State} state @param {HTMLAnchorElement} anchor @param {string} text of a link */
export function leadTo(state, anchor, text) {
  anchor.dataset.link = text;
  anchor.href = linkInView(state, text);
}

/** Shows the parts that the link names, and hides the others. @param {import("../state.js").State} state */
export function showView(state) {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-part]"))) {
    part.hidden = !isInView(state, part.dataset.part ?? "");
  }
  const hasLesson = isInView(state, "lesson");
  const chapter = hasLesson ? Number(state.choice("lesson")) : 0;
  const { classList } = document.documentElement;
  classList.toggle("has-lesson", hasLesson);
  classList.toggle("has-chapter", chapter > 0);
  // A chart of the delta angle would confuse readers before it is explained.
  classList.toggle("has-no-angle", chapter > 0 && chapter < ANGLE);
  byId("welcome").hidden = chapter > 0;
  byId("lesson").hidden = chapter === 0;
  // Anchors in the page's HTML name their link in `data-link`, and those that leadTo() has set do too.
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-link]"))) {
    leadTo(state, link, link.dataset.link ?? "");
  }
}

/** @param {import("../state.js").State} state */
export function followView(state) {
  state.on("change", ({ keys }) => {
    if (keys.has("view") || keys.has("lesson")) showView(state);
  });
  showView(state);
  const stand = () => {
    // A chapter stands below the pictures where there is one column (lesson.js), and paper has an order of its own.
    if (document.querySelector("#page > aside") && !matchMedia("print").matches) standBeside();
  };
  wide.addEventListener("change", stand);
  stand();
  for (const skip of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".skip"))) {
    skip.addEventListener("click", () => {
      goOnFrom(/** @type {HTMLElement} */ (document.querySelector(skip.dataset.to ?? "")));
    });
  }
}
