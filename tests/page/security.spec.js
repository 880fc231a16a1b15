// What the page must never do, whatever its link says: run foreign code, send requests to another host, or
// store more than it says.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Luck, SWEEP } from "./luck.js";
import { ARTICLE, expect, test } from "./page.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("./page.js").Faxor} Faxor */
/** @typedef {Window & { violated?: string[], ran?: string[] }} Watched */

const folder = process.env.DIST ?? "dist";

// The service worker is part of the page, so its requests count.
test.use({ serviceWorkers: "allow" });

/** Records violations of the Content-Security-Policy, from before the page's first line runs.
 * @param {Page} page */
const watchPolicy = (page) =>
  page.addInitScript(() => {
    const watched = /** @type {Watched} */ (window);
    watched.violated = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
      watched.violated?.push(`${effectiveDirective} ${blockedURI} ${sample}`),
    );
  });

/** @param {Page} page */
const violated = (page) => page.evaluate(() => /** @type {Watched} */ (window).violated);

/** Visits every part of the page without reloading it. @param {Faxor} faxor */
async function walk(faxor) {
  const { page } = faxor;
  const luck = new Luck(faxor);
  await faxor.open(`${SWEEP}&at=20&over=rate:0.1:1:2:log,init:0.1:1:2&each=1`);
  const closed = page.locator(".tools [aria-expanded=false]");
  while (await closed.count()) await closed.first().click();
  await page.locator("details.network > summary").first().click();
  await page.locator(".network-more > summary").first().click();
  await faxor.theme.click();
  await faxor.play.click();
  await faxor.passes(100);
  await faxor.play.click();
  await page.locator("#hand-next").click();
  await luck.run.click();
  await luck.ends();
  await Promise.all([page.waitForEvent("download"), luck.saveCounts.click()]);
  for (const [tool, files] of [
    ["where", ["save", "png"]],
    ["wrong", ["save"]],
  ]) {
    await page.locator(`#${tool}-run`).click();
    await expect(page.locator(`#${tool}-status`)).toHaveText(/ networks are trained/);
    for (const file of files) {
      await Promise.all([page.waitForEvent("download"), page.locator(`#${tool}-${file}`).click()]);
    }
  }
  await Promise.all([page.waitForEvent("download"), page.locator("#earlier-save").click()]);
  await page.locator("#own-begin").click();
  await Promise.all([page.waitForEvent("download"), page.locator("#own-save").click()]);

  await page.locator("#share").click();
  await page.locator("#sharing-csv").selectOption({ index: 1 });
  for (const button of await page.locator("#sharing-files button").all()) {
    await Promise.all([page.waitForEvent("download"), button.click()]);
  }
  await page.locator("#sharing-code").click();
  await page.locator("#code-close").click();
  await page.locator("#sharing-close").click();
  await page.locator("#all-rules").click();
  await faxor.newSeed.click();
  for (let chapter = 1; chapter <= 11; chapter++) {
    await page.goto(`/#lesson=${chapter}`);
    await expect(page.locator(`#chapter-${chapter}`)).toBeVisible();
    await page.locator(".chapter:not([hidden]) .question label").last().click();
    await page.locator(".chapter:not([hidden]) .reveal").click();
  }
}

test("the policy allows files of our own host and WebAssembly, and nothing inline", async ({ page, faxor }) => {
  await faxor.open();
  const content = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  expect(Object.fromEntries((content ?? "").split("; ").map((part) => part.split(/ (.*)/)))).toEqual({
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
  });
  // The policy covers only what follows it, so nothing that loads or runs may come before it.
  const html = await readFile(`${folder}/index.html`, "utf8");
  expect(html.slice(0, html.indexOf("Content-Security-Policy"))).not.toMatch(/<(script|link|style|img|base)\b/);
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:/i);
});

test("a visit to every part sends requests to its own host only, and stores only what SECURITY.md says", async ({
  faxor,
  page,
  context,
  baseURL,
}) => {
  /** @type {Set<string>} */
  const asked = new Set();
  // Including the requests of the service worker and of the sweep's workers.
  context.on("request", (request) => asked.add(request.url()));
  context.on("page", () => asked.add("another page"));
  page.on("websocket", (socket) => asked.add(socket.url()));
  await watchPolicy(page);
  await walk(faxor);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const others = [...asked].filter((url) => !url.startsWith(`${baseURL}/`) && !/^(data|blob):/.test(url));
  expect(others).toEqual([]);
  const names = [...asked].map((url) => new URL(url).pathname);
  for (const file of ["/sw.js", "/js/sweep-worker.js", "/icons/512.png"]) expect(names).toContain(file);
  expect(await violated(page), "what the policy stopped").toEqual([]);

  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage).sort(),
    session: Object.keys(sessionStorage),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
    persisted: await navigator.storage.persisted(),
  }));
  const [name] = kept.caches;
  expect(name).toMatch(/ [A-Za-z0-9+/]{43}=$/);
  expect(kept).toEqual({
    local: ["csv", "guesses", "theme"],
    session: [],
    databases: [],
    caches: [`faxor ${baseURL}/ ${name.split(" ")[2]}`],
    workers: [`${baseURL}/`],
    persisted: false,
  });
  expect(await context.cookies()).toEqual([]);
});

/** Texts that run code or create an element if taken for markup or for an address. Each is short enough to be
 * quoted in full. */
const HOSTILE = [
  "<img src=x onerror=ran.push(1)>",
  "</option><script>ran.push(2)</script>",
  '"><svg/onload=ran.push(3)>',
  "' autofocus onfocus=ran.push(4) x='",
  "<iframe src=javascript:top.ran.push(5)>",
  "javascript:ran.push(6)",
  "<a id=hostile href=javascript:alert(7)>",
  "{{ran.push(8)}}",
  "<style>*{display:none}</style>",
  "<base href=//example.invalid>",
];

/** Ways to write a value in a link. @type {[string, (text: string) => string][]} */
const SPELLINGS = [
  ["as it is", (text) => text],
  ["percent-encoded", (text) => encodeURIComponent(text)],
  [
    "every byte percent-encoded",
    (text) => [...text].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`).join(""),
  ],
  ["percent-encoded twice", (text) => encodeURIComponent(encodeURIComponent(text))],
  ["as an HTML entity", (text) => text.replace(/[<>"']/g, (c) => encodeURIComponent(`&#${c.charCodeAt(0)};`))],
];

/** The number of elements of each kind, and every attribute that can run or load something.
 * @param {Page} page */
const anatomy = (page) =>
  page.evaluate(() => {
    const elements = [...document.querySelectorAll("*")];
    /** @type {Record<string, number>} */
    const counts = {};
    for (const kind of [
      "img",
      "script",
      "svg[onload]",
      "iframe",
      "object",
      "embed",
      "style",
      "base",
      "form",
      "meta",
      "link",
    ]) {
      counts[kind] = document.querySelectorAll(kind).length;
    }
    const suspect = elements.flatMap((element) =>
      [...element.attributes]
        .filter(({ name, value }) => name.startsWith("on") || name === "srcdoc" || /^\s*javascript:/i.test(value))
        .map(({ name, value }) => `${element.localName} ${name}=${value}`),
    );
    return { counts, suspect, hostile: document.querySelectorAll("#hostile, [autofocus]").length };
  });

for (const [spelling, spell] of SPELLINGS) {
  test(`a hostile value of any key, ${spelling}, is shown as text and never becomes part of the page`, async ({
    faxor,
    page,
  }) => {
    await watchPolicy(page);
    await page.addInitScript(() => {
      /** @type {Watched} */ (window).ran = [];
    });
    /** @type {string[]} */
    const dialogs = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      dialog.dismiss();
    });
    await faxor.open(ARTICLE);
    // The code of the dialog brings other tools with it.
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await page.locator("#sharing-close").click();
    const usual = await anatomy(page);
    expect(usual.suspect).toEqual([]);
    const keys = await page.evaluate(async () => {
      const core = await import(`${location.origin}/faxor.js`);
      return /** @type {{ key: string }[]} */ (core.choices()).map(({ key }) => key);
    });
    expect(keys).toContain("view");
    expect(keys).toContain("lesson");
    for (const [i, key] of [...keys, "v", "title", "__proto__"].entries()) {
      const hostile = HOSTILE[i % HOSTILE.length];
      await page.evaluate(
        (link) => {
          location.hash = link;
        },
        `${key}=${spell(hostile)}`,
      );
      await expect(faxor.problems, key).toContainText(key);
      if (spelling === "percent-encoded") {
        // An invalid value is quoted literally.
        const said = await faxor.problems.innerText();
        if (!["title", "__proto__"].includes(key)) expect(said, key).toContain(`“${hostile}”`);
      }
      expect(await anatomy(page), key).toEqual(usual);
    }
    // Each text as the value of every key at once, as a key, and as a query, in a link that loads the page.
    for (const hostile of HOSTILE) {
      await page.goto(`/?${hostile}#${keys.map((key) => `${key}=${spell(hostile)}`).join("&")}`.slice(0, 4000));
      await faxor.ready();
      await expect(faxor.problems).toBeVisible();
      await page.goto(`/?${hostile}#${spell(hostile)}=1&seed=${spell(hostile)}`);
      await expect(faxor.problems).toBeVisible();
      await page.locator("#share").click();
      await expect(page.locator("#sharing-snippet")).toHaveValue(
        /^<iframe src="[^"<>]*" title="[^"<>]*"[^<>]*><\/iframe>$/,
      );
      await page.locator("#sharing-close").click();
      expect(await anatomy(page)).toEqual(usual);
      // @ts-expect-error: set above.
      expect(await page.evaluate(() => window.ran)).toEqual([]);
      expect(await violated(page)).toEqual([]);
    }
    expect(dialogs).toEqual([]);
  });
}

test("a hostile entry in a field is shown as text", async ({ faxor, page }) => {
  await watchPolicy(page);
  await faxor.open(ARTICLE);
  await faxor.openPart("settings");
  const usual = await anatomy(page);
  for (const hostile of HOSTILE) {
    await faxor.enter("rate", hostile);
    await expect(faxor.wrongEntry).toContainText(hostile);
    expect(await anatomy(page)).toEqual(usual);
  }
  expect(await violated(page)).toEqual([]);
});

test("no script of ours makes markup or code of text, but one function, which is given our own files alone", async () => {
  const MAKES =
    /\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|DOMParser|srcdoc)\b|document\s*\.\s*write|\beval\s*\(|new\s+Function\b|\bset(Timeout|Interval)\s*\(\s*["'`]/;
  for (const [root, place] of [
    ["www", "dom.js"],
    [folder, "main.js"],
  ]) {
    const found = await readdir(root, { recursive: true, withFileTypes: true });
    const scripts = found.filter((entry) => entry.isFile() && /\.(js|html)$/.test(entry.name));
    expect(scripts.length).toBeGreaterThan(4);
    /** @type {string[]} */
    const makers = [];
    for (const { parentPath, name } of scripts) {
      const text = await readFile(join(parentPath, name), "utf8");
      makers.push(...(text.match(new RegExp(MAKES, "g")) ?? []).map((made) => `${name}: ${made}`));
      if (root !== "www") continue;
      const calls = text.match(/\blay\(.*/g) ?? [];
      if (calls.length > 0) expect(text, name).toMatch(/^import markup from "\.\/[\w-]+\.html";$/m);
      for (const call of calls) expect(call, name).toMatch(/, markup\);$/);
      if (calls.length > 0) expect(text.match(/\bmarkup\b/g), name).toHaveLength(calls.length + 1);
    }
    expect(makers).toEqual([`${place}: insertAdjacentHTML`]);
  }
});
