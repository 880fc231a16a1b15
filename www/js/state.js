// The run that is shown: the experiment with its link. Every change goes through here and is announced.
import { choices, Experiment, fresh_seed, read_link } from "../faxor.js";
import opening from "../opening.link";
import { Emitter } from "./events.js";

/** @typedef {import("../faxor.js").Choice} Choice */

/** What has changed: the keys of the choices, whether the runs start again from update 0, and whether a link was opened.
 * @typedef {{ keys: Set<string>, restarted: boolean, opened: boolean }} Change */

/** Whether a change needs new panels, and new lines in the charts. @param {Change} change */
export const isOtherShape = ({ keys }) => ["rules", "task", "depth"].some((key) => keys.has(key));

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

/** Whether an address has no text, so that the page opens a run of its own. @param {string} text */
const isEmpty = (text) => text === "" || text === "#";

/** @extends {Emitter<{ change: Change }>} */
export class State extends Emitter {
  /** @param {string} text of a link, whatever it is */
  constructor(text) {
    super();
    /** The text that the page began with. */
    this.first = text;
    /** Whether this is the run that the page opens by itself, before anything is changed. */
    this.isOpening = isEmpty(text);
    const reading = read_link(this.isOpening ? opening : text);
    this.experiment = new Experiment(reading.text);
    /** What was wrong with the link. */
    this.problems = reading.problems;
    this.#takePause();
  }

  /** Replaces the run by what another link says. @param {string} text of a link */
  open(text) {
    const reading = read_link(isEmpty(text) ? opening : text);
    const former = this.experiment;
    this.experiment = new Experiment(reading.text);
    this.problems = reading.problems;
    const keys = [...CHOICES().keys()].filter((key) => former.choice(key) !== this.experiment.choice(key));
    former.free();
    this.#announce(keys, true, true);
  }

  /** Sets a choice. The run starts again where that changes it. Throws the core's message where the value is not allowed; the
   * run then goes on as it was. @param {string} key @param {string} value @returns {boolean} whether the run starts again */
  change(key, value) {
    const restarted = this.experiment.change(key, value);
    this.#announce([key], restarted);
    return restarted;
  }

  newSeed() {
    this.change("seed", String(fresh_seed()));
  }

  /** Starts the same run again. */
  restart() {
    const text = this.experiment.text();
    this.experiment.free();
    this.experiment = new Experiment(text);
    this.#announce([], true);
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

  /** The rules shown, by their names in a link. */
  rules() {
    return this.choice("rules").split(",");
  }

  #takePause() {
    const at = this.choice("at");
    this.pauseAt = at === "" ? null : Number(at);
  }

  /** @param {string[]} keys @param {boolean} restarted */
  #announce(keys, restarted, opened = false) {
    this.#takePause();
    this.emit("change", { keys: new Set(keys), restarted, opened });
  }
}
