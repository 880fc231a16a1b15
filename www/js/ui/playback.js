// The controls of the run: play, step, restart and new seed, and the update it stands at.
import { byId, write } from "../dom.js";
import { seldom } from "../events.js";
import { whole } from "../words.js";
import { say } from "./status.js";

/** Milliseconds between two writings of the update while the run plays: each takes a layout of the page. */
const EVERY = 50;

export class Playback {
  #state;
  #clock;
  /** @type {HTMLElement[]} */
  #play = [];

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

    const show = () => this.#show();
    state.on("change", ({ opened }) => {
      // What was said is of the former run.
      if (opened) say("");
      show();
    });
    for (const event of /** @type {const} */ (["play", "rest"])) {
      clock.on(event, () => {
        say("");
        show();
      });
    }
    clock.on("solved", () => {
      const runs = state.rules().length;
      const all = ["", "the network has", "both networks have"][runs] ?? `all ${runs} networks have`;
      say(`By update ${whole(state.experiment.updates())}, ${all} solved the task. Press Play to go on.`);
    });
    clock.on(
      "frame",
      seldom(EVERY, () => this.#showUpdates()),
    );
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
    this.#state.restart();
    if (this.#clock.playing) this.#clock.pause();
    say("Restarted from update 0, with the same seed.");
  }

  #show() {
    this.#showPlay();
    write(byId("seed-shown"), this.#state.choice("seed"));
    this.#showUpdates();
  }

  #showUpdates() {
    write(byId("updates"), whole(this.#state.experiment.updates()));
  }
}
