// Offline use: the service worker caches a whole build, installs an update completely or not at all, and stays
// in its own folder. Each test has its own server, which it changes and shuts down.
import { appendFile, cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BESIDE, LOST } from "../../scripts/beside.mjs";
import { precache } from "../../scripts/precache.mjs";
import { serve } from "../../scripts/serve.mjs";
import { Luck, SWEEP } from "./luck.js";
import { ARTICLE, test as base, expect, Faxor } from "./page.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("./page.js").Context} Context */

/** A static host: a folder and its server. */
class Host {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  #server;
  /** @param {string} folder @param {Awaited<ReturnType<typeof serve>>} server */
  constructor(folder, server) {
    this.folder = folder;
    this.#server = server;
    this.url = server.url;
  }

  static async start() {
    const folder = await mkdtemp(join(tmpdir(), "faxor-"));
    return new Host(folder, await serve(folder, 0));
  }

  shutDown() {
    this.#server.close();
  }

  /** Deploys a build over the current one. With a mark, which is added as a comment to the scripts of the page
   * and its workers, it counts as another build.
   * @param {{ path?: string, mark?: string }} [build] */
  async deploy({ path = "", mark } = {}) {
    const made = await mkdtemp(join(tmpdir(), "faxor-build-"));
    await cp(process.env.DIST ?? "dist", made, { recursive: true });
    if (mark) {
      await appendFile(join(made, "index.html"), `<!-- build ${mark} -->`);
      for (const script of SCRIPTS) await appendFile(join(made, script), `\n// build ${mark}\n`);
      await precache(made);
    }
    await cp(made, join(this.folder, path), { recursive: true });
    await rm(made, { recursive: true });
  }
}

const SCRIPTS = ["js/main.js", "js/early.js", "js/core.js", "js/sweep-worker.js", "faxor.js"];

const test = base.extend(
  /** @type {import("@playwright/test").Fixtures<{ host: Host }, {}, import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions, {}>} */ ({
    // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for it.
    host: async ({}, use) => {
      const host = await Host.start();
      await use(host);
      host.shutDown();
      await rm(host.folder, { recursive: true });
    },
    baseURL: async ({ host }, use) => use(host.url),
  }),
);

test.use({ serviceWorkers: "allow" });

/** Opens the page at an address, and waits until its build is cached.
 * @param {Page} page @param {string} address */
async function visit(page, address) {
  await page.goto(address);
  await page.waitForSelector("html[data-ready]");
  // Not `ready`: that may be the worker of a parent folder.
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const scope = new URL("./", location.href).href;
        const found = (await navigator.serviceWorker.getRegistrations()).find((one) => one.scope === scope);
        return found?.active?.state;
      }),
    )
    .toBe("activated");
}

/** Whether an update is waiting or has been installed. @param {Page} page */
const taken = (page) =>
  page
    .evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return Boolean(registration?.waiting) || document.lastChild?.nodeValue?.includes("two");
    })
    .catch(() => false); // navigating

/** Waits until an update waits for the pages of the old build to close. @param {Page} page */
const waits = (page) =>
  expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state))
    .toBe("installed");

/** Waits until a check for an update has ended without one to install. @param {Page} page */
const checked = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const found = await registration?.update().catch(() => undefined);
    const worker = /** @type {ServiceWorkerRegistration | undefined} */ (found ?? undefined)?.installing;
    if (worker) {
      await new Promise((done) => {
        const look = () => ["installed", "redundant"].includes(worker.state) && done(undefined);
        worker.addEventListener("statechange", look);
        look();
      });
    }
    return [registration?.waiting, registration?.installing].filter(Boolean).length;
  });

/** The builds to which the loaded files of the page and its workers belong. @param {Page} page */
const builds = (page) =>
  page.evaluate(async (scripts) => {
    const texts = await Promise.all(["", ...scripts].map(async (path) => (await fetch(path)).text()));
    const shown = document.lastChild?.nodeValue ?? document.body.lastChild?.nodeValue ?? "";
    return [...new Set([shown, ...texts].map((text) => text.match(/ build (\w+)( -->)?\s*$/)?.[1]))];
  }, SCRIPTS);

/** @param {Page} page */
const cacheNames = (page) => page.evaluate(() => caches.keys());

for (const [how, cut] of /** @type {[string, (context: Context, host: Host) => unknown][]} */ ([
  ["the browser is offline", (context) => context.setOffline(true)],
  ["the server is shut down", (_, host) => host.shutDown()],
])) {
  test(`if ${how}, the page opens, plays, shows a lesson and trains a sweep`, async ({
    faxor,
    page,
    context,
    host,
    faults,
  }) => {
    await host.deploy();
    await visit(page, "/");
    // The browser's message when its check for an update fails.
    faults.allow(/^failed: \S*\/sw\.js/);
    await cut(context, host);
    await page.reload();
    await faxor.ready();
    await faxor.play.click();
    await faxor.passes(50);
    await faxor.open("lesson=4");
    await expect(page.locator("#chapter-4")).toBeVisible();
    for (const query of ["?embedded", "?utm_source=a/b", "index.html", "index.html?a=1"]) {
      await page.goto("about:blank");
      await page.goto(`/${query}#${ARTICLE}&at=10`);
      await faxor.ready();
      await faxor.standsAt(10);
    }
    const luck = new Luck(faxor);
    await luck.finish(SWEEP);
    await expect(luck.status).toHaveText("All 120 runs are counted.");
  });
}

test("the cache holds every file of the page and nothing else", async ({ faxor, page, host }) => {
  await host.deploy();
  await visit(faxor.page, "/");
  const kept = await page.evaluate(async () => {
    const [name] = await caches.keys();
    return (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname.slice(1)).sort();
  });
  const found = await readdir(host.folder, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(host.folder.length + 1));
  expect(kept).toEqual(
    files
      .filter((file) => file !== "sw.js" && file !== LOST && !file.startsWith(BESIDE))
      .map((file) => (file === "index.html" ? "" : file))
      .sort(),
  );
});

test("the service worker is requested after the first picture", async ({ faxor, page, host }) => {
  await host.deploy();
  await page.addInitScript(() => {
    const { register } = ServiceWorkerContainer.prototype;
    ServiceWorkerContainer.prototype.register = function (...rest) {
      document.documentElement.dataset.pictureAtRegistration = String(
        performance.getEntriesByName("first-surface").length,
      );
      return register.apply(this, rest);
    };
  });
  await visit(page, "/");
  await expect(page.locator("html")).toHaveAttribute("data-picture-at-registration", "1");
  await faxor.isPlaying(false);
});

test("the next visit gets the whole update, and the old build is deleted", async ({ faxor, page, context, host }) => {
  await host.deploy({ mark: "one" });
  await visit(page, "/");
  await page.reload();
  await faxor.ready();
  expect(await builds(page)).toEqual(["one"]);
  const [former] = await cacheNames(page);

  await host.deploy({ mark: "two" });
  await page.reload();
  // The page shows the old build, or the new one if all of it arrived before the first picture.
  await expect.poll(() => taken(page)).toBe(true);
  expect([["one"], ["two"]]).toContainEqual(await builds(page));
  await page.close();

  const next = await context.newPage();
  await visit(next, "/");
  expect(await builds(next)).toEqual(["two"]);
  await expect.poll(() => cacheNames(next)).toHaveLength(1);
  expect(await cacheNames(next)).not.toContain(former);
});

test("a reload installs a waiting update, but not while another page shows the old build", async ({
  page,
  context,
  host,
  faxor,
}) => {
  await host.deploy({ mark: "one" });
  await visit(page, "/");
  await page.reload();
  await faxor.ready();
  const other = await context.newPage();
  await visit(other, "/");
  await host.deploy({ mark: "two" });
  await page.reload();
  await faxor.ready();
  await waits(page);
  await page.reload();
  await faxor.ready();
  // By now it would have updated if it were going to.
  await page.waitForTimeout(1000);
  expect(await builds(page)).toEqual(["one"]);
  expect(await builds(other)).toEqual(["one"]);

  await other.close();
  await page.goto("about:blank");
  await page.goto(`/#${ARTICLE}&at=10`);
  await expect.poll(() => builds(page).catch(() => [])).toEqual(["two"]);
  await faxor.ready();
  await faxor.standsAt(10);
  await expect.poll(() => cacheNames(page)).toHaveLength(1);
});

test("a single page that is reloaded again and again installs the update", async ({ page, host, faxor }) => {
  await host.deploy({ mark: "one" });
  await visit(page, "/");
  await page.reload();
  await faxor.ready();
  await host.deploy({ mark: "two" });
  await page.reload();
  await expect.poll(() => taken(page)).toBe(true);
  // Sometimes Chromium leaves the newer worker waiting because the older one is busy at that moment. The next
  // reload then installs it.
  await expect(async () => {
    await page.reload();
    // Not by fetching its files: that would keep the older worker busy, and a reload would abort the requests.
    const shown = () => page.evaluate(() => document.lastChild?.nodeValue).catch(() => "");
    await expect.poll(shown, { timeout: 8000 }).toContain("two");
  }).toPass();
  await faxor.ready();
  expect(await builds(page)).toEqual(["two"]);
});

/** @type {[string, (folder: string) => Promise<unknown>, RegExp][]} */
const BROKEN = [
  [
    "a file of it is missing",
    (folder) => rm(join(folder, "js/sweep-worker.js")),
    /^(failed|status 404): \S*sweep-worker\.js/,
  ],
  ["a file of it is another build's", (folder) => appendFile(join(folder, "faxor.js"), "\n// build three\n"), /^$/],
  ["a file of it is cut short", (folder) => writeFile(join(folder, "faxor_bg.wasm"), "\0asm"), /^$/],
];
for (const [how, spoil, fault] of BROKEN) {
  test(`nothing of an update is installed if ${how}`, async ({ faxor, page, context, host, faults }) => {
    faults.allow(fault);
    await host.deploy({ mark: "one" });
    await visit(page, "/");
    const former = await cacheNames(page);
    await host.deploy({ mark: "two" });
    await spoil(host.folder);
    await page.reload();
    await faxor.ready();
    expect(await checked(page)).toBe(0);
    await page.close();
    const next = new Faxor(await context.newPage());
    await visit(next.page, "/");
    expect(await builds(next.page)).toEqual(["one"]);
    expect(await cacheNames(next.page)).toEqual(former);
    expect(await checked(next.page)).toBe(0);
    host.shutDown();
    faults.allow(/^failed: \S*\/sw\.js/);
    const luck = new Luck(next);
    await luck.finish(SWEEP);
  });
}

test("a host that adds a script to the page is told of, and the page works", async ({ faxor, page, host, faults }) => {
  await host.deploy();
  await appendFile(join(host.folder, "index.html"), '<script src="https://added.test/it.js"></script>');
  faults.allow(
    /^console error: .*(violates the following Content Security Policy|added\.test)/,
    /^failed: https:\/\/added\.test/,
  );
  faults.allow(/^another host: https:\/\/added\.test/);
  await page.goto("/");
  await faxor.ready();
  await expect(faxor.status).toHaveText(
    "This page will not open offline: not all of its files came as they were built.",
  );
  await expect(faxor.fault).toBeHidden();
  await faxor.play.click();
  await faxor.passes(50);
  expect(await cacheNames(page)).toEqual([]);
});

test("the service worker works in a folder of any host and does not touch the rest of the host", async ({
  faxor,
  page,
  host,
  faults,
}) => {
  await host.deploy({ path: "some/where" });
  await writeFile(join(host.folder, "some/other.html"), "<title>other</title>");
  await visit(page, "/some/where/");
  faults.allow(/^failed: /, /^console error/);
  host.shutDown();
  await page.goto(`/some/where/?a#${ARTICLE}&at=10`);
  await faxor.ready();
  await faxor.standsAt(10);
  await expect(page.goto("/some/other.html")).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
});

test("two copies under one origin each cache, update and open their own build", async ({
  page,
  context,
  host,
  faults,
  faxor,
}) => {
  await host.deploy({ mark: "outer" });
  await host.deploy({ mark: "inner", path: "copy" });
  await visit(page, "/");
  await page.reload();
  await faxor.ready();
  const inner = new Faxor(await context.newPage());
  // Not served by its own worker yet, and the outer folder's worker serves nothing here.
  await visit(inner.page, "/copy/");
  expect(await builds(inner.page)).toEqual(["inner"]);
  const both = await cacheNames(page);
  expect(both).toHaveLength(2);
  await page.close();

  // An update of one copy deletes nothing of the other.
  await host.deploy({ mark: "newer" });
  const outer = await context.newPage();
  await visit(outer, "/");
  await waits(outer);
  await outer.close();
  await inner.page.close();
  const again = new Faxor(await context.newPage());
  await visit(again.page, "/");
  expect(await builds(again.page)).toEqual(["newer"]);
  await expect.poll(() => cacheNames(again.page)).toHaveLength(2);
  host.shutDown();
  faults.allow(/^failed: \S*\/sw\.js/);
  await again.page.goto("/copy/");
  await again.ready();
  expect(await builds(again.page)).toEqual(["inner"]);
});

/** The ways in which a browser may lack service workers. @type {[string, () => void][]} */
const WITHOUT = [
  [
    "the browser has no service workers, as without https",
    () => Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined }),
  ],
  [
    "service workers are denied",
    () => {
      ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException("denied", "SecurityError"));
    },
  ],
  [
    "any access to service workers is denied, as in a sandboxed frame",
    () =>
      Object.defineProperty(Navigator.prototype, "serviceWorker", {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      }),
  ],
];
for (const [how, deny] of WITHOUT) {
  test(`if ${how}, the page works as usual, without a message`, async ({ faxor, page, context, host }) => {
    await host.deploy();
    await page.addInitScript(deny);
    /** @type {string[]} */
    const said = [];
    context.on("console", (message) => said.push(message.text()));
    await faxor.open(`${ARTICLE}&at=10`);
    await faxor.frames(5);
    expect(said).toEqual([]);
    expect(context.serviceWorkers()).toEqual([]);
  });
}

test("the browser finds no reason why the page could not be installed", async ({ faxor, page, context, host }) => {
  await host.deploy();
  await visit(faxor.page, "/");
  const browser = await context.newCDPSession(page);
  const { url, errors, data } = await browser.send("Page.getAppManifest");
  expect(url).toBe(`${host.url}/manifest.webmanifest`);
  expect(errors).toEqual([]);
  const { installabilityErrors } = await browser.send("Page.getInstallabilityErrors");
  // Playwright's contexts are private windows, in which nothing can be installed.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
  /** @type {{ icons: { src: string, sizes: string, type: string, purpose?: string }[] }} */
  const { icons } = JSON.parse(data ?? "");
  const touch = await page.locator("link[rel=apple-touch-icon]").getAttribute("href");
  const all = [...icons, { src: touch ?? "", sizes: "512x512", type: "image/png" }];
  for (const { src, sizes, type } of all.filter(({ sizes }) => sizes !== "any")) {
    const response = await page.request.get(`/${src}`);
    expect(response.headers()["content-type"], src).toBe(type);
    const size = await page.evaluate(async (src) => {
      const { width, height } = await createImageBitmap(await (await fetch(src)).blob());
      return `${width}x${height}`;
    }, src);
    expect(size, src).toBe(sizes);
  }
  expect(icons.map(({ purpose }) => purpose)).toContain("maskable");
});
