// The equations of an update: each rule's chain of matrices fits together, at every depth.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RULES } from "../../www/js/rules.js";
import * as equations from "../../www/js/walkthrough/equations.js";

const DEPTHS = [1, 2, 3, 6];

test("forward, each layer multiplies the layer below, and the last one is the prediction", () => {
  for (const depth of DEPTHS) {
    const last = depth + 1;
    for (let k = 1; k <= last; k++) {
      const text = equations.sum({ last }, k);
      assert.match(text, new RegExp(`W_${k} z_${k - 1}$`));
      assert.equal(text.startsWith("ŷ"), k === last);
    }
  }
});

test("backward, only the matrix differs from rule to rule, and what it multiplies", () => {
  for (const [rule, looks] of Object.entries(RULES)) {
    for (const depth of DEPTHS) {
      for (let k = 1; k <= depth; k++) {
        const [left, right] = equations.back({ looks, last: depth + 1 }, k).split(" = ");
        assert.equal(left, `back_${k}`);
        if (rule === "readout") assert.equal(right, "0");
        else if (rule === "dfa" && k < depth) assert.equal(right, `B_${k} e`);
        else assert.ok(right.endsWith(` δ_${k + 1}`), `${rule}: ${right}`);
        if (rule === "bp") assert.equal(right, `W_${k + 1}^T δ_${k + 1}`);
        // A matrix of weights is that above the layer, feedback has the layer's own number.
        for (const [, name, number] of right.matchAll(/([WBM])_(\d)/g)) {
          assert.equal(Number(number), name === "W" ? k + 1 : k, `${rule}: ${right}`);
        }
      }
    }
  }
});

test("weights change by the same equation under every rule, and decay only where a rule has decay", () => {
  assert.equal(equations.change({ decays: false }, 2), "W_2 ← W_2 | − rate · δ_2 z_1^T");
  assert.equal(equations.change({ decays: true }, 2), "W_2 ← ( 1 − decay ) W_2 | − rate · δ_2 z_1^T");
});

test("feedback changes under Kolen-Pollack alone, by the transposed change of the weights above", () => {
  for (const [rule, looks] of Object.entries(RULES)) {
    const text = equations.feedbackChange({ looks, decays: false }, 1);
    assert.equal(text.includes("←"), rule === "kp", `${rule}: ${text}`);
    if (rule === "kp") assert.equal(text, "B_1 ← B_1 | − rate · z_1 δ_2^T");
    const hasNone = ["bp", "usf", "readout"].includes(rule);
    if (rule === "held") assert.equal(text, "M1 is made anew before the next update.");
    else if (rule !== "kp") assert.equal(text, hasNone ? "There is no B to change." : "B1 does not learn.");
  }
});

test("redrawn feedback says when it was drawn and when it is drawn again", () => {
  const of = (/** @type {string} */ rule, updates = 7, drawnAt = 6) =>
    equations.drawing({ looks: RULES[rule], updates, drawnAt, redraw: 1500, init: "0.5" });
  assert.match(of("redrawn"), /drawn after update 6 and is drawn again after update 1,506/);
  assert.match(of("redrawn", 6), /^Each B is drawn again, .* standard deviation 0\.5\.$/);
  for (const rule of ["fa", "dfa", "kp"]) assert.match(of(rule), /^Each B was drawn before the first update/);
  for (const rule of ["bp", "usf"]) assert.match(of(rule), /through W itself/);
  assert.match(of("held"), /^Each M is made anew at every update/);
  assert.match(of("readout"), /^No error goes back/);
});

test("the error is the difference or its sign", () => {
  assert.equal(equations.error({ last: 3, sign: false }), "δ_3 = e | = ŷ − y");
  assert.equal(equations.error({ last: 3, sign: true }), "δ_3 = e | = sign ( ŷ − y )");
});
