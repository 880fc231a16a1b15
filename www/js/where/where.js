// "Where does it work?": sweeps through the values of one choice as curves, and of two as maps.
import { change_choice } from "../../faxor.js";
import { byId, lay, make, write } from "../dom.js";
import { choiceIn } from "../share/address.js";
import { saveMaps } from "../share/pictures.js";
import { CHOICES } from "../state.js";
import { keysOf } from "../sweep/cells.js";
import { makeCellsTool } from "../sweep/tool.js";
import { Choices } from "../ui/choices.js";
import { sentenceCase, whole } from "../words.js";
import { Curve } from "../wrong/curve.js";
import { CellMap } from "./map.js";
import markup from "./where.html";
import { cellText, finding, foundText, levelText, nameOf, nearest } from "./words.js";

lay(byId("where"), markup);

/** The axes that the tool opens with, and those that are a tool of their own. */
const FIRST = "rate,init";
const WRONG = "angle";

/** The ink of shares, and the parts of a scale. */
const INK = ["--outcome-solved"];
const PARTS = 20;

/** What the parts of a range of numbers are called. */
const FIELDS = ["From", "To", "Values"];

/** @typedef {ReturnType<typeof import("../sweep/cells.js").makeCells>} Cells */

/** Whether the task and the rules use the choices of these axes: the core leaves others out. @param {string} text of a link
 * @param {string} over */
function isUsed(text, over) {
  try {
    return choiceIn(change_choice(text, "over", over), "over") !== "";
  } catch {
    return false;
  }
}

/** The axes after one of them is set; a choice that is the other one changes places with it. @param {string} over @param {number} axis
 * @param {string} key empty for none */
function withAxis(over, axis, key) {
  const parts = over.split(",");
  if (key && key === keysOf(over)[1 - axis]) parts.reverse();
  else parts[axis] = key;
  return parts.filter(Boolean).join();
}

/** @param {Element} fields */
const inputsOf = (fields) => Array.from(fields.querySelectorAll("input"));

/** The fields of an axis: those of a range, or a box for each word. @param {string} key */
function fieldsOf(key) {
  const { options, names } = /** @type {import("../state.js").Choice} */ (CHOICES().get(key));
  const field = (/** @type {string} */ name, /** @type {string} */ value) => {
    const input = make("input");
    input.type = value ? "checkbox" : "text";
    input.value = value;
    return make("label", "field", name, " ", input);
  };
  const fields = options.length
    ? options.map((word, i) => field(names[i], word))
    : [...FIELDS.map((name) => field(name, "")), field("Logarithmic", "log")];
  return make("fieldset", "dial-ways toolbar", make("legend", "", sentenceCase(nameOf(key))), ...fields);
}

/** @param {import("../state.js").State} state @param {import("../share/address.js").Address} address
 * @param {import("../ui/tools.js").Tools} tools @param {() => void} luck opens "Is it luck?" and trains there */
export function offerMaps(state, address, tools, luck) {
  const ranges = byId("where-ranges");
  const menus = [0, 1].map((axis) => /** @type {HTMLSelectElement} */ (byId(`where-${axis}`)));
  let over = "";
  /** What the menus and the fields of the ranges were last made of. */
  let [filled, ranged] = ["", ""];
  /** How many of the links that open next are swept at once. */
  let sweeps = 0;
  /** The maps with the rules that each shows. @type {{ title: string, map: CellMap, rules: number[] }[]} */
  let maps = [];
  /** @type {Curve | null} */
  let curve = null;
  /** @type {Cells | null} */
  let drawn = null;
  /** What is said of the cell that is read. */
  let reading = /** @type {() => string} */ (String);

  const tool = makeCellsTool(state, tools, "where", {
    over: () => over,
    isOwn: (over) => over !== "" && over !== WRONG,
    draw,
  });
  const counted = () => /** @type {import("../sweep/cells.js").Counted} */ (state.choice("counted"));

  // The axes.

  function show() {
    if (byId("where").hidden) return;
    const text = state.linkText(false);
    const asked = choiceIn(text, "over");
    if (asked !== "" && asked !== WRONG) over = asked;
    const keys = Array.from(CHOICES().values()).flatMap(({ key, axis }) => (axis ? [key] : []));
    if (!isUsed(text, over)) {
      over = [FIRST, ...keys].find((over) => isUsed(text, over)) ?? FIRST;
      if (state.choice("over") !== WRONG) return tool.toggled();
    }
    // Asking the core takes a while.
    const of = over + state.choice("rules") + state.choice("task");
    if (filled !== of) {
      filled = of;
      menus.forEach((menu, axis) => {
        const present = keysOf(over)[axis] ?? "";
        const options = [...keys, ...[""].slice(1 - axis)].filter((key) => {
          const next = withAxis(over, axis, key);
          return key === present || (next !== over && next !== WRONG && isUsed(text, next));
        });
        menu.replaceChildren(...options.map((key) => new Option(sentenceCase(nameOf(key)), key)));
        menu.value = present;
      });
    }
    if (ranged !== over) {
      // A field keeps the focus while its value changes.
      if (keysOf(over).join() !== keysOf(ranged).join()) ranges.replaceChildren(...keysOf(over).map(fieldsOf));
      ranged = over;
      over.split(",").forEach((part, axis) => {
        const [key, ...range] = part.split(":");
        const values = range.length > 0 ? range : (CHOICES().get(key)?.axis ?? "").split(":");
        inputsOf(ranges.children[axis]).forEach((input, i) => {
          if (input.type === "text") input.value = values[i];
          else input.checked = values.includes(input.value);
        });
      });
    }
    tool.show();
    draw();
  }

  /** Sets the axes, or says what they may be. @param {string} next @param {EventTarget | null} [field] that is wrong then */
  function set(next, field) {
    let problem = "";
    try {
      state.change("over", next);
    } catch (error) {
      problem = sentenceCase(/** @type {Error} */ (error).message);
    }
    write(byId("where-problem"), problem);
    for (const input of inputsOf(ranges)) input.ariaInvalid = String(problem !== "" && input === field);
  }

  // What is known.

  function draw() {
    const { cells, pool, each } = tool;
    if (!cells) return;
    if (cells !== drawn) build(cells);
    const of = counted();
    const found = cells.rules.map((_, rule) => cells.values.map((_, cell) => cells.found(cell, rule, of)));
    const now = nowOf(cells);
    curve?.mark(now?.[0] ?? null, `now ${state.choice(cells.keys[0])}`);
    curve?.show(found, each, levelText(of, cells.updates));
    for (const { map, rules } of maps) {
      const version = [of, now, rules, rules.map((rule) => cells.versions[rule])].join();
      // Each in a task of its own, so that the page stays smooth.
      setTimeout(() => map.draw(version));
    }
    write(byId("where-reading"), reading());
    const { options, names } = /** @type {import("../state.js").Choice} */ (CHOICES().get("counted"));
    const name = sentenceCase(names[options.indexOf(of)]);
    write(byId("where-caption"), `${name}: of ${whole(each)} networks with ${whole(cells.updates)} updates each`);
    const isWhole = !pool && found.flat().every(({ trained }) => trained > 0);
    write(byId("where-finding"), isWhole ? finding(cells.names, found, of) : "");
    byId("where-png").hidden = pool !== null || maps.length === 0;
    byId("where-legend").hidden = maps.length === 0;
  }

  /** The cell of the present setting. @param {Cells} cells */
  function nowOf(cells) {
    const now = cells.keys.map((key, axis) => nearest(cells.axes[axis], state.choice(key)));
    return now.includes(-1) ? null : now;
  }

  /** Makes the maps or the curve. @param {Cells} cells */
  function build(cells) {
    drawn = cells;
    const contenders = state.contenders();
    maps = [];
    curve = null;
    const holder = byId("where-maps");
    holder.replaceChildren();
    const names = cells.keys.map(nameOf);
    const [across, up] = cells.axes;

    /** What is known of a cell by some rules. @param {number} cell @param {number[]} rules */
    const describe = (cell, rules) => {
      const words = rules.map((rule) => foundText(cells.names[rule], cells.found(cell, rule, counted()), counted()));
      return `${cellText(cells.keys, cells.values[cell])}: ${words.join("; ")}`;
    };
    /** Opens a cell: its setting in the pictures, and its networks as dots. @param {number} cell */
    const open = (cell) => {
      sweeps += 1;
      address.go(tool.linkTo(cell, { seed: state.choice("seed"), seeds: String(tool.each) }));
    };
    /** @param {(() => string) | null} [words] */
    const read = (words) => {
      reading = words ?? String;
      write(byId("where-reading"), reading());
    };
    read();

    if (!up) {
      const marks = across.map((words, at) => ({ at, words, short: [words] }));
      const lines = contenders.map(({ rule, name }) => ({ rule, ofLine: [name, rule] }));
      const what = { values: [...marks.keys()], lines, marks, name: names[0] };
      curve = new Curve(holder.appendChild(make("div", "wrong-plot")), what, {
        open: ({ value }) => open(value),
        read: (place) => read(place && (() => describe(place.value, [place.line]))),
        describe: ({ line, value }) => describe(value, [line]),
      });
      return;
    }
    const cellOf = (/** @type {number[]} */ [x, y]) => x * up.length + y;
    /** A map, and below it a scale from `least` on, which is a map of one row.
     * @param {string} title @param {(string | Node)[]} caption @param {number[]} rules one, or two that are compared @param {number} [least] */
    const add = (title, caption, rules, least = 1) => {
      const figure = holder.appendChild(make("figure", "", make("figcaption", "", ...caption)));
      const inks = () => (rules[1] === undefined ? INK : rules.map((rule) => `--rule-${contenders[rule].rule}`));
      const look = () => ({
        axes: cells.axes,
        names,
        inks: inks(),
        level: (/** @type {number[]} */ ...place) => {
          const [one, other = 0] = rules.map((rule) => {
            const { trained, level } = cells.found(cellOf(place), rule, counted());
            return trained > 0 ? level : Number.NaN;
          });
          return one - other;
        },
        now: nowOf(cells),
      });
      const map = new CellMap(figure, `${title}. Arrow keys go from cell to cell; Enter opens one.`, look, {
        read: (place) => read(place && (() => describe(cellOf(place), rules))),
        open: (place) => open(cellOf(place)),
      });
      maps.push({ title, map, rules });
      const steps = Array.from({ length: PARTS + 1 }, (_, i) => least + ((1 - least) * i) / PARTS);
      const scale = () => ({
        axes: [steps.map(levelText(counted(), cells.updates, least < 0)), [""]],
        names: [rules[1] === undefined ? "" : `← ${cells.names[rules[1]]}  ·  ${cells.names[rules[0]]} →`, ""],
        inks: inks(),
        level: (/** @type {number} */ x) => steps[x],
      });
      if (least < 1) maps.push({ title: "", map: new CellMap(figure, "Scale", scale), rules });
      return figure;
    };
    contenders.forEach(({ name, rule }, i) => {
      const title = sentenceCase(name);
      add(title, [title], [i], i && 1).dataset.rule = rule;
    });
    if (contenders.length < 2) return;
    const pair = [0, 1];
    const pickers = pair.map((rule, place) => {
      const menu = make("select", "", ...cells.names.map((name, i) => new Option(name, String(i))));
      menu.ariaLabel = `Rule ${place + 1}`;
      menu.value = String(rule);
      menu.addEventListener("change", () => {
        pair[place] = Number(menu.value);
        draw();
      });
      return menu;
    });
    add("Difference", contenders.length > 2 ? [pickers[0], "minus", pickers[1]] : ["Difference"], pair, -1);
  }

  new Choices(state, byId("where"));
  byId("where-form").addEventListener("submit", (event) => event.preventDefault());
  menus.forEach((menu, axis) => {
    menu.addEventListener("change", () => set(withAxis(over, axis, menu.value)));
  });
  ranges.addEventListener("change", ({ target }) => {
    const parts = over.split(",");
    const axis = Array.from(ranges.children).findIndex((fields) => fields.contains(/** @type {Node} */ (target)));
    const inputs = inputsOf(ranges.children[axis]).filter(({ type, checked }) => type === "text" || checked);
    parts[axis] = [keysOf(over)[axis], ...inputs.map(({ value }) => value.trim().replace(",", "."))].join(":");
    // A choice without a range has its usual one, and nothing is chosen here.
    set(inputs.length > 0 ? parts.join() : `${parts[axis]}:`, target);
  });
  byId("where-png").addEventListener("click", () => {
    saveMaps(`Where does it work? ${byId("where-caption").textContent}`, tool.cells?.text ?? "", maps, tool.tell);
  });
  state.on("change", ({ opened }) => {
    show();
    if (!opened || sweeps === 0) return;
    sweeps -= 1;
    luck();
  });
  tools.on("toggle", show);
  show();
  tool.toggled();
}
