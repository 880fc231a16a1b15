// The controls: each takes its limits and its options from the core, and what is wrong with an entry from there too.
import { presets } from "../../faxor.js";
import { byId } from "../dom.js";
import { CHOICES } from "../state.js";
import { PRESETS, sentenceCase } from "../words.js";
import markup from "./settings.html";

byId("settings").innerHTML = markup;

/** Speeds that the slider offers, in updates a frame. */
const SPEEDS = ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1000", "max"];

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */

export class Controls {
  #state;
  #choices = CHOICES();
  /** @type {Control[]} */
  #controls = Array.from(document.querySelectorAll("[data-key]"));
  #speed = /** @type {HTMLInputElement} */ (byId("speed"));

  /**
   * @param {import("../state.js").State} state
   * @param {(message: string) => void} say
   */
  constructor(state, say) {
    this.#state = state;
    for (const control of this.#controls) {
      this.#limit(control);
      control.addEventListener("change", () => this.#change(control, say));
    }
    this.#listPresets();
    byId("choices").addEventListener("submit", (event) => event.preventDefault());
    this.#speed.max = String(SPEEDS.length - 1);
    this.#speed.addEventListener("input", () => {
      state.change("speed", SPEEDS[this.#speed.valueAsNumber]);
      this.#showSpeed();
    });
  }

  /** @param {Control} control */
  #limit(control) {
    const choice = this.#choices.get(control.dataset.key ?? "");
    if (!choice) throw new Error(`no choice has the key ${control.dataset.key}`);
    if (control instanceof HTMLSelectElement) {
      choice.options.forEach((value, i) => {
        control.add(new Option(choice.names[i], value));
      });
    } else if (control.type === "number") {
      control.min = String(choice.least);
      control.max = String(choice.most);
    }
    control.title = sentenceCase(choice.range);
  }

  /** @param {Control} control @param {(message: string) => void} say */
  #change(control, say) {
    const key = control.dataset.key ?? "";
    const value =
      control instanceof HTMLInputElement && control.type === "checkbox"
        ? String(Number(control.checked))
        : control.value;
    const before = this.#state.experiment;
    const problem = problemOf(control);
    try {
      this.#state.change(key, value);
    } catch (error) {
      // The run goes on with what it has, and the entry stays to be mended.
      const message = sentenceCase(error instanceof Error ? error.message : String(error));
      control.setAttribute("aria-invalid", "true");
      if (problem) {
        problem.textContent = message;
        this.#said.set(control, message);
        control.setAttribute("aria-describedby", problem.id);
      } else say(message);
      return;
    }
    this.#forgive(control);
    if (this.#state.experiment !== before) {
      say(`${sentenceCase(key)} is ${this.#state.choice(key)} now: the run restarts from update 0.`);
    }
  }

  /** Takes back what was said of a wrong entry. @param {Control} control */
  #forgive(control) {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
    const problem = problemOf(control);
    const wrong = control.form?.querySelector('[aria-invalid="true"]');
    // Another entry's message stays as long as that entry does.
    if (problem && !wrong) problem.textContent = "";
    else if (problem && wrong) problem.textContent = this.#said.get(wrong) ?? "";
  }

  /** What was last said of an entry that is wrong. @type {WeakMap<Element, string>} */
  #said = new WeakMap();

  /** The presets, each a link. */
  #listPresets() {
    byId("presets").replaceChildren(
      ...presets().map(({ name, text }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = `#${text}`;
        link.textContent = sentenceCase(name);
        const about = document.createElement("small");
        about.textContent = PRESETS[name] ?? "";
        item.append(link, about);
        return item;
      }),
    );
  }

  /** Shows the choices of the run. */
  show() {
    for (const control of this.#controls) {
      const value = this.#state.choice(control.dataset.key ?? "");
      this.#forgive(control);
      if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = value === "1";
      else control.value = value;
    }
    const rules = this.#state.rules();
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".choice[data-rule]"))) {
      row.hidden = !rules.includes(row.dataset.rule ?? "");
    }
    const drawn = this.#state.experiment.is_tested();
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".choice[data-drawn]"))) {
      row.hidden = !drawn;
    }
    const link = `#${this.#state.linkText(false)}`;
    for (const preset of document.querySelectorAll("#presets a")) {
      if (preset.getAttribute("href") === link) preset.setAttribute("aria-current", "true");
      else preset.removeAttribute("aria-current");
    }
    this.showShading();
    this.#showSpeed();
  }

  /** Explains what the pictures show. */
  showShading() {
    byId("legend").dataset.shading = this.#state.choice("shading");
  }

  #showSpeed() {
    const { speed } = this.#state;
    const wanted = speed === "max" ? Number.POSITIVE_INFINITY : Number(speed);
    const index = SPEEDS.findIndex((step) => step === "max" || Number(step) >= wanted);
    this.#speed.valueAsNumber = index;
    const text = speed === "max" ? "as fast as possible" : `${speed} updates per frame`;
    this.#speed.setAttribute("aria-valuetext", text);
    this.#speed.title = sentenceCase(text);
  }

  /** The rules with their names in a link and in full. */
  rules() {
    const choice = this.#choices.get("rules");
    return (choice?.options ?? []).map((value, i) => ({ value, name: choice?.names[i] ?? value }));
  }

  /** The most rules that can be shown. */
  mostRules() {
    return this.#choices.get("rules")?.most ?? 1;
  }
}

/** Where a form says what is wrong with an entry. @param {Control} control */
const problemOf = (control) =>
  /** @type {HTMLElement | null} */ (control.form?.querySelector(".choice-problem") ?? null);
