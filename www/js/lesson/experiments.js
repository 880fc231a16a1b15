// What a chapter's Reveal runs: its run up to an update, or a sweep of many seeds. A reader sees either happen on the page.
import { has_runs_of } from "../../faxor.js";
import { byId, intoSight, isStill } from "../dom.js";
import { linkInView } from "../ui/view.js";
import { whole } from "../words.js";

export class Experiments {
  #page;
  /** Called when the run that is waited for has stopped. @type {(() => void) | null} */
  #rested = null;

  /** @param {import("./lesson.js").Page} page */
  constructor(page) {
    this.#page = page;
    page.clock.on("rest", () => {
      const rested = this.#rested;
      this.#rested = null;
      rested?.();
    });
  }

  /** Begins a link's run at update 0, if the page does not stand there. @param {string} link */
  begin(link) {
    const { state, clock } = this.#page;
    if (clock.playing || clock.replaying) clock.pause();
    if (!has_runs_of(state.linkText(false), link)) state.open(linkInView(state, link));
    else if (state.experiment.updates() > 0) state.restart();
  }

  /** Plays a link's run from its start to an update, or until the reader pauses it. With reduced motion it is there at once.
   * @param {string} link @param {number} update @returns {Promise<void>} */
  play(link, update) {
    const { state, clock } = this.#page;
    this.begin(link);
    state.change("at", String(update));
    const rested = new Promise((/** @type {(value: void) => void} */ done) => {
      this.#rested = done;
    });
    if (isStill()) clock.replayToPause();
    else clock.play();
    return rested;
  }

  /** Goes to where `play` would stop. */
  skip() {
    const { clock } = this.#page;
    if (clock.playing) clock.replayToPause();
  }

  /** Trains the seeds of a link with each of its rules, and says what came of them; nothing if they were not all trained.
   * @param {string} link @param {boolean} comes whether its curve scrolls into view */
  async sweep(link, comes) {
    const { state, tools } = this.#page;
    if (!has_runs_of(state.linkText(false), link)) this.begin(link);
    if (!tools.isOpen("luck")) tools.only(["luck"]);
    const tool = /** @type {import("../sweep/sweep.js").SweepTool | null} */ (await tools.parts.luck?.get());
    // The reader may have gone on while the tool was loading.
    if (!tool || !has_runs_of(state.linkText(false), link)) return "";
    const end = tool.start();
    if (comes) intoSight(byId("luck-plot"));
    // Another sweep, or the reader, may end this one before all its seeds are trained.
    return (await end) ? `Of ${whole(Number(state.choice("seeds")))} seeds, solved here: ${outcome()}.` : "";
  }
}

/** The shares that the sweep has just found, as its table has them. */
function outcome() {
  const rows = Array.from(byId("luck-table").querySelectorAll("tr"), (row) => {
    const [name, share] = [row.querySelector("th"), row.querySelector("td")];
    return `${name?.textContent} ${share?.textContent?.replace(" ", "\u00a0")}`;
  });
  return rows.join(", ");
}
