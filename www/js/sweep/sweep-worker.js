// A worker that trains batches of a sweep. It calls the core in short slices, because V8 cannot switch a
// running function to its optimised code.
import init, { SweepBatch } from "../../faxor.js";

/** Milliseconds that one call of the core should take. */
const SLICE = 4;

/** Updates in the first call, and the most in any call. A call ends at the end of a seed, and no seed has more
 * updates. */
const FIRST_UPDATES = 64;
const MOST_UPDATES = 2 ** 17;

/** Milliseconds between two messages that the worker is alive. */
const SIGN = 500;

/** `isCounted` asks for counts alone, without a row for each seed.
 * @typedef {{ text: string, rule: number, first: number, seeds: number, isCounted?: boolean }} Job */
/** @typedef {{ ready: true } | { alive: true } | { tally: Uint32Array<ArrayBuffer> } | { fault: string }} Word */

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

try {
  await init();
  addEventListener("message", ({ data }) => {
    try {
      train(data);
    } catch (error) {
      tell({ fault: String(error) });
    }
  });
  tell({ ready: true });
} catch (error) {
  tell({ fault: String(error) });
}
