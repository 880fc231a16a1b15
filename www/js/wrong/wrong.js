// "How wrong may it be?": a dial that turns the feedback away from the weights, and a curve of how many networks still
// learn at each angle. The curve is a sweep over one choice; the dial alone knows that the choice is an angle.
import { paceOf } from "../clock.js";
import { byId, lay, make, write } from "../dom.js";
import { withChoices } from "../share/address.js";
import { save } from "../share/save.js";
import { CHOICES } from "../state.js";
import { outcomeNames, train } from "../sweep/training.js";
import { isInView } from "../ui/view.js";
import { percent, whole } from "../words.js";
import { Curve } from "./curve.js";
import { Dial } from "./dial.js";
import { SweepOver } from "./over.js";
import { Runs } from "./runs.js";
import { finding, pointText, rulesWith, WAYS } from "./words.js";
import markup from "./wrong.html";

lay(byId("wrong"), markup);

/** The tool's name: the id of its section. */
const NAME = "wrong";

/** The choice, and the rules that are compared: the ways in which feedback can have an angle. */
const KEY = "angle";
const RULES_COMPARED = Object.keys(WAYS);

/** What the axis of the choice names. */
const MARKS = [
  { at: 0, words: "true", short: "true" },
  { at: 90, words: "nothing in common", short: "nothing" },
  { at: 180, words: "exactly opposite", short: "opposite" },
];

/** Networks at each value that the menu offers. */
const EACH = ["100", "300", "1000"];

/** Updates a second at which a turn of the dial shows in a few seconds whether the network learns. */
const PACE = 1000;

/** From this standard deviation of the initial weights on, training the last layer alone solves XOR in many seeds. */
const LARGE = 0.3;

/** A setting in which the hidden layers have to learn. */
const SMALL_START = { bias: "1", init: "0.1", rate: "0.1", at: "" };

/** Milliseconds between two drawings while networks are trained. */
const EVERY = 150;

/** Milliseconds in which a press cannot mean to stop what has just begun by itself. */
const HASTY = 1500;

/** What becomes of a network, by its outcome. @type {Record<string, string>} */
const ENDS = {
  solved: "it solves the task",
  stuck: "it gets stuck",
  dead: "it ends dead",
  diverged: "it diverges",
};

export class WrongTool {
  #state;
  #clock;
  #address;
  #tools;
  /** The way in which the dial turns the feedback, as a rule. */
  #way = RULES_COMPARED[0];
  /** The angle to set in the next frame. @type {number | null} */
  #wanted = null;
  #request = 0;
  /** How many of the links that open next are played at once. */
  #plays = 0;
  #isInSight = false;
  /** @type {SweepOver | null} */
  #sweep = null;
  /** Networks at each value that the sweep has, or is to have. */
  #each = 0;
  /** @type {import("../sweep/pool.js").Pool | null} */
  #pool = null;
  #timer = 0;
  #begun = 0;
  /** Networks that were trained when the pool began. */
  #before = 0;
  /** The point under the pointer or the focus. @type {import("./curve.js").Place | null} */
  #place = null;
  /** How often each point was pressed. @type {Map<string, number>} */
  #pressed = new Map();
  /** When the training began without a press. */
  #startedItself = Number.NEGATIVE_INFINITY;
  #outcomes = outcomeNames();
  #run = /** @type {HTMLButtonElement} */ (byId("wrong-run"));
  #save = byId("wrong-save");
  #menu = /** @type {HTMLSelectElement} */ (byId("wrong-each"));
  #progress = /** @type {HTMLProgressElement} */ (byId("wrong-progress"));
  #random = /** @type {HTMLButtonElement} */ (byId("dial-random"));
  #ways = Array.from(/** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[name=dial-way]")));
  #values = CHOICES().get(KEY)?.values ?? [];
  /** The table's cells, by value. @type {HTMLElement[][]} */
  #cells = [];
  #curve;
  #dial;

  /**
   * @param {import("../state.js").State} state
   * @param {import("../clock.js").Clock} clock
   * @param {import("../share/address.js").Address} address
   * @param {import("../ui/tools.js").Tools} tools
   */
  constructor(state, clock, address, tools) {
    this.#state = state;
    this.#clock = clock;
    this.#address = address;
    this.#tools = tools;
    this.#dial = new Dial({ turn: (degrees) => this.#turn(degrees), release: () => this.#release() });
    this.#curve = new Curve(
      byId("wrong-plot"),
      {
        values: this.#values.map(Number),
        lines: RULES_COMPARED.map((rule) => ({ rule, ...WAYS[rule] })),
        marks: MARKS,
      },
      {
        open: ({ line, value }) => this.#open(value, line),
        read: (place) => this.#read(place),
        describe: ({ line, value }) => this.#describe(value, line),
      },
    );
    new Runs(byId("wrong-runs"), state, clock);
    this.#buildTable();
    for (const radio of this.#ways) radio.addEventListener("change", () => this.#setWay(radio.value));
    this.#random.addEventListener("click", () => {
      state.change(KEY, "");
      // The button is disabled now, and a reader who pressed its key goes on from the slider.
      byId("dial-slider").focus();
      this.#play();
    });
    byId("wrong-small").addEventListener("click", () => address.go(withChoices(state.linkText(false), SMALL_START)));
    this.#run.addEventListener("click", () => {
      // Where the training has just begun by itself, the press was meant to begin it.
      if (this.#pool && performance.now() - this.#startedItself < HASTY) return;
      if (this.#pool) this.#stop();
      else this.start();
    });
    this.#save.addEventListener("click", () => {
      if (this.#sweep) save(`faxor-${KEY}.csv`, "text/csv", this.#sweep.csv());
    });
    this.#menu.addEventListener("change", () => state.change("each", this.#menu.value));
    state.on("change", ({ opened }) => {
      this.#show();
      this.#startInLesson();
      if (!opened || this.#plays === 0) return;
      this.#plays -= 1;
      this.#play();
    });
    tools.on("toggle", ({ name }) => {
      if (name === NAME) this.#toggled();
    });
    new IntersectionObserver(([{ isIntersecting }]) => {
      this.#isInSight = isIntersecting;
      this.#startInLesson();
    }).observe(byId("wrong-plot"));
    this.#show();
    this.#toggled();
  }

  /** The link says whether the tool is open. */
  #toggled() {
    const { controls, lesson } = { controls: isInView(this.#state, "controls"), lesson: this.#isLesson() };
    // A view that has no tools closes them; its link stays as it is.
    if (!controls && !lesson) return;
    const over = this.#tools.isOpen(NAME) ? KEY : "";
    if (this.#state.choice("over") !== over) this.#state.change("over", over);
  }

  #isLesson() {
    return isInView(this.#state, "lesson") && this.#state.choice("lesson") !== "";
  }

  /** In a lesson the curve needs no press. But nothing is trained before the reader sees it. */
  #startInLesson() {
    if (!this.#isInSight || !this.#isLesson() || this.#sweep) return;
    this.#startedItself = performance.now();
    this.start();
  }

  // The dial.

  /** Sets the angle in the next frame: a pointer moves more often than that. @param {number} degrees */
  #turn(degrees) {
    this.#wanted = degrees;
    if (this.#request) return;
    // The run stands at its start until the dial is let go.
    if (this.#clock.playing) this.#clock.pause();
    this.#request = requestAnimationFrame(() => this.#take());
  }

  /** Sets the angle that the dial was last turned to. */
  #take() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    if (this.#wanted === null) return;
    const angle = String(this.#wanted);
    this.#wanted = null;
    this.#showWay();
    if (this.#state.choice(KEY) !== angle) this.#state.change(KEY, angle);
  }

  #release() {
    this.#take();
    this.#play();
  }

  /** @param {string} way */
  #setWay(way) {
    this.#way = way;
    this.#showWay();
    this.#show();
    this.#play();
  }

  /** Has the pictures show the rule that the dial turns. */
  #showWay() {
    const shown = this.#state.rules();
    if (!shown.includes(this.#way)) this.#state.change("rules", rulesWith([...new Set(shown)], this.#way).join());
  }

  /** Plays the run from its start, no slower than a reader can wait for. */
  #play() {
    const { experiment } = this.#state;
    if (experiment.updates() > 0) this.#state.restart();
    if (paceOf(this.#state) < PACE) this.#state.change("pace", String(PACE));
    this.#clock.play();
  }

  /** The angle of the run, in degrees; null where the feedback is as drawn. */
  #degrees() {
    const angle = this.#state.choice(KEY);
    if (angle !== "") return Number(angle);
    // The core keeps held feedback there unless a link says otherwise.
    return this.#way === "held" ? 90 : null;
  }

  // The curve.

  /** Trains what the curve lacks. */
  start() {
    if (this.#pool) return;
    const text = this.#state.linkText(false);
    if (!this.#sweep?.isOf(text)) {
      this.#sweep?.free();
      this.#sweep = new SweepOver(text, KEY, RULES_COMPARED);
      this.#pressed.clear();
    }
    const sweep = this.#sweep;
    this.#each = Number(this.#state.choice("each"));
    this.#before = sweep.done(this.#each);
    this.#begun = performance.now();
    this.#tell(`Training ${whole(this.#total() - this.#before)} networks.`);
    this.#pool = train("training", sweep.lots(this.#each), {
      tally: (lot, tally) => {
        sweep.add(lot, tally);
        this.#drawSoon();
      },
      tell: (message) => this.#tell(message),
      finish: (why) => this.#finish(why),
    });
    if (this.#pool) this.#draw();
  }

  #stop() {
    this.#pool?.stop();
    this.#finish("Stopped.");
  }

  /** @param {string} why the training ended early; empty if it is complete */
  #finish(why) {
    this.#pool = null;
    clearTimeout(this.#timer);
    this.#timer = 0;
    const hadFocus = document.activeElement === this.#run;
    this.#draw();
    // The button is gone once there is nothing more to train.
    if (hadFocus && this.#run.hidden) this.#save.focus();
    const done = whole(this.#sweep?.done(this.#each) ?? 0);
    const seconds = ((performance.now() - this.#begun) / 1000).toFixed(1);
    this.#tell(
      why
        ? `${why} ${done} of ${whole(this.#total())} networks are trained.`
        : `All ${done} networks are trained, in ${seconds} s.`,
    );
  }

  /** How many networks the curve has once it is complete. @param {number} [each] */
  #total(each = this.#each) {
    return each * this.#values.length * RULES_COMPARED.length;
  }

  #drawSoon() {
    if (this.#timer !== 0) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      this.#draw();
    }, EVERY);
  }

  /** Draws what is known of the curve, and shows what can be done with it. */
  #draw() {
    const sweep = this.#sweep;
    if (sweep) {
      const found = RULES_COMPARED.map((_, rule) => this.#values.map((_, value) => sweep.found(value, rule)));
      this.#curve.show(found, this.#each);
      this.#read(this.#place);
      this.#showTable(found);
      const { facts, claim } = finding(this.#values, found[0], found[1]);
      const said = byId("wrong-finding");
      [facts, claim].forEach((words, i) => void write(said.children[i], words));
      said.hidden = facts === "" || this.#pool !== null;
    }
    this.#showButtons();
  }

  #showButtons() {
    const state = this.#state;
    const sweep = this.#sweep;
    const isOf = sweep?.isOf(state.linkText(false)) ?? false;
    const each = Number(state.choice("each"));
    const done = sweep && isOf ? sweep.done(each) : 0;
    const left = this.#total(each) - done;
    const isRunning = this.#pool !== null;
    write(
      this.#run,
      isRunning ? "Stop" : done > 0 ? `Train ${whole(left)} more networks` : `Train ${whole(left)} networks`,
    );
    this.#run.hidden = !isRunning && left === 0;
    this.#save.hidden = isRunning || !sweep || sweep.done(this.#each) === 0;
    byId("wrong-numbers").hidden = !sweep;
    byId("wrong-other").hidden = !sweep || isOf;
    byId("wrong-progress-row").hidden = !isRunning;
    const updates = sweep ? sweep.updates : Number(state.choice("updates"));
    write(
      byId("wrong-caption"),
      `of ${whole(sweep ? this.#each : each)} networks at each angle after ${whole(updates)} updates, with its 95 % interval`,
    );
    if (isRunning && sweep) this.#showProgress(sweep.done(this.#each));
  }

  /** @param {number} done */
  #showProgress(done) {
    const total = this.#total();
    this.#progress.max = total;
    this.#progress.value = done;
    const made = done - this.#before;
    const seconds = (performance.now() - this.#begun) / 1000;
    const left = made > 0 ? `, ${Math.ceil((seconds * (total - done)) / made)} s left` : "";
    write(byId("wrong-count"), `${whole(done)} of ${whole(total)} networks${left}`);
  }

  /** Says what is known of a point. @param {import("./curve.js").Place | null} place */
  #read(place) {
    this.#place = place;
    write(byId("wrong-reading"), place ? this.#describe(place.value, place.line) : "");
  }

  /** @param {number} value @param {number} rule */
  #describe(value, rule) {
    if (!this.#sweep) return "";
    return pointText(this.#values[value], RULES_COMPARED[rule], this.#sweep.found(value, rule));
  }

  /** Plays one of the networks at a point, of those with the outcome that most have there; each press the next one.
   * @param {number} value @param {number} rule */
  #open(value, rule) {
    const sweep = this.#sweep;
    if (!sweep) return;
    const { outcome, seeds } = sweep.majority(value, rule);
    const key = `${value} ${rule}`;
    const turn = this.#pressed.get(key) ?? 0;
    this.#pressed.set(key, turn + 1);
    const seed = seeds[turn % seeds.length];
    const way = RULES_COMPARED[rule];
    this.#way = way;
    this.#tell(`${this.#describe(value, rule)}. Seed ${seed} plays now; ${ENDS[this.#outcomes[outcome]]}.`);
    const shown = ["view", "lesson", "shading", "each", "speed", "pace"].map((key) => [key, this.#state.choice(key)]);
    const link = withChoices(sweep.link(value, seed), { ...Object.fromEntries(shown), rules: `bp,${way}`, at: "" });
    this.#plays += 1;
    this.#address.go(link);
  }

  // The table.

  #buildTable() {
    const rows = this.#values.map((value) => {
      const name = make("th", "", `${value}°`);
      name.scope = "row";
      const cells = RULES_COMPARED.flatMap(() => [make("td"), make("td")]);
      this.#cells.push(cells);
      return make("tr", "", name, ...cells);
    });
    byId("wrong-table").replaceChildren(...rows);
  }

  /** @param {import("./over.js").Found[][]} found */
  #showTable(found) {
    this.#cells.forEach((cells, value) => {
      found.forEach((line, rule) => {
        const { solved, trained, least, most } = line[value];
        write(cells[2 * rule], trained > 0 ? `${whole(solved)} of ${whole(trained)}` : "–");
        write(cells[2 * rule + 1], trained > 0 ? `${percent(least)} to ${percent(most)} %` : "–");
      });
    });
  }

  // All of it.

  /** Shows the choices of the run. */
  #show() {
    const rules = this.#state.rules();
    const ways = RULES_COMPARED.filter((rule) => rules.includes(rule));
    if (ways.length === 1) [this.#way] = ways;
    for (const radio of this.#ways) radio.checked = radio.value === this.#way;
    const degrees = this.#degrees();
    this.#dial.show(degrees, this.#way);
    this.#random.disabled = this.#state.choice(KEY) === "";
    byId("wrong-large").hidden = Number(this.#state.choice("init")) < LARGE;
    this.#curve.mark(degrees, degrees === null ? "" : `now ${degrees}°`);
    this.#showMenu();
    this.#showButtons();
  }

  /** The menu of how many networks, with the number of the link among them. */
  #showMenu() {
    const each = this.#state.choice("each");
    const numbers = [...new Set([...EACH, each])].sort((a, b) => Number(a) - Number(b));
    if (numbers.join() !== Array.from(this.#menu.options, ({ value }) => value).join()) {
      this.#menu.replaceChildren(...numbers.map((number) => new Option(whole(Number(number)), number)));
    }
    this.#menu.value = each;
  }

  /** @param {string} message */
  #tell(message) {
    write(byId("wrong-status"), message);
  }
}
