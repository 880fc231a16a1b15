// The README's example of the npm package in bundlers, in a real browser: in development and as a build, without settings for Faxor. Each
// bundler is installed into target/bundlers/ when it is first needed. `make package` comes first: see `make bundlers`.
//
// Prints the table that npm/README.md shows, and fails where that table says otherwise.
import { execFileSync } from "node:child_process";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import { chromiumPath } from "../scripts/browsers.mjs";
import { serve } from "../scripts/serve.mjs";
import { example, prints } from "./package.mjs";

const root = new URL("..", import.meta.url).pathname;
const { version } = JSON.parse(await readFile(join(root, "npm/package.json"), "utf8"));
const HOST = "127.0.0.1";

/** Vite's configuration. The example waits at its top level, which Vite 5 and 6 refuse for the browsers that they build for unless told
 * otherwise.
 * @param {string} folder @param {string} [target] */
const vite = async (folder, target) => {
  const tool = await import(pathToFileURL(join(folder, "node_modules/vite/dist/node/index.js")).href);
  const settings = { root: folder, configFile: false, logLevel: "error", server: { host: HOST }, build: { target } };
  return {
    /** @param {(url: string) => Promise<string>} visit */
    async develop(visit) {
      const server = await tool.createServer(settings);
      await server.listen();
      const result = await visit(server.resolvedUrls.local[0]);
      await server.close();
      return result;
    },
    build: () => tool.build(settings),
  };
};

/** @param {string} folder */
const webpack = async (folder) => {
  const load = createRequire(join(folder, "package.json"));
  const tool = load("webpack");
  /** @param {"development" | "production"} mode */
  const settings = (mode) => ({
    mode,
    context: folder,
    entry: "./main.js",
    output: { path: join(folder, "dist"), filename: "main.js" },
    performance: false,
    stats: "none",
  });
  return {
    /** @param {(url: string) => Promise<string>} visit */
    async develop(visit) {
      const Server = load("webpack-dev-server");
      const options = { host: HOST, port: "auto", static: join(folder, "page"), client: { logging: "none" } };
      const server = new Server(
        options,
        tool({ ...settings("development"), infrastructureLogging: { level: "none" } }),
      );
      await server.start();
      const result = await visit(`http://${HOST}:${server.options.port}/`);
      await server.stop();
      return result;
    },
    async build() {
      await new Promise((done, fail) => {
        tool(settings("production"), (/** @type {Error | null} */ error, /** @type {any} */ stats) =>
          error || stats.hasErrors() ? fail(error ?? new Error(stats.toString())) : done(undefined),
        );
      });
      await writeFile(join(folder, "dist/index.html"), PAGE.replace("/main.js", "main.js"));
    },
  };
};

/** @type {[name: string, packages: string[], open: (folder: string) => ReturnType<typeof vite>][]} */
const BUNDLERS = [
  ["Vite 5", ["vite@5.4.21"], (folder) => vite(folder, "es2022")],
  ["Vite 6", ["vite@6.4.6"], (folder) => vite(folder, "es2022")],
  ["Vite 7", ["vite@7.3.8"], (folder) => vite(folder)],
  ["Vite 8", ["vite@8.3.8"], (folder) => vite(folder)],
  ["webpack 5", ["webpack@5.113.0", "webpack-dev-server@5.2.2"], webpack],
];

const PAGE =
  '<!doctype html><title>Faxor</title><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>';

/** The folder of a project that has the packages and the package itself. @param {string} name @param {string[]} packages */
async function project(name, packages) {
  const folder = join(root, "target/bundlers", name.toLowerCase().replace(" ", "-"));
  const install = (/** @type {string[]} */ ...what) =>
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", ...what], {
      cwd: folder,
    });
  const wanted = JSON.stringify(packages);
  const stamp = join(folder, "installed");
  if ((await readFile(stamp, "utf8").catch(() => "")) !== wanted) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }');
    install("--save-exact", ...packages);
    await writeFile(stamp, wanted);
  }
  for (const old of ["node_modules/faxor", "node_modules/.vite", "dist"]) {
    await rm(join(folder, old), { recursive: true, force: true });
  }
  install("--no-save", "--offline", join(root, `target/faxor-${version}.tgz`));
  await mkdir(join(folder, "page"), { recursive: true });
  for (const page of ["index.html", "page/index.html"]) await writeFile(join(folder, page), PAGE);
  await writeFile(join(folder, "main.js"), await example(join(folder, "node_modules/faxor/README.md")));
  return folder;
}

const archive = join(root, `target/faxor-${version}.tgz`);
await access(archive).catch(() => {
  throw new Error(`${archive} is missing: run make package`);
});
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
const visit = (/** @type {string} */ url) => prints(browser, url, 2);
const rows = [];
let expected = "";
for (const [name, packages, open] of BUNDLERS) {
  const folder = await project(name, packages);
  expected ||= execFileSync("node", ["main.js"], { cwd: folder, encoding: "utf8" }).trim();
  const bundler = await open(folder);
  const developed = await bundler.develop(visit).catch(String);
  await bundler.build();
  const host = await serve(join(folder, "dist"), 0);
  const built = await visit(host.url);
  host.close();
  const cell = (/** @type {string} */ printed) => (printed === expected ? "works" : `fails: ${printed}`);
  const [, number] = packages[0].split("@");
  rows.push(`| ${name} (${number}) | ${cell(developed)} | ${cell(built)} |`);
  console.log(rows.at(-1));
}
await browser.close();

const readme = await readFile(join(root, "npm/README.md"), "utf8");
const missing = rows.filter((row) => !readme.includes(row));
for (const row of missing) console.error(`npm/README.md says otherwise: ${row}`);
// A development server's watchers would keep the process alive.
process.exit(missing.length > 0 ? 1 : 0);
