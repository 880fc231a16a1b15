// The controls of the run: play, step, restart, new seed, speed and the timeline, and the current update.
import { byId, write } from "../dom.js";
import { sentenceCase, whole } from "../words.js";
import { say } from "./status.js";

/** The slider's speeds, in updates per frame. */
const SPEEDS = ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1000", "max"];

export class Playback {
  #state;
  #clock;
  /** @type {HTMLElement[]} */
  #play = [];
  #timeline = /** @type {HTMLInputElement} */ (byId("timeline"));
  #speed = /** @type {HTMLInputElement} */ (byId("speed"));

  /** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock */
  constructor(state, clock) {
    this.#state = state;
    this.#clock = clock;
    const press = (/** @type {string} */ id, /** @type {() => void} */ act) => byId(id).addEventListener("click", act);
    this.addPlay(byId("play"));
    press("step", () => clock.step());
    press("reset", () => this.#restart());
    press("new-seed", () => {
      state.newSeed();
      say(`Seed is ${state.choice("seed")} now: the run restarts from update 0.`);
    });
    this.#timeline.addEventListener("input", () => clock.rewindTo(this.#timeline.valueAsNumber));
    this.#speed.max = String(SPEEDS.length - 1);
    this.#speed.addEventListener("input", () => state.change("speed", SPEEDS[this.#speed.valueAsNumber]));

    const show = () => this.#show();
    state.on("change", show);
    clock.on("play", () => {
      say("");
      show();
    });
    clock.on("rest", () => {
      say("");
      show();
    });
    clock.on("frame", () => this.#showUpdates());
    clock.on("replay", (share) => {
      this.#showUpdates();
      // In steps of 10 %, because a screen reader reads each change aloud.
      say(`Replaying: ${Math.floor(share * 10) * 10} %`);
    });
    show();
  }

  /** Makes a button play and pause the run. @param {HTMLElement} button */
  addPlay(button) {
    button.addEventListener("click", () => (this.#clock.playing ? this.#clock.pause() : this.#clock.play()));
    this.#play.push(button);
    this.#showPlay();
  }

  #showPlay() {
    for (const button of this.#play) {
      write(button, this.#clock.playing ? "Pause" : "Play");
      button.classList.toggle("is-playing", this.#clock.playing);
    }
  }

  #restart() {
    if (this.#clock.playing) this.#clock.pause();
    this.#state.restart();
    say("Restarted from update 0, with the same seed.");
  }

  #show() {
    this.#showPlay();
    write(byId("seed-shown"), this.#state.choice("seed"));
    this.#showSpeed();
    this.#showUpdates();
  }

  #showUpdates() {
    const { experiment } = this.#state;
    const [updates, furthest] = [experiment.updates(), experiment.furthest()];
    write(byId("updates"), whole(updates));
    this.#timeline.max = String(furthest);
    this.#timeline.valueAsNumber = updates;
    this.#timeline.disabled = furthest === 0;
    this.#timeline.setAttribute("aria-valuetext", `update ${whole(updates)} of ${whole(furthest)}`);
  }

  #showSpeed() {
    const speed = this.#state.choice("speed");
    const wanted = speed === "max" ? Number.POSITIVE_INFINITY : Number(speed);
    this.#speed.valueAsNumber = SPEEDS.findIndex((step) => step === "max" || Number(step) >= wanted);
    const text = speed === "max" ? "as fast as possible" : `${speed} updates per frame`;
    this.#speed.setAttribute("aria-valuetext", text);
    this.#speed.title = sentenceCase(text);
  }
}
