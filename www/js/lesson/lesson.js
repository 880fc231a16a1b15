// The lesson: shows the chapter that the link names. The chapters are files of HTML (www/lesson/), their settings stand in the core.
import { has_runs_of } from "../../faxor.js";
import { openAll } from "../diagram/disclosure.js";
import { byId, intoSight, isNarrow, lay, make } from "../dom.js";
import { isInView, leadTo, linkInView } from "../ui/view.js";
import markup from "./lesson.html";

lay(byId("lesson"), markup);

/** What the lesson needs of the page.
 * @typedef {object} Page
 * @property {import("../state.js").State} state
 * @property {import("../ui/tools.js").Tools} tools
 * @property {import("../ui/playback.js").Playback} playback
 * @property {import("../share/address.js").Address} address
 */

export class Lesson {
  #page;
  /** @type {HTMLElement[]} */
  #chapters;
  /** @type {HTMLAnchorElement[]} */
  #dots;
  #shown = 0;
  #back = /** @type {HTMLAnchorElement} */ (byId("chapter-back"));
  #next = /** @type {HTMLAnchorElement} */ (byId("chapter-next"));

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    const { state } = page;
    this.#chapters = Array.from(document.querySelectorAll(".chapter"));
    this.#dots = this.#chapters.map((chapter, index) => {
      const dot = make("a");
      leadTo(state, dot, linkTo(index + 1));
      dot.setAttribute("aria-label", `Chapter ${index + 1}: ${chapter.querySelector("h2")?.textContent}`);
      return dot;
    });
    byId("chapter-dots").append(...this.#dots.map((dot) => make("li", "", dot)));
    for (const chapter of this.#chapters) {
      chapter.querySelector(".reveal")?.addEventListener("click", () => this.#reveal(chapter));
    }
    page.playback.addPlay(byId("chapter-play"));
    byId("chapter-leave").addEventListener("click", () => {
      state.change("lesson", "");
      byId("welcome").querySelector("a")?.focus();
    });
    byId("chapter-again").addEventListener("click", () => {
      page.address.go(linkInView(state, linkTo(this.#shown)));
      // The button disappears, so the focus has to go elsewhere.
      this.#goToHeading();
    });
    state.on("change", () => this.show(true));
  }

  /** Shows the chapter that the link names. @param {boolean} moves whether the reader's place moves to a new chapter */
  show(moves) {
    const { state } = this.#page;
    const number = Number(state.choice("lesson"));
    byId("chapter-changed").hidden = number === 0 || has_runs_of(state.linkText(false), `lesson=${number}`);
    if (number === this.#shown) return;
    this.#shown = number;
    leadTo(state, this.#back, linkTo(number - 1));
    leadTo(state, this.#next, linkTo(number + 1));
    this.#chapters.forEach((chapter, index) => {
      chapter.hidden = index + 1 !== number;
      if (index + 1 === number) this.#dots[index].setAttribute("aria-current", "step");
      else this.#dots[index].removeAttribute("aria-current");
      this.#dots[index].classList.toggle("is-behind", index + 1 < number);
    });
    this.#back.hidden = number <= 1;
    this.#next.hidden = number >= this.#chapters.length;
    const chapter = this.#chapters[number - 1];
    this.#open((chapter?.dataset.open ?? "").split(" ").filter(Boolean));
    if (moves && chapter) this.#goToHeading();
    // In one column, the text is below the pictures: scroll to it.
    else if (chapter && isNarrow()) chapter.scrollIntoView();
  }

  /** Opens what a chapter is about, and nothing else. @param {string[]} parts */
  #open(parts) {
    const { state, tools } = this.#page;
    const shown = isInView(state, "lesson") ? parts : [];
    tools.only(shown);
    // In one column a diagram would stand between the pictures and the text.
    openAll(".network", shown.includes("network") && !isNarrow());
  }

  #goToHeading() {
    const heading = /** @type {HTMLElement} */ (this.#chapters[this.#shown - 1].querySelector("h2"));
    heading.focus({ preventScroll: true });
    const aside = /** @type {HTMLElement} */ (heading.closest("aside"));
    aside.scrollTop = 0;
    // Beside the text a new chapter begins with its pictures.
    intoSight(isNarrow() ? aside : byId("page"), "start");
  }

  /** @param {HTMLElement} chapter */
  #reveal(chapter) {
    const answer = /** @type {HTMLElement} */ (chapter.querySelector(".answer"));
    for (const option of chapter.querySelectorAll("label")) {
      const input = /** @type {HTMLInputElement} */ (option.querySelector("input"));
      const isRight = "right" in input.dataset;
      option.classList.toggle("is-right", isRight);
      option.classList.toggle("is-wrong", input.checked && !isRight);
    }
    answer.hidden = false;
    answer.focus({ preventScroll: true });
    /** @type {HTMLElement} */ (chapter.querySelector(".reveal")).hidden = true;
    if (isNarrow()) return intoSight(answer);
    const aside = /** @type {HTMLElement} */ (answer.closest("aside"));
    aside.scrollTop = answer.offsetTop + Math.min(answer.clientHeight - aside.clientHeight, 0);
    // In two columns the pictures and the Play button stay in view, or what the reader has just computed.
    if (!isInSight(document.getElementById("luck-results"))) intoSight(byId("page"), "start");
  }
}

/** @param {number} number of a chapter */
const linkTo = (number) => `lesson=${number}`;

/** Whether some of an element can be seen now. @param {Element | null} element */
function isInSight(element) {
  const box = element?.getBoundingClientRect();
  return box !== undefined && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
}
