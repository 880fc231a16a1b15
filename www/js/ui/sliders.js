// The sliders beside the pictures. Where there is no room for them, a button opens them at the foot of the screen.
import { byId, focusOn, intoSight, lay, write } from "../dom.js";
import { Choices } from "./choices.js";
import { LADDERS, placeOf } from "./ladder.js";
import markup from "./sliders.html";

const panels = byId("panels");
lay(/** @type {Element} */ (panels.parentElement), markup);
const [button, form] = [byId("adjust"), byId("sliders")];
panels.previousElementSibling?.before(button);
panels.before(form);

/** @param {import("../state.js").State} state */
export function offerSliders(state) {
  new Choices(state, form);
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[data-key]"))) {
    const { key = "" } = field.dataset;
    const values = LADDERS[key];
    const [note, slider] = /** @type {[Element, HTMLInputElement]} */ ([
      ...(field.previousElementSibling?.children ?? []),
    ]);
    slider.max = String(values.length - 1);
    // Browsers send one event a frame at most.
    slider.addEventListener("input", () => {
      field.value = String(values[slider.valueAsNumber]);
      field.dispatchEvent(new Event("change"));
    });
    const show = (isSet = false) => {
      const value = state.choice(key);
      slider.valueAsNumber = placeOf(values, Number(value));
      slider.ariaValueText = value;
      write(note, isSet ? "restarted" : "");
    };
    state.on("change", ({ keys, restarted, opened }) => show(restarted && !opened && keys.has(key)));
    show();
  }
  const open = (/** @type {boolean} */ isOpen) => {
    button.ariaExpanded = String(isOpen);
    // Nothing that has the focus, and no end of the page, is behind the sliders.
    const room = isOpen ? form.offsetHeight : 0;
    document.documentElement.style.cssText = `padding-block-end: ${room}px; scroll-padding-block-end: ${room}px`;
  };
  button.addEventListener("click", () => {
    open(button.ariaExpanded === "false");
    intoSight(/** @type {Element} */ (panels.querySelector(".picture")));
  });
  form.querySelector(".close")?.addEventListener("click", () => {
    open(false);
    focusOn(button);
  });
}
