// What every chart has in common.

/** @param {string} name of a custom property */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @import uPlot from "../vendor/uplot.js" */

/** An axis in the page's ink; `own` adds what is this axis's. @param {uPlot.Axis} own @returns {uPlot.Axis} */
export const axis = (own) => ({
  stroke: colour("--soft"),
  font: "12px system-ui, sans-serif",
  grid: { stroke: colour("--rule"), width: 1 },
  ticks: { show: false },
  gap: 4,
  ...own,
});
