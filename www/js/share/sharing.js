// The "Share" dialog: the link and its QR code, the HTML to embed the page, and the files to save.
import { change_choice } from "../../faxor.js";
import { byId, focusOn, isFramed, lay, makeButton } from "../dom.js";
import { sentenceCase, whole } from "../words.js";
import { address } from "./address.js";
import { fileName, historyCsv, runJson } from "./files.js";
import { allPictures, chartPicture, panelPicture, savePicture } from "./pictures.js";
import { drawCode } from "./qr.js";
import { copy, offerSeparators, save, unlessForbidden } from "./save.js";
import markup from "./sharing.html";

lay(document.body, markup);

/** @typedef {import("../state.js").State} State */

/** Side of the small QR code, in pixels. */
const CODE = 208;

/** Heights of the page in a frame about 750 pixels wide: its edges, and each part. Charts are counted with half of the tools, which come with
 * charts and controls. @type {Record<string, number>} */
const HEIGHTS = { edges: 80, title: 160, lesson: 600, controls: 140, panels: 620, charts: 380 };

const dialog = /** @type {HTMLDialogElement} */ (byId("sharing"));
const large = /** @type {HTMLDialogElement} */ (byId("code-large"));
const link = /** @type {HTMLTextAreaElement} */ (byId("sharing-link"));
const snippet = /** @type {HTMLTextAreaElement} */ (byId("sharing-snippet"));
const fromHere = /** @type {HTMLInputElement} */ (byId("sharing-here"));
/** @type {HTMLInputElement[]} */
const parts = Array.from(document.querySelectorAll("#sharing-parts input"));

/** @param {string} message */
const say = (message) => {
  byId("sharing-status").textContent = message;
};

export class Sharing {
  #state;
  #charts;
  #show;
  /** The link to the update at which the dialog was opened. */
  #text = "";

  /**
   * @param {State} state
   * @param {import("../charts/charts.js").Charts} charts
   * @param {() => void} show updates everything on the page
   * @param {() => void} present
   */
  constructor(state, charts, show, present) {
    this.#state = state;
    this.#charts = charts;
    this.#show = show;
    // Near its button: the middle of a high frame may be out of sight, and the focus would scroll the page around it.
    if (isFramed) dialog.style.marginBlockStart = "1rem";
    const on = (/** @type {string} */ id, /** @type {() => void} */ act, event = "click") =>
      byId(id).addEventListener(event, act);
    // The focus goes back to where the dialog was opened, and from there to what a presenter needs.
    on("present", () => {
      dialog.close();
      present();
    });
    on("sharing-close", () => dialog.close());
    on("print", () => {
      dialog.close();
      print();
      if (!isFramed) return;
      dialog.showModal();
      say(unlessForbidden("the print"));
    });
    on("sharing-copy", () => copyField(link, "the link"));
    on("sharing-copy-snippet", () => copyField(snippet, "the HTML"));
    on("sharing-at", () => this.#write(), "change");
    offerSeparators(/** @type {HTMLSelectElement} */ (byId("sharing-csv")));
    on("sharing-parts", () => this.#write(), "change");
    on("sharing-code", () => {
      large.showModal();
      this.#enlarge();
    });
    on("code-close", () => large.close());
    addEventListener("resize", () => {
      if (large.open) this.#enlarge();
    });
  }

  open() {
    this.#fill();
    dialog.showModal();
  }

  /** Takes the link to the current update, and lists the files to save. */
  #fill() {
    const state = this.#state;
    this.#text = state.linkText(true);
    // No link holds points that were changed on the way.
    const isChanged = state.experiment.earliest() > 0;
    byId("sharing-at").hidden = isChanged;
    byId("sharing-replays").textContent = isChanged
      ? "It trains on these points from the start. What the networks had learned before is not in it."
      : "It replays exactly this run, bit for bit, on every device.";
    byId("sharing-update").textContent = whole(state.experiment.updates());
    say("");
    const panels = state.contenders().map(({ name, text }, run) =>
      this.#saver(`Picture of ${name} (PNG)`, () => {
        const panel = document.querySelectorAll(".panel")[run];
        return this.#picture(panelPicture(state, run, panel), text);
      }),
    );
    const charts = this.#charts
      .inSight()
      .map(({ label }, i) =>
        this.#saver(`${label} (PNG)`, () => this.#picture(chartPicture(state, this.#charts.inSight()[i]), label)),
      );
    const text = (/** @type {string} */ what, /** @type {string} */ ending, /** @type {string} */ type) =>
      this.#saver(`${sentenceCase(what)} (${ending.toUpperCase()})`, () => {
        say(save(fileName(state, what, ending), type, ending === "csv" ? historyCsv(state) : runJson(state)));
      });
    const all = this.#saver("All pictures in one (PNG)", () =>
      this.#picture(allPictures(state, Array.from(document.querySelectorAll(".panel"))), "all"),
    );
    byId("sharing-files").replaceChildren(
      ...(panels.length > 1 ? [all] : []),
      ...panels,
      ...charts,
      text("history", "csv", "text/csv"),
      text("whole run", "json", "application/json"),
    );
    this.#write();
  }

  /** @param {string} label @param {() => void} act */
  #saver(label, act) {
    return makeButton(label, () => {
      // The file and the page then show the same update.
      this.#show();
      act();
    });
  }

  /** @param {HTMLCanvasElement} canvas @param {string} what */
  #picture(canvas, what) {
    savePicture(canvas, fileName(this.#state, what, "png"), this.#state.linkText(true), say);
  }

  /** Writes the link, its QR code and the HTML for the chosen options. */
  #write() {
    const text = fromHere.checked ? this.#text : change_choice(this.#text, "at", "");
    link.value = address(text);
    const canvas = /** @type {HTMLCanvasElement} */ (byId("sharing-code").querySelector("canvas"));
    drawCode(canvas, link.value, CODE);

    const shown = parts.filter(({ checked }) => checked).map(({ value }) => value);
    const height = shown.reduce((sum, part) => sum + HEIGHTS[part], HEIGHTS.edges);
    const isSome = shown.length > 0;
    const source = isSome ? address(change_choice(text, "view", shown.join())).replaceAll("&", "&amp;") : "";
    snippet.value = isSome
      ? `<iframe src="${source}" title="Faxor: can a network learn from the wrong feedback?" width="100%" height="${height}" ` +
        `loading="lazy" allow="fullscreen; clipboard-write" style="border: 0"></iframe>`
      : "";
    /** @type {HTMLButtonElement} */ (byId("sharing-copy-snippet")).disabled = !isSome;
    byId("sharing-none").hidden = isSome;
  }

  /** Draws the QR code as large as fits the screen. */
  #enlarge() {
    const canvas = /** @type {HTMLCanvasElement} */ (large.querySelector("canvas"));
    const room = /** @type {HTMLElement} */ (canvas.parentElement);
    byId("code-text").textContent = link.value;
    drawCode(canvas, link.value, Math.min(room.clientWidth, room.clientHeight));
  }
}

/** Copies the text of a field. If the browser does not allow that, selects it for the reader.
 * @param {HTMLTextAreaElement} field @param {string} what */
async function copyField(field, what) {
  if (await copy(field.value)) return say(`Copied ${what}.`);
  focusOn(field);
  field.select();
  say(`This browser did not allow Faxor to copy ${what}. It is selected: copy it yourself.`);
}
