// "Your own points": the reader edits the points in the pictures, or as text, while the networks go on learning.
import { byId, focusOn, lay, write } from "../dom.js";
import { DOT, FEW, SMALL } from "../panels/panel.js";
import { save } from "../share/save.js";
import { say } from "../ui/status.js";
import { counted, shortly, whole } from "../words.js";
import { editable, oddities, pointAt } from "./places.js";
import markup from "./points.html";
import { csvOf, FURTHEST, LEAST, LIMITS, LONGEST, MOST, readPoints, rounded, textOf } from "./text.js";

/** @typedef {import("./text.js").Point} Point */

/** Pixels from a point within which a press means it: by a finger, and by a mouse or a pen. A third of them makes it a drag. */
const FINGER = 20;
const MOUSE = 9;

/** The same for the mark of the keys, in parts of a picture. It moves by fortieths, and so reaches every point. */
const MARK = 0.018;

const HOW = "Press an empty place to add a point, or a point to change its class. Drag a point to move it.";

// About as long, so that the pictures stay where they are.
const HOW_TO_DELETE = "Press a point to delete it. Press the button again to add points, or to change or move them.";

/** @param {import("../state.js").State} state @param {import("../clock.js").Clock} clock
 * @param {import("../panels/reading.js").Reading} reading @param {import("../ui/tools.js").Tools} tools */
export function offerPoints(state, clock, reading, tools) {
  const section = byId("own");
  lay(section, markup);
  const holder = byId("panels");
  const [bar, how, undo, remover, begin, cut, notes, said] = Array.from(
    section.querySelectorAll("#own-bar, #own-bar *, #own-begin, #own-cut, #own-notes, #own-said"),
    (element) => /** @type {HTMLElement} */ (element),
  );
  const field = /** @type {HTMLTextAreaElement} */ (byId("own-text"));
  const file = /** @type {HTMLInputElement} */ (byId("own-file"));
  holder.before(bar);

  /** The class of the next point: that of the last one which was added or changed. */
  let ofClass = 1;
  let isDeleting = false;
  /** What the field held when it was written. */
  let written = "";
  /** Whether a change is made here, and what has become of the task by it. */
  let isOurs = false;
  let news = "";

  // The edit under way: the points before it and as they are now, and the index of the point that it is about, -1 for none.
  /** @type {Point[]} */
  let before = [];
  let all = before;
  let index = -1;
  /** The points before each former edit. @type {Point[][]} */
  let steps = [];
  /** The point that a key has moved last. Moving it on is the same step. */
  let moved = -1;

  // A press: its pointer, where it began and how far it must go to be a drag, in pixels, whether it has added its point, whether it is
  // a drag, and the frame in which the point will follow.
  /** @type {number | null} */
  let pointer = null;
  let [startX, startY, slack, request] = [0, 0, 0, 0];
  let [isNew, isDrag] = [false, false];

  const isOpen = () => tools.isOpen("own");
  const isOwn = () => state.choice("task") === "own";
  const points = () => editable(state.experiment.points());

  /** Which points can be edited, where those are not all. */
  const part = () => {
    const count = state.experiment.points().length / 3;
    return count > MOST ? `the first ${MOST} of ${count} points` : "";
  };

  /** Begins an edit of the point at the mark, which is also where the pointer is. @param {number} reach in parts of a picture */
  const begins = (reach) => {
    before = points();
    all = before;
    const [least, most] = state.experiment.view();
    const radius = (DOT * (all.length > FEW ? SMALL : 1)) / 100;
    index = pointAt(all, reading.at, Math.max(reach, radius) * (most - least));
  };

  /** The edited point at the mark. @param {number} y @returns {Point} */
  const marked = (y) => {
    const [x1, x2] = reading.at.map((x) => rounded(Math.min(Math.max(x, -FURTHEST), FURTHEST)));
    return [x1, x2, y];
  };

  const told = () => {
    const [x1, x2, y] = all[index];
    return `The point at ${shortly(x1)}, ${shortly(x2)} is of class ${y}.`;
  };

  /** @param {Point} point in place of the edited one */
  const put = (point) => {
    all = all.map((other, i) => (i === index ? point : other));
  };

  const turn = () => {
    const [x1, x2, y] = all[index];
    ofClass = 1 - y;
    put([x1, x2, ofClass]);
  };

  /** Adds a point at the mark, and says whether there is room. */
  const add = () => {
    if (all.length === MOST) return say(LIMITS);
    index = all.length;
    all = [...all, marked(ofClass)];
    return true;
  };

  const remove = () => {
    if (index < 0) return say("There is no point.");
    if (all.length === LEAST) return say(LIMITS);
    all = all.filter((_, i) => i !== index);
    finish(`Deleted. ${counted(all.length, "point")}.`);
  };

  const give = (/** @type {"changePoints" | "restartOn"} */ way = "changePoints") => {
    const rest = state.experiment.is_tested() ? ", without points for testing" : "";
    if (!isOwn()) news = `The task is your own points now${part() && `: ${part()}`}${rest}. `;
    isOurs = true;
    state[way](textOf(all, ";"));
    isOurs = false;
  };

  /** Ends an edit: shows everything for these points, and says what was done. */
  const finish = (what = told()) => {
    if (textOf(before) !== textOf(all)) steps.push(before);
    moved = -1;
    give();
    // Parts that are drawn only at rest are drawn again.
    if (!clock.playing) clock.pause();
    show();
    say(news + what);
    news = "";
  };

  const goBack = () => {
    const former = pointer === null && steps.pop();
    if (!former) return say("Nothing to undo.");
    before = former;
    all = former;
    finish(`Undone: ${counted(all.length, "point")}.`);
  };

  holder.addEventListener("pointerdown", ({ target, pointerId, pointerType, isPrimary, button, clientX, clientY }) => {
    const picture = target instanceof Element && target.closest(".picture");
    if (!isOpen() || !picture || !isPrimary || button > 0) return;
    const reach = pointerType === "touch" ? FINGER : MOUSE;
    begins(reach / picture.clientWidth);
    if (isDeleting) return remove();
    isNew = index < 0;
    if (isNew) {
      if (!add()) return;
      give();
    }
    picture.setPointerCapture(pointerId);
    [pointer, startX, startY, slack, request, isDrag] = [pointerId, clientX, clientY, reach / 3, 0, false];
  });

  const follow = () => {
    request = 0;
    const was = textOf(all);
    put(marked(all[index][2]));
    if (pointer !== null && textOf(all) !== was) give();
  };

  holder.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
    if (pointerId !== pointer) return;
    isDrag ||= Math.hypot(clientX - startX, clientY - startY) > slack;
    // At most one change a frame.
    if (isDrag) request ||= requestAnimationFrame(follow);
  });

  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    holder.addEventListener(end, ({ pointerId }) => {
      if (pointerId !== pointer) return;
      if (request) follow();
      cancelAnimationFrame(request);
      pointer = null;
      if (!isNew && !isDrag && end === "pointerup") turn();
      finish();
    });
  }

  const isKey = (/** @type {KeyboardEvent} */ { target, ctrlKey, metaKey, altKey }) =>
    isOpen() &&
    pointer === null &&
    !(ctrlKey || metaKey || altKey) &&
    /** @type {Element} */ (target).matches(".picture");

  // Before an arrow key moves the mark, and after.
  holder.addEventListener("keydown", (event) => isKey(event) && begins(MARK), true);
  holder.addEventListener("keydown", (event) => {
    if (!isKey(event)) return;
    const { key, shiftKey } = event;
    if (key === "Enter") {
      if (index >= 0) turn();
      else if (!add()) return;
      finish();
    } else if (key === "Delete" || key === "Backspace") remove();
    else if (!key.startsWith("Arrow")) return;
    else if (shiftKey && index >= 0) {
      put(marked(all[index][2]));
      if (moved === index) before = steps.pop() ?? before;
      finish();
      moved = index;
    } else {
      moved = -1;
      begins(MARK);
      say(index < 0 ? "" : told());
    }
  });

  for (const place of [holder, bar, section]) {
    place.addEventListener("keydown", (event) => {
      const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey);
      if (!isUndo || !isOpen() || event.target === field) return;
      event.preventDefault();
      goBack();
    });
  }

  /** Says something of the field's text. @param {string} what */
  const tell = (what, isWrong = false) => {
    write(said, what);
    field.ariaInvalid = String(isWrong);
  };

  const showField = () => tell(field.value === written ? "" : "This text is not in use yet.");

  const fill = () => {
    field.value = textOf(points());
    written = field.value;
    showField();
  };

  /** Shows what the tool says of the points as they are now. */
  const show = () => {
    const isShown = isOpen();
    holder.classList.toggle("is-editable", isShown);
    bar.hidden = !isShown || holder.hidden;
    // A picture is described by its canvas.
    for (const { parentElement, id } of holder.querySelectorAll(".picture > canvas")) {
      parentElement?.setAttribute("aria-describedby", isShown ? `${id} own-keys` : id);
    }
    if (!isShown) return;
    write(how, isDeleting ? HOW_TO_DELETE : HOW);
    remover.ariaPressed = String(isDeleting);
    undo.ariaDisabled = String(!steps.length);
    begin.hidden = isOwn();
    write(cut, part());
    const odd = isOwn() ? oddities(points()) : [];
    if (state.experiment.earliest() > 0) {
      odd.push(
        "The networks go on from what they had learned. Restart trains them on these points from the start, and so does the link.",
      );
    }
    write(notes, odd.join(" "));
    if (field.value === written) fill();
  };

  const use = () => {
    const { points: read, problems, shortened } = readPoints(field.value);
    if (problems.length > 0) return tell(problems.join("\n"), true);
    steps.push(points());
    all = read;
    give("restartOn");
    news = "";
    fill();
    show();
    const short = shortened ? ` ${counted(shortened, "coordinate")} rounded to two decimals.` : "";
    tell(`${counted(all.length, "point")} in use: the run restarts from update 0.${short}`);
  };

  /** Reads a file into the field. @param {File | undefined} chosen */
  const read = async (chosen) => {
    if (!chosen) return;
    const { size } = chosen;
    if (size > LONGEST) return tell(`The file has ${whole(size)} bytes; it may have ${whole(LONGEST)}.`, true);
    field.value = await chosen.text();
    showField();
    focusOn(field);
  };

  for (const [id, act] of /** @type {[string, () => unknown][]} */ ([
    ["undo", goBack],
    [
      "delete",
      () => {
        isDeleting = !isDeleting;
        show();
      },
    ],
    [
      "begin",
      () => {
        begins(0);
        finish(HOW);
        focusOn(undo);
      },
    ],
    ["use", use],
    [
      "open",
      () => {
        // The same file may be chosen again.
        file.value = "";
        file.click();
      },
    ],
    ["save", () => tell(save("faxor-points.csv", "text/csv", csvOf(points(), state.linkText(true))))],
  ])) {
    byId(`own-${id}`).addEventListener("click", act);
  }
  file.addEventListener("change", () => read(file.files?.[0]));
  field.addEventListener("input", showField);
  for (const type of /** @type {const} */ (["dragover", "drop"])) {
    field.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      read(event.dataTransfer.files[0]);
    });
  }
  state.on("change", ({ keys, opened }) => {
    if (isOurs) return;
    // A picture may have gone, and the press with it.
    pointer = null;
    if (opened || keys.has("task") || keys.has("data")) steps = [];
    show();
  });
  tools.on("toggle", () => {
    pointer = null;
    isDeleting = false;
    show();
  });
  fill();
  show();
}
