// The buttons that show more rules.
import { byId, intoSight } from "../dom.js";
import { rulesByName } from "../state.js";
import { sentenceCase } from "../words.js";

/** @param {import("../state.js").State} state @param {import("../panels/grid.js").PanelGrid} grid */
export function offerRules(state, grid) {
  const names = rulesByName();
  const [add, all] = ["add-rule", "all-rules"].map((id) => /** @type {HTMLButtonElement} */ (byId(id)));
  add.addEventListener("click", () => {
    const shown = state.rules();
    for (const [rule, name] of names) {
      if (!shown.includes(rule)) return grid.setRules([...shown, rule], `${sentenceCase(name)} is added`);
    }
  });
  all.addEventListener("click", () => {
    grid.setRules([...names.keys()], "All rules are shown");
    intoSight(byId("panels"));
  });
  const show = () => {
    for (const button of [add, all]) button.disabled = state.rules().length === names.size;
  };
  state.on("change", show);
  show();
}
