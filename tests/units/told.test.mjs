// What a unit is told in an update, its stages and its words, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { countsText, STOPS, stageAt, stageText, still, toldOf } from "../../www/js/diagram/told.js";

test("a unit is told the right direction where both error signals have one sign, and the wrong one where they do not", () => {
  assert.equal(toldOf(0.1, 3), "right");
  assert.equal(toldOf(-2, -1e-300), "right");
  assert.equal(toldOf(0.1, -3), "wrong");
  assert.equal(toldOf(-2, 1), "wrong");
});

test("a unit that both leave alone is told nothing to be marked, whatever the sign of zero", () => {
  assert.equal(toldOf(0, 0), "none");
  assert.equal(toldOf(-0, 0), "none");
  assert.equal(toldOf(0, -0), "none");
});

test("a unit that only one of both moves is told nothing, or a direction that changes nothing", () => {
  assert.equal(toldOf(0, -1), "nothing");
  assert.equal(toldOf(-0, 2), "nothing");
  assert.equal(toldOf(1, 0), "idle");
});

test("the stages follow one another without a gap, each from its beginning to its end", () => {
  const at = [0.1, STOPS[0], 0.5, STOPS[1], 0.9, 1].map(stageAt);
  assert.deepEqual(
    at.map(({ stage }) => stage),
    [0, 0, 1, 1, 2, 2],
  );
  assert.deepEqual([at[1].share, at[3].share, at[5].share], [1, 1, 1]);
  assert.ok(Math.abs(at[0].share - 0.25) < 1e-9);
  assert.equal(stageAt(0).share, 0);
});

test("where nothing may move, each stage is drawn at its end", () => {
  assert.deepEqual([0, 0.01, 0.39, 0.41, 0.74, 0.76, 1].map(still), [0, 0.4, 0.4, 0.75, 0.75, 1, 1]);
  for (let part = 0.01; part <= 1; part += 0.01) {
    assert.equal(stageAt(still(part)).stage, stageAt(part).stage);
    assert.equal(stageAt(still(part)).share, 1);
  }
});

test("the counts say how many active units are told what", () => {
  const plain = (/** @type {string} */ text) => text.replaceAll("\u00a0", " ");
  assert.equal(
    plain(countsText(["right", "wrong", "right", "none"], 3)),
    "✓ 2 of 3 active units are told the right direction, ✗ 1 the wrong one.",
  );
  assert.equal(plain(countsText(["right", "none"], 1)), "✓ 1 of 1 active unit is told the right direction.");
  assert.equal(
    plain(countsText(["nothing", "nothing", "idle"], 3)),
    "✓ 0 of 3 active units are told the right direction, – 2 nothing, · 1 a direction that changes nothing.",
  );
  assert.equal(countsText(["none", "none"], 0), "No unit is active, so none is told anything.");
  assert.equal(countsText(["none", "none"], 2), "There is no error, so no unit is told anything.");
});

test("the stage's text names the sample, its target and the matrices that the error goes through", () => {
  const sample = { x1: 0, x2: 0.126, target: 1 };
  assert.match(stageText(0, sample, []), /the point \(0, 0\.13\) .* should be 1\.$/);
  assert.match(stageText(1, sample, ["Wᵀ", "B"]), /goes back through Wᵀ or B /);
  assert.match(stageText(1, sample, []), /to the last layer only/);
  assert.match(stageText(null, sample, []), /^Play or Step/);
});
