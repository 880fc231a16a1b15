// What the page says of each rule and how it draws it. The names and the mathematics are the core's; tests/page/rules.spec.js compares the
// keys. The colours stand in css/tokens.css, and the build makes the dashes of the style sheet from these.

/**
 * @typedef {object} Rule
 * @property {number[]} dash its lines: a stroke, a gap, and so on, in pixels; none for a full line
 * @property {string} sentence what it does
 * @property {(k: number) => string} carrier the matrix that the error goes back through to hidden layer k, as symbols (walkthrough/lines.js)
 * @property {string} about that matrix in a few words
 * @property {"nothing" | "weights" | "fixed" | "redrawn" | "learned" | "held"} feedback what that matrix is made of, and what becomes of it
 * @property {boolean} [isDirect] whether it carries the output error to every layer
 */

/** Pixels of a rule's line: of its first network, its second, and any other. */
const WIDTHS = [2, 1, 3.5];

/** How a network's line is drawn. @param {import("./state.js").Contender} contender */
export const lineOf = ({ rule, again }) => ({
  ink: `--rule-${rule}`,
  width: WIDTHS[Math.min(again, WIDTHS.length - 1)],
  dash: RULES[rule].dash,
});

/** How the intervals of networks' lines are drawn. In a chart's data, the lower ends follow the lines, and the upper ends follow these.
 * @param {import("./state.js").Contender[]} contenders */
export const bandsOf = (contenders) =>
  contenders.map(({ rule }, i) => ({
    ink: `--rule-${rule}`,
    opacity: 0.18,
    lower: contenders.length + i,
    upper: 2 * contenders.length + i,
  }));

/** @type {Record<string, Rule>} */
export const RULES = {
  bp: {
    dash: [],
    sentence: "The error goes back through the network’s own weights. This gives the exact gradient.",
    carrier: (k) => `W_${k + 1}^T`,
    about: "the same weights",
    feedback: "weights",
  },
  fa: {
    dash: [8, 4],
    sentence: "The error goes back through random weights, which are drawn once and never change.",
    carrier: (k) => `B_${k}`,
    about: "random, never changed",
    feedback: "fixed",
  },
  redrawn: {
    dash: [2, 3],
    sentence: "The error goes back through random weights, which are drawn again and again.",
    carrier: (k) => `B_${k}`,
    about: "random, drawn again",
    feedback: "redrawn",
  },
  dfa: {
    dash: [10, 3, 2, 3],
    sentence: "Fixed random weights send the output error straight to every layer.",
    carrier: (k) => `B_${k}`,
    about: "random, from the output",
    feedback: "fixed",
    isDirect: true,
  },
  usf: {
    dash: [6, 3, 2, 3, 2, 3],
    sentence: "The error goes back through the sign of each weight, without its size.",
    carrier: (k) => `s · sign ( W_${k + 1}^T )`,
    about: "only the signs",
    feedback: "weights",
  },
  kp: {
    dash: [14, 4],
    sentence: "The error goes back through random weights, which learn too and approach the forward weights.",
    carrier: (k) => `B_${k}`,
    about: "random at first, then learned",
    feedback: "learned",
  },
  held: {
    dash: [5, 2, 5, 7],
    sentence:
      "The error goes back through weights that are kept at one angle from the network’s own, while those move.",
    carrier: (k) => `M_${k}`,
    about: "kept at an angle",
    feedback: "held",
  },
  readout: {
    dash: [1, 3],
    sentence: "The control: only the last layer learns. The hidden layers keep their initial weights.",
    carrier: () => "0",
    about: "no error goes back",
    feedback: "nothing",
  },
};
