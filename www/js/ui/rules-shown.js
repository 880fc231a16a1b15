// What the page says about the rules that are shown and about the shading of their pictures.
import { byId, make } from "../dom.js";
import { RULES } from "../rules.js";
import { rulesByName } from "../state.js";
import { sentenceCase } from "../words.js";

/** @param {import("../state.js").State} state */
export function showRules(state) {
  const names = rulesByName();
  const show = () => {
    byId("legend").dataset.shading = state.choice("shading");
    byId("rules-shown").replaceChildren(
      ...[...new Set(state.rules())].flatMap((rule) => {
        const term = make("dt", "", sentenceCase(names.get(rule) ?? rule));
        term.dataset.rule = rule;
        return [term, make("dd", "", RULES[rule].sentence)];
      }),
    );
  };
  state.on("change", ({ keys }) => {
    if (keys.has("rules") || keys.has("shading")) show();
  });
  show();
}
