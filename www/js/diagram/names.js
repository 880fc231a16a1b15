// Names for the parts of a network: its nodes, the matrices that the error signal goes through, and their entries.
import { RULES } from "../rules.js";
import { figureText } from "../words.js";

/** @typedef {import("./layout.js").Shape} Shape */

/** An entry of a matrix. If `isBack`, of the feedback to hidden layer `layer`; else of the forward weights into `layer`.
 * @typedef {{ layer: number, row: number, column: number, isBack: boolean }} Entry */

/** The matrix that a rule's error signal goes through to a hidden layer: its symbol as plain text, such as `W3ᵀ`, and what it is.
 * @param {string} rule @param {number} layer */
export function feedbackOf(rule, layer) {
  const { carrier, about } = RULES[rule];
  const symbol = carrier(layer)
    .replace("^T", "ᵀ")
    .replace(" · ", " ")
    .replaceAll(/_|(?<=\() | (?=[()])/g, "");
  return { symbol, about };
}

/** @param {Shape} shape @param {number} layer 0 for the inputs @param {number} index */
function nodeName({ width, depth }, layer, index) {
  if (layer > depth) return "the output";
  if (index === (layer ? width : 2)) return "the constant 1";
  return layer ? `unit ${index + 1} of hidden layer ${layer}` : `x${index + 1}`;
}

/** @param {Shape} shape @param {string} rule @param {Entry} entry @param {number} value */
export function entryText(shape, rule, { layer, row, column, isBack }, value) {
  const name = isBack ? feedbackOf(rule, layer).symbol : `W${layer}`;
  const other = !isBack ? layer - 1 : RULES[rule].isDirect ? shape.depth + 1 : layer + 1;
  const [from, to] = [nodeName(shape, other, column), nodeName(shape, layer, row)];
  return `${name}[${row + 1},${column + 1}] = ${figureText(value, 3)}: ${isBack ? "back " : ""}from ${from} to ${to}`;
}

/** How many columns the matrix of an entry has. @param {Shape} shape @param {string} rule @param {Pick<Entry, "layer" | "isBack">} entry */
export function columnsOf({ width, depth, bias }, rule, { layer, isBack }) {
  if (isBack) return layer === depth || RULES[rule].isDirect ? 1 : width;
  return (layer === 1 ? 2 : width) + bias;
}
