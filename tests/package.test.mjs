// The npm package as somebody gets it: packed, installed without a network, and its README's example run. `make package` comes first.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "@playwright/test";
import { chromiumPath } from "../scripts/browsers.mjs";
import { serve } from "../scripts/serve.mjs";
import * as shared from "./package.mjs";

const root = new URL("..", import.meta.url).pathname;
const tools = join(root, "node_modules/.bin");
const { version, exports } = JSON.parse(await readFile(join(root, "npm/package.json"), "utf8"));

/** An empty project that the package is installed into. */
let project = "";
let example = "";

/** @param {string} command @param {string[]} options */
const run = (command, options, cwd = project) => execFileSync(command, options, { cwd, encoding: "utf8" });

before(async () => {
  project = await mkdtemp(join(tmpdir(), "faxor-package-"));
  await writeFile(join(project, "package.json"), '{ "private": true, "type": "module" }');
  const quiet = ["--offline", "--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", ["install", ...quiet, join(root, `target/faxor-${version}.tgz`)]);
  example = await shared.example(join(project, "node_modules/faxor/README.md"));
  await writeFile(join(project, "example.js"), example);
});

after(() => rm(project, { recursive: true, force: true }));

test("the README's example prints what the crate computes for the same link, to the last bit", () => {
  const text = example.match(/new Experiment\("(.+)"\)/)?.[1];
  const updates = example.match(/advance\((.+)\)/)?.[1].replaceAll("_", "");
  assert.ok(text && updates, "the example makes an experiment and trains it");
  const replay = ["run", "--locked", "--quiet", "--example", "replay", "--", `${text}&at=${updates}`];
  const rows = run("cargo", replay, root).trim().split("\n").slice(1);
  const native = rows.map((row) => row.split(",")).map(([rule, , accuracy, loss]) => [rule, +accuracy, +loss]);
  const printed = run("node", ["example.js"]).trim().split("\n");
  const packaged = printed.map((line) => line.split(" ")).map(([rule, accuracy, loss]) => [rule, +accuracy, +loss]);
  assert.deepEqual(packaged, native);
  assert.deepEqual(
    packaged.map(([rule]) => rule),
    ["bp", "fa"],
  );
});

test("the README shows what its example prints", async () => {
  const readme = await readFile(join(project, "node_modules/faxor/README.md"), "utf8");
  assert.equal(/```text\n(.*?)```/s.exec(readme)?.[1], run("node", ["example.js"]));
});

test("the README's example has no error of type", () => {
  const options =
    "--noEmit --allowJs --checkJs --strict --target es2022 --lib esnext,dom --module esnext --moduleResolution bundler";
  run(join(tools, "tsc"), [...options.split(" "), "--ignoreConfig", "example.js"]);
});

test("a bundle for browsers takes nothing of Node.js's along", async () => {
  run(join(tools, "esbuild"), ["--bundle", "--format=esm", "--log-level=error", "--outfile=bundle.js", "example.js"]);
  assert.doesNotMatch(await readFile(join(project, "bundle.js"), "utf8"), /node:/);
});

test("a page without a bundler runs the README's example as a module, to the same bits", async () => {
  await writeFile(join(project, "plain.js"), example.replace('"faxor"', '"./node_modules/faxor/faxor.js"'));
  await writeFile(
    join(project, "index.html"),
    '<!doctype html><title>Faxor</title><link rel="icon" href="data:,"><script type="module" src="plain.js"></script>',
  );
  const host = await serve(project, 0);
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
  try {
    assert.equal(await shared.prints(browser, host.url, 2), run("node", ["example.js"]).trim());
  } finally {
    await browser.close();
    host.close();
  }
});

test("faxor/inline has the core inside: a bundle of it needs no file beside it", async () => {
  await writeFile(join(project, "inlined.js"), example.replace('"faxor"', '"faxor/inline"'));
  const bundle = join(project, "alone/bundle.js");
  run(join(tools, "esbuild"), ["--bundle", "--format=esm", "--log-level=error", `--outfile=${bundle}`, "inlined.js"]);
  assert.equal(run("node", [bundle]), run("node", ["example.js"]));
});

test("the package holds what it names, licences and all, and nothing else", async () => {
  const files = await readdir(join(project, "node_modules/faxor"));
  const papers = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"];
  const code = ["faxor.d.ts", "faxor.js", "faxor_bg.wasm", "faxor_bg.wasm.d.ts", "inline.js", "node.js"];
  assert.deepEqual(files.sort(), [...papers, ...code].sort());
  const named = [exports["."], exports["./inline"], exports]
    .flatMap(Object.values)
    .filter((path) => typeof path === "string");
  for (const path of named) assert.ok(files.includes(path.slice(2)), path);
});

test("the page is served with the package's core, without Rust, and put together again when a file of www/ changes", async () => {
  const script = join(root, "scripts/www.mjs");
  const archive = join(root, `target/faxor-${version}.tgz`);
  const page = join(project, "page");
  // Neither cargo nor trunk is on this path.
  const PATH = [tools, dirname(process.execPath), "/usr/bin", "/bin"].join(":");
  // The address of the page, which cards for messengers need.
  const FAXOR_URL = "https://example.org/faxor/";
  const env = { ...process.env, PATH, CORE: archive, FAXOR_URL };
  const serving = spawn(process.execPath, [script, page, "0"], { env });
  const ended = new AbortController();
  serving.on("close", () => ended.abort());
  const more = () => once(serving.stdout, "data", { signal: ended.signal });
  try {
    let said = "";
    serving.stdout.on("data", (text) => {
      said += text;
    });
    const builds = async (/** @type {number} */ count) => {
      while (said.split("faxor: built").length <= count) await more();
    };
    await builds(1);
    while (!said.includes("serving")) await more();
    const url = said.match(/serving (\S+)/)?.[1];
    const html = await (await fetch(`${url}/`)).text();
    assert.match(html, /<script src=js.early\.js>/);
    assert.match(html, /property="?og:image"? content="?https:\/\/example\.org\/faxor\/docs\/card\.png/);
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
    try {
      const tab = await browser.newPage();
      await tab.goto(`${url}/#rules=kp,fa&at=100`);
      await tab.waitForSelector("html[data-ready]");
      await tab.waitForFunction(() => document.querySelector("#updates")?.textContent === "100");
      assert.equal(await tab.locator(".panel").count(), 2);
    } finally {
      await browser.close();
    }
    // As a file is saved, but with the times that it had.
    const changed = join(root, "www/index.html");
    const { atime, mtime } = await stat(changed);
    await utimes(changed, atime, mtime);
    await builds(2);
  } finally {
    serving.kill();
  }
});
