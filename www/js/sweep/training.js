// What the tools that train many networks have in common: the start of the workers, what they have counted, what a reader is told of
// their faults, and the names of what becomes of a network.
import { change_choice, has_runs_of, outcomes, Sweep } from "../../faxor.js";
import { byId, write } from "../dom.js";
import { withChoices } from "../share/address.js";
import { whole } from "../words.js";
import { Pool } from "./pool.js";

/** The outcomes in the order of the core's numbers. What a link's CSV calls silent is a dead network. */
export const outcomeNames = () => outcomes().map((name) => (name === "silent" ? "dead" : name));

/** The text of a link to one run of a sweep: its seed, paused after the last update. @param {Sweep} sweep @param {number} seed */
export const linkTo = (sweep, seed) =>
  withChoices(sweep.text(), { seed: String(seed), at: String(sweep.checks().at(-1)) });

/** Whether a link decides the runs of a sweep, whatever its seed. @param {Sweep} sweep @param {string} text of the link */
export const isOf = (sweep, text) =>
  has_runs_of(change_choice(text, "seed", "0"), change_choice(sweep.text(), "seed", "0"));

/** The core's sweep, which also gives back what was added to it. */
export class CountedSweep extends Sweep {
  /** For each rule, how many seeds were solved, ever solved and diverged at each check. @type {number[][]} */
  #counts = [];

  /** @override @param {number} rule @param {Uint32Array} tally */
  add(rule, tally) {
    super.add(rule, tally);
    const former = this.#counts[rule] ?? [];
    this.#counts[rule] = Array.from(
      tally.subarray(0, 3 * this.checks().length),
      (count, i) => count + (former[i] ?? 0),
    );
  }

  /** Whether a link decides its runs, whatever the seed. @param {string} text of the link */
  isOf(text) {
    return isOf(this, text);
  }

  /** All seeds of a rule as one tally. @param {number} rule @returns {number[]} */
  tally(rule) {
    const ranked = this.ranked(rule);
    const trials = Array.from({ length: ranked.length / 3 }, (_, i) => [...ranked.subarray(i * 3, i * 3 + 3)]);
    return [...this.#counts[rule], ...trials.sort(([seed], [other]) => seed - other).flat()];
  }
}

/** Milliseconds between two drawings while networks are trained, and the wait after a slow one as a multiple of the time it took. */
const EVERY = 150;
const TIMES_A_DRAWING = 20;

/** Starts to train. Null where the browser allows no worker, which `finish` has then been told.
 * @param {string} what is trained, as in "the sweep stopped"
 * @param {import("./pool.js").Lot[]} lots
 * @param {{ tally: import("./pool.js").Report["tally"], draw?: () => void, tell: (message: string) => void, finish: (why: string) => void }} on
 *   `tally` receives each batch; `draw` is called now and then after that; `finish` hears once why the training ended early, or an empty
 *   text where it is complete */
export function train(what, lots, { tally, draw, tell, finish }) {
  let timer = 0;
  let due = 0;
  const redraw = () => {
    timer = 0;
    const begin = performance.now();
    draw?.();
    const end = performance.now();
    due = end + Math.max(EVERY, (end - begin) * TIMES_A_DRAWING);
  };
  const rest = () => clearTimeout(timer);
  try {
    const pool = new Pool(lots, {
      tally: (...batch) => {
        tally(...batch);
        timer ||= window.setTimeout(redraw, Math.max(0, due - performance.now()));
      },
      lost: (left) =>
        tell(
          left > 0
            ? `One background worker crashed; the other ${left === 1 ? "one takes" : `${left} take`} over.`
            : "Every background worker crashed.",
        ),
      end: (isComplete) => {
        rest();
        finish(isComplete ? "" : `Every background worker crashed, so the ${what} stopped.`);
      },
    });
    return {
      stop() {
        rest();
        pool.stop();
      },
    };
  } catch (error) {
    console.warn(error);
    finish("This browser did not allow Faxor to start a background worker, so nothing was trained.");
    return null;
  }
}

/** Shows how far a training is. @param {string} name of the tool whose elements show it @param {string} things that are trained
 * @param {number} done @param {number} total @param {number} begun when it began @param {number} [before] what was done then */
export function showProgress(name, things, done, total, begun, before = 0) {
  const bar = /** @type {HTMLProgressElement} */ (byId(`${name}-progress`));
  bar.max = total;
  bar.value = done;
  const made = done - before;
  const left = ((performance.now() - begun) * (total - done)) / made / 1000;
  write(
    byId(`${name}-count`),
    `${whole(done)} of ${whole(total)} ${things}${made > 0 ? `, ${Math.ceil(left)} s left` : ""}`,
  );
}

/** The seconds since a moment. @param {number} begun */
export const secondsSince = (begun) => ((performance.now() - begun) / 1000).toFixed(1);
