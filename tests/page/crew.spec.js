// The sweep's workers can fail in every way that a browser knows. The page reports it, keeps its results, and
// counts no seed twice.
import { holdsTrue, Luck, SETTING, SWEEP, withCores } from "./luck.js";
import { expect, test } from "./page.js";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Route} Route */

/** Code to run before a worker's script. @param {string} on what to do instead of sending its second tally */
const atSecondTally = (on) => `let tallies = 0; const tell = self.postMessage.bind(self);
  self.postMessage = (word, ...rest) => { if ("tally" in word && ++tallies > 1) { ${on} } else tell(word, ...rest); };`;

const DIES = atSecondTally('setTimeout(() => { throw new Error("dies"); });');
const FAULTS = atSecondTally('throw new Error("fails");');
const SILENT = atSecondTally("");

/** A browser's messages about a worker that fails, or that ends before its script has loaded. */
const LOST = [
  /^failed: \S*sweep-worker\.js/,
  /^exception: Error: (dies|broken)/,
  /^console error: .*(dies|broken|ERR_FAILED)/,
];

/** Changes how the first worker is loaded, and delays the others until the page has noticed.
 * @param {Page} page
 * @param {(route: Route) => Promise<unknown>} first */
async function failFirst(page, first) {
  let asked = 0;
  /** @type {Promise<void> | undefined} */
  let noticed;
  await page.route("**/sweep-worker.js", async (route) => {
    asked += 1;
    if (asked === 1) return first(route);
    noticed ??= expect(page.locator("#luck-status")).toContainText("One background worker crashed", {
      timeout: 60_000,
    });
    await noticed;
    // Requests that were delayed until the sweep had ended may be gone.
    return route.continue().catch(() => {});
  });
}

/** The worker's script, with code added before it. @param {Route} route @param {string} words */
async function sabotaged(route, words) {
  const response = await route.fetch();
  await route.fulfill({ response, body: `${words}\n${await response.text()}` });
}

/** Records every message of the sweep's status. @param {Page} page */
const listen = (page) =>
  page.evaluate(() => {
    const status = /** @type {HTMLElement} */ (document.querySelector("#luck-status"));
    const heard = Object.assign(window, { heard: /** @type {string[]} */ ([]) }).heard;
    new MutationObserver(() => heard.push(status.textContent ?? "")).observe(status, { childList: true });
  });

const heard = (/** @type {Page} */ page) =>
  page.evaluate(() => /** @type {Window & { heard?: string[] }} */ (window).heard ?? []);

/** @type {[string, (route: Route) => Promise<unknown>][]} */
const FAILURES = [
  ["does not load", (route) => route.abort()],
  ["is missing", (route) => route.fulfill({ status: 404, body: "not found" })],
  ["is broken", (route) => route.fulfill({ contentType: "text/javascript", body: 'throw new Error("broken");' })],
  ["crashes during the sweep", (route) => sabotaged(route, DIES)],
  ["reports an error during the sweep", (route) => sabotaged(route, FAULTS)],
];

for (const [name, fail] of FAILURES) {
  test(`if a worker ${name}, the page says so and the others count every seed once`, async ({
    faxor,
    page,
    faults,
  }) => {
    faults.allow(...LOST, /^status 404: \S*sweep-worker\.js/, /^console error: Failed to load resource/);
    const luck = new Luck(faxor);
    await withCores(page, 3);
    await failFirst(page, fail);
    await faxor.open(SWEEP);
    await listen(page);
    await luck.run.click();
    await luck.ends("All 120 runs are counted.");
    expect(await heard(page)).toContain("One background worker crashed; the other 2 take over.");
    await luck.agrees(SWEEP);
  });
}

test("if all workers but one crash during the sweep, the last one counts every seed once", async ({
  faxor,
  page,
  faults,
}) => {
  faults.allow(...LOST);
  const luck = new Luck(faxor);
  await withCores(page, 3);
  let asked = 0;
  await page.route("**/sweep-worker.js", async (route) => {
    asked += 1;
    if (asked < 3) return sabotaged(route, DIES);
    await expect(luck.status).toContainText("the other one takes over", { timeout: 60_000 });
    return route.continue();
  });
  await faxor.open(SWEEP);
  await listen(page);
  await luck.run.click();
  await luck.ends("All 120 runs are counted.");
  expect(await heard(page)).toContain("One background worker crashed; the other one takes over.");
  await luck.agrees(SWEEP);
});

for (const [name, fail, some] of /** @type {[string, (route: Route) => Promise<unknown>, boolean][]} */ ([
  ["at the start", (route) => route.abort(), false],
  ["in the middle", (route) => sabotaged(route, DIES), true],
])) {
  test(`if every worker fails ${name}, the page says so, keeps its results and can run again`, async ({
    faxor,
    page,
    faults,
  }) => {
    faults.allow(...LOST, /^console error: Failed to load resource/);
    const luck = new Luck(faxor);
    await withCores(page, 3);
    await page.route("**/sweep-worker.js", fail);
    await faxor.open(SWEEP);
    await luck.run.click();
    await luck.ends(/^Every background worker crashed, so the sweep stopped\. \d+ of 120 runs are counted\.$/);
    const kept = Number((await luck.status.innerText()).match(/(\d+) of/)?.[1]);
    expect(kept > 0).toBe(some);
    await expect(luck.saveCounts).toBeVisible({ visible: some });
    if (some) await holdsTrue(luck, `${SETTING}&updates=1000`, kept);
    await page.unroute("**/sweep-worker.js");
    await luck.run.click();
    await luck.ends("All 120 runs are counted.");
    await luck.agrees(SWEEP);
  });
}

test("if no worker can load the core, the page says so and its own run continues", async ({ faxor, page, faults }) => {
  faults.allow(/^(failed|status 404): \S*faxor_bg\.wasm/, /^console error: Failed to load resource/);
  const luck = new Luck(faxor);
  await withCores(page, 2);
  await faxor.open(SWEEP);
  await page.route("**/faxor_bg.wasm", (route) => route.fulfill({ status: 404, body: "not found" }));
  await luck.run.click();
  // Each worker reports its failure, so the page does not wait for a timeout.
  await expect(luck.status).toHaveText(/Every background worker crashed/, { timeout: 15_000 });
  await luck.ends("Every background worker crashed, so the sweep stopped. 0 of 120 runs are counted.");
  await faxor.step.click();
  await faxor.standsAt(1);
});

/** Takes over the crew's timer: its seconds pass only when the test says so. @param {Page} page */
async function holdWatch(page) {
  await page.addInitScript(() => {
    const set = window.setInterval;
    const watch = Object.assign(window, { second: () => {} });
    window.setInterval = /** @type {typeof setInterval} */ (
      (/** @type {() => void} */ run, /** @type {number} */ every) => {
        if (every === 1000) watch.second = run;
        return set(() => {}, 1e9);
      }
    );
  });
  return (/** @type {number} */ seconds) =>
    page.evaluate((seconds) => {
      for (let i = 0; i < seconds; i++) /** @type {Window & { second?: () => void }} */ (window).second?.();
    }, seconds);
}

test("a worker that stops answering is given up after a while, and another does its part", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await withCores(page, 2);
  const pass = await holdWatch(page);
  let asked = 0;
  /** @type {() => void} */
  let letIn = () => {};
  const silent = new Promise((resolve) => {
    letIn = () => resolve(undefined);
  });
  await page.route("**/sweep-worker.js", async (route) => {
    asked += 1;
    if (asked === 1) return sabotaged(route, SILENT);
    await silent;
    return route.continue();
  });
  await faxor.open(SWEEP);
  await luck.run.click();
  // The first worker has sent one tally and will send no more.
  await luck.begins();
  letIn();
  // All except the batch of one seed that the first worker holds.
  await expect.poll(() => luck.counted(), { timeout: 60_000 }).toBe(119);
  await expect(luck.run).toHaveText("Cancel");
  await pass(25);
  await luck.ends("All 120 runs are counted.");
  await luck.agrees(SWEEP);
});

test("if no worker ever answers, the page gives up", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await withCores(page, 2);
  const pass = await holdWatch(page);
  await page.route("**/sweep-worker.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await faxor.open(SWEEP);
  await luck.run.click();
  await pass(10);
  await expect(luck.run).toHaveText("Cancel");
  await pass(15);
  await luck.ends("Every background worker crashed, so the sweep stopped. 0 of 120 runs are counted.");
});

for (const [name, break_, words] of /** @type {[string, () => void, RegExp][]} */ ([
  [
    "has no workers",
    () => {
      // @ts-expect-error: this is what is tested.
      delete window.Worker;
    },
    /^This browser did not allow Faxor to start a background worker, so nothing was trained\. 0 of 120 runs are counted\.$/,
  ],
  [
    "denies workers",
    () => {
      window.Worker = class extends Worker {
        /** @param {string | URL} url */
        constructor(url) {
          throw new DOMException(`denied: ${url}`, "SecurityError");
          // biome-ignore lint/correctness/noUnreachable: the constructor of a derived class must call super.
          super(url);
        }
      };
    },
    /^This browser did not allow Faxor to start a background worker, so nothing was trained\. 0 of 120 runs are counted\.$/,
  ],
])) {
  test(`in a browser that ${name}, the page says so and its own run continues`, async ({ faxor, page, faults }) => {
    faults.allow(/^console warning: (ReferenceError: Worker|SecurityError)/);
    const luck = new Luck(faxor);
    await page.addInitScript(break_);
    await faxor.open(SWEEP);
    await luck.run.click();
    await luck.ends(words);
    await expect(luck.saveCounts).toBeHidden();
    await faxor.step.click();
    await faxor.standsAt(1);
  });
}

test("if the browser denies the second worker, the page says so and ends the first", async ({
  faxor,
  page,
  faults,
}) => {
  faults.allow(...LOST, /^console warning: SecurityError/);
  const luck = new Luck(faxor);
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "hardwareConcurrency", { get: () => 4 });
    let asked = 0;
    window.Worker = new Proxy(Worker, {
      construct(target, [url, options]) {
        asked += 1;
        if (asked === 2) throw new DOMException("denied", "SecurityError");
        return new target(url, options);
      },
    });
  });
  await faxor.open(SWEEP);
  await luck.run.click();
  await luck.ends(
    "This browser did not allow Faxor to start a background worker, so nothing was trained. 0 of 120 runs are counted.",
  );
  const shown = await luck.shown();
  await faxor.frames(20);
  expect(await luck.shown()).toEqual(shown);
  // If asked again, the browser allows them.
  await luck.run.click();
  await luck.ends("All 120 runs are counted.");
  await luck.agrees(SWEEP);
});
