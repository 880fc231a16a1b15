// The page: starts the core, makes the parts and lets them know of one another.
import init from "../faxor.js";
import { Charts } from "./charts/charts.js";
import { Clock } from "./clock.js";
import { compiled } from "./core.js";
import { drawInTurn } from "./diagram/diagram.js";
import { byId, intoSight, isNarrow } from "./dom.js";
import { Lesson } from "./lesson/lesson.js";
import { Panel } from "./panels/panel.js";
import { arrive, copyLink, showInAddress } from "./share/address.js";
import { followPrint } from "./share/paper.js";
import { Presentation } from "./share/presentation.js";
import { Sharing } from "./share/sharing.js";
import { State } from "./state.js";
import { Luck } from "./sweep/sweep.js";
import { Controls } from "./ui/controls.js";
import { lacking } from "./ui/lacks.js";
import { keepOffline } from "./ui/offline.js";
import { followTheme } from "./ui/theme.js";
import { Tools } from "./ui/tools.js";
import { Hand } from "./walkthrough/walkthrough.js";
import { lookOf, sentenceCase, whole } from "./words.js";

/** Milliseconds of a frame that the diagram whose turn it is may take. */
const DIAGRAM = 2.5;

/** @param {string} message */
function fail(message) {
  const fault = byId("fault");
  fault.textContent = message;
  fault.hidden = false;
}

async function start() {
  const lack = lacking();
  if (lack) return fail(lack);
  try {
    await init({ module_or_path: await compiled });
  } catch (error) {
    console.warn(error);
    return fail(
      "Faxor could not start: its WebAssembly file is missing or damaged. Check the connection and reload the page.",
    );
  }
  byId("page").hidden = false;
  run();
}

function run() {
  const state = new State(location.hash);
  const say = (/** @type {string} */ message) => {
    byId("status").textContent = message;
  };
  const controls = new Controls(state, say);
  const charts = new Charts(state);
  const play = /** @type {HTMLButtonElement} */ (byId("play"));
  const timeline = /** @type {HTMLInputElement} */ (byId("timeline"));
  /** @type {Panel[]} */
  let panels = [];
  let turn = 0;
  /** Where all pictures are read off. @type {import("./panels/panel.js").Place | null} */
  let probed = null;

  const showClock = () => {
    const { experiment } = state;
    const [updates, furthest] = [experiment.updates(), experiment.furthest()];
    byId("updates").textContent = whole(updates);
    timeline.max = String(furthest);
    timeline.valueAsNumber = updates;
    timeline.disabled = furthest === 0;
    timeline.setAttribute("aria-valuetext", `update ${whole(updates)} of ${whole(furthest)}`);
  };
  const showFigures = (/** @type {Panel} */ panel) => {
    const news = panel.showFigures(state);
    if (news !== null && clock.playing) say(news);
    if (probed) panel.showReading(state, probed);
  };
  const showAll = () => {
    showClock();
    for (const panel of panels) {
      showFigures(panel);
      panel.paintFine(state);
      panel.network.draw(state);
    }
    charts.draw();
    if (!clock.playing && tools.isOpen("hand")) hand.show();
  };
  const probe = (/** @type {import("./panels/panel.js").Place | null} */ place) => {
    probed = place;
    for (const panel of panels) panel.showReading(state, place);
  };
  const showPlaying = (/** @type {boolean} */ playing) => {
    for (const button of [play, byId("chapter-play")]) {
      button.textContent = playing ? "Pause" : "Play";
      button.classList.toggle("is-playing", playing);
    }
  };

  const clock = new Clock(state, {
    start() {
      showPlaying(true);
      hand.hide();
      say("");
      showInAddress(state.linkText(false));
    },
    pause() {
      showPlaying(false);
      say("");
      showAll();
      showInAddress(state.linkText(true));
    },
    frame(budget) {
      const end = performance.now() + budget;
      showClock();
      // Panels take turns where there is no time for all of them.
      for (let painted = 0; painted < panels.length; painted++) {
        const panel = panels[turn % panels.length];
        turn += 1;
        showFigures(panel);
        panel.paintFast(state, budget / panels.length);
        if (performance.now() > end) break;
      }
      charts.drawInTurn();
      drawInTurn(
        panels.map(({ network }) => network),
        state,
        DIAGRAM,
      );
    },
    replaying(share) {
      showClock();
      // In steps of ten, since a screen reader reads each of them out.
      const message = `Replaying: ${Math.floor(share * 10) * 10} %`;
      if (byId("status").textContent !== message) say(message);
    },
  });

  const hand = new Hand(state, { advance: () => clock.step(), say });

  const setRules = (/** @type {string[]} */ rules, /** @type {string} */ what) => {
    state.change("rules", rules.join(","));
    say(`${what}: the run restarts from update 0.`);
  };

  const buildPanels = () => {
    const rules = state.rules();
    const options = controls.rules();
    const nameOf = (/** @type {string} */ rule) => options.find(({ value }) => value === rule)?.name ?? rule;
    // A rule keeps its diagram, and a rule that takes another's place takes its diagram over.
    const kept = (/** @type {string} */ rule, /** @type {number} */ run) =>
      (
        panels.find(({ element }) => element.dataset.rule === rule) ??
        (panels.length === rules.length ? panels[run] : undefined)
      )?.network.kept;
    const before = rules.map(kept);
    for (const panel of panels) panel.network.close();
    panels = rules.map((rule, run) => {
      const choose = (/** @type {string} */ chosen) => {
        // A rule that is shown elsewhere changes places.
        setRules(
          rules.map((other, i) => (i === run ? chosen : other === chosen ? rule : other)),
          `${sentenceCase(nameOf(chosen))} is shown`,
        );
        /** @type {HTMLElement} */ (panels[run].element.querySelector("select")).focus();
      };
      const remove = () => {
        setRules(
          rules.filter((_, i) => i !== run),
          `${sentenceCase(nameOf(rule))} is removed`,
        );
        byId("add-rule").focus();
      };
      return new Panel(
        run,
        { name: nameOf(rule), rule, options },
        { choose, remove: rules.length > 1 ? remove : null, probe },
        before[run],
      );
    });
    const holder = byId("panels");
    holder.dataset.count = String(panels.length);
    holder.replaceChildren(...panels.map((panel) => panel.element));

    byId("rules-shown").replaceChildren(
      ...rules.flatMap((rule) => {
        const term = document.createElement("dt");
        term.dataset.rule = rule;
        term.textContent = sentenceCase(nameOf(rule));
        const about = document.createElement("dd");
        about.textContent = lookOf(rule).about;
        return [term, about];
      }),
    );
    for (const id of ["add-rule", "all-rules"]) {
      const button = /** @type {HTMLButtonElement} */ (byId(id));
      button.disabled = rules.length >= controls.mostRules();
    }
  };

  const showProblems = () => {
    const box = byId("problems");
    box.hidden = state.problems.length === 0;
    const heading = document.createElement("p");
    heading.textContent = "Some settings in this link are invalid; their defaults are used:";
    const list = document.createElement("ul");
    // As many unknown keys as the core names, and its sentence that counts the others.
    const SHOWN = 9;
    const lines = state.problems.slice(0, SHOWN);
    if (state.problems.length > SHOWN) lines.push(`and ${state.problems.length - SHOWN} more`);
    list.append(
      ...lines.map((line) => {
        const item = document.createElement("li");
        item.textContent = line;
        return item;
      }),
    );
    byId("problems-text").replaceChildren(heading, list);
  };

  /** Goes where the link says. */
  const goToPause = () => {
    if (state.pauseAt !== null && state.pauseAt > 0) clock.replayTo(state.pauseAt);
  };

  const tools = new Tools((name) => {
    if (name === "charts") charts.draw();
    if (name === "hand" && tools.isOpen(name)) clock.playing ? hand.hide() : hand.show();
  });
  const lesson = new Lesson(state, {
    // A chapter that is not shown opens nothing.
    open(parts) {
      const shown = state.choice("view").includes("lesson") ? parts : [];
      tools.only(shown);
      // In one column a diagram would stand between the pictures and the text.
      const isOpen = shown.includes("network") && !isNarrow();
      for (const { network } of panels) network.element.open = isOpen;
    },
    leave() {
      state.change("lesson", "");
      showInAddress(state.linkText(!clock.playing));
      lesson.show();
      byId("welcome").querySelector("a")?.focus();
    },
  });

  const luck = new Luck(state, (text) => {
    // As a link would: the way back leads to what was shown before.
    if (location.hash === `#${text}`) openLink(text);
    else location.hash = text;
  });

  /** Shows the parts of the page that the link asks for. */
  const showView = () => {
    const parts = state.choice("view").split(",");
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-part]"))) {
      part.hidden = !parts.includes(part.dataset.part ?? "");
    }
    document.documentElement.classList.toggle("has-lesson", parts.includes("lesson"));
    // What opens by a button, or by a chapter, would have nothing that closes it.
    if (!parts.includes("controls") && !parts.includes("lesson")) tools.only([]);
  };

  new Sharing(state, charts, showAll);
  new Presentation();
  followPrint(state);

  let restarts = 0;
  let shape = "";
  state.addEventListener("restart", () => {
    controls.show();
    showView();
    byId("seed-shown").textContent = state.choice("seed");
    const now = `${state.choice("rules")} ${state.choice("task")} ${state.choice("depth")}`;
    if (now !== shape) {
      probed = null;
      buildPanels();
      charts.build();
      shape = now;
    }
    for (const panel of panels) panel.showPoints(state);
    showAll();
    lesson.show(restarts > 0);
    restarts += 1;
    showInAddress(state.linkText(false));
  });

  for (const button of [play, byId("chapter-play")]) {
    button.addEventListener("click", () => (clock.playing ? clock.pause() : clock.play()));
  }
  byId("step").addEventListener("click", () => clock.step());
  byId("reset").addEventListener("click", () => {
    if (clock.playing) clock.pause();
    state.reset();
    showInAddress(state.linkText(true));
    say("Restarted from update 0, with the same seed.");
  });
  byId("new-seed").addEventListener("click", () => {
    state.newSeed();
    say(`Seed is ${state.choice("seed")} now: the run restarts from update 0.`);
  });
  byId("all-rules").addEventListener("click", () => {
    setRules(
      controls.rules().map(({ value }) => value),
      "All rules are shown",
    );
    intoSight(byId("panels"));
  });
  byId("add-rule").addEventListener("click", () => {
    const shown = state.rules();
    const next = controls.rules().find(({ value }) => !shown.includes(value));
    if (next) setRules([...shown, next.value], `${sentenceCase(next.name)} is added`);
  });
  for (const id of ["speed", "luck-form", "shading"]) {
    byId(id).addEventListener("change", () => showInAddress(state.linkText(!clock.playing)));
  }
  byId("shading").addEventListener("change", () => {
    controls.showShading();
    for (const panel of panels) panel.paintFine(state);
  });
  timeline.addEventListener("input", () => clock.rewindTo(timeline.valueAsNumber));
  for (const close of document.querySelectorAll(".fault .close")) {
    close.addEventListener("click", () => {
      /** @type {HTMLElement} */ (close.parentElement).hidden = true;
    });
  }
  byId("copy-link").addEventListener("click", async () => {
    const copied = await copyLink(state.linkText(true));
    const updates = state.experiment.updates();
    const where = updates > 0 ? ` and pauses at update ${whole(updates)}` : "";
    say(copied ? `Copied: the link replays this run${where}.` : "");
  });

  const openLink = (/** @type {string} */ link) => {
    arrive();
    // A dialog is about the former run.
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    if (clock.playing) clock.pause();
    state.open(link);
    showProblems();
    goToPause();
  };
  // Read at once: pausing writes the former run's link to the address.
  addEventListener("hashchange", () => openLink(location.hash));
  addEventListener("keydown", (event) => {
    const shortcuts = /** @type {HTMLInputElement} */ (byId("shortcuts"));
    if (document.querySelector("dialog[open]")) return;
    if (!shortcuts.checked || event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element))
      return;
    const key = event.key.toLowerCase();
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing || (key === " " && event.target.closest("button, a, summary, input"))) return;
    const button = { " ": "play", arrowright: "step", r: "reset", n: "new-seed", p: "present" }[key];
    if (!button) return;
    event.preventDefault();
    byId(button).click();
  });
  new ResizeObserver(() => {
    if (!clock.playing) for (const panel of panels) if (!panel.isFine()) panel.paintFine(state);
  }).observe(byId("panels"));

  state.dispatchEvent(new Event("restart"));
  // For those who measure: the frame after this one finds the first surface on screen.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      performance.mark("first-surface");
      charts.begin();
      // Not before: the files that it keeps would hold up those of that picture.
      keepOffline();
    }),
  );
  const drawAnew = () => {
    charts.build();
    luck.rebuild();
    showAll();
  };
  followTheme(drawAnew);
  // A browser whose graphics fail, or that needs the memory, may take what canvases hold; it says so of each when it gives them back.
  let due = 0;
  addEventListener(
    "contextrestored",
    () => {
      cancelAnimationFrame(due);
      due = requestAnimationFrame(drawAnew);
    },
    true,
  );
  showProblems();
  goToPause();
  // For those who measure: what a frame of ours takes.
  document.documentElement.dataset.ready = "true";
  Object.defineProperty(document, "faxor", { value: { state, clock } });
}

await start();
