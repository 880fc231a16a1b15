// The slider of how fast the run plays, and its value in words.
import { paceOf } from "../clock.js";
import { byId, make, write } from "../dom.js";
import { counted, sentenceCase } from "../words.js";

/** Paces that the slider offers, in updates a second. */
const PACES = ["1", "2", "5", "10", "30", "60", "150", "300", "600", "1500", "3000", "6000", "30000", "max"];

/** A pace in words. @param {number} pace */
const paceText = (pace) => (Number.isFinite(pace) ? `${counted(pace, "update")} a second` : "as many as fit");

/** @param {import("../state.js").State} state */
export function offerSpeeds(state) {
  const slider = /** @type {HTMLInputElement} */ (byId("speed"));
  const words = make("small", "speed-words");
  // The slider says the same.
  words.ariaHidden = "true";
  const show = () => {
    const pace = paceOf(state);
    slider.valueAsNumber = PACES.findIndex((offered) => offered === "max" || Number(offered) >= pace);
    const text = paceText(pace);
    slider.ariaValueText = text;
    write(words, sentenceCase(text));
  };
  slider.max = String(PACES.length - 1);
  slider.addEventListener("input", () => state.change("pace", PACES[slider.valueAsNumber]));
  slider.after(words);
  state.on("change", show);
  show();
}
