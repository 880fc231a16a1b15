// Everything after the first picture: makes the other parts of the page and connects them to the state. Parts that
// are not shown are loaded when they are first needed.
import { Charts } from "./charts/charts.js";
import { byId, make } from "./dom.js";
import { Reading } from "./panels/reading.js";
import { Address } from "./share/address.js";
import { offerLink } from "./share/copy-link.js";
import { offerRules } from "./ui/more-rules.js";
import { keepOffline } from "./ui/offline.js";
import { Part } from "./ui/part.js";
import { showProblems } from "./ui/problems.js";
import { showRules } from "./ui/rules-shown.js";
import { makeSettings } from "./ui/settings.js";
import { followShortcuts } from "./ui/shortcuts.js";
import { offerSpeeds } from "./ui/speed.js";
import { offerThemes } from "./ui/theme.js";
import { Tools } from "./ui/tools.js";
import { isInView } from "./ui/view.js";

/**
 * @typedef {object} First what the first view has made
 * @property {import("./state.js").State} state
 * @property {import("./clock.js").Clock} clock
 * @property {import("./panels/grid.js").PanelGrid} grid
 * @property {import("./ui/playback.js").Playback} playback
 */

/** Loads the styles that the first view does not need. */
function loadStyles() {
  const link = make("link");
  link.rel = "stylesheet";
  link.href = "parts.css";
  return new Promise((done, failed) => {
    link.addEventListener("load", done);
    link.addEventListener("error", () => failed(new Error("parts.css did not load")));
    document.head.append(link);
  });
}

/** @param {First} first */
export async function furnish({ state, clock, grid, playback }) {
  await loadStyles();
  const address = new Address(state, clock);
  new Reading(state, clock);
  const tools = new Tools();
  const charts = new Charts(state, clock, tools);
  const showAll = () => {
    grid.show();
    charts.draw();
  };

  const walkthrough = new Part(
    async () => new (await import("./walkthrough/walkthrough.js")).Walkthrough(state, clock, tools),
  );
  const sweep = new Part(async () => new (await import("./sweep/sweep.js")).SweepTool(state, address, tools));
  const presentation = new Part(async () => new (await import("./share/presentation.js")).Presentation());
  const present = async () => (await presentation.get())?.toggle();
  const sharing = new Part(
    async () => new (await import("./share/sharing.js")).Sharing(state, charts, showAll, present),
  );
  const lesson = new Part(
    async () =>
      new (await import("./lesson/lesson.js")).Lesson({ state, clock, tools, grid, charts, playback, address }),
  );
  tools.parts = { hand: walkthrough, luck: sweep };

  byId("share").addEventListener("click", async () => (await sharing.get())?.open());
  followShortcuts(present);
  showProblems(state);
  offerLink(state);
  offerSpeeds(state);
  offerRules(state, grid);
  offerThemes();
  showRules(state);
  makeSettings(state);
  for (const close of document.querySelectorAll(".fault .close")) {
    close.addEventListener("click", () => {
      /** @type {HTMLElement} */ (close.parentElement).hidden = true;
    });
  }

  /** Loads what the link asks for. */
  const follow = async (isFirst = false) => {
    const hasLesson = isInView(state, "lesson");
    // Without the controls and the lesson, nothing could close a tool.
    if (!isInView(state, "controls") && !hasLesson) tools.only([]);
    if (!hasLesson || state.choice("lesson") === "" || lesson.made) return;
    (await lesson.get())?.show(!isFirst);
  };
  state.on("change", () => follow());
  await follow(true);
  await import("./share/paper.js").then(({ followPrint }) => followPrint(state));
  // Last, because storing every file would delay the others.
  keepOffline();
}
