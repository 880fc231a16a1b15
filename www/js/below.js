// Lays what stands below the pictures: the timeline, the legend, the tools and the charts. The first view does without, and nothing
// moves when they come.
import below from "./below.html";
import { byId, lay } from "./dom.js";
import tools from "./tools.html";

lay(byId("below"), below);
lay(/** @type {HTMLElement} */ (document.querySelector("main")), tools);
