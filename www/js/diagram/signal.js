// Slow motion: at the slowest paces every open diagram shows one update as it happens. The sample runs forward, the error goes back,
// each hidden unit is told a direction, and the weights change. The clock makes the update when its time has passed; what is shown
// before is the core's trace of that very update.
import { Term } from "../../faxor.js";
import { paceOf } from "../clock.js";
import { byId, isStill, make, write } from "../dom.js";
import { Sheet } from "../sheet.js";
import { figureText, sentenceCase, shortly } from "../words.js";
import { MOST_DENSITY } from "./layout.js";
import { feedbackOf } from "./names.js";
import { drawings, legend, opened, tip } from "./opened.js";
import { paintMark, paintPulse } from "./pulses.js";
import { countsText, SLOW, STOPS, stageAt, stageText, still, toldOf } from "./told.js";
import { linesOfUpdate } from "./travel.js";

/** @typedef {import("./diagram.js").Diagram} Diagram */
/** @typedef {import("./told.js").Told} Told */

/** An update of one run, as plain numbers; or why there is none to show.
 * @typedef {{ sample: { x1: number, x2: number, target: number }, prediction: number, error: number,
 *   layers: import("./travel.js").Layer[], active: boolean[][], told: Told[][] }} Update */

/** What is over and under one diagram. @typedef {{ sheet: Sheet, words: HTMLElement, lines: { of: Update, layout: object, lines: import("./travel.js").Lines } | null }} View */

/** Milliseconds of a step's travel to its stop, and of stillness before a step is read aloud. */
const TRAVEL = 700;
const STILLNESS = 1000;

export class Signal {
  #state;
  #clock;
  /** @type {Map<Diagram, View>} */
  #views = new Map();
  /** The updates made before the one that is shown, and what each run does in it. @type {{ at: number, runs: Map<number, Update | string> } | null} */
  #shown = null;
  /** The part of its time that is drawn, and the part that is to be. */
  #part = 0;
  #goal = 0;
  #request = 0;
  #timer = 0;
  #caption = make("p", "signal-stage");
  /** Only for screen readers: a step in words. */
  #spoken = make("p", "signal-spoken");
  #key = make("span", "signal-key");

  /** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock */
  constructor(state, clock) {
    this.#state = state;
    this.#clock = clock;
    this.#caption.id = "signal-stage";
    this.#spoken.role = "status";
    for (const [told, text] of /** @type {[Told, string][]} */ ([
      ["right", "told the right direction"],
      ["wrong", "told the wrong one"],
      ["nothing", "told nothing"],
    ])) {
      const sheet = new Sheet(undefined, { mostDensity: MOST_DENSITY, redraw: () => drawKey(sheet, told) });
      sheet.canvas.className = told;
      sheet.canvas.ariaHidden = "true";
      drawKey(sheet, told);
      this.#key.append(make("span", "", sheet.canvas, ` ${text} `));
    }
    this.#key.append("Inactive units stay dim.");

    state.on("change", ({ keys, restarted }) => {
      if (restarted || keys.has("data")) this.#shown = null;
      this.#follow(false);
    });
    clock.on("play", () => this.#follow(false));
    clock.on("frame", () => this.#follow(false));
    clock.on("rest", () => this.#follow(true));
    drawings.on("drawn", (diagram) => {
      if (this.#views.has(diagram)) this.#paint(diagram);
      else this.#follow(false);
    });
    drawings.on("closed", (diagram) => {
      this.#drop(diagram);
      this.#follow(false);
    });
    this.#follow(false);
  }

  /** Shows where the clock is. @param {boolean} isStep whether a step may have been made, which is shown as travel */
  #follow(isStep) {
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#timer);
    if (!isStep) write(this.#spoken, "");
    const isSlow = paceOf(this.#state) <= SLOW && Array.from(opened).some(({ isShown }) => isShown);
    this.#clock.stops = isSlow ? STOPS : [];
    if (!isSlow) return this.#hide();
    this.#show();
    const { part, playing, replaying } = this.#clock;
    const at = this.#state.experiment.updates();
    if (replaying) return;
    // The update that a step has just made stays in sight until the next one begins.
    const isMade = isStep && part === 0 && this.#shown?.at === at - 1 && this.#goal >= STOPS[1];
    if (!isMade) this.#trace(at);
    const [from, to] = [Math.max(this.#part, this.#goal), isMade ? 1 : part];
    this.#goal = to;
    const isTravel = isStep && !playing && to > from && !isStill();
    if (isTravel) this.#travel(from, to);
    else this.#draw(to);
    if (isStep) this.#timer = window.setTimeout(() => this.#read(), STILLNESS);
  }

  /** Draws the way from one part to another over time. @param {number} from @param {number} to */
  #travel(from, to) {
    let begin = Number.NaN;
    const move = (/** @type {number} */ time) => {
      if (Number.isNaN(begin)) begin = time;
      const share = Math.min(1, (time - begin) / TRAVEL);
      this.#draw(from + (to - from) * share);
      if (share < 1) this.#request = requestAnimationFrame(move);
    };
    this.#request = requestAnimationFrame(move);
  }

  /** Traces the next update of each run that has a diagram. @param {number} at the updates made */
  #trace(at) {
    if (this.#shown?.at !== at) {
      this.#shown = { at, runs: new Map() };
      this.#part = 0;
      this.#goal = 0;
    }
    const { runs } = this.#shown;
    for (const { run } of opened) if (!runs.has(run)) runs.set(run, this.#updateOf(run));
  }

  /** @param {number} run @returns {Update | string} */
  #updateOf(run) {
    const { experiment } = this.#state;
    let trace;
    try {
      trace = experiment.trace(run);
    } catch (error) {
      // The core's own words: it has diverged, or a number overflows.
      return `${sentenceCase(error instanceof Error ? error.message : String(error))}.`;
    }
    const [target, prediction, error] = trace.figures();
    const depth = Number(experiment.choice("depth"));
    const layers = Array.from({ length: depth + 1 }, (_, i) => ({
      weights: trace.numbers(Term.Weights, i + 1),
      input: trace.numbers(Term.Input, i + 1),
      mask: trace.numbers(Term.Mask, i + 1),
      carrier: trace.numbers(Term.Carrier, i + 1),
      delta: trace.numbers(Term.Delta, i + 1),
      exact: trace.numbers(Term.Exact, i + 1),
      change: trace.numbers(Term.Change, i + 1),
    }));
    trace.free();
    const hidden = layers.slice(0, -1);
    return {
      sample: { x1: layers[0].input[0], x2: layers[0].input[1], target },
      prediction,
      error,
      layers,
      active: hidden.map(({ mask }) => Array.from(mask, (one) => one === 1)),
      told: hidden.map(({ delta, exact }) => Array.from(delta, (signal, unit) => toldOf(signal, exact[unit]))),
    };
  }

  /** Draws the update at a part of its time. @param {number} part */
  #draw(part) {
    this.#part = part;
    const updates = Array.from(this.#shown?.runs.values() ?? []).filter((update) => typeof update !== "string");
    const stage = part > 0 && updates.length > 0 ? stageAt(part).stage : null;
    const sample = updates[0]?.sample ?? { x1: 0, x2: 0, target: 0 };
    write(this.#caption, stageText(stage, sample, this.#carriers()));
    for (const diagram of opened) this.#paint(diagram);
  }

  /** The symbols of the matrices that the rules shown send the error through, without the numbers of layers. */
  #carriers() {
    const symbols = Array.from(opened, ({ look }) => feedbackOf(look.rule, 1).symbol.replace(/\d+/g, ""));
    return Array.from(new Set(symbols)).filter((symbol) => symbol !== "" && symbol !== "0");
  }

  /** @param {Diagram} diagram */
  #paint(diagram) {
    const view = this.#views.get(diagram);
    const update = this.#shown?.runs.get(diagram.run);
    if (!view || update === undefined) return;
    const { sheet, words } = view;
    const isSeen = typeof update !== "string" && this.#part > 0;
    sheet.canvas.hidden = !isSeen;
    this.#markSample(diagram, isSeen ? update : null);
    if (typeof update === "string") return void write(words, update);
    if (!isSeen) return void write(words, "");
    const { stage, share } = stageAt(isStill() ? still(this.#part) : this.#part);
    write(words, wordsOf(update, stage));
    const { layout, look, canvas } = diagram;
    if (view.lines?.of !== update || view.lines.layout !== layout) {
      view.lines = { of: update, layout, lines: linesOfUpdate(layout, look.rule, update.layers) };
    }
    paintPulse(sheet, {
      layout,
      lines: view.lines.lines,
      drawing: canvas,
      rule: look.rule,
      inputs: [shortly(update.sample.x1), shortly(update.sample.x2)],
      active: update.active,
      told: update.told,
      stage,
      share,
    });
  }

  /** Marks the sample among the points of the panel's picture. @param {Diagram} diagram @param {Update | null} update */
  #markSample({ look }, update) {
    const points = this.#state.experiment.points();
    const groups = look.picture.parentElement?.querySelectorAll(".point") ?? [];
    groups.forEach((group, i) => {
      const isSample = update?.sample.x1 === points[3 * i] && update.sample.x2 === points[3 * i + 1];
      if (group.classList.contains("is-sample") !== isSample) group.classList.toggle("is-sample", isSample);
    });
  }

  /** Reads the stage aloud, once the reader has stopped stepping. */
  #read() {
    const named = Array.from(opened, (diagram) => {
      const words = this.#views.get(diagram)?.words.textContent;
      return words ? ` ${sentenceCase(diagram.look.name)}: ${words}` : "";
    });
    write(this.#spoken, this.#part > 0 ? `${this.#caption.textContent}${named.join("")}` : "");
  }

  /** Puts the caption above the pictures, and a canvas and words on each diagram. */
  #show() {
    const holder = byId("panels");
    if (!this.#caption.isConnected) holder.before(this.#caption, this.#spoken);
    this.#caption.hidden = holder.hidden;
    if (!this.#key.isConnected) legend.append(this.#key);
    tip.hidden = true;
    byId("step").setAttribute("aria-describedby", this.#caption.id);
    for (const diagram of opened) {
      if (this.#views.has(diagram)) continue;
      const sheet = new Sheet(undefined, { mostDensity: MOST_DENSITY });
      sheet.canvas.className = "network-signal";
      sheet.canvas.ariaHidden = "true";
      diagram.scene.append(sheet.canvas);
      const words = make("p", "signal-words");
      diagram.scene.after(words);
      this.#views.set(diagram, { sheet, words, lines: null });
    }
  }

  #hide() {
    if (!this.#caption.isConnected) return;
    this.#caption.remove();
    this.#spoken.remove();
    this.#key.remove();
    tip.hidden = false;
    byId("step").removeAttribute("aria-describedby");
    for (const diagram of this.#views.keys()) this.#drop(diagram);
    this.#shown = null;
    this.#part = 0;
    this.#goal = 0;
  }

  /** @param {Diagram} diagram */
  #drop(diagram) {
    const view = this.#views.get(diagram);
    if (!view) return;
    view.sheet.canvas.remove();
    view.words.remove();
    this.#markSample(diagram, null);
    this.#views.delete(diagram);
  }
}

/** What one network does in a stage. @param {Update} update @param {number} stage */
function wordsOf({ prediction, sample, error, told, active }, stage) {
  if (stage === 0) {
    return `Output ${figureText(prediction, 3)}, target ${shortly(sample.target)}: the error is ${figureText(error, 3)}.`;
  }
  return countsText(told.flat(), active.flat().filter(Boolean).length);
}

/** @param {Sheet} sheet @param {Told} told */
function drawKey(sheet, told) {
  paintMark(sheet.begin(16, 16), 8, 8, 7, told);
}
