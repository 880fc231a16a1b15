// The tool with all settings of the run, and the presets.
import { presets } from "../../faxor.js";
import { byId, lay, make } from "../dom.js";
import { CHOICES } from "../state.js";
import { sentenceCase } from "../words.js";
import { Choices } from "./choices.js";
import markup from "./settings.html";
import { leadTo } from "./view.js";

/** What each preset shows, by name. @type {Record<string, string>} */
const PRESETS = {
  "the article": "The settings of its code: no bias, and only the sign of the error goes back.",
  "the article’s text": "The same, but the error itself goes back. Training only the last layer works too!",
  "start small": "Small initial weights. Now the hidden layers must learn: training only the last layer fails.",
  "hard task": "A hundred points in four quadrants, for two hidden layers of ten units.",
  "too fast": "Ten times the article’s learning rate: networks become dead or diverge.",
};

/** @param {import("../state.js").State} state */
export function makeSettings(state) {
  const section = byId("settings");
  lay(section, markup);
  byId("choices").addEventListener("submit", (event) => event.preventDefault());
  new Choices(state, section);

  const links = presets().map(({ name, text }) => {
    const link = make("a", "", sentenceCase(name));
    leadTo(state, link, text);
    byId("presets").append(make("li", "", link, make("small", "", PRESETS[name] ?? "")));
    return link;
  });
  const show = () => {
    const rules = state.rules();
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(".choice:has([data-key])"))) {
      const key = /** @type {HTMLElement} */ (row.querySelector("[data-key]")).dataset.key ?? "";
      const isUsed = rules.some((rule) => CHOICES().get(key)?.rules.includes(rule));
      row.hidden = !isUsed || ("drawn" in row.dataset && !state.experiment.is_tested());
    }
    const here = `#${state.linkText(false)}`;
    for (const link of links) link.ariaCurrent = link.getAttribute("href") === here ? "true" : null;
  };
  state.on("change", show);
  show();
}
