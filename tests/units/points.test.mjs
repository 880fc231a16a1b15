// The reader's own points without a browser: reading them from text, writing them, and finding one in the plane.
import assert from "node:assert/strict";
import { test } from "node:test";
import { editable, oddities, pointAt } from "../../www/js/points/places.js";
import { csvOf, LONGEST, readPoints, textOf } from "../../www/js/points/text.js";

/** @typedef {import("../../www/js/points/text.js").Point} Point */

/** @type {Point[]} */
const POINTS = [
  [0, 0.5, 0],
  [-1.25, 3, 1],
  [10, -10, 0],
];

/** The points of a text in which nothing is wrong. @param {string} text */
function good(text) {
  const { points, problems } = readPoints(text);
  assert.deepEqual(problems, [], text);
  return points;
}

/** What is said of a text from which nothing may be used. @param {string} text */
function bad(text) {
  const { problems } = readPoints(text);
  assert.notDeepEqual(problems, [], text);
  return problems;
}

test("every form that a spreadsheet or a hand may give them is read as the same points", () => {
  for (const text of [
    "0,0.5,0\n-1.25,3,1\n10,-10,0",
    "0;0,5;0\n-1,25;3;1\n10;-10;0\n",
    "0\t0.5\t0\n-1.25\t3\t1\n10\t-10\t0",
    "0\t0,5\t0\r\n-1,25\t3\t1\r\n10\t-10\t0\r\n",
    "0,.5,0\r-1.25,3.,1\r10,-10,0",
    "x1,x2,y\n0,0.5,0\n-1.25,3,1\n10,-10,0\n",
    '\uFEFF"x1";"x2";"y"\r\n"0";"0,5";"0"\r\n"-1,25";"3";"1"\r\n"10";"-10";"0"\r\n',
    "\n\n  0 , 0.5 ,0\n \t \n -1.25,3, 1\n\n10,-10,0\n\n",
    '"0","0,5","0"\n"-1,25","3","1"\n"10","-10","0"',
    "links;oben;Klasse\n0;0,5;0\n-1,25;3;1\n10;-10;0",
    "0,0.50,0.0\n−1.25,+3,1.0\n1e1,-1E+1,0",
    "0,0.5,0,\n-1.25,3,1,,\n10,-10,0,\n,,,",
    "\uFEFF0,0.5,0\n-1.25,3,1\n10,-10,-0",
  ]) {
    assert.deepEqual(good(text), POINTS, JSON.stringify(text));
  }
});

test("what is written is read as the same points", () => {
  assert.deepEqual(good(textOf(POINTS)), POINTS);
  assert.deepEqual(good(csvOf(POINTS, "v=1&rules=bp,fa")), POINTS);
  assert.equal(csvOf(POINTS, "v=1"), "# v=1\nx1,x2,y\n0,0.5,0\n-1.25,3,1\n10,-10,0\n");
  assert.equal(textOf(POINTS, ";"), "0,0.5,0;-1.25,3,1;10,-10,0");
});

test("a wrong line is named by its number, with what was found and what would be right", () => {
  for (const [line, problem] of [
    ["abc,0,1", "x1 is “abc”; it may be a number from -10 to 10"],
    ["0,10.001,1", "x2 is “10.001”; it may be a number from -10 to 10"],
    ["-10,01;0;1", "x1 is “-10,01”; it may be a number from -10 to 10"],
    ["0,0,2", "y is “2”; it may be 0 or 1"],
    ["0,0,0.5", "y is “0.5”; it may be 0 or 1"],
    ["0,,1", "x2 is “”; it may be a number from -10 to 10"],
    ["0,NaN,1", "x2 is “NaN”; it may be a number from -10 to 10"],
    ["Infinity,0,1", "x1 is “Infinity”; it may be a number from -10 to 10"],
    ["1e999,0,1", "x1 is “1e999”; it may be a number from -10 to 10"],
    ["0x1,0,1", "x1 is “0x1”; it may be a number from -10 to 10"],
    ["1 2,0,1", "x1 is “1 2”; it may be a number from -10 to 10"],
    ["1_0,0,1", "x1 is “1_0”; it may be a number from -10 to 10"],
    ["٣,0,1", "x1 is “٣”; it may be a number from -10 to 10"],
    ["0,0", "2 columns; there may be 3, x1,x2,y"],
    ["5", "1 column; there may be 3, x1,x2,y"],
    ["0,5,1,25,1", "5 columns; there may be 3, x1,x2,y"],
    ["<img src=x onerror=alert(1)>,0,1", "x1 is “<img src=x onerror=alert(1)>”; it may be a number from -10 to 10"],
    [`${"9".repeat(99)},0,1`, `x1 is “${"9".repeat(40)}…”; it may be a number from -10 to 10`],
    ['"0,0,1', 'x1 is “"0”; it may be a number from -10 to 10'],
  ]) {
    assert.deepEqual(bad(`0,0,0\n\n${line}\n1,1,1`), [`Line 3: ${problem}.`]);
  }
});

test("only the first line may be a header, and only if no field of it is a number", () => {
  assert.deepEqual(bad("a,b,c\n0,0,0\na,b,c\n1,1,1"), ["Line 3: x1 is “a”; it may be a number from -10 to 10."]);
  assert.deepEqual(bad("a,0,1\n0,0,0\n1,1,1"), ["Line 1: x1 is “a”; it may be a number from -10 to 10."]);
});

test("of many wrong lines five are named and the others are counted", () => {
  const problems = bad(`0,0,0\n${"a,0,1\n".repeat(3000)}`);
  assert.equal(problems.length, 6);
  assert.equal(problems[4], "Line 6: x1 is “a”; it may be a number from -10 to 10.");
  assert.equal(problems[5], "2,995 more lines cannot be read.");
  assert.equal(bad(`0,0,0\n${"a,0,1\n".repeat(6)}`)[5], "1 more line cannot be read.");
});

test("2 to 60 points are taken, and no other number", () => {
  for (const count of [2, 59, 60]) assert.equal(good("0,0,1\n".repeat(count)).length, count);
  for (const [count, said] of /** @type {[number, string][]} */ ([
    [0, "0 points"],
    [1, "1 point"],
    [61, "61 points"],
    [9000, "9,000 points"],
  ])) {
    assert.deepEqual(bad("0,0,1\n".repeat(count)), [`${said}. There may be 2 to 60 points.`]);
  }
  assert.deepEqual(bad("hello"), ["0 points. There may be 2 to 60 points."]);
});

test("more than two decimals are rounded and counted, and no coordinate is -0", () => {
  const { points, problems, shortened } = readPoints("0.125,-0.001,1\n0.29,-1.1,0\n9.999,1e-9,1");
  assert.deepEqual(problems, []);
  assert.deepEqual(points, [
    [0.13, 0, 1],
    [0.29, -1.1, 0],
    [10, 0, 1],
  ]);
  assert.ok(!Object.is(points[0][1], -0));
  assert.equal(shortened, 4);
  for (let hundredths = -1000; hundredths <= 1000; hundredths++) {
    const { shortened } = readPoints(`${(hundredths / 100).toFixed(2)},0,1\n0,0,1`);
    assert.equal(shortened, 0, `${hundredths} hundredths`);
  }
});

test("a text that is too long is refused unread, and the longest is read in a moment", () => {
  assert.deepEqual(bad("0,0,1\n".repeat(1_000_000)), ["6,000,000 characters; there may be 100,000."]);
  const begin = performance.now();
  for (const part of ["0,0,1\n", '"', '",', '""', ",", ";", "\t", "\n", "1", "a", '"a"b,', " "]) {
    readPoints(part.repeat(Math.floor(LONGEST / part.length)));
  }
  // It takes 0.2 s; a square of the length would take minutes.
  assert.ok(performance.now() - begin < 20_000);
});

test("a press means the nearest point within reach, and of points at one place the one on top", () => {
  assert.equal(pointAt(POINTS, [0.1, 0.5], 0.2), 0);
  assert.equal(pointAt(POINTS, [0.1, 0.5], 0.05), -1);
  assert.equal(pointAt(POINTS, [-1, 3], 100), 1);
  assert.equal(pointAt([...POINTS, [0, 0.5, 1], [0.02, 0.5, 1]], [0, 0.5], 0.2), 3);
  assert.equal(pointAt([], [0, 0], 100), -1);
});

test("of a task the first 60 points can be edited, rounded to two decimals", () => {
  const flat = Float64Array.from({ length: 300 }, (_, i) => (i % 3 === 2 ? i % 2 : i / 7 - 20.001));
  const points = editable(flat);
  assert.equal(points.length, 60);
  assert.deepEqual(points[1], [-19.57, -19.43, 1]);
  assert.deepEqual(editable(Float64Array.of(-0.001, 0.999, 1)), [[0, 1, 1]]);
});

test("points of one class, and points of both classes at one place, are remarked on; others are not", () => {
  assert.deepEqual(oddities(POINTS), []);
  assert.deepEqual(oddities([...POINTS, [0, 0.5, 0]]), []);
  assert.deepEqual(oddities([...POINTS, [0, 0.5, 1]]), [
    "Both classes have a point at 0, 0.5: no network can have both right.",
  ]);
  assert.deepEqual(
    oddities([
      [0, 0, 1],
      [1, 1, 1],
    ]),
    ["All points are of class 1: the networks need only learn to output 1."],
  );
});
