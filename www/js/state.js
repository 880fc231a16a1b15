// The run that is shown: the experiment with its link. Every change goes through here and is announced.
import { choices, Experiment, fresh_seed, read_link } from "../faxor.js";
import opening from "../opening.link";
import { Emitter } from "./events.js";
import { hasChoices, repaired } from "./repair.js";

/** @typedef {import("../faxor.js").Choice} Choice */

/** What has changed: the keys of the choices, whether the runs start again from update 0, and whether a link was opened.
 * @typedef {{ keys: Set<string>, restarted: boolean, opened: boolean }} Change */

/** A network of the experiment: its text in a link, its rule there, its name in full with the choices in which networks differ, and how
 * many networks before it have the same rule.
 * @typedef {{ text: string, rule: string, name: string, again: number }} Contender */

/** A change of a setting that can be undone: the setting's former value, the update at which the run was, and when it was made.
 * @typedef {{ key: string, value: string, at: number, time: number }} Past */

/** How many changes can be undone, and the milliseconds between two that are one gesture. */
const MOST_PAST = 50;
const GESTURE = 1000;

/** @param {string[]} own choices as in a link, `rate=0.5` @param {string} key */
const ownValue = (own, key) => own.find((pair) => pair.startsWith(`${key}=`))?.slice(key.length + 1);

/** Whether a change needs new panels. @param {Change} change */
export const isOtherShape = ({ keys }) => keys.has("rules") || keys.has("depth");

/** @type {Map<string, Choice>} */
let known;

/** What each choice may be, by its key in a link. */
export function CHOICES() {
  known ??= new Map(choices().map((choice) => [choice.key, choice]));
  return known;
}

/** The rules' names in full, by their names in a link. */
export function rulesByName() {
  const rules = CHOICES().get("rules");
  return new Map(rules?.options.map((rule, i) => [rule, rules.names[i]]));
}

/** The networks that a link's `rules` name. @param {string} rules @param {(key: string) => string} choice what they share
 * @returns {Contender[]} */
export function contendersOf(rules, choice) {
  const all = rules.split(",").map((text) => text.split(":"));
  const keys = new Set(all.flatMap(([, ...own]) => own.map((pair) => pair.split("=")[0])));
  const names = rulesByName();
  return all.map(([rule, ...own], run) => {
    const settings = Array.from(keys, (key) => `${key} ${ownValue(own, key) ?? choice(key)}`);
    return {
      text: [rule, ...own].join(":"),
      rule,
      name: [names.get(rule), ...settings].join(", "),
      again: all.slice(0, run).filter(([other]) => other === rule).length,
    };
  });
}

/** @param {string} key */
export const isChoice = (key) => CHOICES().has(key);

/** What a page opens: a link's text, also where it stands after `?` instead of `#`; nothing, where the page opens a run of its own.
 * @param {string} text */
const openedBy = (text) => (text.length > 1 ? text : hasChoices(location.search, isChoice) ? location.search : "");

/** Reads a text, or what it was before others changed it, if that leaves fewer problems. @param {string} text */
function read(text) {
  const reading = read_link(text || opening);
  if (reading.problems.length === 0) return { ...reading, isRepaired: false };
  const other = read_link(repaired(text) || opening);
  const isRepaired = other.problems.length < reading.problems.length;
  return { ...(isRepaired ? other : reading), isRepaired };
}

/** Events: `change`; and `before` it, where the runs may start again, with the key of the choice, or an empty text where a link opens.
 * @extends {Emitter<{ before: string, change: Change }>} */
export class State extends Emitter {
  /** @param {string} text any text, such as that of a link */
  constructor(text) {
    super();
    /** The text that the page began with. */
    this.first = text;
    /** Whether this is the run that the page opens by itself, before anything is changed. */
    const opened = openedBy(text);
    this.isOpening = opened === "";
    /** What the link says, and what was wrong with it. */
    this.reading = read(opened);
    this.experiment = new Experiment(this.reading.text);
    this.#takePause();
  }

  /** What can be undone, the latest last. @type {Past[]} */
  past = [];

  /** Replaces the run by what another link says. @param {string} text of a link */
  open(text) {
    this.past = [];
    this.reading = read(openedBy(text));
    const former = this.experiment;
    this.emit("before", "");
    this.experiment = new Experiment(this.reading.text);
    const keys = [...CHOICES().keys()].filter((key) => former.choice(key) !== this.experiment.choice(key));
    former.free();
    this.#announce(keys, true, true);
  }

  /** Sets a choice. The run starts again where that changes it. Throws the core's message where the value is not allowed; the
   * run then goes on as it was. @param {string} key @param {string} value @param {boolean} [isKept] whether it can be undone
   * @returns {boolean} whether the run starts again */
  change(key, value, isKept = true) {
    const [former, at, time, last] = [this.choice(key), this.experiment.updates(), performance.now(), this.past.at(-1)];
    this.emit("before", key);
    const restarted = this.experiment.change(key, value);
    if (restarted && isKept) {
      if (last?.key === key && time - last.time < GESTURE && !/rules|seed/.test(key)) last.time = time;
      else if (former !== this.choice(key))
        this.past = [...this.past, { key, value: former, at, time }].slice(-MOST_PAST);
    }
    this.#announce([key], restarted);
    return restarted;
  }

  /** Takes the last change of a setting back. The run starts again, and the link names the update at which it was. */
  undo() {
    const last = this.past.pop();
    if (!last) return;
    this.change(last.key, last.value, false);
    this.change("at", String(last.at || ""));
  }

  /** Goes on with other points, and keeps what the networks have learned; at update 0, all that there is to keep. Throws as `change`
   * does.
   * @param {string} data as in a link */
  changePoints(data) {
    const keys = this.choice("task") === "own" ? ["data"] : ["task", "data"];
    this.experiment.change_points(data);
    this.#announce(keys, false);
  }

  /** Starts again, on the reader's own points. Throws as `change` does. @param {string} data as in a link */
  restartOn(data) {
    this.experiment.change_points(data);
    this.restart(["task", "data"]);
  }

  newSeed() {
    this.change("seed", String(fresh_seed()));
  }

  /** Starts the same run again. @param {string[]} keys what is said to have changed */
  restart(keys = []) {
    const text = this.experiment.text();
    this.experiment.free();
    this.experiment = new Experiment(text);
    this.#announce(keys, true);
  }

  /** The update at which play pauses, if the link names one. @type {number | null} */
  pauseAt = null;

  /** The text of the link to this run. @param {boolean} here whether it pauses at this very update, instead of where the run's own
   * link does */
  linkText(here) {
    return this.experiment.text(here);
  }

  /** @param {string} key */
  choice(key) {
    return this.experiment.choice(key);
  }

  /** The networks shown. @returns {Contender[]} */
  contenders() {
    return contendersOf(this.choice("rules"), (key) => this.choice(key));
  }

  /** The rule of each network shown, by its name in a link. */
  rules() {
    return this.contenders().map(({ rule }) => rule);
  }

  /** A choice of one network: its own, or that of all. @param {number} run @param {string} key */
  choiceOf(run, key) {
    const [, ...own] = this.choice("rules").split(",")[run].split(":");
    return ownValue(own, key) ?? this.choice(key);
  }

  #takePause() {
    const at = this.choice("at");
    this.pauseAt = at === "" ? null : Number(at);
  }

  /** @param {string[]} keys @param {boolean} restarted */
  #announce(keys, restarted, opened = false) {
    this.#takePause();
    // Names of networks that differ in a choice hold its value.
    if (keys.some((key) => this.choice("rules").includes(`:${key}=`))) keys.push("rules");
    this.emit("change", { keys: new Set(keys), restarted, opened });
  }
}
