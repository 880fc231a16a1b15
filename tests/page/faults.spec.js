// What can fail on the way to a visitor: the page says so in a sentence, and is never empty.
import { readFile } from "node:fs/promises";
import { ARTICLE, expect, test } from "./page.js";

/** @typedef {import("@playwright/test").Page} Page */

const WASM = "**/faxor_bg.wasm";
const folder = process.env.DIST ?? "dist";

/** What a browser reports of a file that does not load. @param {string} name */
const NOT_LOADED = (name) => [
  new RegExp(`^(failed|status 404): \\S*${name}`),
  /^console error: Failed to load resource/,
];

/** What it reports of the core, where the page never comes to ask for it. */
const UNUSED = /^console warning: The resource \S*faxor_bg\.wasm was preloaded .* but not used/;

/** What fails, what makes it fail, the faults that a browser reports then, and what the page says.
 * @type {[string, (page: Page) => Promise<unknown>, RegExp[], RegExp][]} */
const FAILURES = [
  [
    "the core is missing",
    (page) => page.route(WASM, (route) => route.fulfill({ status: 404, body: "not found" })),
    [...NOT_LOADED("faxor_bg.wasm"), /^console warning: Error: failed to fetch Wasm: 404/],
    /could not start its core/,
  ],
  [
    "the core does not come",
    (page) => page.route(WASM, (route) => route.abort()),
    [...NOT_LOADED("faxor_bg.wasm"), /^console warning: TypeError/],
    /could not start its core/,
  ],
  [
    "the core is damaged",
    (page) => page.route(WASM, (route) => route.fulfill({ contentType: "application/wasm", body: "\0asm damaged" })),
    [/^console warning: CompileError/],
    /could not start its core/,
  ],
  [
    "the core is cut short",
    (page) =>
      page.route(WASM, async (route) => {
        const whole = await readFile(`${folder}/faxor_bg.wasm`);
        await route.fulfill({ contentType: "application/wasm", body: whole.subarray(0, whole.length >> 1) });
      }),
    [/^console warning: CompileError/],
    /could not start its core/,
  ],
  [
    "the core is that of another build",
    // The smallest module that there is: it asks for nothing and offers nothing.
    (page) =>
      page.route(WASM, (route) =>
        route.fulfill({ contentType: "application/wasm", body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]) }),
      ),
    [/^console warning: TypeError/],
    /could not start its core/,
  ],
  [
    "the core's JavaScript is missing",
    (page) => page.route("**/faxor.js", (route) => route.fulfill({ status: 404, body: "not found" })),
    [...NOT_LOADED("faxor.js"), UNUSED],
    /a part of the page did not load/,
  ],
  [
    "the core's JavaScript does not come",
    (page) => page.route("**/faxor.js", (route) => route.abort()),
    [...NOT_LOADED("faxor.js"), UNUSED],
    /a part of the page did not load/,
  ],
  [
    "the core's JavaScript is damaged",
    (page) =>
      page.route("**/faxor.js", (route) =>
        route.fulfill({ contentType: "text/javascript", body: "let wasm; functio" }),
      ),
    [/^exception: SyntaxError/, UNUSED],
    /could not start/,
  ],
  [
    "the core's JavaScript lacks what the page asks for",
    (page) =>
      page.route("**/faxor.js", (route) =>
        route.fulfill({ contentType: "text/javascript", body: "export default () => {};" }),
      ),
    [/^exception: SyntaxError/, UNUSED],
    /could not start/,
  ],
  [
    "the page's own script is missing",
    (page) => page.route("**/js/main.js", (route) => route.fulfill({ status: 404, body: "not found" })),
    [...NOT_LOADED("main.js"), UNUSED],
    /a part of the page did not load/,
  ],
  [
    "the page's own script does not come",
    (page) => page.route("**/js/main.js", (route) => route.abort()),
    [...NOT_LOADED("main.js"), UNUSED],
    /a part of the page did not load/,
  ],
  [
    "the browser has no WebAssembly",
    (page) =>
      page.addInitScript(() => {
        // @ts-expect-error: what is being tested.
        delete globalThis.WebAssembly;
      }),
    [],
    /run in WebAssembly, which this browser lacks/,
  ],
];

for (const [name, provoke, faults, said] of FAILURES) {
  test(`a sentence stands on the page where ${name}`, async ({ faxor, page, faults: seen }) => {
    seen.allow(...faults);
    await provoke(page);
    await page.goto(`/#${ARTICLE}`);
    await expect(faxor.fault).toBeVisible();
    await expect(faxor.fault).toContainText(said);
    await expect(page.getByRole("alert")).toHaveText(said);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(faxor.play).toBeHidden();
  });
}

test("where scripts are switched off the page says that it needs them", async ({ another, faults }) => {
  faults.allow(/^failed: \S*(faxor|main)\.js csp$/, UNUSED);
  const { page } = await another({ javaScriptEnabled: false });
  await page.goto("/");
  const sentence = page.locator("noscript .fault");
  await expect(sentence).toBeVisible();
  expect(await sentence.textContent()).toContain("needs JavaScript, which is switched off here");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("a server that gives the core the wrong type slows the start and no more", async ({ faxor, page, faults }) => {
  faults.allow(/^console warning: `WebAssembly.instantiateStreaming` failed/);
  await page.route(WASM, async (route) => {
    await route.fulfill({ contentType: "application/octet-stream", body: await readFile(`${folder}/faxor_bg.wasm`) });
  });
  await faxor.open(`${ARTICLE}&at=10`);
  await expect(faxor.fault).toBeHidden();
});

test("where storage is denied the page works and the theme holds for the visit", async ({ faxor, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  await faxor.open(`${ARTICLE}&at=10`);
  await faxor.theme.click();
  await expect(faxor.theme).toHaveAccessibleName("Light theme");
});
