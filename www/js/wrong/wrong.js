// "How wrong may it be?": a dial that turns the feedback away from the weights, and a curve of how many networks still
// learn at each angle. The curve is a sweep over one choice; the dial alone knows that the choice is an angle.
import { paceOf } from "../clock.js";
import { byId, focusOn, lay, write } from "../dom.js";
import { withChoices } from "../share/address.js";
import { axesOf } from "../sweep/cells.js";
import { makeCellsTool } from "../sweep/tool.js";
import { outcomeNames } from "../sweep/training.js";
import { whole } from "../words.js";
import { Curve } from "./curve.js";
import { Dial } from "./dial.js";
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
  { at: 0, words: "0° true", short: ["0°", "true"] },
  { at: 90, words: "90° nothing in common", short: ["90°", "nothing"] },
  { at: 180, words: "180° exactly opposite", short: ["180°", "opposite"] },
];

/** Networks at each value that the menu offers. */
const EACH = ["100", "300", "1000"];

/** Updates a second at which a turn of the dial shows in a few seconds whether the network learns. */
const PACE = 1000;

/** From this standard deviation of the initial weights on, training the last layer alone solves XOR in many seeds. */
const LARGE = 0.3;

/** A setting in which the hidden layers have to learn. */
const SMALL_START = { bias: "1", init: "0.1", rate: "0.1", at: "" };

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
  /** The way in which the dial turns the feedback, as a rule. */
  #way = RULES_COMPARED[0];
  /** The angle to set in the next frame. @type {number | null} */
  #wanted = null;
  #request = 0;
  /** How many of the links that open next are played at once. */
  #plays = 0;
  #isInSight = false;
  /** The point under the pointer or the focus. @type {import("./curve.js").Place | null} */
  #place = null;
  #outcomes = outcomeNames();
  #menu = /** @type {HTMLSelectElement} */ (byId("wrong-each"));
  #random = /** @type {HTMLButtonElement} */ (byId("dial-random"));
  #ways = Array.from(/** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[name=dial-way]")));
  /** @type {string[]} */
  #values;
  #training;
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
    [this.#values] = axesOf(state.linkText(false), KEY);
    this.#training = makeCellsTool(state, tools, NAME, {
      over: () => KEY,
      isOwn: (over) => over === KEY,
      rules: RULES_COMPARED.join(),
      draw: () => this.#draw(),
    });
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
    for (const radio of this.#ways) radio.addEventListener("change", () => this.#setWay(radio.value));
    this.#random.addEventListener("click", () => {
      state.change(KEY, "");
      // The button is disabled now, and a reader who pressed its key goes on from the slider.
      focusOn(byId("dial-slider"));
      this.#play();
    });
    byId("wrong-small").addEventListener("click", () => {
      address.go(withChoices(state.linkText(false), SMALL_START));
      // The button is hidden now.
      focusOn(byId("dial-slider"));
    });
    this.#menu.addEventListener("change", () => state.change("each", this.#menu.value));
    state.on("change", ({ opened }) => {
      this.#show();
      this.#startInLesson();
      if (!opened || this.#plays === 0) return;
      this.#plays -= 1;
      this.#play();
    });
    new IntersectionObserver(([{ isIntersecting }]) => {
      this.#isInSight = isIntersecting;
      this.#startInLesson();
    }).observe(byId("wrong-plot"));
    this.#show();
    this.#training.toggled();
  }

  /** In a lesson the curve needs no press. But nothing is trained before the reader sees it. */
  #startInLesson() {
    if (this.#isInSight && this.#training.isLesson() && !this.#training.cells) this.#training.start(true);
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

  /** Draws what is known of the curve. */
  #draw() {
    const { cells, each, pool } = this.#training;
    if (!cells) return;
    const found = RULES_COMPARED.map((_, rule) => this.#values.map((_, value) => cells.found(value, rule)));
    this.#curve.show(found, each);
    this.#read(this.#place);
    const { facts, claim } = finding(this.#values, found[0], found[1]);
    const said = byId("wrong-finding");
    [facts, claim].forEach((words, i) => void write(said.children[i], words));
    said.hidden = facts === "" || pool !== null;
    this.#showCaption();
  }

  #showCaption() {
    const { cells, each } = this.#training;
    const networks = cells ? each : Number(this.#state.choice("each"));
    const updates = cells ? cells.updates : Number(this.#state.choice("updates"));
    write(
      byId("wrong-caption"),
      `of ${whole(networks)} networks at each angle after ${whole(updates)} updates, with its 95 % interval`,
    );
  }

  /** Says what is known of a point. @param {import("./curve.js").Place | null} place */
  #read(place) {
    this.#place = place;
    write(byId("wrong-reading"), place ? this.#describe(place.value, place.line) : "");
  }

  /** @param {number} value @param {number} rule */
  #describe(value, rule) {
    const { cells } = this.#training;
    return cells ? pointText(this.#values[value], RULES_COMPARED[rule], cells.found(value, rule)) : "";
  }

  /** Plays one of the networks at a point, of those with the outcome that most have there; each press the next one.
   * @param {number} value @param {number} rule */
  #open(value, rule) {
    const { cells, each } = this.#training;
    if (!cells) return;
    const { seed, outcome } = cells.next(value, rule, each);
    const way = RULES_COMPARED[rule];
    this.#way = way;
    this.#training.tell(`${this.#describe(value, rule)}. Seed ${seed} plays now; ${ENDS[this.#outcomes[outcome]]}.`);
    const link = this.#training.linkTo(value, { seed: String(seed), rules: `bp,${way}` });
    this.#plays += 1;
    this.#address.go(link);
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
    this.#showCaption();
    this.#training.show();
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
}
