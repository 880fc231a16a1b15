// Which rules are shown: the choice of a panel's rule, removing a panel, and the buttons that add rules.
import { byId, intoSight } from "../dom.js";
import { rulesByName } from "../state.js";
import { sentenceCase } from "../words.js";
import { say } from "./status.js";

/** @param {import("../state.js").State} state */
export function offerRules(state) {
  const names = rulesByName();
  const holder = byId("panels");
  const [add, all] = ["add-rule", "all-rules"].map((id) => /** @type {HTMLButtonElement} */ (byId(id)));
  const titleOf = (/** @type {string} */ rule) => sentenceCase(names.get(rule) ?? rule);
  const set = (/** @type {string[]} */ rules, /** @type {string} */ what) => {
    state.change("rules", rules.join(","));
    say(`${what}: the run restarts from update 0.`);
  };
  const runOf = (/** @type {Element} */ target) =>
    Array.from(holder.children).indexOf(/** @type {Element} */ (target.closest(".panel")));

  // Shows the chosen rule in this panel. If another panel shows it, the two change places.
  holder.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLSelectElement) || !target.matches(".rule-choice select")) return;
    const [run, chosen, rules] = [runOf(target), target.value, state.rules()];
    const swapped = rules.map((rule, i) => (i === run ? chosen : rule === chosen ? rules[run] : rule));
    set(swapped, `${titleOf(chosen)} is shown`);
    holder.children[run].querySelector("select")?.focus();
  });
  holder.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || !target.matches(".remove")) return;
    const [run, rules] = [runOf(target), state.rules()];
    set(
      rules.filter((_, i) => i !== run),
      `${titleOf(rules[run])} is removed`,
    );
    add.focus();
  });
  add.addEventListener("click", () => {
    const shown = state.rules();
    const next = Array.from(names.keys()).find((rule) => !shown.includes(rule));
    if (next) set([...shown, next], `${titleOf(next)} is added`);
  });
  all.addEventListener("click", () => {
    set([...names.keys()], "All rules are shown");
    // The button is disabled now.
    holder.querySelector("select")?.focus({ preventScroll: true });
    intoSight(holder);
  });
  const show = () => {
    for (const button of [add, all]) button.disabled = state.rules().length === names.size;
  };
  state.on("change", show);
  show();
}
