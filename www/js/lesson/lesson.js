// The lesson: shows the chapter that the link names. The chapters are files of HTML (www/lesson/), their settings stand in the core.
import { has_runs_of } from "../../faxor.js";
import { openAll } from "../diagram/disclosure.js";
import { byId, focusOn, intoSight, isFramed, lay, make, makeButton, write } from "../dom.js";
import { say } from "../ui/status.js";
import { isInView, leadTo, linkInView, standBeside } from "../ui/view.js";
import { whole } from "../words.js";
import { Experiments } from "./experiments.js";
import { Guesses } from "./guesses.js";
import markup from "./lesson.html";

lay(byId("lesson"), markup);

/** What the lesson needs of the page.
 * @typedef {object} Page
 * @property {import("../state.js").State} state
 * @property {import("../clock.js").Clock} clock
 * @property {import("../ui/tools.js").Tools} tools
 * @property {import("../charts/charts.js").Charts} charts
 * @property {import("../ui/playback.js").Playback} playback
 * @property {import("../share/address.js").Address} address
 */

/** Whether the text stands beside the pictures, as in css/aside.css and css/lesson.css. */
const beside = matchMedia("(width >= 64rem), (width >= 36rem) and (height <= 30rem)");
const low = matchMedia("(height <= 30rem)");

/** An element within another that must be there.
 * @param {ParentNode} within @param {string} selector */
const part = (within, selector) => /** @type {HTMLElement} */ (within.querySelector(selector));

export class Lesson {
  #page;
  #guesses = new Guesses();
  #experiments;
  /** How often Reveal was pressed. */
  #turn = 0;
  /** In the reader's order, which is not that of their numbers. @type {HTMLElement[]} */
  #chapters;
  /** @type {HTMLAnchorElement[]} */
  #dots;
  /** The number of the chapter shown, as in a link; empty for none. */
  #shown = "";
  /** Where the text stands. */
  #standing = "beside";
  #back = /** @type {HTMLAnchorElement} */ (byId("chapter-back"));
  #next = /** @type {HTMLAnchorElement} */ (byId("chapter-next"));

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.#experiments = new Experiments(page);
    const { state } = page;
    this.#chapters = Array.from(document.querySelectorAll(".chapter"));
    this.#dots = this.#chapters.map((chapter, index) => {
      const dot = make("a");
      leadTo(state, dot, linkTo(chapter));
      dot.ariaLabel = `Chapter ${index + 1}: ${titleOf(chapter)}`;
      return dot;
    });
    byId("chapter-dots").append(...this.#dots.map((dot) => make("li", "", dot)));
    for (const chapter of this.#chapters) this.#prepare(chapter);
    // Sources refuse to be shown in a frame.
    if (isFramed)
      for (const link of document.querySelectorAll('a[href^="http"]'))
        Object.assign(link, { target: "_blank", rel: "noopener" });
    byId("lesson").addEventListener("click", ({ target }) => {
      const term = target instanceof Element && target.closest(".term");
      if (term) toggleDefinition(term);
    });
    page.playback.addPlay(byId("chapter-play"));
    byId("chapter-leave").addEventListener("click", () => {
      state.change("lesson", "");
      focusOn(byId("welcome").querySelector("a"));
    });
    byId("chapter-again").addEventListener("click", () => {
      page.address.go(linkInView(state, linkTo(this.#chapter())));
      // The button disappears, so the focus has to go elsewhere.
      this.#goToHeading();
    });
    byId("guesses").append(this.#listGuesses());
    beside.addEventListener("change", () => this.#stand());
    state.on("change", () => this.show(true));
  }

  /** Shows the chapter that the link names. @param {boolean} moves whether the reader's place moves to a new chapter */
  show(moves) {
    const { state, charts } = this.#page;
    const number = state.choice("lesson");
    this.#showChanged();
    if (number === this.#shown) return;
    this.#shown = number;
    const place = this.#chapters.findIndex((chapter) => chapter.dataset.number === number);
    this.#chapters.forEach((chapter, index) => {
      chapter.hidden = index !== place;
      this.#dots[index].ariaCurrent = index === place ? "step" : null;
      this.#dots[index].classList.toggle("is-behind", index < place);
      // An experiment of a chapter that was left has no reader.
      if (index !== place && !part(chapter, ".running").hidden) offer(chapter);
    });
    for (const [way, chapter] of /** @type {const} */ ([
      [this.#back, this.#chapters[place - 1]],
      [this.#next, this.#chapters[place + 1]],
    ])) {
      way.hidden = place < 0 || !chapter;
      if (chapter) leadTo(state, way, linkTo(chapter));
    }
    const chapter = this.#chapters[place];
    const isOverLoss = chapter?.dataset.charts === "angle-over-loss" && isInView(state, "charts");
    document.documentElement.classList.toggle("has-angle-over-loss", isOverLoss);
    this.#stand();
    charts.angleOverLoss(isOverLoss);
    this.#open(partsOf(chapter?.dataset.open));
    if (moves && chapter) this.#goToHeading();
    // In one column, the text is below the pictures: scroll to it. On a low screen, both are below the title.
    else if (chapter && !beside.matches) intoSight(chapter, "start", "auto");
    else if (chapter && low.matches) intoSight(byId("page"), "start", "auto");
  }

  #chapter() {
    return /** @type {HTMLElement} */ (this.#chapters.find(({ dataset }) => dataset.number === this.#shown));
  }

  /** Says that the reader has changed the setting, unless it is one that the chapter itself leads to. */
  #showChanged() {
    const { state } = this.#page;
    const text = state.linkText(false);
    const chapter = this.#chapters.find(({ dataset }) => dataset.number === state.choice("lesson"));
    const settings = chapter ? [linkTo(chapter), ...linksIn(chapter)] : [];
    byId("chapter-changed").hidden = !chapter || settings.some((link) => has_runs_of(text, link));
  }

  /** Puts the text beside the pictures where there is room, and else below them, before what the reader may open. In one column
   * the charts of a chapter that is about them stand between. */
  #stand() {
    // Paper has an order of its own.
    if (matchMedia("print").matches) return;
    const isBelow = this.#shown !== "" && !beside.matches;
    const hasCharts = document.documentElement.classList.contains("has-angle-over-loss");
    const standing = !isBelow ? "beside" : hasCharts ? "below the charts" : "below";
    if (standing === this.#standing) return;
    this.#standing = standing;
    const [aside, charts] = ["aside", ".charts"].map((selector) => part(document.body, selector));
    part(document.body, "main").append(charts);
    if (isBelow) byId("panels").after(...(hasCharts ? [charts, aside] : [aside]));
    else standBeside();
  }

  /** Opens what a chapter is about, and nothing else. @param {string[]} parts */
  #open(parts) {
    const { state, tools } = this.#page;
    const shown = isInView(state, "lesson") ? parts : [];
    tools.only(shown);
    // In one column a diagram would stand between the pictures and the text.
    openAll(".network", shown.includes("network") && beside.matches);
  }

  #goToHeading() {
    const heading = part(this.#chapter(), "h2");
    heading.focus({ preventScroll: true });
    const aside = /** @type {HTMLElement} */ (heading.closest("aside"));
    aside.scrollTop = 0;
    // Beside the text a new chapter begins with its pictures.
    intoSight(beside.matches ? byId("page") : this.#chapter(), "start");
  }

  /** Restores a chapter's guess and makes its buttons work. @param {HTMLElement} chapter */
  #prepare(chapter) {
    const { state, tools } = this.#page;
    const number = numberOf(chapter);
    const kept = this.#guesses.of(number)?.option;
    for (const { input, text } of optionsOf(chapter)) {
      input.checked = text === kept;
      input.addEventListener("change", () => this.#guesses.keep(number, text));
    }
    part(chapter, ".reveal").addEventListener("click", () => this.#reveal(chapter));
    part(chapter, ".show-answer").addEventListener("click", () => {
      this.#experiments.skip();
      this.#answer(chapter);
    });
    for (const anchor of /** @type {NodeListOf<HTMLAnchorElement>} */ (chapter.querySelectorAll("a[data-link]"))) {
      leadTo(state, anchor, anchor.dataset.link ?? "");
      anchor.addEventListener("click", () => tools.only(partsOf(anchor.dataset.open)));
    }
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (chapter.querySelectorAll("[data-see]"))) {
      const tool = button.dataset.see ?? "";
      button.addEventListener("click", () => {
        tools.only([tool]);
        intoSight(byId(tool), "start");
      });
    }
    for (const step of chapter.querySelectorAll(".steps li")) {
      part(step, ".train").addEventListener("click", () => this.#train(step));
    }
  }

  /** Runs what the chapter asks, and opens its answer when the result is there. @param {HTMLElement} chapter */
  async #reveal(chapter) {
    const turn = ++this.#turn;
    const running = part(chapter, ".running");
    // The reader may have opened the answer or another chapter, and even asked again.
    const isOver = () => running.hidden || turn !== this.#turn;
    part(chapter, ".reveal").hidden = true;
    running.hidden = false;
    for (const { input } of optionsOf(chapter)) input.disabled = true;
    part(running, "button").focus({ preventScroll: true });
    const run = chapter.dataset.run ?? "";
    const isPair = chapter.dataset.charts !== undefined;
    if (run === "steps") {
      part(chapter, ".steps").hidden = false;
      const steps = Array.from(chapter.querySelectorAll(".steps li"));
      for (const [index, step] of steps.entries()) {
        if (isOver()) return;
        write(part(running, "p"), `Training step ${index + 1} of ${steps.length}…`);
        await this.#train(step);
      }
    } else if (run === "sweep") {
      write(part(running, "p"), "Training many networks…");
      const result = part(chapter, ".answer .result");
      write(result, await this.#experiments.sweep(linkTo(chapter), true));
      result.hidden = result.textContent === "";
    } else {
      write(part(running, "p"), `Playing to update ${whole(Number(run))}…`);
      if (beside.matches) intoSight(byId("page"), "start");
      else {
        // Where the pictures scroll away, they are what the reader is to watch.
        const pictures = byId("panels");
        const stay = getComputedStyle(pictures).position === "sticky";
        intoSight(isPair ? part(document.body, ".charts") : stay ? running : pictures, "start");
      }
      await this.#experiments.play(linkTo(chapter), Number(run));
    }
    if (!isOver()) this.#answer(chapter);
  }

  /** Trains the setting of a step and writes down what came of it. @param {Element} step */
  async #train(step) {
    const result = part(step, ".result");
    write(result, "Training…");
    // In one column the curve is far from the steps.
    write(result, await this.#experiments.sweep(step.getAttribute("data-link") ?? "", beside.matches));
  }

  /** Opens a chapter's answer. @param {HTMLElement} chapter */
  #answer(chapter) {
    const answer = part(chapter, ".answer");
    const running = part(chapter, ".running");
    // A reader who has gone elsewhere meanwhile stays there.
    const isHere = running.contains(document.activeElement) || document.activeElement === document.body;
    const options = optionsOf(chapter);
    for (const { label, input, isRight } of options) {
      label.classList.toggle("is-right", isRight);
      label.classList.toggle("is-wrong", input.checked && !isRight);
    }
    const wrong = options.filter(({ isRight }) => !isRight);
    answer.querySelectorAll(".tempting").forEach((why, index) => {
      const { input, text } = wrong[index];
      /** @type {HTMLElement} */ (why).hidden = !input.checked;
      write(part(why, "strong"), `You guessed “${text}”.`);
    });
    const guess = options.find(({ input }) => input.checked);
    if (guess) this.#guesses.keep(numberOf(chapter), guess.text, true);
    byId("guesses").replaceChildren(this.#listGuesses());
    running.hidden = true;
    answer.hidden = false;
    if (chapter.dataset.then) this.#page.tools.only(partsOf(chapter.dataset.then));
    if (!isHere) return say("The answer stands below the question.");
    answer.focus({ preventScroll: true });
    if (!beside.matches) return intoSight(answer, "start");
    const aside = /** @type {HTMLElement} */ (answer.closest("aside"));
    const begin = /** @type {HTMLElement} */ (chapter.querySelector(".steps")) ?? answer;
    aside.scrollTop = begin.offsetTop + Math.min(answer.clientHeight - aside.clientHeight, 0);
    // In two columns the pictures and the Play button stay in view, or what the reader has just computed.
    if (!isInSight(document.getElementById("luck-results"))) intoSight(byId("page"), "start");
  }

  /** Every chapter with the reader's guess, and how many were right. */
  #listGuesses() {
    const { state } = this.#page;
    let [right, revealed] = [0, 0];
    const items = this.#chapters.map((chapter) => {
      const link = make("a", "", titleOf(chapter));
      leadTo(state, link, linkTo(chapter));
      const guess = this.#guesses.of(numberOf(chapter));
      const answer = optionsOf(chapter).find(({ isRight }) => isRight)?.text;
      let verdict = "no guess yet";
      if (guess?.isRevealed) {
        revealed += 1;
        if (guess.option === answer) right += 1;
        verdict = guess.option === answer ? `“${guess.option}” ✓` : `“${guess.option}” ✗, it is “${answer}”`;
      } else if (guess) verdict = `“${guess.option}”, not tested yet`;
      return make("li", "", link, `: ${verdict}`);
    });
    const list = make("ol", "guesses", ...items);
    const forget = makeButton("Forget my guesses", () => this.#forget(), "small");
    const sum =
      revealed === 0 ? "You have not tested a guess yet." : `${right} right, of ${revealed} that you have tested.`;
    return make("div", "", make("p", "", sum), list, forget);
  }

  #forget() {
    this.#guesses.forget();
    for (const chapter of this.#chapters) {
      for (const { input } of optionsOf(chapter)) input.checked = false;
      offer(chapter);
    }
    this.#goToHeading();
  }
}

/** Offers a chapter's Reveal again. @param {HTMLElement} chapter */
function offer(chapter) {
  for (const { label, input } of optionsOf(chapter)) {
    input.disabled = false;
    label.classList.remove("is-right", "is-wrong");
  }
  part(chapter, ".running").hidden = true;
  part(chapter, ".answer").hidden = true;
  for (const steps of /** @type {NodeListOf<HTMLElement>} */ (chapter.querySelectorAll(".steps"))) steps.hidden = true;
  part(chapter, ".reveal").hidden = false;
}

/** @param {Element} term its button */
function toggleDefinition(term) {
  const isOpen = term.ariaExpanded === "true";
  term.ariaExpanded = String(!isOpen);
  byId(term.getAttribute("aria-controls") ?? "").hidden = isOpen;
}

/** @param {HTMLElement} chapter */
function optionsOf(chapter) {
  return Array.from(chapter.querySelectorAll("label"), (label) => {
    const input = /** @type {HTMLInputElement} */ (label.querySelector("input"));
    return { label, input, text: label.textContent?.trim() ?? "", isRight: "right" in input.dataset };
  });
}

/** @param {HTMLElement} chapter */
const numberOf = (chapter) => chapter.dataset.number ?? "";

/** @param {HTMLElement} chapter */
const titleOf = (chapter) => chapter.querySelector("h2")?.textContent ?? "";

/** @param {HTMLElement} chapter */
const linkTo = (chapter) => `lesson=${numberOf(chapter)}`;

/** The settings that a chapter's text leads to. @param {HTMLElement} chapter */
const linksIn = (chapter) =>
  Array.from(
    /** @type {NodeListOf<HTMLElement>} */ (chapter.querySelectorAll(":is(a, li)[data-link]")),
    ({ dataset }) => dataset.link ?? "",
  );

/** @param {string | undefined} names of parts of the page, with spaces between */
const partsOf = (names) => (names ?? "").split(" ").filter(Boolean);

/** Whether an element can be seen now. @param {Element | null} element */
function isInSight(element) {
  const box = element?.getBoundingClientRect();
  return box !== undefined && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
}
