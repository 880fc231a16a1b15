// Where the words beside each line of a chart stand: near their own line, on no line, and on no other words. Pure functions.

/** Left, right, top and bottom. @typedef {[number, number, number, number]} Box */

/** The corners of a line from left to right, its intervals as place, top and bottom, and its words, the longest first.
 * @typedef {{ corners: [number, number][], intervals: [number, number, number][], words: string[] }} Labelled */

/** Words, their right end and the height of their foot. @typedef {{ words: string, right: number, foot: number }} Label */

/** Roughly how wide a letter is, how high words are, and the part of that which is below their foot. */
const LETTER = 6.9;
const HEIGHT = 18;
const PAD = 4.5;

/** How far a line keeps from words: as far as its points reach. */
const REACH = 5;

/** The places that are tried: how many from left to right, and the pixels between two of them from top to bottom. */
const ACROSS = 7;
const STEP = 5;

/** What a place costs, in pixels of distance to the line: shorter words, an interval behind the words, a place on the side
 * of the line where the other line is, a place nearer to the other line, and one on a line or on other words. */
const SHORTER = 30;
const INTERVAL = 6;
const BETWEEN = 20;
const ASTRAY = 200;
const COVERED = 1000;

/** The words of each line and where they stand; null for a line of fewer than two corners.
 * @param {Labelled[]} lines @param {Box} within @returns {(Label | null)[]} */
export function labels(lines, within) {
  const traced = lines.map(({ corners }) => trace(corners));
  /** @type {Box[]} */
  const taken = [];
  return lines.map(({ corners, words }, line) => {
    if (corners.length < 2) return null;
    const others = lines.filter((other, i) => i !== line && other.corners.length > 1);
    /** @type {{ label: Label, box: Box } | null} */
    let best = null;
    let least = Number.POSITIVE_INFINITY;
    for (const { text, box, cost } of places(words, within)) {
      const middle = [(box[0] + box[1]) / 2, (box[2] + box[3]) / 2];
      const own = heightAt(corners, middle[0]) - middle[1];
      let sum = cost + Math.abs(own);
      for (const other of others) {
        const away = heightAt(other.corners, middle[0]) - middle[1];
        if (own * away < 0) sum += BETWEEN;
        if (Math.abs(away) < Math.abs(own)) sum += ASTRAY;
      }
      if (sum >= least) continue;
      for (const { intervals } of lines) {
        for (const [at, top, bottom] of intervals) if (overlap(box, [at, at, top, bottom])) sum += INTERVAL;
      }
      if (sum >= least) continue;
      const wide = /** @type {Box} */ ([box[0] - REACH, box[1] + REACH, box[2] - REACH / 2, box[3] + REACH / 2]);
      for (const dots of traced) if (dots.some((dot) => overlap(wide, dot))) sum += COVERED;
      for (const other of taken) if (overlap(box, other)) sum += COVERED;
      if (sum >= least) continue;
      least = sum;
      best = { label: { words: text, right: box[1], foot: box[3] - PAD }, box };
    }
    if (best) taken.push(best.box);
    return best?.label ?? null;
  });
}

/** Every place that words may have. @param {string[]} words @param {Box} within */
function* places(words, [left, right, top, bottom]) {
  for (const [i, text] of words.entries()) {
    const width = text.length * LETTER;
    const room = right - left - width;
    if (room < 0) continue;
    for (let step = 0; step < ACROSS; step++) {
      const end = right - (room * step) / (ACROSS - 1);
      for (let over = top; over + HEIGHT <= bottom; over += STEP) {
        const box = /** @type {Box} */ ([end - width, end, over, over + HEIGHT]);
        // The right end is where a reader looks for a line's name.
        yield { text, box, cost: i * SHORTER + (right - end) * 0.08 };
      }
    }
  }
}

/** The height of a line at a place; that of its nearer end where the place is beyond it.
 * @param {[number, number][]} corners @param {number} at */
function heightAt(corners, at) {
  const after = corners.findIndex(([x]) => x >= at);
  if (after === 0) return corners[0][1];
  if (after < 0) return corners[corners.length - 1][1];
  const [[x0, y0], [x1, y1]] = [corners[after - 1], corners[after]];
  return y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
}

/** A line as dots that lie close together. @param {[number, number][]} corners @returns {Box[]} */
function trace(corners) {
  const dots = corners.slice(0, 1);
  for (const [i, [x, y]] of corners.slice(1).entries()) {
    const [x0, y0] = corners[i];
    const count = Math.ceil(Math.hypot(x - x0, y - y0) / REACH);
    for (let dot = 1; dot <= count; dot++) dots.push([x0 + ((x - x0) * dot) / count, y0 + ((y - y0) * dot) / count]);
  }
  return dots.map(([x, y]) => [x, x, y, y]);
}

/** @param {Box} one @param {Box} other */
const overlap = (one, other) => one[0] <= other[1] && other[0] <= one[1] && one[2] <= other[3] && other[2] <= one[3];
