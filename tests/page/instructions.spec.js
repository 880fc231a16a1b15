// Which WebAssembly features the built core uses. They determine the oldest versions in which the page works;
// browsers that old are not available for tests.
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";

const folder = process.env.DIST ?? "dist";

/** All features that the core may use, and the first versions of Chrome, Firefox and Safari that have them. Threads
 * need a host that sends special headers, and relaxed SIMD gives different bits on different machines, so both are
 * missing here. */
const MAY_USE = {
  simd: [91, 89, 16.4],
  "reference-types": [96, 79, 15.1],
  multivalue: [86, 78, 13.1],
  "bulk-memory": [75, 79, 15.1],
  "nontrapping-float-to-int": [75, 64, 15.1],
  "sign-ext": [69, 62, 14.1],
  "mutable-globals": [69, 62, 13.1],
};

/** Removes the section in which the compiler lists the features, so that only actual use counts.
 * @param {Buffer} module */
function withoutNotes(module) {
  const CUSTOM = 0;
  const parts = [module.subarray(0, 8)];
  for (let at = 8; at < module.length; ) {
    const begin = at;
    const kind = module[at++];
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = module[at++];
      size |= (byte & 127) << shift;
      more = byte > 127;
    }
    at += size;
    if (kind !== CUSTOM) parts.push(module.subarray(begin, at));
  }
  return Buffer.concat(parts);
}

test("the core uses no feature that a supported browser lacks: no threads, no relaxed SIMD", async () => {
  const bare = test.info().outputPath("bare.wasm");
  await writeFile(bare, withoutNotes(await readFile(`${folder}/faxor_bg.wasm`)));
  /** Whether the core is valid in a browser with only these features. @param {string[]} features */
  const isValid = (features) =>
    promisify(execFile)("wasm-opt", ["--mvp-features", ...features.map((name) => `--enable-${name}`), bare]).then(
      () => true,
      (error) => {
        if (typeof error.code !== "number") throw error;
        return false;
      },
    );
  const features = Object.keys(MAY_USE);
  expect(await isValid(features)).toBe(true);
  // Without each feature that determines a version, the core is invalid.
  for (const name of ["simd", "reference-types"]) {
    expect(await isValid(features.filter((other) => other !== name)), `without ${name}`).toBe(false);
  }
});

test("README and the page name the same browser versions, and each of them has the core's features", async () => {
  const words = await readFile("www/js/ui/lacks.js", "utf8");
  const [, ...named] =
    /Chrome and Edge from version (\d+), Firefox from (\d+) and Safari from (\d+\.\d+)/.exec(words) ?? [];
  expect(named).toHaveLength(3);
  const readme = await readFile("README.md", "utf8");
  expect(readme).toContain(`Chrome and Edge ${named[0]}, Firefox ${named[1]}, Safari ${named[2]}`);
  named.forEach((version, browser) => {
    for (const [name, since] of Object.entries(MAY_USE))
      expect(Number(version), name).toBeGreaterThanOrEqual(since[browser]);
  });
});
