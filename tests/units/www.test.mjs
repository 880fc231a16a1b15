// Where `make www` takes the page's core from.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { takeCore } from "../../scripts/www.mjs";

const root = await mkdtemp(join(tmpdir(), "faxor-www-"));
after(() => rm(root, { recursive: true, force: true }));

/** A folder with a core that names its origin. @param {string} origin @param {string[]} [files] */
async function coreOf(origin, files = ["faxor.js", "faxor_bg.wasm"]) {
  const folder = join(root, origin);
  await mkdir(folder);
  for (const file of files) await writeFile(join(folder, file), `${origin}'s ${file}`);
  return folder;
}

const none = join(root, "none");
const page = join(root, "page");
const [built, half] = await Promise.all([coreOf("build"), coreOf("half a build", ["faxor.js"])]);

/** Whose core the page's folder has. */
const origin = async () => {
  const [glue, wasm] = await Promise.all(
    ["faxor.js", "faxor_bg.wasm"].map(async (file) =>
      (await readFile(join(page, file), "utf8")).replace(`'s ${file}`, ""),
    ),
  );
  assert.equal(glue, wasm);
  return glue;
};

test("without a core, a message says how to get one", async () => {
  for (const built of [none, half]) {
    const { version } = JSON.parse(await readFile(new URL("../../npm/package.json", import.meta.url), "utf8"));
    await assert.rejects(takeCore(page, { built }), (/** @type {Error} */ { message }) => {
      assert.match(message, /make dist/);
      assert.ok(message.includes(`make www CORE=faxor@${version}`), message);
      return true;
    });
  }
});

test("the core is the named package's, or the last build's, or the one that is there", async () => {
  const packed = await coreOf("package");
  await writeFile(join(packed, "package.json"), '{ "name": "faxor", "version": "1.2.3" }');
  await mkdir(join(root, "packed"));
  execFileSync("npm", ["pack", packed, "--silent", "--ignore-scripts", "--pack-destination", join(root, "packed")]);
  process.chdir(root);
  assert.equal(await takeCore(page, { built, named: "packed/faxor-1.2.3.tgz" }), true);
  assert.equal(await origin(), "package");
  assert.equal(await takeCore(page, { built: none }), false);
  assert.equal(await origin(), "package");
  assert.equal(await takeCore(page, { built }), false);
  assert.equal(await origin(), "build");
});
