// What the tools that train networks in cells have in common: the link that names their axes, the button that trains, stops and goes on,
// the progress, and what is said of it.
import { byId, focusOn, make, write } from "../dom.js";
import { withChoices } from "../share/address.js";
import { save } from "../share/save.js";
import { isInView, TOOLS } from "../ui/view.js";
import { nameOf, shareText } from "../where/words.js";
import { sentenceCase, whole } from "../words.js";
import { axesOf, makeCells } from "./cells.js";
import { secondsSince, showProgress, train } from "./training.js";

/** Milliseconds in which a press cannot mean to stop what has just begun by itself. */
const HASTY = 1500;

/** What a link to a cell keeps of the page. */
const SHOWN = ["view", "lesson", "shading", "each", "counted", "speed", "pace"];

/** `over` gives the axes as in a link, `isOwn` says whether a link's are the tool's, `rules` are those that are compared if not the link's,
 * `draw` draws what is known.
 * @typedef {{ over: () => string, isOwn: (over: string) => boolean, rules?: string, draw: () => void }} What */

/** @param {import("../state.js").State} state @param {import("../ui/tools.js").Tools} tools
 * @param {string} name of the tool: the id of its section, with which the ids of its parts begin @param {What} what */
export function makeCellsTool(state, tools, name, { over, isOwn, rules, draw }) {
  const part = (/** @type {string} */ id) => byId(`${name}-${id}`);
  const [run, saver] = ["run", "save"].map(part);
  let begun = 0;
  /** Networks that were trained when the training began. */
  let before = 0;
  let startedItself = Number.NEGATIVE_INFINITY;

  /** How many networks the cells have once they are complete. */
  const total = () => tool.each * (tool.cells?.size ?? 0);

  /** Whether the cells are those of the link. */
  const isOf = () => tool.cells?.over === over() && tool.cells.isOf(state.linkText(false));

  const drawAll = () => {
    if (tool.cells) draw();
    tool.show();
  };

  /** A row for each cell, where the reader has opened the table. */
  const showTable = () => {
    const { cells } = tool;
    if (!cells || !(/** @type {HTMLDetailsElement} */ (part("numbers")).open)) return;
    const counted = /** @type {import("./cells.js").Counted} */ (state.choice("counted"));
    const row = (/** @type {"th" | "td"} */ kind, /** @type {string[]} */ texts) =>
      make("tr", "", ...texts.map((text) => make(kind, "", text)));
    const rows = cells.values.map((values, cell) =>
      row("td", [...values, ...cells.rules.map((_, rule) => shareText(cells.found(cell, rule, counted), counted))]),
    );
    const head = row("th", [...cells.keys.map(nameOf), ...cells.names].map(sentenceCase));
    part("table").replaceChildren(make("thead", "", head), make("tbody", "", ...rows));
  };

  /** @param {string} why the training ended early; empty if it is complete */
  const finish = (why) => {
    tool.pool = null;
    const hadFocus = document.activeElement === run;
    drawAll();
    // The button is gone once there is nothing more to train.
    if (hadFocus && run.hidden) focusOn(saver);
    const done = whole(tool.cells?.done(tool.each) ?? 0);
    tool.tell(
      why
        ? `${why} ${done} of ${whole(total())} networks are trained.`
        : `All ${done} networks are trained, in ${secondsSince(begun)} s.`,
    );
  };

  const tool = {
    /** @type {ReturnType<typeof makeCells> | null} */
    cells: null,
    /** Networks in each cell that the cells have, or are to have. */
    each: 0,
    /** @type {ReturnType<typeof train>} */
    pool: null,

    isLesson: () => isInView(state, "lesson") && state.choice("lesson") !== "",

    /** The link names the axes while the tool is open. A tool that is closed trains nothing. */
    toggled() {
      const isOpen = tools.isOpen(name);
      if (!isOpen) tool.stop();
      // A view that has no tools closes them; its link stays as it is.
      if (!isInView(state, TOOLS) && !tool.isLesson()) return;
      const [now, next] = [state.choice("over"), isOpen ? over() : ""];
      if (now !== next && (isOpen || isOwn(now))) state.change("over", next);
    },

    /** Trains what the cells lack. */
    start(byItself = false) {
      if (tool.pool) return;
      if (byItself) startedItself = performance.now();
      if (!isOf()) tool.cells = makeCells(state.linkText(false), over(), rules);
      const cells = /** @type {ReturnType<typeof makeCells>} */ (tool.cells);
      tool.each = Number(state.choice("each"));
      before = cells.done(tool.each);
      begun = performance.now();
      tool.tell(`Training ${whole(total() - before)} networks.`);
      tool.pool = train("training", cells.lots(tool.each), {
        tally: cells.add,
        draw: drawAll,
        tell: tool.tell,
        finish,
      });
      if (tool.pool) drawAll();
    },

    stop() {
      if (!tool.pool) return;
      tool.pool.stop();
      finish("Stopped.");
    },

    /** Shows what can be done. */
    show() {
      const { cells, pool } = tool;
      const text = state.linkText(false);
      const isSame = isOf();
      const each = Number(state.choice("each"));
      const done = cells && isSame ? cells.done(each) : 0;
      const size = (rules ?? state.choice("rules")).split(",").length * each;
      const left = axesOf(text, over()).reduce((size, { length }) => size * length, size) - done;
      write(run, pool ? "Stop" : `Train ${whole(left)} ${done > 0 ? "more " : ""}networks`);
      for (const [id, isShown] of /** @type {[string, unknown][]} */ ([
        ["run", pool || left > 0],
        ["save", !pool && cells?.done(tool.each)],
        ["numbers", cells],
        ["other", cells && !isSame],
        ["progress-row", pool],
      ])) {
        part(id).hidden = !isShown;
      }
      if (!pool) showTable();
      else if (cells) showProgress(name, "networks", cells.done(tool.each), total(), begun, before);
    },

    /** The link to a cell, shown as the page is now. @param {number} cell @param {Record<string, string>} choices */
    linkTo: (cell, choices) =>
      withChoices(tool.cells?.texts[cell] ?? "", {
        ...Object.fromEntries(SHOWN.map((key) => [key, state.choice(key)])),
        over: over(),
        at: "",
        ...choices,
      }),

    tell: (/** @type {string} */ message) => void write(part("status"), message),
  };

  run.addEventListener("click", () => {
    if (!tool.pool) tool.start();
    // Where the training has just begun by itself, the press was meant to begin it.
    else if (performance.now() - startedItself > HASTY) tool.stop();
  });
  saver.addEventListener("click", () => {
    const { cells, each } = tool;
    if (cells) tool.tell(save(`faxor-${cells.keys.join("-")}.csv`, "text/csv", cells.csv(each)));
  });
  part("numbers").addEventListener("toggle", showTable);
  tools.on("toggle", (toggle) => {
    if (toggle.name === name) tool.toggled();
  });
  return tool;
}
