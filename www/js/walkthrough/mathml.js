// Equations, matrices and numbers as MathML. Large matrices are cut; numbers have a minus sign, not a hyphen.

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** A matrix with more than MOST rows or columns shows only KEPT of them and the last one. */
const MOST = 12;
const KEPT = 10;

/** Smaller numbers are written with an exponent. */
const SMALL = 1e-3;

/** @param {string} name @param {...(Node | string)} parts */
export function m(name, ...parts) {
  const element = document.createElementNS(MATHML, name);
  element.append(...parts);
  return element;
}

/** A number rounded to significant digits. If rounding changes nothing, the shortest form.
 * @param {number} value @param {number} digits */
export function number(value, digits) {
  if (Number.isNaN(value)) return "not a number";
  const tiny = Math.abs(value) < SMALL;
  const rounded = tiny ? value.toExponential(Math.min(digits - 1, 20)) : value.toPrecision(digits);
  const text = Number(rounded) === value ? String(value) : rounded;
  return text.replace("e+", "e").replace("Infinity", "∞").replaceAll("-", "−");
}

/** @param {string} word a number, a name or an operator @returns {MathMLElement} */
function leaf(word) {
  if (word === "ŷ") return m("mover", leaf("y"), leaf("^"));
  const element = m(/\d/.test(word) ? "mn" : /\p{L}/u.test(word) ? "mi" : "mo", word);
  // Keeps brackets as high as one line of symbols.
  if ("()".includes(word)) element.setAttribute("stretchy", "false");
  return element;
}

/** @param {string} words separated by commas */
function index(words) {
  const [first, ...rest] = words.split(",");
  return m("mrow", leaf(first), ...rest.flatMap((word) => [m("mo", ","), leaf(word)]));
}

/** Symbols separated by spaces, such as `a_1 = W_1 z_0^T`, as MathML. @param {string} text */
const symbols = (text) =>
  text.split(" ").map((symbol) => {
    const [word, below, above] = symbol.split(/[_^]/);
    if (above) return m("msubsup", leaf(word), index(below), leaf(above));
    return below ? m("msub", leaf(word), index(below)) : leaf(word);
  });

/** An equation, or the continuation of one. @param {string} text of symbols */
export function math(text) {
  const element = m("math", ...symbols(text));
  if (/^[=−+]/.test(text)) element.firstElementChild?.setAttribute("form", "infix");
  return element;
}

/** Which of `count` rows or columns are shown, near `about` if there are too many; -1 marks a gap.
 * @param {number} count
 * @param {number} about */
function places(count, about) {
  const all = Array.from({ length: count }, (_, i) => i);
  if (count <= MOST) return all;
  const first = Math.max(0, Math.min(about - KEPT / 2, count - 1 - KEPT));
  const shown = all.slice(first, first + KEPT);
  return [...(first > 0 ? [-1] : []), ...shown, ...(first + KEPT < count - 1 ? [-1] : []), count - 1];
}

/** How many of `count` rows or columns a matrix leaves out. @param {number} count */
export const leftOut = (count) => Math.max(0, count <= MOST ? 0 : count - KEPT - 1);

/**
 * A matrix of texts.
 * @param {number} rows
 * @param {number} columns
 * @param {(row: number, column: number) => string} entry
 * @param {{ unit?: number, off?: (row: number) => boolean, kind?: string }} [look] the unit whose row is marked (if rows are
 * units), whether a row's unit is inactive, and a class
 */
export function matrix(rows, columns, entry, { unit = -1, off = () => false, kind = "" } = {}) {
  const across = places(columns, 0);
  const table = m(
    "mtable",
    ...places(rows, Math.max(unit, 0)).map((row) => {
      const cells = across.map((column) => m("mtd", leaf(row < 0 ? "⋮" : column < 0 ? "⋯" : entry(row, column))));
      const line = m("mtr", ...cells);
      if (unit >= 0 && row >= 0) line.dataset.unit = String(row);
      line.classList.toggle("is-chosen", row === unit);
      line.classList.toggle("is-off", row >= 0 && off(row));
      return line;
    }),
  );
  table.setAttribute("class", kind);
  return table;
}
