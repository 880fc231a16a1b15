// The page in a frame of another site: it leaves that site's page where it is, and says what a frame may not do.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { serve } from "../../scripts/serve.mjs";
import { ARTICLE, test as base, expect } from "./page.js";

/** @typedef {{ link?: string, attributes?: string, height?: number }} Frame */

const test = base.extend(
  /** @type {import("@playwright/test").Fixtures<{ embed: (frame?: Frame) => Promise<import("@playwright/test").FrameLocator> }, {}, import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions & import("./page.js").Ours, {}>} */ ({
    /** Opens a page of another site, longer than the screen, with Faxor in a frame. */
    embed: async ({ faxor: { page }, faults, baseURL }, use) => {
      /** @type {Record<string, Buffer>} */
      const extra = {};
      const { url, close } = await serve("no folder", 0, { extra });
      // By its name it is another site.
      const host = `${url.replace("127.0.0.1", "localhost")}/host.html`;
      faults.allow(/^another host: http:\/\/localhost:\d+\/host\.html/);
      await use(async ({ link = ARTICLE, attributes = "", height = 600 } = {}) => {
        extra["/host.html"] = Buffer.from(
          `<!doctype html><title>host</title><link rel="icon" href="data:,"><p style="height: 150px">before</p>
          <iframe src="${baseURL}/#${link}" width="900" height="${height}" ${attributes}></iframe>
          <p style="height: 3000px">after</p>`,
        );
        await page.goto(host);
        return page.frameLocator("iframe");
      });
      close();
    },
  }),
);

/** @param {import("@playwright/test").FrameLocator} frame */
const ready = (frame) => expect(frame.locator("html")).toHaveAttribute("data-ready", "true");

for (const height of [600, 2600]) {
  test(`nothing scrolls the page around a frame ${height} pixels high`, async ({ page, faults, embed }) => {
    // This host does not let it copy.
    faults.allow(/^console error: Permissions policy violation: The Clipboard API/);
    const frame = await embed({ link: "lesson=1", height });
    await ready(frame);
    const top = () => page.evaluate(() => scrollY);
    await page.waitForTimeout(300);
    expect(await top(), "a link to a chapter").toBe(0);
    /** Presses an element without bringing it into view. @param {string} selector */
    const press = async (selector) => {
      await frame.locator(selector).evaluate((element) => {
        /** @type {HTMLElement} */ (element).focus({ preventScroll: true });
        /** @type {HTMLElement} */ (element).click();
      });
      // Longer than a smooth scroll takes.
      await page.waitForTimeout(700);
      expect(await top(), selector).toBe(0);
    };
    await press("#chapter-next");
    await press(".chapter:not([hidden]) .reveal");
    await press("#chapter-leave");
    for (const tool of ["wrong", "where", "hand", "luck", "own", "settings"]) await press(`[aria-controls=${tool}]`);
    await press("#hand-next");
    await press("#share");
    await press("#sharing-copy");
    await press("#sharing-close");
    await press("#copy-link");
    await expect(frame.locator("#link-text")).toBeFocused();
    await press("#all-rules");
    await press(".panel:last-child .remove");
  });
}

test("in a frame lower than the page, the page itself still scrolls to what is opened", async ({ embed }) => {
  const frame = await embed();
  await ready(frame);
  for (const id of ["luck", "wrong"]) {
    await frame.locator(`[aria-controls=${id}]`).evaluate((button) => /** @type {HTMLElement} */ (button).click());
    const box = () => frame.locator(`#${id} h2`).evaluate((element) => element.getBoundingClientRect().top);
    await expect.poll(box).toBeLessThan(580);
    await expect.poll(box).toBeGreaterThanOrEqual(0);
  }
  // The first chapter in one column: its text stands below the pictures, which stay.
  await frame.locator("#welcome a").evaluate((link) => /** @type {HTMLElement} */ (link).click());
  const box = () => frame.locator("#chapter-1").evaluate((element) => element.getBoundingClientRect().top);
  await expect.poll(box).toBeLessThan(400);
  await expect.poll(box).toBeGreaterThan(0);
});

test("only two functions scroll the page or move the focus where that may scroll", async () => {
  const found = await readdir("www/js", { recursive: true, withFileTypes: true });
  /** @type {string[]} */
  const calls = [];
  for (const { parentPath, name } of found.filter((entry) => entry.name.endsWith(".js"))) {
    const text = await readFile(join(parentPath, name), "utf8");
    const made = text.match(/\.(scrollIntoView\w*|focus)\((?!\{ preventScroll: true \}).*/g) ?? [];
    calls.push(...made.map((call) => `${name}: ${call}`));
  }
  expect(calls).toEqual([
    "dom.js: .scrollIntoView({ block, behavior });",
    "dom.js: .focus({ preventScroll: isFramed });",
  ]);
});

test("in a frame, links to sources open in a new tab; elsewhere, they do not", async ({
  faxor,
  context,
  faults,
  embed,
}) => {
  faults.allow(/^another host: https:\/\/doi\.org\//);
  const frame = await embed({ link: "lesson=3" });
  await ready(frame);
  const sources = frame.locator('.chapter a[href^="https://doi.org"]');
  await context.route("https://doi.org/**", (route) => route.fulfill({ contentType: "text/html", body: "a paper" }));
  const coming = context.waitForEvent("page");
  await sources.first().dispatchEvent("click");
  const paper = await coming;
  await paper.waitForURL(/^https:\/\/doi\.org\//);
  expect(await paper.evaluate(() => opener)).toBeNull();
  await expect(frame.locator("#lesson")).toBeVisible();
  await faxor.open("lesson=3");
  await expect(faxor.page.locator("a[target]")).toHaveCount(0);
});

test("where a frame forbids new tabs, a link to a source changes nothing", async ({ faults, embed }) => {
  faults.allow(/^console error: Blocked opening/);
  const frame = await embed({ link: "lesson=3", attributes: 'sandbox="allow-scripts allow-same-origin"' });
  await ready(frame);
  await frame.locator('.chapter a[href^="http"]').first().dispatchEvent("click");
  await expect(frame.locator("#lesson")).toBeVisible();
});

for (const sandbox of ["allow-scripts allow-popups", "allow-same-origin allow-popups", "allow-popups"]) {
  test(`with sandbox="${sandbox}", the page says what is missing and opens in a tab of its own`, async ({
    context,
    faults,
    baseURL,
    embed,
  }) => {
    faults.allow(/^console error/, /^failed: /);
    const frame = await embed({ link: "lesson=4", attributes: `sandbox="${sandbox} allow-popups-to-escape-sandbox"` });
    const said = frame.getByText(/sandbox must have allow-scripts and allow-same-origin/).filter({ visible: true });
    await expect(said).toBeVisible();
    await expect(said).not.toContainText("connection");
    const coming = context.waitForEvent("page");
    await said.getByRole("link").click();
    const tab = await coming;
    await tab.waitForSelector("html[data-ready]");
    // Without scripts, the link cannot know the run.
    expect(tab.url()).toContain(sandbox.includes("scripts") ? `${baseURL}/#v=1&` : `${baseURL}/#`);
    if (sandbox.includes("scripts")) expect(tab.url()).toContain("lesson=4");
  });
}

test("where a frame may not save or print, the page says so and leads to a tab of its own", async ({
  page,
  context,
  faults,
  baseURL,
  embed,
}) => {
  faults.allow(/^console warning: Download is disallowed/, /^console error: Ignored call to 'print\(\)'/);
  const sandbox = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";
  const frame = await embed({ link: `${ARTICLE}&at=20`, attributes: `sandbox="${sandbox}"` });
  await ready(frame);
  /** @type {string[]} */
  const downloads = [];
  page.on("download", (download) => downloads.push(download.suggestedFilename()));
  await frame.locator("#share").click();
  await frame.getByRole("button", { name: "History (CSV)" }).click();
  await expect(frame.locator("#sharing-status")).toHaveText(
    /^If faxor-history-seed23-update20-\w+\.csv did not come, this frame does not allow it\. Open the page in a tab of its own\.$/,
  );
  await frame.locator("#print").click();
  await expect(frame.locator("#sharing-status")).toHaveText(
    /^If the print did not come, this frame does not allow it\./,
  );
  expect(downloads).toEqual([]);
  await frame.getByRole("button", { name: "Close", exact: true }).click();
  const coming = context.waitForEvent("page");
  await frame.getByRole("link", { name: "Open in a tab of its own" }).click();
  const tab = await coming;
  await tab.waitForSelector("html[data-ready]");
  expect(tab.url()).toContain(`${baseURL}/#v=1&`);
  expect(tab.url()).toContain("at=20");
  await expect(tab.getByRole("link", { name: "Open in a tab of its own" })).toHaveCount(0);
});

test("CSV has the separator that the reader chose, and a decimal comma with semicolons", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=20`);
  const names = new Set();
  for (const [label, sign, loss] of [
    ["commas", ",", /^\d\.\d+$/],
    ["semicolons, as 0,5 needs", ";", /^\d,\d+$/],
    ["tabs", "\t", /^\d\.\d+$/],
  ]) {
    await page.locator("#share").click();
    await page.locator("#sharing-csv").selectOption({ label: String(label) });
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "History (CSV)" }).click();
    const download = await coming;
    names.add(download.suggestedFilename());
    const [link, head, ...rows] = (await readFile(await download.path(), "utf8")).trimEnd().split("\n");
    expect(link).toMatch(/^# v=1&\S*rules=bp,fa&\S*rate=0\.01&at=20$/);
    const columns = head.split(String(sign));
    expect(columns.slice(0, 3)).toEqual(["update", "bp_accuracy", "bp_loss"]);
    for (const row of rows) expect(row.split(String(sign))).toHaveLength(columns.length);
    expect(rows[0].split(String(sign))[2]).toMatch(/** @type {RegExp} */ (loss));
    await page.reload();
    await faxor.ready();
    await page.locator("#share").click();
    await expect(page.locator("#sharing-csv"), "remembered").toHaveValue(String(sign));
    await page.locator("#sharing-close").click();
  }
  // The same settings have the same name, others another.
  expect(names.size).toBe(1);
  await faxor.open(`${ARTICLE.replace("rate=0.01", "rate=0.02")}&at=20`);
  await page.locator("#share").click();
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "History (CSV)" }).click();
  names.add((await coming).suggestedFilename());
  expect(names.size).toBe(2);
});

test("a decimal comma is as good as a point in every field for numbers with decimals", async ({ faxor, page }) => {
  await faxor.open("task=circle&noise=0.1&rules=held,kp:rate=0.5&seed=23");
  await faxor.openSettings();
  const fields = page.locator("input[inputmode=decimal]:not([data-key=width])").filter({ visible: true });
  expect(await fields.count()).toBeGreaterThan(8);
  for (const field of await fields.all()) {
    await field.fill("0,25");
    await field.press("Enter");
    await expect(field).toHaveValue("0.25");
    const key = (await field.getAttribute("data-key")) ?? "";
    if (await field.evaluate((field) => !field.closest(".own"))) expect(await faxor.inAddress(key)).toBe("0.25");
  }
  await expect(faxor.wrongEntry).toBeEmpty();
});

test("where the browser changes the pixels that a page reads, a saved picture comes with a warning", async ({
  faxor,
  page,
}) => {
  const save = async () => {
    await page.locator("#share").click();
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "All pictures in one (PNG)" }).click();
    await coming;
    return page.locator("#sharing-status");
  };
  await faxor.open(ARTICLE);
  await expect(await save()).toHaveText(/^Saved faxor-all-\S+\.png\.$/);
  await page.addInitScript(() => {
    const { getImageData } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.getImageData = function (...rest) {
      const image = getImageData.apply(this, rest);
      image.data[4004] ^= 1;
      return image;
    };
  });
  await faxor.open(ARTICLE);
  await expect(await save()).toHaveText(/^Saved \S+\.png\. This browser changes its pixels: take a screenshot\.$/);
});

test("the dots of seven rules with the most seeds fit into the memory of a phone", async ({ another }) => {
  const faxor = await another({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 3 });
  await faxor.open("rules=bp,fa,redrawn,dfa,usf,kp,readout&seeds=100000&updates=1&width=1&depth=1");
  await faxor.openPart("luck");
  await faxor.page.locator("#luck-run").click();
  await expect(faxor.page.locator("#luck-dots canvas")).toHaveCount(7);
  const bytes = () =>
    faxor.page.evaluate(() =>
      Array.from(document.querySelectorAll("canvas")).reduce((sum, { width, height }) => sum + width * height * 4, 0),
    );
  await expect.poll(bytes).toBeGreaterThan(40_000_000);
  expect(await bytes()).toBeLessThan(80_000_000);
  await faxor.page.locator("#luck-run").click();
});
