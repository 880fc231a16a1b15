// Points as text: reading what a reader typed, pasted or took from a spreadsheet, and writing it.
import { counted, whole } from "../words.js";

/** A point: x1, x2 and its class, 0 or 1. @typedef {[number, number, number]} Point */

/** How many points there may be, and how far from the origin along either axis. As in the core. */
export const LEAST = 2;
export const MOST = 60;
export const FURTHEST = 10;

export const LIMITS = `There may be ${LEAST} to ${MOST} points.`;

/** The longest text that is read, in characters, and how many wrong lines are named. */
export const LONGEST = 100_000;
const NAMED = 5;

const COLUMNS = ["x1", "x2", "y"];
const RANGE = `a number from -${FURTHEST} to ${FURTHEST}`;

/** A coordinate with two decimals, as a link holds it. @param {number} x */
export const rounded = (x) => Math.round(x * 100) / 100 || 0;

/** Points as text, x1,x2,y of each. The choice `data` of a link has semicolons between them.
 * @param {Point[]} points @param {string} [between] */
export const textOf = (points, between = "\n") => points.map(String).join(between);

/** Points as CSV below the link to their run. @param {Point[]} points @param {string} link */
export const csvOf = (points, link) => `# ${link}\n${COLUMNS}\n${textOf(points)}\n`;

/** Reads points, one a line; the first line may name the columns. Points with problems must not be used.
 * @param {string} text @returns {{ points: Point[], problems: string[], shortened: number }} `shortened` counts the coordinates
 * that had more than two decimals */
export function readPoints(text) {
  /** @type {Point[]} */
  const points = [];
  /** @type {string[]} */
  const problems = [];
  let shortened = 0;
  let isFirst = true;
  const isLong = text.length > LONGEST;
  const lines = isLong ? [] : text.split(/\r\n?|\n/);
  for (const [index, line] of lines.entries()) {
    const fields = fieldsOf(line);
    if (line[0] === "#" || !fields.some(Boolean)) continue;
    const numbers = fields.map(numberOf);
    const isHeader = isFirst && numbers.every(Number.isNaN);
    isFirst = false;
    if (isHeader) continue;
    const [x1, x2, y] = numbers;
    const isWrong = [!(Math.abs(x1) <= FURTHEST), !(Math.abs(x2) <= FURTHEST), y !== 0 && y !== 1].indexOf(true);
    let problem = "";
    if (fields.length < 3 || fields.slice(3).some(Boolean)) {
      problem = `${counted(fields.length, "column")}; there may be 3, ${COLUMNS}`;
    } else if (isWrong >= 0) {
      problem = `${COLUMNS[isWrong]} is “${shown(fields[isWrong])}”; it may be ${isWrong < 2 ? RANGE : "0 or 1"}`;
    }
    if (problem) problems.push(`Line ${whole(index + 1)}: ${problem}.`);
    /** @type {Point} */
    const point = [rounded(x1), rounded(x2), rounded(y)];
    shortened += Number(point[0] !== x1) + Number(point[1] !== x2);
    points.push(point);
  }
  const more = problems.length - NAMED;
  if (more > 0) problems.splice(NAMED, more, `${counted(more, "more line")} cannot be read.`);
  else if (isLong) problems.push(`${counted(text.length, "character")}; there may be ${whole(LONGEST)}.`);
  else if (!problems.length && (points.length < LEAST || points.length > MOST)) {
    problems.push(`${counted(points.length, "point")}. ${LIMITS}`);
  }
  return { points, problems, shortened };
}

/** The fields of a line, which tabs, semicolons or commas separate, without the quotes around them. @param {string} line */
function fieldsOf(line) {
  const separator = ["\t", ";"].find((sign) => line.includes(sign)) ?? ",";
  // A separator in quotes is part of a field.
  const split = line.replace(/"[^"]*"|[\t;,]/g, (found) => (found === separator ? "\n" : found)).split("\n");
  return split.map((field) =>
    field
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
}

/** NaN where it is no decimal number. A comma may stand for the point. @param {string} field */
function numberOf(field) {
  const text = field.replace(",", ".").replace("−", "-");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** The beginning of what was found. @param {string} text */
const shown = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
