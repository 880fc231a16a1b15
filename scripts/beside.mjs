// What a build holds beside the page.

/** The folder of a build with what is read beside the page: these pages, and the picture of a link that is pasted somewhere. A visitor
 * of the page loads none of it, so scripts/size.mjs does not count it and scripts/precache.mjs does not keep it for offline use. */
export const BESIDE = "docs/";

/** The page that static hosts show for addresses that they do not have. */
export const LOST = "404.html";

/** Whether a file of a build is none that a visitor of the page loads. @param {string} path */
export const isBeside = (path) => path.startsWith(BESIDE) || path === LOST;
