// The run that is being shown: the experiment, the text of its link, and what changes either.
import { change_choice, choices, Experiment, fresh_seed, has_runs_of, read_link } from "../faxor.js";

/** @typedef {import("../faxor.js").Choice} Choice */

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

/** The one run of the page. Whoever shows it listens to `restart`. */
export class State extends EventTarget {
  /** @param {string} text of a link, whatever it is */
  constructor(text) {
    super();
    const reading = read_link(text);
    /** What was wrong with the link. */
    this.problems = reading.problems;
    /** The update at which play pauses, if the link or the reader named one. @type {number | null} */
    this.pauseAt = null;
    this.experiment = new Experiment(reading.text);
    this.#takePause();
  }

  /** Replaces the run by what another link says.
   * @param {string} text of a link */
  open(text) {
    const reading = read_link(text);
    this.problems = reading.problems;
    this.#replace(reading.text);
    this.#takePause();
    this.dispatchEvent(new Event("restart"));
  }

  /** Sets a choice and starts again from update 0, unless it is one that changes nothing in the run. Throws what Rust says where
   * the value is wrong; the run then goes on.
   * @param {string} key
   * @param {string} value */
  change(key, value) {
    const text = change_choice(this.#text(), key, value);
    if (key !== "at" && this.#choices.get(key)?.changes_run === false) {
      this.#beside.set(key, value);
      return;
    }
    this.pauseAt = null;
    this.#replace(change_choice(text, "at", ""));
    this.dispatchEvent(new Event("restart"));
  }

  /** How fast the page plays: updates a frame, or `max`. */
  get speed() {
    return this.choice("speed");
  }

  newSeed() {
    this.change("seed", String(fresh_seed()));
  }

  /** Back to the very same start. */
  reset() {
    this.#replace(this.#text());
    this.dispatchEvent(new Event("restart"));
  }

  /** The link's text for the run as it stands.
   * @param {boolean} here whether the link pauses at this very update, instead of where this run's own link does */
  linkText(here) {
    const updates = this.experiment.updates();
    let text = this.#text();
    const at = here ? updates || null : this.pauseAt;
    try {
      text = change_choice(text, "at", at === null ? "" : String(at));
    } catch {
      // A run longer than a link can name: the link starts it.
    }
    return text;
  }

  /** @param {string} key */
  choice(key) {
    return this.#beside.get(key) ?? this.experiment.choice(key);
  }

  /** Whether the run is the one that the open chapter sets. */
  isOfChapter() {
    return has_runs_of(this.#text(), `lesson=${this.choice("lesson")}`);
  }

  /** The rules shown, by their names in a link. */
  rules() {
    return this.choice("rules").split(",");
  }

  /** The canonical text of everything chosen. */
  #text() {
    let text = this.experiment.text();
    for (const [key, value] of this.#beside) text = change_choice(text, key, value);
    return text;
  }

  /** @param {string} text canonical */
  #replace(text) {
    this.experiment.free();
    this.experiment = new Experiment(text);
  }

  #takePause() {
    const at = this.experiment.choice("at");
    this.pauseAt = at === "" ? null : Number(at);
    this.#beside.clear();
  }

  #choices = CHOICES();

  /** What was chosen since the run began without starting it again. @type {Map<string, string>} */
  #beside = new Map();
}
