// "Step through one update": the next update of two runs side by side, one line at a time.
import { byId, intoSight, lay, make } from "../dom.js";
import { say } from "../ui/status.js";
import { sentenceCase, whole } from "../words.js";
import { Draw, equation, KINDS, linesOf, Side } from "./lines.js";
import { m } from "./mathml.js";
import markup from "./walkthrough.html";

lay(byId("hand"), markup);

const THEY_DIFFER = "The rules differ here";

/** Makes a box that scrolls reachable by keyboard, with a label for screen readers.
 * @param {HTMLElement} box @param {string} label */
function reachable(box, label) {
  box.tabIndex = 0;
  box.role = "region";
  box.ariaLabel = label;
  return box;
}

/** @param {string} id */
const select = (id) => /** @type {HTMLSelectElement} */ (byId(id));

export class Walkthrough {
  #state;
  #clock;
  #section = byId("hand");
  #body = byId("hand-body");
  #list = byId("hand-lines");
  #chosen = [select("hand-left"), select("hand-right")];
  #unit = select("hand-unit");
  #all = /** @type {HTMLInputElement} */ (byId("hand-all"));
  #back = byId("hand-back");
  #next = byId("hand-next");
  /** @type {Side[]} */
  #sides = [];
  /** @type {import("./lines.js").Line[]} */
  #lines = [];
  #at = 0;
  /** The run and the update that are shown. */
  #shown = "";
  #updates = 0;

  /**
   * @param {import("../state.js").State} state
   * @param {import("../clock.js").Clock} clock
   * @param {import("../ui/tools.js").Tools} tools
   */
  constructor(state, clock, tools) {
    this.#state = state;
    this.#clock = clock;
    const showAtRest = () => (clock.playing ? this.hide() : this.show());
    state.on("change", ({ restarted }) => {
      if (restarted) showAtRest();
    });
    clock.on("play", () => this.hide());
    clock.on("rest", () => this.show());
    tools.on("toggle", showAtRest);
    this.#back.addEventListener("click", () => this.#go(-1));
    this.#next.addEventListener("click", () => this.#go(1));
    byId("hand-do").addEventListener("click", () => this.#do());
    this.#unit.addEventListener("change", () => this.#draw());
    this.#all.addEventListener("change", () => this.#draw());
    this.#chosen.forEach((chosen, side) => {
      chosen.addEventListener("change", () => {
        // If the other side shows this rule, swap them.
        const other = this.#chosen[1 - side];
        if (other.value === chosen.value) other.value = this.#sides[side].text;
        this.show();
      });
    });
    this.#list.addEventListener("click", ({ target }) => {
      const row = /** @type {Element} */ (target).closest("[data-unit]");
      // The reader is selecting text, perhaps to copy it.
      if (!(row instanceof MathMLElement) || String(getSelection())) return;
      this.#unit.value = String(row.dataset.unit);
      this.#draw();
      // So that the arrow keys still move between lines.
      this.#next.focus({ preventScroll: true });
    });
    this.#section.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey || this.#body.hidden) return;
      // Outside this section, the right arrow does one update.
      event.stopPropagation();
      const { target } = event;
      // Selects and scrolling boxes use the arrow keys themselves.
      const scrolls = target instanceof HTMLElement && target.scrollWidth > target.clientWidth && target.tabIndex === 0;
      if (target instanceof HTMLSelectElement || scrolls) return;
      event.preventDefault();
      this.#go(step);
    });
    showAtRest();
  }

  /** Shows the next update of the run. If it is not the update that was shown, starts at its first line. */
  show() {
    if (this.#section.hidden) return;
    const { experiment } = this.#state;
    byId("hand-pause").hidden = true;
    this.#body.hidden = false;
    this.#section.style.minBlockSize = "";
    const now = `${experiment.text()} ${experiment.updates()}`;
    if (now !== this.#shown) this.#at = 0;
    this.#shown = now;
    this.#updates = experiment.updates();
    this.#chooseRules();
    for (const side of this.#sides) side.free();
    this.#sides = this.#chosen
      .filter((chosen) => chosen.value)
      .map(({ value }) => new Side(this.#state, this.#state.choice("rules").split(",").indexOf(value)));
    this.#lines = linesOf(this.#sides);
    this.#at = Math.min(this.#at, this.#lines.length - 1);
    this.#chooseUnits(Math.min(...this.#sides.map(({ width }) => width)));
    byId("hand-same").hidden = this.#sides.length < 2 || this.#lines.some((line) => this.#differs(line));
    this.#draw();
  }

  /** Hides the lines while the run plays, and keeps their height so that the page does not move. */
  hide() {
    if (this.#section.hidden) return;
    this.#section.style.minBlockSize = `${this.#section.getBoundingClientRect().height}px`;
    byId("hand-pause").hidden = false;
    this.#body.hidden = true;
  }

  /** Offers the rules of the run, and keeps the chosen ones if they are still there. */
  #chooseRules() {
    const contenders = this.#state.contenders();
    const rules = contenders.map(({ text }) => text);
    const [left, right] = this.#chosen.map(({ value }) => value);
    const first = rules.includes(left) ? left : (rules.find((rule) => rule !== right) ?? rules[0]);
    const second = rules.includes(right) && right !== first ? right : (rules.find((rule) => rule !== first) ?? "");
    [first, second].forEach((value, side) => {
      const options = value ? contenders.map(({ name, text }) => new Option(sentenceCase(name), text)) : [];
      this.#chosen[side].replaceChildren(...options);
      this.#chosen[side].value = value;
    });
    byId("hand-rules").hidden = rules.length <= this.#chosen.length;
  }

  /** @param {number} count */
  #chooseUnits(count) {
    if (this.#unit.options.length === count) return;
    const kept = Math.min(Number(this.#unit.value), count - 1);
    this.#unit.replaceChildren(
      ...Array.from({ length: count }, (_, unit) => new Option(String(unit + 1), String(unit))),
    );
    this.#unit.value = String(kept);
  }

  /** Whether the two rules' equations differ in a line. (Their numbers may differ in any line.)
   * @param {import("./lines.js").Line} line */
  #differs({ kind, layer }) {
    const [first, second] = this.#sides.map((side) => KINDS[kind].formula(side, layer));
    return second !== undefined && first !== second;
  }

  /** @param {number} step */
  #go(step) {
    const to = this.#at + step;
    if (!this.#lines[to]) return;
    this.#at = to;
    this.#draw();
    intoSight(this.#list.children[to], "nearest", "auto");
    this.#say("");
  }

  #do() {
    this.#clock.step();
    intoSight(this.#list.children[0], "nearest", "auto");
    this.#say(`Update ${whole(this.#updates)} is done. `);
  }

  /** @param {string} before */
  #say(before) {
    const line = this.#lines[this.#at];
    const differs = this.#differs(line) ? ` ${THEY_DIFFER}.` : "";
    say(`${before}${this.#where()}: ${this.#title(line)}.${differs}`);
  }

  #where() {
    return `Line ${this.#at + 1} of ${this.#lines.length}`;
  }

  /** @param {import("./lines.js").Line} line */
  #title(line) {
    return KINDS[line.kind].title(line, this.#sides[0].last);
  }

  #draw() {
    byId("hand-where").textContent = `Update ${whole(this.#updates + 1)}, ${this.#where().toLowerCase()}`;
    this.#back.ariaDisabled = String(this.#at === 0);
    this.#next.ariaDisabled = String(this.#at === this.#lines.length - 1);
    const { kind, layer } = this.#lines[this.#at];
    this.#unit.disabled = !KINDS[kind].units || layer === this.#sides[0].last;
    // A part of a line may have the focus, and goes with it.
    if (this.#list.contains(document.activeElement)) this.#next.focus({ preventScroll: true });
    this.#list.replaceChildren(
      ...this.#lines.map((line, i) => {
        const item = make("li", i === this.#at ? "is-current" : "");
        const title = make(i === this.#at ? "h3" : "p", "hand-head", this.#title(line));
        item.append(title);
        if (this.#differs(line)) {
          item.classList.add("differs");
          title.append(" ", make("strong", "", THEY_DIFFER));
        }
        if (i > this.#at) return item;
        if (i === this.#at) item.append(make("p", "hint", KINDS[line.kind].about(this.#sides[0], line.layer)));
        const write = (/** @type {Side} */ side) =>
          i === this.#at ? this.#full(side, line) : this.#record(side, line);
        item.append(make("div", "hand-sides", ...this.#sides.map(write)));
        if (i === this.#at) item.ariaCurrent = "step";
        return item;
      }),
    );
  }

  /** The short form of a finished line. @param {Side} side @param {import("./lines.js").Line} line */
  #record(side, { kind, layer }) {
    const parts = side.fault ? ["–"] : KINDS[kind].record(side, layer);
    return this.#side("p", side, make("span", "hand-name", `${side.name}: `), ...parts);
  }

  /** A line with all its numbers. @param {Side} side @param {import("./lines.js").Line} line */
  #full(side, { kind, layer }) {
    const of = KINDS[kind];
    const name = make("p", "hand-name", side.name);
    if (side.fault) return this.#side("div", side, name, make("p", "", side.fault));
    const formula = of.formula(side, layer);
    const draw = new Draw(this.#unit.disabled ? 0 : Number(this.#unit.value), this.#all.checked);
    const numbers = of.numbers(side, layer, draw);
    const sums = of.sums(side, layer, draw);
    const label = `${this.#title({ kind, layer })}, ${side.name}`;
    /** @type {HTMLElement[]} */
    const parts = [name, make("p", formula.includes("_") ? "hand-formula" : "", ...equation(formula))];
    if (numbers.length > 0) {
      parts.push(reachable(make("div", "hand-box", m("math", ...numbers)), `${label}, in numbers`));
      parts.push(make("p", "hint", draw.cut));
    }
    if (sums.length > 0) {
      const unit = `Unit ${draw.unit + 1}`;
      if (!this.#unit.disabled) parts.push(make("p", "hand-unit", unit));
      const sum = make("div", "hand-sum", ...sums);
      parts.push(draw.cut ? reachable(sum, `${label}, ${unit}`) : sum);
    }
    return this.#side("div", side, ...parts);
  }

  /** @param {"p" | "div"} name @param {Side} side @param {...(Node | string)} parts */
  #side(name, side, ...parts) {
    const element = make(name, "hand-side", ...parts);
    element.dataset.rule = side.rule;
    return element;
  }
}
