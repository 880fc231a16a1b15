// Lays what stands below the pictures: the timeline, the legend, the tools and the charts. The first view does without, and nothing
// above moves when they come.
import markup from "./below.html";
import { byId, lay } from "./dom.js";

lay(/** @type {HTMLElement} */ (document.querySelector("main")), markup);
// The status line has been there from the start, and stands under the legend.
byId("legend").after(byId("status"));
