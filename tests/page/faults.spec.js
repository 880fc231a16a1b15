// What can fail while the page loads: the page says so in a sentence and is never empty.
import { readFile } from "node:fs/promises";
import { chromium } from "@playwright/test";
import { chromiumPath } from "../../scripts/browsers.mjs";
import { ARTICLE, expect, test } from "./page.js";

/** @typedef {import("@playwright/test").Page} Page */

const WASM = "**/faxor_bg.wasm";
const folder = process.env.DIST ?? "dist";

/** A browser's messages about a file that does not load. @param {string} name */
const NOT_LOADED = (name) => [
  new RegExp(`^(failed|status 404): \\S*${name}`),
  /^console error: Failed to load resource/,
];

/** Its message about the core if the page never requests it. */
const UNUSED = /^console warning: The resource \S*faxor_bg\.wasm was preloaded .* but not used/;

/** What fails, how it is made to fail, the browser's messages, and what the page says.
 * @type {[string, (page: Page) => Promise<unknown>, RegExp[], RegExp][]} */
const FAILURES = [
  [
    "the core is missing",
    (page) => page.route(WASM, (route) => route.fulfill({ status: 404, body: "not found" })),
    [...NOT_LOADED("faxor_bg.wasm"), /^console warning: Error: failed to fetch Wasm: 404/],
    /could not start: its WebAssembly file is missing or damaged/,
  ],
  [
    "the core does not come",
    (page) => page.route(WASM, (route) => route.abort()),
    [...NOT_LOADED("faxor_bg.wasm"), /^console warning: TypeError/],
    /could not start: its WebAssembly file is missing or damaged/,
  ],
  [
    "the core is damaged",
    (page) => page.route(WASM, (route) => route.fulfill({ contentType: "application/wasm", body: "\0asm damaged" })),
    [/^console warning: CompileError/],
    /could not start: its WebAssembly file is missing or damaged/,
  ],
  .../** @type {[string, (whole: Buffer) => number][]} */ ([
    ["is empty", () => 0],
    ["ends after its first eight bytes", () => 8],
    ["ends in its first function", (whole) => whole.length >> 6],
    ["is cut in the middle", (whole) => whole.length >> 1],
    ["lacks its last byte", (whole) => whole.length - 1],
  ]).map(
    ([name, length]) =>
      /** @type {(typeof FAILURES)[number]} */ ([
        `the core ${name}`,
        (page) =>
          page.route(WASM, async (route) => {
            const whole = await readFile(`${folder}/faxor_bg.wasm`);
            await route.fulfill({ contentType: "application/wasm", body: whole.subarray(0, length(whole)) });
          }),
        [/^console warning: (CompileError|TypeError)/],
        /could not start: its WebAssembly file is missing or damaged/,
      ]),
  ),
  [
    "a page comes instead of the core, as from a host that answers everything",
    (page) => page.route(WASM, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" })),
    [/^console warning: (CompileError|`WebAssembly.instantiateStreaming` failed)/],
    /could not start: its WebAssembly file is missing or damaged/,
  ],
  [
    "the core is that of another build",
    // The smallest valid module: it imports and exports nothing.
    (page) =>
      page.route(WASM, (route) =>
        route.fulfill({ contentType: "application/wasm", body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]) }),
      ),
    [/^console warning: TypeError/],
    /could not start: its WebAssembly file is missing or damaged/,
  ],
  [
    "the core's JavaScript is missing",
    (page) => page.route("**/faxor.js", (route) => route.fulfill({ status: 404, body: "not found" })),
    [...NOT_LOADED("faxor.js"), UNUSED],
    /part of the page did not load/,
  ],
  [
    "the core's JavaScript does not come",
    (page) => page.route("**/faxor.js", (route) => route.abort()),
    [...NOT_LOADED("faxor.js"), UNUSED],
    /part of the page did not load/,
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
    /part of the page did not load/,
  ],
  [
    "the page's own script does not come",
    (page) => page.route("**/js/main.js", (route) => route.abort()),
    [...NOT_LOADED("main.js"), UNUSED],
    /part of the page did not load/,
  ],
  [
    "the browser has no WebAssembly",
    (page) =>
      page.addInitScript(() => {
        // @ts-expect-error: this is what is tested.
        delete globalThis.WebAssembly;
      }),
    [],
    /needs WebAssembly, which this browser does not have.*Chrome and Edge from version \d+, Firefox from \d+ and Safari from/,
  ],
  [
    "the browser has no canvas to give",
    (page) =>
      page.addInitScript(() => {
        HTMLCanvasElement.prototype.getContext = () => null;
      }),
    [],
    /needs a canvas to draw on, and this browser does not give it one/,
  ],
];

for (const [name, provoke, faults, said] of FAILURES) {
  test(`the page shows a sentence if ${name}`, async ({ faxor, page, faults: seen }) => {
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

test("if scripts are turned off, the page says that it needs them", async ({ another, faults }) => {
  faults.allow(/^failed: \S*(faxor|main)\.js csp$/, UNUSED);
  const { page } = await another({ javaScriptEnabled: false });
  await page.goto("/");
  const sentence = page.locator("#unstarted");
  await expect(sentence).toBeVisible();
  expect(await sentence.textContent()).toContain("It needs JavaScript");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

for (const nosniff of [false, true]) {
  test(`if a server sends scripts as plain text${nosniff ? ", which the browser must not guess" : ""}, the page says how they must be sent`, async ({
    page,
    faxor,
    faults,
  }) => {
    faults.allow(/^console error: (Failed to load module script|Refused to execute script)/, /^failed: /, UNUSED);
    await page.route("**/*.js", async (route) => {
      const response = await route.fetch();
      const headers = { "content-type": "text/plain", ...(nosniff && { "x-content-type-options": "nosniff" }) };
      await route.fulfill({ response, headers });
    });
    await page.goto(`/#${ARTICLE}`);
    const said = nosniff ? page.locator("#unstarted") : faxor.fault;
    await expect(said).toBeVisible();
    await expect(said).toContainText("scripts as text/javascript");
    await expect(nosniff ? faxor.fault : page.locator("#unstarted")).toBeHidden();
  });
}

test("if only the script that is first to run does not come, the page works and shows no sentence", async ({
  page,
  faxor,
  faults,
}) => {
  faults.allow(...NOT_LOADED("early.js"));
  await page.route("**/js/early.js", (route) => route.abort());
  await faxor.open(`${ARTICLE}&at=10`);
  await expect(page.locator(".fault:visible")).toHaveCount(0);
});

for (const contentType of ["application/octet-stream", "text/html", "text/plain; charset=utf-8"]) {
  test(`a server that serves the core as ${contentType} only makes the start slower`, async ({
    faxor,
    page,
    faults,
  }) => {
    faults.allow(/^console warning: `WebAssembly.instantiateStreaming` failed/);
    await page.route(WASM, async (route) => {
      await route.fulfill({ contentType, body: await readFile(`${folder}/faxor_bg.wasm`) });
    });
    await faxor.open(`${ARTICLE}&at=10`);
    await expect(faxor.fault).toBeHidden();
  });
}

test("if WebAssembly has no SIMD, the page says so and names browsers that have it", async ({ baseURL }) => {
  // Chromium has no SIMD if the processor has none.
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--js-flags=--no-enable-sse4-1"],
  });
  const page = await browser.newPage();
  /** @type {string[]} */
  const seen = [];
  page.on("pageerror", (error) => seen.push(String(error)));
  await page.goto(`${baseURL}/#${ARTICLE}`);
  await expect(page.getByRole("alert")).toHaveText(
    "Faxor needs WebAssembly with vectors (SIMD), which this browser does not have. " +
      "It works in Chrome and Edge from version 111, Firefox from 121 and Safari from 16.4.",
  );
  await expect(page.locator("#page")).toBeHidden();
  expect(seen).toEqual([]);
  // The core itself would have failed there.
  const valid = await page.evaluate(async () =>
    WebAssembly.validate(await (await fetch("faxor_bg.wasm")).arrayBuffer()),
  );
  expect(valid).toBe(false);
  await browser.close();
});

test("an exception in the running page is reported, and a remark of the browser's is not", async ({
  faxor,
  page,
  faults,
}) => {
  faults.allow(/^exception: Error: on purpose/);
  await faxor.open(ARTICLE);
  await page.evaluate(() =>
    dispatchEvent(
      new ErrorEvent("error", { message: "ResizeObserver loop completed with undelivered notifications." }),
    ),
  );
  await expect(faxor.fault).toBeHidden();
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error("on purpose");
    });
  });
  await expect(page.getByRole("alert")).toHaveText(/Part of this page has crashed.*its address holds the run/);
});

test("if the browser has no canvas left for another picture, the page says so", async ({ faxor, page, faults }) => {
  faults.allow(/^exception: (TypeError|Error: the canvas did not take the picture)/);
  await faxor.open(ARTICLE);
  await page.evaluate(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await faxor.addNext();
  await expect(page.getByRole("alert")).toHaveText(/Part of this page has crashed/);
});

test("if storage is denied, the page works and keeps the theme for the visit", async ({ faxor, page }) => {
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
  // Nor does it change when the page returns from the back-forward cache.
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await expect(faxor.theme).toHaveAccessibleName("Light theme");
});
