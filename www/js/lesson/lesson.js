// The lesson. Its chapters (www/lesson/) are part of the page's HTML, and the core knows their settings. The
// link says which chapter is open.
import { byId, intoSight, isNarrow } from "../dom.js";
import markup from "./lesson.html";

byId("lesson").innerHTML = markup;

/** The chapter that explains the delta angle. */
const ANGLE = 9;

export class Lesson {
  #state;
  #open;
  /** @type {HTMLElement[]} */
  #chapters = Array.from(document.querySelectorAll(".chapter"));
  /** @type {HTMLAnchorElement[]} */
  #dots;
  #shown = 0;
  #back = /** @type {HTMLAnchorElement} */ (byId("chapter-back"));
  #next = /** @type {HTMLAnchorElement} */ (byId("chapter-next"));

  /**
   * @param {import("../state.js").State} state
   * @param {{ open: (parts: string[]) => void, leave: () => void }} on `open` gets the parts of the page that a chapter opens
   */
  constructor(state, on) {
    this.#state = state;
    this.#open = on.open;
    this.#dots = this.#chapters.map((chapter, index) => {
      const dot = document.createElement("a");
      dot.href = linkTo(index + 1);
      dot.setAttribute("aria-label", `Chapter ${index + 1}: ${chapter.querySelector("h2")?.textContent}`);
      return dot;
    });
    byId("chapter-dots").append(
      ...this.#dots.map((dot) => {
        const item = document.createElement("li");
        item.append(dot);
        return item;
      }),
    );
    for (const chapter of this.#chapters) {
      const reveal = /** @type {HTMLElement} */ (chapter.querySelector(".reveal"));
      reveal.addEventListener("click", () => this.#reveal(chapter));
    }
    byId("chapter-leave").addEventListener("click", on.leave);
    byId("chapter-again").addEventListener("click", () => {
      location.hash = linkTo(this.#shown);
      // The button disappears, so the focus has to go elsewhere.
      this.#goToHeading();
    });
  }

  /** Shows the chapter that the link names, or the welcome.
   * @param {boolean} [moves] whether to move the focus to it */
  show(moves = false) {
    const number = Number(this.#state.choice("lesson"));
    const shown = number > 0;
    byId("chapter-changed").hidden = !shown || this.#state.isOfChapter();
    if (number === this.#shown) return;
    this.#shown = number;
    byId("welcome").hidden = shown;
    byId("lesson").hidden = !shown;
    document.documentElement.classList.toggle("has-chapter", shown);
    // The chart of the delta angle is hidden until that chapter explains it.
    document.documentElement.classList.toggle("has-no-angle", shown && number < ANGLE);
    this.#chapters.forEach((chapter, index) => {
      chapter.hidden = index + 1 !== number;
      if (index + 1 === number) this.#dots[index].setAttribute("aria-current", "step");
      else this.#dots[index].removeAttribute("aria-current");
      this.#dots[index].classList.toggle("is-behind", index + 1 < number);
    });
    this.#back.hidden = number <= 1;
    this.#next.hidden = number >= this.#chapters.length;
    this.#back.href = linkTo(number - 1);
    this.#next.href = linkTo(number + 1);
    const chapter = this.#chapters[number - 1];
    this.#open((chapter?.dataset.open ?? "").split(" ").filter(Boolean));
    if (moves && chapter) this.#goToHeading();
    // In one column, the text is below the pictures: scroll to it.
    else if (chapter && isNarrow()) chapter.scrollIntoView();
  }

  #goToHeading() {
    const heading = /** @type {HTMLElement} */ (this.#chapters[this.#shown - 1].querySelector("h2"));
    heading.focus({ preventScroll: true });
    const aside = /** @type {HTMLElement} */ (heading.closest("aside"));
    aside.scrollTop = 0;
    intoSight(aside, "start");
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
    if (isNarrow()) intoSight(answer);
    else {
      // In two columns, keep the pictures and the Play button in view.
      const aside = /** @type {HTMLElement} */ (answer.closest("aside"));
      aside.scrollTop = answer.offsetTop + Math.min(answer.clientHeight - aside.clientHeight, 0);
      intoSight(byId("page"), "start");
    }
    /** @type {HTMLElement} */ (chapter.querySelector(".reveal")).hidden = true;
  }
}

/** @param {number} number of a chapter */
const linkTo = (number) => `#lesson=${number}`;
