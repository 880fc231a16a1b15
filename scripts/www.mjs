// Serves the page, and puts it together again whenever www/ changes, with a core that is built already: no Rust, no Trunk. `make www`
// calls it. It works in a folder of its own, so that dist/ stays what the last whole build made.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { serve } from "./serve.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CORE = ["faxor.js", "faxor_bg.wasm"];

/** @param {string} folder */
const hasCore = (folder) => CORE.every((file) => existsSync(join(folder, file)));

/** @param {string} from @param {string} to */
async function copyCore(from, to) {
  for (const file of CORE) await cp(join(from, file), join(to, file));
}

/**
 * Puts a core into a folder: that of the npm package, if one is named, otherwise that of the last build, otherwise what the folder
 * has from an earlier time.
 * @param {string} folder
 * @param {{ built: string, named?: string }} from the folder of the last build; what npm calls the package: faxor@1.2.3, or a file
 * @returns whether the core is the package's
 */
export async function takeCore(folder, { built, named }) {
  await mkdir(folder, { recursive: true });
  if (named) {
    const unpacked = await mkdtemp(join(tmpdir(), "faxor-core-"));
    try {
      // npm takes a relative path for the name of a repository.
      const wanted = existsSync(named) ? resolve(named) : named;
      execFileSync("npm", ["pack", wanted, "--loglevel=error", "--ignore-scripts", "--pack-destination", unpacked], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      const [archive] = await readdir(unpacked);
      execFileSync("tar", ["-xzf", join(unpacked, archive), "-C", unpacked]);
      await copyCore(join(unpacked, "package"), folder);
    } finally {
      await rm(unpacked, { recursive: true });
    }
    return true;
  }
  if (hasCore(built)) {
    await copyCore(built, folder);
  } else if (!hasCore(folder)) {
    const { version } = JSON.parse(await readFile(join(ROOT, "npm/package.json"), "utf8"));
    throw new Error(
      `there is no built core: run make dist once, which needs Rust, or make www CORE=faxor@${version}, which takes it from npm`,
    );
  }
  return false;
}

/** Gives the package's imports and exports the short names that the bundle expects. Its panics have lost their names, and stay.
 * @param {string} folder */
function shorten(folder) {
  const env = { ...process.env, FAXOR_PANICS: "1" };
  execFileSync(process.execPath, [join(ROOT, "scripts/small-core.mjs"), folder], { env, stdio: "inherit" });
}

/** Puts the page together; what is wrong is printed. @param {string} folder */
const bundle = (folder) =>
  new Promise((done) => {
    const options = [join(ROOT, "scripts/bundle.mjs"), folder];
    spawn(process.execPath, options, { stdio: "inherit" }).on("close", (code) => done(code === 0));
  });

/** Calls `build` soon after each change in a folder, never twice at a time. @param {string} folder @param {() => Promise<void>} build */
function onChange(folder, build) {
  let last = Promise.resolve();
  /** @type {NodeJS.Timeout | undefined} */
  let soon;
  watch(folder, { recursive: true }, () => {
    // An editor changes a file more than once when it saves it.
    clearTimeout(soon);
    soon = setTimeout(() => {
      last = last.then(build);
    }, 100);
  });
}

/** @param {string} folder @param {number} port @param {string} [named] */
async function main(folder, port, named) {
  if (await takeCore(folder, { built: join(ROOT, "dist"), named })) shorten(folder);
  const build = async () => {
    const start = performance.now();
    if (await bundle(folder)) console.log(`faxor: built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  };
  // First, so that a port that is taken stops it at once.
  const { url } = await serve(folder, port);
  await build();
  onChange(join(ROOT, "www"), build);
  console.log(`faxor: serving ${url}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder = join(ROOT, "target/www"), port = "8080"] = process.argv.slice(2);
  main(folder, Number(port), process.env.CORE).catch((error) => {
    console.error(`faxor: ${error.message}`);
    process.exit(1);
  });
}
