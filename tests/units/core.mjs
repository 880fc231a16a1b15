// The built core, for tests without a browser.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const dist = pathToFileURL(`${process.env.DIST ?? "dist"}/`);
/** @type {typeof import("../../www/faxor.js")} */
export const core = await import(new URL("faxor.js", dist).href);
await core.default({ module_or_path: await readFile(new URL("faxor_bg.wasm", dist)) });
