// The first view: starts the core, and makes the parts that the first picture needs. The other parts follow (page.js).
import init from "../faxor.js";
import { compiled } from "./core.js";
import { byId } from "./dom.js";
import { PanelGrid } from "./panels/grid.js";
import { State } from "./state.js";
import { lacking } from "./ui/lacks.js";
import { followView } from "./ui/view.js";

/** @param {string} message */
function fail(message) {
  const fault = byId("fault");
  fault.textContent = message;
  fault.hidden = false;
}

async function start() {
  try {
    await init({ module_or_path: await compiled });
    if (!document.createElement("canvas").getContext("2d")) throw new Error("no canvas");
  } catch (error) {
    const lacks = lacking();
    if (!lacks) console.warn(error);
    return fail(
      lacks ||
        "Faxor could not start: its WebAssembly file is missing or damaged. Check the connection and reload the page.",
    );
  }
  const state = new State(location.hash);
  followView(state);
  byId("page").hidden = false;
  // It shows if early.js did not come.
  byId("unstarted").remove();
  const grid = new PanelGrid(state);
  await painted();
  // Benches and tests read this.
  performance.mark("first-surface");
  const { furnish } = await import("./page.js");
  await furnish(state, grid);
}

/** Waits until what is drawn now is on the screen. A hidden tab draws no frames, so there it does not wait. */
function painted() {
  if (document.hidden) return;
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

// Not awaited: page.js imports this module, and would wait forever for it to end. early.js shows any error.
start().catch(reportError);
