// What a build holds: the page, and what stands beside it.
import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** This folder of a build has docs/*.md as pages, and the picture that cards of links show. A visitor of Faxor's page loads none of it,
 * so scripts/size.mjs does not count it, and scripts/precache.mjs does not keep it for offline use. */
export const BESIDE = "docs/";

/** The page that static hosts show for addresses that they do not have. */
export const LOST = "404.html";

/** The paths of a build's files that a visitor of the page loads. @param {string} folder of the build */
export const filesOfPage = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .filter((path) => path !== LOST && !path.startsWith(BESIDE));
