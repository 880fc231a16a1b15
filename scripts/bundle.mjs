// Bundles the page's HTML, styles and scripts into a folder that contains the core's files. Trunk runs it as
// the last step of a build. If only www/ has changed, `node scripts/bundle.mjs dist` is enough.
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, transform } from "esbuild";
import { rollup } from "rollup";
import { minify } from "terser";
import { RULES } from "../www/js/rules.js";
import { BESIDE, LOST } from "./beside.mjs";
import { CARD, withCards } from "./cards.mjs";
import { writeDocs } from "./docs.mjs";
import { lesson } from "./lesson.mjs";
import { precache } from "./precache.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const WWW = join(ROOT, "www");
const to = resolve(process.argv[2]);

/** Where an element ends by itself: before a block, and where its parent ends. */
const ENDS =
  /<\/(?:p|li|d[dt]|t[dhr])>\n?(?=<\/?(?:p|li|d[dlt]|t[dhr]|[uo]l|div|h\d|table|t?body|section|article|figure|fieldset|form|aside|main)\b)/g;

/** Without what HTML does not need: lines, the slashes of XML, end tags that go without saying, and quotes around a plain
 * word.
 * @param {string} html */
const shorter = (html) =>
  html
    .replace(/^\s+/gm, "")
    .replace(/\s+\/>/g, ">")
    .replace(ENDS, "")
    .replace(/[ \n]+/g, " ")
    .replace(/<\w[^<>]*>/g, (tag) => tag.replace(/="([\w./#%,;:+-]+)"(?=[\s>])/g, "=$1"));

/** @param {string} code a module's source @param {import("terser").MinifyOptions["mangle"]} [mangle] */
async function small(code, mangle = true) {
  // One word for both declares more variables together.
  const declared = code.replace(/\bconst(?= [\w$[{])/g, "let");
  // First esbuild's names, since it gives the private names of every class the same few letters. Terser would give each
  // another one.
  const named = await transform(declared, { minifyIdentifiers: true, charset: "utf8", target: "es2022" });
  const options = {
    module: true,
    ecma: /** @type {const} */ (2022),
    compress: {
      passes: 3,
      inline: 1,
      unsafe: true,
      unsafe_arrows: true,
      pure_getters: true,
      hoist_vars: true,
      lhs_constants: false,
    },
    mangle,
  };
  return String((await minify(named.code, options)).code);
}

/** The core's JavaScript without what wasm-bindgen adds for browsers that lack the vectors that the core needs anyway, and
 * without what nobody asks for.
 * @param {string} code */
async function smallGlue(code) {
  const needed = code
    .replace(/typeof (FinalizationRegistry|Request|Response|URL|WebAssembly\.instantiateStreaming)\b/g, '"function"')
    .replace(/(["'])encodeInto\1 ?in/, "true ||")
    .replaceAll("Symbol.dispose", "undefined")
    // An enum's names by its numbers.
    .replace(/,\s*"?\d+"?: ?"\w+"/g, "")
    .replace(/\w+ as initSync,|initSync,(?=[^}]*default)/, "");
  // Its own properties begin with two underscores.
  return small(needed, { properties: { regex: /^__(?!proto__)/ } });
}

/** Moves the core's type declarations out of the build: they are for type checks, not for readers of the page. */
async function moveTypes() {
  for (const name of await readdir(to)) {
    if (name.endsWith(".d.ts")) await rename(join(to, name), join(ROOT, "target/types", name));
  }
}

/** The page that static hosts show for addresses that they do not have. Its policy allows its one script. */
async function lostPage() {
  const html = shorter((await readFile(join(WWW, LOST), "utf8")).replace(/<!--.*?-->\n/gs, ""));
  const [, script] = html.match(/<script>(.*?)<\/script>/s) ?? [];
  return html.replace("HASH", `sha256-${createHash("sha256").update(script).digest("base64")}`);
}

async function writePage() {
  const html = await readFile(join(WWW, "index.html"), "utf8");
  // Remove the line that tells Trunk to build the core.
  const own = shorter(html.replace(/ *<link data-trunk rel="rust".*\n/, ""));
  await writeFile(join(to, "index.html"), withCards(own, process.env.FAXOR_URL));
  await writeFile(join(to, LOST), await lostPage());
  for (const path of ["icon.svg", "icons"]) await cp(join(WWW, path), join(to, path), { recursive: true });
  await cp(join(ROOT, "docs", CARD.name), join(to, BESIDE, CARD.name));
  const manifest = JSON.parse(await readFile(join(WWW, "manifest.webmanifest"), "utf8"));
  await writeFile(join(to, "manifest.webmanifest"), JSON.stringify(manifest));
}

/** Removes what esbuild leaves: spaces in custom properties, and separate blocks of one layer for each file.
 * @param {string} css */
function smaller(css) {
  let layer = "";
  return css
    .replace(/(--[\w-]+): /g, "$1:")
    .replace(/([,(]) /g, "$1")
    .replaceAll(" / ", "/")
    .replace(/\}?@layer (\w+)\{/g, (start, name) => {
      const goesOn = name === layer;
      layer = name;
      return goesOn ? "" : start;
    });
}

/** A full line. An image as the dashes are, since forced colours replace a background's colour. */
const FULL = "linear-gradient(var(--of-rule) 0 0)";

/** The styles for each rule: its colour, and its dash as a repeating pattern. */
function rulesStyles() {
  return Object.entries(RULES).map(([rule, { dash }]) => {
    const length = dash.reduce((sum, part) => sum + part, 0);
    let end = 0;
    const stops = dash.map((part, i) => {
      end += part;
      return `${i % 2 ? "transparent" : "var(--of-rule)"} 0 ${end}px`;
    });
    const pattern = length > 0 ? `linear-gradient(90deg, ${stops.join(", ")}) 0 / ${length}px` : FULL;
    return `[data-rule="${rule}"] { --of-rule: var(--rule-${rule}); --dash: ${pattern}; }`;
  });
}

/** @type {import("esbuild").Plugin} */
const withRules = {
  name: "rules",
  setup(build) {
    build.onLoad({ filter: /rules\.css$/ }, async ({ path }) => ({
      contents: [...rulesStyles(), await readFile(path, "utf8")].join("\n"),
      loader: "css",
    }));
  },
};

async function writeStyles() {
  for (const path of ["style.css", "parts.css", `${BESIDE}docs.css`]) {
    const { outputFiles } = await build({
      entryPoints: [join(WWW, "css", basename(path))],
      bundle: true,
      minify: true,
      plugins: [withRules],
      write: false,
      logLevel: "warning",
    });
    await writeFile(join(to, path), smaller(outputFiles[0].text));
  }
}

/** Lets a module import HTML, and a link, as text. */
const asText = {
  name: "html and links as text",
  /** @param {string} text @param {string} id */
  async transform(text, id) {
    if (id.endsWith(".link")) return { code: `export default ${JSON.stringify(text.trim())};`, map: null };
    if (!id.endsWith(".html")) return null;
    const place = "<!-- chapters -->\n";
    const html = text.includes(place) ? text.replace(place, await lesson(join(WWW, "lesson"))) : text;
    return { code: `export default ${JSON.stringify(shorter(html))};`, map: null };
  },
};

/** Writes the core's numbered names, such as `Term.Delta`, as their numbers.
 * @returns {Promise<import("rollup").Plugin>} */
async function withNumbers() {
  const core = await import(pathToFileURL(join(to, "faxor.js")).href);
  return {
    name: "the core's names as numbers",
    transform(code) {
      if (!/from ".*\/faxor\.js"/.test(code)) return null;
      const numbered = code.replace(/\b([A-Z]\w+)\.([A-Z]\w+)\b/g, (whole, name, member) =>
        typeof core[name] === "object" ? core[name][member] : whole,
      );
      return { code: numbered, map: null };
    },
  };
}

const packages = {
  name: "packages from node_modules",
  /** @param {string} id */
  resolveId: (id) => (/^[a-z]/.test(id) && !id.includes(":") ? fileURLToPath(import.meta.resolve(id)) : null),
};

/** The parts that open on demand. One file of all is smaller than many. */
const ON_DEMAND = [
  /\/(wrong|where|sweep|walkthrough|points|earlier|lesson)\/(?!sweep-worker|store)/,
  /\/share\/(sharing|pictures|files|presentation)/,
  /\/diagram\/(?!disclosure)/,
];

/** @param {string} id a module's path */
function fileOf(id) {
  // Prose and code compress better apart.
  if (ON_DEMAND.some((part) => part.test(id))) return id.endsWith(".html") ? "markup" : "tools";
  return null;
}

/** @param {string} id a module's path */
const standsAlone = (id) => id.endsWith("/faxor.js") || id.endsWith("/core.js");

async function writeScripts() {
  const bundle = await rollup({
    input: [join(WWW, "js/main.js"), join(WWW, "js/sweep/sweep-worker.js")],
    external: standsAlone,
    // Modules that other entries share with the first view stay in its file.
    preserveEntrySignatures: false,
    plugins: [
      packages,
      asText,
      await withNumbers(),
      { name: "small", renderChunk: async (code) => ({ code: await small(code), map: null }) },
    ],
    onwarn(warning) {
      if (warning.code !== "UNUSED_EXTERNAL_IMPORT") throw new Error(warning.message);
    },
  });
  await bundle.write({
    dir: join(to, "js"),
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    onlyExplicitManualChunks: true,
    manualChunks: fileOf,
  });
  for (const name of ["core.js", "early.js"]) {
    await writeFile(join(to, "js", name), await small(await readFile(join(WWW, "js", name), "utf8")));
  }
  await writeFile(join(to, "faxor.js"), await smallGlue(await readFile(join(to, "faxor.js"), "utf8")));
}

for (const folder of ["js", BESIDE]) await rm(join(to, folder), { recursive: true, force: true });
await mkdir(join(to, BESIDE));
await moveTypes();
await Promise.all([writePage(), writeStyles(), writeScripts(), writeDocs(join(to, BESIDE))]);
// This comes last, because it reads every file.
await precache(to);
