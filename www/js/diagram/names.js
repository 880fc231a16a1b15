// What the parts of a network are called: its nodes, the matrices that the error signal goes through, and their entries.
import { figureText } from "../words.js";

/** @typedef {import("./layout.js").Shape} Shape */

/** An entry of a matrix that is pointed at: of feedback B if `isBack`, of the forward weights else, whose layer is the one they lead to.
 * @typedef {{ layer: number, row: number, column: number, isBack: boolean }} Entry */

/** The matrix that each rule's error signal goes through to hidden layer k, and what it is. @type {Record<string, [string, string]>} */
const FEEDBACK = {
  bp: ["W{k+1}ᵀ", "the same weights"],
  fa: ["B{k}", "random, never changed"],
  redrawn: ["B{k}", "random, drawn again"],
  dfa: ["B{k}", "random, from the output"],
  usf: ["s sign(W{k+1}ᵀ)", "the signs alone"],
  kp: ["B{k}", "learned beside"],
  readout: ["0", "nothing goes back"],
};

/** @param {string} rule @param {number} layer the hidden layer that the error signal goes to */
export function feedbackOf(rule, layer) {
  const [symbol, about] = FEEDBACK[rule] ?? FEEDBACK.fa;
  return { symbol: symbol.replace("{k+1}", String(layer + 1)).replace("{k}", String(layer)), about };
}

/** A number with three decimals and a minus as wide as a plus. @param {number} value */
export const signed = (value) => figureText(value, 3).replace("-", "−");

/** @param {Shape} shape @param {number} layer 0 for the inputs @param {number} index */
function nodeName({ width, depth }, layer, index) {
  if (layer > depth) return "the output";
  if (index === (layer ? width : 2)) return "the constant 1";
  return layer ? `unit ${index + 1} of hidden layer ${layer}` : `x${index + 1}`;
}

/** @param {Shape} shape @param {string} rule @param {Entry} entry @param {number} value */
export function entryText(shape, rule, { layer, row, column, isBack }, value) {
  const name = isBack ? feedbackOf(rule, layer).symbol : `W${layer}`;
  const other = !isBack ? layer - 1 : rule === "dfa" ? shape.depth + 1 : layer + 1;
  const [from, to] = [nodeName(shape, other, column), nodeName(shape, layer, row)];
  return `${name}[${row + 1},${column + 1}] = ${signed(value)}: ${isBack ? "back " : ""}from ${from} to ${to}`;
}

/** How many columns the matrix of an entry has. @param {Shape} shape @param {string} rule @param {Pick<Entry, "layer" | "isBack">} entry */
export function columnsOf({ width, depth, bias }, rule, { layer, isBack }) {
  if (isBack) return layer === depth || rule === "dfa" ? 1 : width;
  return (layer === 1 ? 2 : width) + bias;
}
