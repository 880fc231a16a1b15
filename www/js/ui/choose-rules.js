// Which networks are shown: a panel's rule and its own settings, the button that removes it, and what adds others.
import { byId, focusOn, intoSight, make, write } from "../dom.js";
import { CHOICES, isOtherShape, rulesByName } from "../state.js";
import { sentenceCase } from "../words.js";
import { Choices } from "./choices.js";
import { LADDERS, placeOf } from "./ladder.js";
import { say } from "./status.js";

/** The settings that a network may have of its own. */
const OWN = ["rate", "init", "width", "bias", "error", "decay", "redraw", "angle", "feedback"];

/** @param {import("../state.js").State} state */
export function offerRules(state) {
  const names = rulesByName();
  const every = [...names.keys()];
  const holder = byId("panels");
  const add = /** @type {HTMLSelectElement} */ (byId("add-rule"));
  const all = /** @type {HTMLButtonElement} */ (byId("all-rules"));
  const titleOf = (/** @type {string} */ rule) => sentenceCase(names.get(rule) ?? rule);
  const networks = () => state.choice("rules").split(",");
  const tell = (/** @type {string} */ what) => say(`${what}: the run restarts from update 0.`);
  const set = (/** @type {string[]} */ texts, /** @type {string} */ what) => {
    state.change("rules", texts.join());
    tell(what);
  };
  const runOf = (/** @type {Element} */ target) =>
    Array.from(holder.children).indexOf(/** @type {Element} */ (target.closest(".panel")));
  /** Focuses a panel's rule, or its field for a setting of its own if it has that. */
  const focus = (run = 0, key = "") => {
    const panel = holder.children[run];
    const field = panel.querySelector(`[data-key="${key}"]`) ?? panel.querySelector("select");
    /** @type {HTMLElement} */ (field).focus({ preventScroll: true });
  };
  const ownOf = (/** @type {string} */ rule) => OWN.filter((key) => CHOICES().get(key)?.rules.includes(rule));

  /** Gives a network a setting of its own; with an empty one, it has that of all again.
   * @param {number} run @param {string} key @param {string} value */
  const setOwn = (run, key, value) => {
    const texts = networks();
    texts[run] = texts[run].replace(RegExp(`:${key}=[^:]*`), "") + (value && `:${key}=${value}`);
    try {
      state.change("rules", texts.join());
    } catch {
      throw new Error(`${key} may be ${CHOICES().get(key)?.range}; no two networks may be equal`);
    }
    focus(run, key);
    return true;
  };

  // In a closed menu an arrow key would choose the next rule at once, and the run would start again: it opens the menu instead.
  const openMenu = (/** @type {KeyboardEvent} */ event) => {
    const { target, key, altKey } = event;
    const isMenu = target instanceof HTMLSelectElement && target.matches(".rule-choice select, #add-rule");
    if (!isMenu || !/^Arrow(Up|Down)$/.test(key) || altKey || !target.showPicker) return;
    event.preventDefault();
    target.showPicker();
  };
  for (const menus of [holder, add]) menus.addEventListener("keydown", openMenu);
  holder.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLSelectElement) || !target.matches(".rule-choice select")) return;
    const [run, chosen, texts, { text }] = [runOf(target), target.value, networks(), target.selectedOptions[0]];
    const [rule, ...own] = texts[run].split(":");
    if (names.has(chosen)) {
      const next = [chosen, ...own.filter((part) => ownOf(chosen).includes(part.split("=")[0]))].join(":");
      // If another panel shows that network, the two change places.
      const swapped = texts.map((text, i) => (i === run ? next : text === next ? texts[run] : text));
      set(swapped, `${text} is shown`);
      return focus(run);
    }
    target.value = rule;
    const shared = state.choice(chosen);
    const other =
      chosen === "bias"
        ? `${1 - +shared}`
        : CHOICES()
            .get(chosen)
            ?.options.find((one) => one !== shared);
    try {
      setOwn(run, chosen, text.startsWith("S") ? "" : other || shared || "1");
      tell(text);
    } catch (error) {
      say(sentenceCase(/** @type {Error} */ (error).message));
    }
  });
  holder.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || !target.matches(".remove")) return;
    const run = runOf(target);
    const { name } = state.contenders()[run];
    set(
      networks().filter((_, i) => i !== run),
      `${sentenceCase(name)} is removed`,
    );
    focusOn(add);
  });
  add.addEventListener("change", () => {
    set([...networks(), add.value], `${add.selectedOptions[0].text} is added`);
    if (add.disabled) focus();
  });
  all.addEventListener("click", () => {
    const shown = state.contenders();
    set(
      every.map((name) => shown.find(({ rule }) => rule === name)?.text ?? name),
      "All rules are shown",
    );
    // The button is disabled now.
    focus();
    intoSight(holder);
  });

  /** Lists what can be added: rules that are not shown, and those that are at another rate. */
  const list = () => {
    const rules = state.rules();
    const rate = Number(state.choice("rate"));
    const missing = every.filter((rule) => !rules.includes(rule));
    const others = Array.from(new Set(rules), (rule) => {
      const free = LADDERS.rate.filter((other) => other !== rate && !networks().includes(`${rule}:rate=${other}`));
      const other = free[placeOf(free, 3 * rate || 0.1)];
      return new Option(`${titleOf(rule)}, rate ${other}`, `${rule}:rate=${other}`);
    });
    add.replaceChildren(
      new Option("Add a rule", ""),
      ...missing.map((rule) => new Option(titleOf(rule), rule)),
      ...others,
    );
    add.disabled = rules.length === every.length;
    all.disabled = !missing.length;
  };

  /** Adds to each panel what its network has of its own. */
  const furnish = () => {
    const isUsed = (/** @type {string} */ text, /** @type {string} */ key) => text.includes(`:${key}=`);
    state.contenders().forEach(({ text, rule, again }, run) => {
      const panel = /** @type {HTMLElement} */ (holder.children[run]);
      const [head, name, select] = ["header", ".rule-name", "select"].map(
        (one) => /** @type {Element} */ (panel.querySelector(one)),
      );
      if (again) panel.dataset.again = String(again);
      const group = make("optgroup");
      group.label = "This network alone";
      const fields = make("div", "own");
      for (const key of ownOf(rule)) {
        group.append(new Option(`${isUsed(text, key) ? "Shared" : "Own"} ${key}`, key));
        if (!isUsed(state.choice("rules"), key)) continue;
        const control = make(key === "error" ? "select" : "input");
        control.dataset.key = key;
        if (key === "bias") control.setAttribute("type", "checkbox");
        else control.inputMode = "decimal";
        fields.append(make("label", "", key, control));
      }
      select.append(group);
      if (!state.choice("rules").includes("=")) return;
      write(name, titleOf(rule));
      fields.append(Object.assign(make("p", "choice-problem"), { id: `own-problem-${run}`, role: "alert" }));
      head.append(fields);
      const own = {
        on() {},
        choice: (/** @type {string} */ key) => state.choiceOf(run, key),
        change: (/** @type {string} */ key, /** @type {string} */ value) => setOwn(run, key, value),
      };
      new Choices(own, fields);
    });
  };
  state.on("change", (change) => {
    list();
    if (isOtherShape(change)) furnish();
  });
  list();
  furnish();
}
