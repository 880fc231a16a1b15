// Everything after the first picture: makes the other parts of the page and connects them to the state. Parts that
// are not shown are loaded when they are first needed.

// First, since the other modules look for the elements that it lays.
import "./below.js";

import { Charts } from "./charts/charts.js";
import { Clock } from "./clock.js";
import { Diagrams } from "./diagram/disclosure.js";
import { byId, goOnFrom, intoSight, isStill, make } from "./dom.js";
import { Earlier } from "./earlier/store.js";
import { addCompasses } from "./panels/compass.js";
import { describePictures } from "./panels/description.js";
import { Reading } from "./panels/reading.js";
import { Address } from "./share/address.js";
import { offerLink } from "./share/copy-link.js";
import { followPrint } from "./share/paper.js";
import { offerBack } from "./ui/back.js";
import { offerRules } from "./ui/choose-rules.js";
import { keepOffline } from "./ui/offline.js";
import { Part } from "./ui/part.js";
import { Playback } from "./ui/playback.js";
import { showProblems } from "./ui/problems.js";
import { showRules } from "./ui/rules-shown.js";
import { makeSettings } from "./ui/settings.js";
import { followShortcuts } from "./ui/shortcuts.js";
import { offerSliders } from "./ui/sliders.js";
import { offerSpeeds } from "./ui/speed.js";
import { offerThemes } from "./ui/theme.js";
import { followTimeline } from "./ui/timeline.js";
import { Tools } from "./ui/tools.js";
import { offerUndo } from "./ui/undo.js";
import { isInView, showView, TOOLS } from "./ui/view.js";

/** @typedef {import("./state.js").State} State */

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

/** Plays the run that the page opens with until both networks have solved the task. Readers who want no motion see its end.
 * @param {State} state @param {Clock} clock */
function race(state, clock) {
  if (!isStill()) return clock.play();
  state.experiment.advance(10_000, true);
  clock.pause();
}

/** @param {State} state @param {import("./panels/grid.js").PanelGrid} grid what the first view has made */
export async function furnish(state, grid) {
  const clock = new Clock(state);
  const playback = new Playback(state, clock);
  grid.follow(clock);
  clock.replayToPause();
  await loadStyles();
  addCompasses(state, clock, grid);
  showView(state);
  const address = new Address(state, clock);
  const diagrams = new Diagrams(state, clock, grid);
  const reading = new Reading(state, clock);
  describePictures(state, clock, grid);
  const tools = new Tools();
  const earlier = new Earlier(state);
  const charts = new Charts(state, clock, tools, earlier);
  const showAll = () => {
    grid.show();
    diagrams.draw();
    charts.draw();
  };

  const walkthrough = new Part(
    async () => new (await import("./walkthrough/walkthrough.js")).Walkthrough(state, clock, tools),
  );
  const sweep = new Part(async () => new (await import("./sweep/sweep.js")).SweepTool(state, address, tools, earlier));
  const wrong = new Part(async () => new (await import("./wrong/wrong.js")).WrongTool(state, clock, address, tools));
  const where = new Part(async () => {
    const { offerMaps } = await import("./where/where.js");
    return offerMaps(state, address, tools, async () => {
      tools.open("luck");
      (await sweep.get())?.start();
      intoSight(byId("luck"));
    });
  });
  const points = new Part(async () => (await import("./points/points.js")).offerPoints(state, clock, reading, tools));
  const results = new Part(
    async () => new (await import("./earlier/earlier.js")).EarlierTool(earlier, state, address, tools),
  );
  const presentation = new Part(async () => new (await import("./share/presentation.js")).Presentation());
  const present = async () => (await presentation.get())?.toggle();
  const sharing = new Part(
    async () => new (await import("./share/sharing.js")).Sharing(state, charts, showAll, present),
  );
  const lesson = new Part(
    async () => new (await import("./lesson/lesson.js")).Lesson({ state, clock, tools, charts, playback, address }),
  );
  const signal = new Part(async () => new (await import("./diagram/signal.js")).Signal(state, clock));
  // A diagram opens. The event does not bubble.
  byId("panels").addEventListener(
    "toggle",
    ({ target }) => {
      if (target instanceof Element && target.matches(".network")) signal.get();
    },
    true,
  );
  tools.parts = { wrong, where, hand: walkthrough, luck: sweep, own: points, earlier: results };

  byId("share").addEventListener("click", async () => (await sharing.get())?.open());
  followShortcuts(present);
  showProblems(state);
  offerLink(state);
  offerSpeeds(state);
  offerBack(state, clock);
  offerRules(state);
  offerSliders(state);
  offerUndo(state, clock);
  offerThemes();
  followTimeline(state, clock);
  showRules(state);
  makeSettings(state);
  for (const close of document.querySelectorAll(".fault .close")) {
    close.addEventListener("click", () => {
      /** @type {HTMLElement} */ (close.parentElement).hidden = true;
      // The button is hidden now.
      goOnFrom(byId("page"));
    });
  }

  let hasCome = false;
  earlier.on("change", () => {
    // It stands below everything else, so nothing moves when it comes.
    if (!hasCome && earlier.entries.length > 0 && isInView(state, TOOLS) && state.choice("lesson") === "") {
      hasCome = true;
      tools.open("earlier");
    }
  });
  for (const type of /** @type {const} */ (["dragover", "drop"])) {
    addEventListener(type, async (event) => {
      if (!event.dataTransfer?.types.includes("Files") || event.defaultPrevented) return;
      // The browser would leave the page for the file.
      event.preventDefault();
      const [file] = event.dataTransfer.files;
      if (type === "drop" && file) (await results.get())?.open(file);
    });
  }

  /** Loads what the link asks for. */
  const follow = async (opened = true, isFirst = false) => {
    const hasLesson = isInView(state, "lesson");
    const hasTools = isInView(state, TOOLS) || hasLesson;
    const over = opened && hasTools ? state.choice("over") : "";
    // Without their buttons and the lesson, nothing could close a tool.
    if (!hasTools) tools.only([]);
    if (hasLesson && state.choice("lesson") !== "" && !lesson.made) (await lesson.get())?.show(!isFirst);
    // A new chapter closes all tools but its own. What the link itself asks for opens after that.
    await null;
    if (over) tools.open(over === "angle" ? "wrong" : "where");
    if (state.choice("kept") !== "") (await results.get())?.openKept();
  };
  state.on("change", ({ opened }) => follow(opened));
  await follow(true, true);
  followPrint(state);
  if (state.isOpening && state.experiment.updates() === 0) race(state, clock);
  document.documentElement.dataset.ready = "true";
  // For benchmarks and tests.
  Object.defineProperty(document, "faxor", { value: { state, clock } });
  // Last, because storing every file would delay the others.
  keepOffline();
}
