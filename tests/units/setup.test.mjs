// How scripts/setup and scripts/tool get their tools, in a project of their own whose path holds only stand-ins and a few commands of
// the system, against a server on this machine.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { serve } from "../../scripts/serve.mjs";

const scripts = new URL("../../scripts/", import.meta.url).pathname;
const versions = await readFile(join(scripts, "versions"), "utf8");

const SYSTEM = "bash sh env dirname grep cut tail tar gzip find mv mkdir mktemp rm cat id cksum curl sha256sum";

/** A program that prints a text. @param {string} text */
const printing = (text) => `#!/bin/sh\necho "${text}"\n`;

/** A program that writes down its name and options. @param {string} name */
const noting = (name) => `#!/bin/sh\necho "${name} $*" >>"$LOG"\n`;

const UNAME = '#!/bin/sh\ncase $1 in -s) echo "$OS" ;; -m) echo "$ARCH" ;; esac\n';

const folder = await mkdtemp(join(tmpdir(), "faxor-setup-"));
after(() => rm(folder, { recursive: true, force: true }));

/** The rows of releases in scripts/versions. */
const rows = [...versions.matchAll(/^(\S+) (\S+) ([A-Z][a-z]+)-(\S+) ([0-9a-f]{64}) (\S+)$/gm)].map(
  ([, crate, version, os, arch, sum, path]) => ({ crate, version, os, arch, sum, path }),
);

/** @param {string} crate */
const binariesOf = (crate) => (crate === "wasm-bindgen-cli" ? ["wasm-bindgen", "wasm-bindgen-test-runner"] : [crate]);

const row = rows[0];
const { crate, version } = row;

let projects = 0;

/**
 * A project with a path of its own.
 * @param {{ programs?: Record<string, string>, system?: string }} [options] stand-ins by name, and the system's commands
 */
async function project({ programs = {}, system = SYSTEM } = {}) {
  const root = join(folder, String(projects++));
  const bin = join(root, "bin");
  await mkdir(join(root, "scripts"), { recursive: true });
  await mkdir(bin);
  for (const name of ["setup", "tool", "versions"]) await cp(join(scripts, name), join(root, "scripts", name));
  const stands = { uname: UNAME, cargo: noting("cargo"), ...programs };
  for (const name of system.split(" ").filter((name) => !(name in stands))) {
    await symlink(execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim(), join(bin, name));
  }
  for (const [name, text] of Object.entries(stands)) await program(join(bin, name), text);
  const log = join(root, "log");
  await writeFile(log, "");
  /** Runs a script. @param {string} script @param {string[]} options @param {Record<string, string>} [variables] */
  const run = (script, options, variables = {}) =>
    new Promise((done) => {
      const env = { PATH: bin, HOME: root, LOG: log, FAXOR_CACHE: join(root, "cache"), OS: row.os, ARCH: row.arch };
      execFile(join(root, "scripts", script), options, { env: { ...env, ...variables } }, (error, out, errors) =>
        done({ code: error ? error.code : 0, said: out + errors }),
      );
    });
  return { root, run, noted: () => readFile(log, "utf8") };
}

/** @param {string} path @param {string} text */
async function program(path, text) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, 0o755);
}

/** An archive with programs, in a folder or at its top. @param {Record<string, string>} programs @param {string} [inside] */
async function archive(programs, inside = ".") {
  const root = await mkdtemp(join(folder, "archive-"));
  for (const [name, text] of Object.entries(programs)) await program(join(root, inside, name), text);
  return execFileSync("tar", ["-czf", "-", "-C", root, "."]);
}

/** @param {Buffer} bytes */
const sumOf = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Makes a project expect an archive. @param {string} root @param {string} sum @param {Buffer} bytes */
const pin = (root, sum, bytes) => writeFile(join(root, "scripts/versions"), versions.replace(sum, sumOf(bytes)));

/** @param {Record<string, Buffer>} extra */
const releases = (extra) => serve(join(folder, "nothing"), 0, { extra });

test("a tool of the right version on the path is used as it is", async () => {
  const { run, noted } = await project({ programs: { trunk: printing(`${crate} ${version}`) } });
  assert.deepEqual(await run("tool", [crate, version, "trunk"]), { code: 0, said: "" });
  assert.equal(await noted(), "");
});

test("beside a tool of another version, the release is downloaded once, and comes first on the path", async () => {
  const bytes = await archive({ trunk: printing(`trunk ${version}`) });
  const { root, run, noted } = await project({ programs: { trunk: printing("trunk 0.1.0") } });
  await pin(root, row.sum, bytes);
  const { url, close } = await releases({ [`/${row.path}`]: bytes });
  const first = await run("tool", [crate, version, "trunk"], { FAXOR_RELEASES: url });
  close();
  assert.deepEqual(first, { code: 0, said: `faxor: downloading trunk ${version} from ${url}\n` });
  // The server is closed.
  assert.deepEqual(await run("tool", [crate, version, "trunk"], { FAXOR_RELEASES: url }), { code: 0, said: "" });
  assert.equal(await noted(), "");
});

test("the release of every platform is found by its row, in the archive's folder as well", async () => {
  assert.equal(rows.length, 19);
  const { root, run, noted } = await project();
  const { extra, text } = { extra: /** @type {Record<string, Buffer>} */ ({}), text: [versions] };
  for (const { crate, version, sum, path } of rows) {
    const programs = Object.fromEntries(
      binariesOf(crate).map((name) => [name, printing(`${name} ${version} (of 2026)`)]),
    );
    // Archives of trunk and geckodriver have no folder.
    const folder = /^(wasm|cargo)-/.test(crate) ? (path.split("/").at(-1) ?? "").replace(".tar.gz", "") : ".";
    extra[`/${path}`] = await archive(programs, folder);
    text.push((text.pop() ?? "").replace(sum, sumOf(extra[`/${path}`])));
  }
  await writeFile(join(root, "scripts/versions"), text[0]);
  const { url, close } = await releases(extra);
  for (const { crate, version, os, arch } of rows) {
    await rm(join(root, "cache"), { recursive: true, force: true });
    const options = [crate, version, ...binariesOf(crate)];
    const { code, said } = await run("tool", options, { FAXOR_RELEASES: url, OS: os, ARCH: arch });
    assert.deepEqual(
      [code, said],
      [0, `faxor: downloading ${crate} ${version} from ${url}\n`],
      `${crate} ${os} ${arch}`,
    );
  }
  close();
  assert.equal(await noted(), "");
});

/** What is said before cargo builds a tool. @param {string} said @param {string} root */
const before = (said, root) => {
  const building = `faxor: building ${crate} ${version} into ${root}/cache/${crate}-${version}\n`;
  assert.ok(said.endsWith(building), said);
  return said.slice(0, -building.length);
};

/** How cargo is called to build a tool. @param {string} root */
const built = (root) =>
  `cargo install --quiet --locked --force --root ${root}/cache/${crate}-${version} ${crate}@${version}\n`;

test("a release with a wrong checksum is deleted, both sums are named, and the tool is built", async () => {
  const bytes = await archive({ trunk: printing(`trunk ${version}`) });
  const { root, run, noted } = await project();
  const { url, close } = await releases({ [`/${row.path}`]: bytes });
  const { code, said } = await run("tool", [crate, version, "trunk"], { FAXOR_RELEASES: url });
  close();
  const [, why, rest] = before(said, root).split("\n");
  assert.deepEqual([code, rest], [0, ""]);
  assert.ok(why.includes(sumOf(bytes)) && why.includes(row.sum), why);
  assert.equal(await noted(), built(root));
  assert.equal(execFileSync("find", [join(root, "cache"), "-type", "f"], { encoding: "utf8" }), "");
});

test("a release that is missing, or without a network, is named in one line, and the tool is built", async () => {
  const { url, close } = await releases({});
  for (const [what, why] of Object.entries({ missing: /: curl: .*404/, "without a network": /: curl: .*connect/i })) {
    const { root, run, noted } = await project();
    const { code, said } = await run("tool", [crate, version, "trunk"], { FAXOR_RELEASES: url });
    const lines = before(said, root).split("\n");
    assert.deepEqual([code, lines.length], [0, 3], what);
    assert.match(lines[1], why);
    assert.equal(await noted(), built(root));
    close();
  }
});

test("a release that does not run here is removed, and the tool is built", async () => {
  const bytes = await archive({ trunk: "#!/bin/sh\nexit 1\n" });
  const { root, run, noted } = await project();
  await pin(root, row.sum, bytes);
  const { url, close } = await releases({ [`/${row.path}`]: bytes });
  const { code, said } = await run("tool", [crate, version, "trunk"], { FAXOR_RELEASES: url });
  close();
  assert.equal(code, 0);
  assert.match(before(said, root), /does not run here\n$/);
  assert.equal(await noted(), built(root));
  assert.equal(execFileSync("find", [join(root, "cache"), "-type", "f"], { encoding: "utf8" }), "");
});

test("a machine without a release, and a version without sums, go straight to building", async () => {
  for (const [wanted, variables] of /** @type {[string, Record<string, string>][]} */ ([
    [version, { ARCH: "riscv64" }],
    ["99.0.0", {}],
  ])) {
    const { root, run, noted } = await project();
    const { code, said } = await run("tool", [crate, wanted, "trunk"], variables);
    assert.deepEqual([code, said.split("\n").length], [0, 2], said);
    assert.ok((await noted()).endsWith(` ${crate}@${wanted}\n`), root);
  }
});

test("a tool that does not build is named", async () => {
  const { run } = await project({ programs: { cargo: "#!/bin/sh\nexit 101\n" } });
  const { code, said } = await run("tool", [crate, "99.0.0", "trunk"]);
  assert.equal(code, 1);
  assert.match(said, /trunk 99\.0\.0 did not build/);
});

test("wget and shasum serve where curl and sha256sum are missing", async () => {
  const bytes = await archive({ trunk: printing(`trunk ${version}`) });
  await writeFile(join(folder, "archive"), bytes);
  const wget = `${noting("wget")}for option; do case $option in --output-document=*) cp ${folder}/archive "\${option#*=}" ;; esac; done\n`;
  const shasum = `${noting("shasum")}echo "${sumOf(bytes)}  $3"\n`;
  const system = `${SYSTEM.replace("curl sha256sum", "cp")}`;
  const { root, run, noted } = await project({ programs: { wget, shasum }, system });
  await pin(root, row.sum, bytes);
  const { code, said } = await run("tool", [crate, version, "trunk"], { FAXOR_RELEASES: "http://mirror" });
  assert.deepEqual([code, said], [0, `faxor: downloading trunk ${version} from http://mirror\n`]);
  assert.match(await noted(), new RegExp(`^wget .* http://mirror/${row.path}\nshasum -a 256 `));
});

const NODE = { node: `#!/bin/sh\nexec ${process.execPath} "$@"\n`, npm: noting("npm") };

/** A project with npm's files. @param {Record<string, string>} [programs] */
async function pageProject(programs) {
  const made = await project({ programs: { ...NODE, ...programs } });
  await mkdir(join(made.root, "node_modules"));
  for (const name of ["package.json", "package-lock.json"]) await writeFile(join(made.root, name), "{}");
  return made;
}

test("the page without its core needs npm's packages once, and nothing of Rust", async () => {
  const { run, noted } = await pageProject({ cargo: "#!/bin/sh\nexit 1\n" });
  for (const _ of [1, 2]) assert.deepEqual(await run("setup", ["www"]), { code: 0, said: "" });
  assert.equal(await noted(), "npm ci --no-audit --no-fund --ignore-scripts --omit=dev\n");
});

test("what is missing is named with what to do, for macOS as well", async () => {
  const OS = "Darwin";
  const without = await project({ programs: { node: NODE.node } });
  const npm = await without.run("setup", ["build"], { OS });
  assert.deepEqual([npm.code, /npm is missing: .*brew install node/.test(npm.said)], [1, true], npm.said);

  const tools = {
    trunk: "trunk",
    "wasm-bindgen": "",
    "wasm-bindgen-test-runner": "",
    "wasm-pack": "",
    geckodriver: "",
    "cargo-deny": "",
  };
  const numbers = { trunk: "TRUNK", "wasm-pack": "WASM_PACK", geckodriver: "GECKODRIVER", "cargo-deny": "CARGO_DENY" };
  const programs = Object.fromEntries(
    Object.keys(tools).map((name) => {
      const variable = /** @type {Record<string, string>} */ (numbers)[name] ?? "WASM_BINDGEN";
      return [name, printing(`${name} ${versions.match(new RegExp(`^${variable}=(.*)$`, "m"))?.[1]}`)];
    }),
  );
  const rustup = printing("wasm32-unknown-unknown");
  const { run } = await pageProject({ ...programs, rustup, cc: noting("cc") });
  assert.deepEqual(await run("setup", ["build"], { OS }), { code: 0, said: "" });
  const browsers = await run("setup", ["test"], { OS });
  assert.equal(browsers.code, 1);
  assert.match(browsers.said, /^faxor: please run brew install --cask chromium chromedriver firefox/);
});

test("on Windows outside WSL, one sentence says so", async () => {
  for (const OS of ["MINGW64_NT-10.0-26100", "MSYS_NT-10.0", "CYGWIN_NT-10.0"]) {
    const { code, said } = await (await project()).run("setup", ["build"], { OS });
    assert.deepEqual([code, said.split("\n").length], [1, 2]);
    assert.match(said, /^faxor: on Windows, .* WSL/);
  }
});
