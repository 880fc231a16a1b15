// The tool "Earlier results": a table of what is kept, compared with one of its rows, and shared as a link or a file.
import { change_choice, Experiment, has_runs_of, interval, read_link } from "../../faxor.js";
import { byId, focusOn, intoSight, lay, make, makeButton, write } from "../dom.js";
import { address as addressOf, choiceIn } from "../share/address.js";
import { giveLink } from "../share/copy-link.js";
import { save } from "../share/save.js";
import { CHOICES } from "../state.js";
import { CountedSweep, train } from "../sweep/training.js";
import { counted, percent, sentenceCase, whole } from "../words.js";
import { difference, differenceTexts } from "./difference.js";
import markup from "./earlier.html";
import { MOST_BYTES, readKept, readResults, refuse } from "./file.js";
import { differences, MOST, recordOf } from "./store.js";

lay(byId("earlier"), markup);

/** The largest update that a link names. */
const LAST = 100_000_000;

/** The most updates of a run that is trained for its curves, and how many are made in one go. */
const MOST_TRAINED = 100_000;
const SLICE = 100;

/** @typedef {import("./store.js").Entry} Entry */

/** @param {string} message */
const tell = (message) => {
  write(byId("earlier-status"), message);
};

/** The share that a network solved, with its interval; nothing without a sweep. @param {Entry} entry @param {number} network
 * @returns {import("./difference.js").Measured | undefined} */
function shareOf({ sweep }, network) {
  if (!sweep?.seeds(network)) return;
  const seeds = sweep.seeds(network);
  const [solved] = sweep.counts(network);
  const [least, most] = interval(solved, seeds);
  return [solved / seeds, least, most];
}

export class EarlierTool {
  #store;
  #state;
  #address;
  #tools;
  /** The row that the others are compared with, if the reader chose one. @type {{ entry?: Entry, network: number }} */
  #base = { network: 0 };
  /** Ends the training under way. @type {(() => void) | null} */
  #cancel = null;

  /** @param {import("./store.js").Earlier} store @param {import("../state.js").State} state
   * @param {import("../share/address.js").Address} address @param {import("../ui/tools.js").Tools} tools */
  constructor(store, state, address, tools) {
    this.#store = store;
    this.#state = state;
    this.#address = address;
    this.#tools = tools;
    store.on("change", () => this.#show());
    const input = /** @type {HTMLInputElement} */ (byId("earlier-file"));
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file) this.open(file);
      // The same file may be chosen again.
      input.value = "";
    });
    for (const [name, act] of Object.entries({
      train: () => (this.#cancel ? this.#cancel() : this.#train()),
      copy: () => this.#copy(),
      save: () => this.#save(),
      open: () => input.click(),
      clear: () => {
        this.#cancel?.();
        store.only([]);
        focusOn(byId("earlier-open"));
      },
    })) {
      byId(`earlier-${name}`).addEventListener("click", act);
    }
    this.#show();
  }

  #show() {
    const { entries } = this.#store;
    const table = byId("earlier-table");
    const focusable = () => Array.from(table.querySelectorAll("button, input"));
    const focus = focusable().indexOf(/** @type {Element} */ (document.activeElement));
    table.replaceChildren(...entries.flatMap((entry, i) => this.#rowsOf(entry, i + 1)));
    byId("earlier-some").hidden = entries.length === 0;
    const next = focusable();
    if (focus >= 0) focusOn(next[focus] ?? next.at(-1) ?? byId("earlier-open"));
  }

  /** The row that the others are compared with: if none is chosen, the first of the present or the latest sweep. */
  #baseNow() {
    const entries = this.#store.entries.filter(({ sweep }) => sweep);
    if (entries.some((entry) => entry === this.#base.entry)) return this.#base;
    return { entry: entries.find(({ isPresent }) => isPresent) ?? entries.at(-1), network: 0 };
  }

  /** @param {Entry} entry @param {number} number */
  #rowsOf(entry, number) {
    const { contenders, sweep, run, name } = entry;
    const base = this.#baseNow();
    const reference = base.entry && shareOf(base.entry, base.network);
    return contenders.map((contender, network) => {
      const row = make("tr");
      const add = (/** @type {(Node | string)[]} */ ...content) => {
        const cell = make("td", "", ...content);
        row.append(cell);
        return cell;
      };
      const addButton = (/** @type {string} */ text, /** @type {string} */ label, /** @type {() => void} */ press) => {
        const button = makeButton(text, press);
        button.ariaLabel = label;
        add(button).rowSpan = contenders.length;
      };
      const of = `${number}: ${name}`;
      if (network === 0) addButton(of, of, () => this.#bringBack(entry));
      const heading = make("th", "", sentenceCase(contender.name));
      heading.scope = "row";
      heading.dataset.rule = contender.rule;
      row.append(heading);
      const solved = run?.solved[network] ?? Number.NaN;
      add(run ? `${solved >= 0 ? `${whole(solved)} of` : "not within"} ${whole(run.updates)}` : "–");
      const share = shareOf(entry, network);
      if (share) {
        const [at, least, most] = share.map(percent);
        add(`${at} % of ${whole(sweep?.seeds(network) ?? 0)}`, make("small", "", `${least} to ${most} %`));
        const radio = make("input");
        radio.type = "radio";
        radio.name = "earlier-base";
        radio.checked = base.entry === entry && base.network === network;
        radio.ariaLabel = `Compare with ${of}, ${contender.name}`;
        radio.addEventListener("change", () => {
          this.#base = { entry, network };
          this.#show();
        });
        const cell = add(radio);
        if (reference && !radio.checked) {
          const [finding, points] = differenceTexts(difference(share, reference));
          cell.append(` ${finding}`, make("small", "", points));
        }
      } else {
        add("not trained yet");
        add();
      }
      if (network === 0)
        addButton("×", `Remove ${of}`, () => this.#store.only(this.#store.entries.filter((other) => other !== entry)));
      return row;
    });
  }

  /** @param {Entry} entry */
  #bringBack({ link, run }) {
    tell("The pictures show it now.");
    this.#address.go(change_choice(link, "at", run ? String(Math.min(run.updates, LAST)) : ""));
  }

  async #train() {
    const button = byId("earlier-train");
    let why = "";
    write(button, "Cancel");
    for (const entry of this.#store.entries) {
      // Another one may have had the same sweep, and the reader may have removed this one.
      if (entry.sweep || !this.#store.entries.includes(entry)) continue;
      const text = entry.link;
      const sweep = new CountedSweep(text);
      const [first, seeds] = ["first", "seeds"].map((key) => Number(choiceIn(text, key)));
      tell(`Training ${entry.name}.`);
      why = await new Promise((finish) => {
        const pool = train(
          "training",
          entry.contenders.map((_, rule) => ({ text, rule, first, seeds })),
          { tally: (rule, tally) => sweep.add(rule, tally), tell, finish },
        );
        this.#cancel = () => {
          pool?.stop();
          finish("Cancelled.");
        };
      });
      if (why) break;
      if (this.#store.entries.includes(entry)) this.#store.keepSweep(sweep);
    }
    this.#cancel = null;
    write(button, "Train these");
    tell(why || "All of these are trained.");
  }

  async #copy() {
    const present = this.#state.linkText(true);
    const settings = this.#store.entries.map((entry) => differences(entry, present));
    const kept = settings.map((pairs) => pairs.map(({ key, value }) => `${key}=${value}`).join("/"));
    const text = kept.filter(Boolean).join(";");
    if (settings.flat().some(({ key }) => key === "data") || text.length > (CHOICES().get("kept")?.most ?? 0))
      return tell("This is too long for a link; save it as a file.");
    const isCopied = await giveLink(addressOf(change_choice(present, "kept", text)));
    tell(isCopied ? "Copied: the link opens these settings. Their sweeps are to be trained again." : "");
  }

  #save() {
    const settings = this.#store.entries.map(({ link, run, contenders, sweep }) => ({
      link,
      updates: run?.updates ?? 0,
      sweep: sweep ? contenders.map(({ text }, rule) => ({ network: text, tally: sweep.tally(rule) })) : [],
    }));
    const text = JSON.stringify({ faxor: "results", version: 1, present: this.#state.linkText(true), settings });
    const saved = save("faxor-results.json", "application/json", text);
    tell(text.length > MOST_BYTES ? `${saved} It is too large to be opened here.` : saved);
  }

  /** Opens a file of results. Where it is wrong, nothing changes but what is said. @param {File} file */
  open(file) {
    this.#attempt(async () => {
      if (file.size > MOST_BYTES) refuse("the file is larger than 8 MB, the most that it may have");
      const { present, settings } = readResults(await file.text(), this.#room(), read_link, CountedSweep);
      this.#take(settings);
      tell(`Opened ${file.name}: ${counted(settings.length, "setting")}.`);
      if (!has_runs_of(present, this.#state.linkText(false))) this.#address.go(present);
      intoSight(byId("earlier"));
    });
  }

  /** Takes over the settings that the page's link is compared with. */
  openKept() {
    const kept = this.#state.choice("kept");
    if (kept === "") return;
    this.#state.change("kept", "");
    this.#attempt(() => {
      const links = readKept(kept, this.#state.linkText(false), this.#room(), change_choice);
      const updates = Number(this.#state.choice("at") || this.#state.choice("updates"));
      this.#take(links.map((link) => ({ link, updates, sweep: null })));
    });
  }

  #room() {
    return MOST - this.#store.entries.length;
  }

  /** @param {() => void | Promise<void>} act */
  async #attempt(act) {
    this.#tools.open("earlier");
    try {
      await act();
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
      intoSight(byId("earlier-status"));
    }
  }

  /** @param {ReturnType<typeof readResults<CountedSweep>>["settings"]} settings */
  async #take(settings) {
    const added = settings.map(({ link, updates, sweep }) => {
      const entry = this.#store.entryOf(link);
      if (sweep) this.#store.keepSweep(sweep);
      return { entry, most: Math.min(updates, MOST_TRAINED) };
    });
    for (const { entry, most } of added) {
      const experiment = new Experiment(entry.link);
      const isWanted = () => most > 0 && !entry.run && this.#store.entries.includes(entry);
      while (isWanted() && experiment.updates() < most) {
        const begin = performance.now();
        experiment.advance(Math.min(SLICE, most - experiment.updates()));
        // Half of the time is the page's.
        await new Promise((done) => setTimeout(done, performance.now() - begin));
      }
      if (isWanted()) this.#store.keepRun(entry.link, recordOf(experiment));
      experiment.free();
    }
  }
}
