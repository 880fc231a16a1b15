// A worker that trains batches of a sweep. It calls the core in short slices, because V8 cannot switch a
// running function to its optimised code.
import init, { change_choice, Experiment, Quantity, SweepBatch } from "../../faxor.js";

/** Milliseconds that one call of the core should take. */
const SLICE = 4;

/** Updates in the first call, and the most in any call. A call ends at the end of a seed, and no seed has more
 * updates. */
const FIRST_UPDATES = 64;
const MOST_UPDATES = 2 ** 17;

/** Milliseconds between two messages that the worker is alive. */
const SIGN = 500;

/** `isCounted` asks for counts alone, without a row for each seed; `checks` for the delta angles at these updates instead.
 * @typedef {{ text: string, rule: number, first: number, seeds: number, isCounted?: boolean, checks?: number[] }} Job */
/** @typedef {{ ready: true } | { alive: true } | { tally: Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer> } | { fault: string }} Word */

/** @param {Word} word @param {Transferable[]} [given] */
const tell = (word, given = []) => postMessage(word, { transfer: given });

/** @param {Job} job */
function train({ text, rule, first, seeds, isCounted }) {
  const batch = new SweepBatch(text, rule, first, seeds);
  let updates = FIRST_UPDATES;
  let now = performance.now();
  let told = now;
  while (batch.advance(updates)) {
    const begin = now;
    now = performance.now();
    if (now - begin < SLICE / 2) updates = Math.min(updates * 2, MOST_UPDATES);
    else if (now - begin > SLICE * 2) updates = Math.max(updates >> 1, 1);
    if (now - told > SIGN) {
      tell({ alive: true });
      told = now;
    }
  }
  const tally = /** @type {Uint32Array<ArrayBuffer>} */ (isCounted ? batch.counts() : batch.tally());
  batch.free();
  tell({ tally }, [tally.buffer]);
}

/** The delta angle over all hidden layers of each seed at each check: NaN where it is undefined.
 * @param {Job} job @param {number[]} checks */
function follow({ text, first, seeds }, checks) {
  const tally = new Float64Array(seeds * checks.length);
  for (let seed = 0; seed < seeds; seed++) {
    const experiment = new Experiment(change_choice(text, "seed", String(first + seed)));
    checks.forEach((check, i) => {
      experiment.advance(check - experiment.updates());
      [tally[seed * checks.length + i]] = experiment.numbers(0, Quantity.AllDeltaAngles);
    });
    experiment.free();
    tell({ alive: true });
  }
  tell({ tally }, [tally.buffer]);
}

try {
  await init();
  addEventListener("message", ({ data }) => {
    try {
      if (data.checks) follow(data, data.checks);
      else train(data);
    } catch (error) {
      tell({ fault: String(error) });
    }
  });
  tell({ ready: true });
} catch (error) {
  tell({ fault: String(error) });
}
