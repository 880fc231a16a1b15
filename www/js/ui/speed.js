// The slider of how fast the run plays.
import { byId } from "../dom.js";
import { sentenceCase } from "../words.js";

/** Speeds that the slider offers, in updates a frame. */
const SPEEDS = ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1000", "max"];

/** @param {import("../state.js").State} state */
export function offerSpeeds(state) {
  const slider = /** @type {HTMLInputElement} */ (byId("speed"));
  const show = () => {
    const speed = state.choice("speed");
    const wanted = speed === "max" ? Number.POSITIVE_INFINITY : Number(speed);
    slider.valueAsNumber = SPEEDS.findIndex((step) => step === "max" || Number(step) >= wanted);
    const text = speed === "max" ? "as fast as possible" : `${speed} updates per frame`;
    slider.setAttribute("aria-valuetext", text);
    slider.title = sentenceCase(text);
  };
  slider.max = String(SPEEDS.length - 1);
  slider.addEventListener("input", () => state.change("speed", SPEEDS[slider.valueAsNumber]));
  state.on("change", show);
  show();
}
