// The package with the core inside. Vite 5 to 7 move a package's scripts away from its other files while you develop, so the core cannot
// be found from its address there. It is also for a page that is to be one file.
import startWith from "./faxor.js";

export * from "./faxor.js";

/** The core in base64, which scripts/package writes here. */
const CORE = "";

/** @param {Parameters<typeof startWith>[0]} [input] the core, if it is not to be the one inside */
export default async function start(input) {
  return startWith(input ?? { module_or_path: Uint8Array.from(atob(CORE), (byte) => byte.charCodeAt(0)) });
}
