// "Earlier results": what was shown before a change of a setting stays, is compared with the present, and is shared.
import { readFile } from "node:fs/promises";
import { Luck, wilson } from "./luck.js";
import { expect, looksRight, test } from "./page.js";

// Without smooth scrolling: a page that is still scrolling has no fixed place to click.
test.use({ contextOptions: { reducedMotion: "reduce" } });

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./page.js").Faxor} Faxor */

const RUN = "rules=bp,fa&seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.1&updates=1000&seeds=40";

/** The part of the page about earlier results. @param {Page} page */
const partsOf = (page) => ({
  section: page.getByRole("region", { name: "Earlier results", exact: true }),
  rows: page.locator("#earlier-table tr"),
  lines: page.locator("#earlier-lines"),
  sweeps: page.locator("#luck-earlier"),
  status: page.locator("#earlier-status"),
  file: page.locator("#earlier-file"),
  settings: page.locator("#earlier-table td:first-child button"),
  chart: page.locator("#chart-delta canvas"),
});

/** The table's rows: the text of each cell. @param {Page} page @returns {Promise<string[][]>} */
const table = (page) =>
  page
    .locator("#earlier-table tr")
    .evaluateAll((rows) => rows.map((row) => Array.from(row.children, (cell) => cell.textContent ?? "")));

/** @param {import("@playwright/test").Locator} canvas @returns {Promise<string>} */
const pixels = (canvas) => canvas.evaluate((element) => /** @type {HTMLCanvasElement} */ (element).toDataURL());

/** Changes the setting as a control does. @param {Page} page @param {string} key @param {string} value */
const change = (page, key, value) =>
  page.evaluate(
    ([key, value]) => {
      /** @type {import("./read.js").Page} */ (document).faxor.state.change(key, value);
    },
    [key, value],
  );

/** A page with the sweeps of two settings: of the given rate, then of rate 0.1. @param {Faxor} faxor @param {string} rate */
async function twoSweeps(faxor, rate) {
  const luck = new Luck(faxor);
  await luck.finish(RUN.replace("rate=0.1", `rate=${rate}`));
  await change(faxor.page, "rate", "0.1");
  await luck.run.click();
  await luck.ends();
  return luck;
}

/** The content of the file that is saved. @param {Page} page */
async function saved(page) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as a file" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^faxor-results-\w+\.json$/);
  return readFile(await download.path(), "utf8");
}

/** @param {string} text */
const fileOf = (text) => ({ name: "results.json", mimeType: "application/json", buffer: Buffer.from(text) });

test("the curves of a run stay in the charts when a setting changes, and are named by what differs", async ({
  faxor,
  page,
}) => {
  const { lines, rows, section, chart } = partsOf(page);
  await faxor.open(`${RUN}&at=600`);
  await expect(lines).toBeHidden();
  await expect(section).toBeHidden();
  await faxor.enter("rate", "0.02");
  await expect(lines).toHaveText("The thin lines are earlier results. 1: rate 0.1.");
  await expect(section).toBeVisible();
  await expect(rows).toHaveCount(2);
  expect((await table(page)).map(([first]) => first)).toEqual(["1: rate 0.1", "Feedback alignment"]);
  const withLine = await pixels(chart);
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(lines).toBeHidden();
  expect(await pixels(chart), "the chart had a line more").not.toBe(withLine);
});

test("every chart has the earlier curves, and none of a layer that the earlier networks did not have", async ({
  faxor,
  page,
}) => {
  faxor.parts.push("charts");
  await faxor.open(`${RUN.replace("depth=2", "depth=1")}&at=600`);
  await change(page, "depth", "2");
  const charts = page.locator(".charts .chart canvas");
  await expect(charts).toHaveCount(6);
  const both = await charts.evaluateAll((all) => all.map((one) => /** @type {HTMLCanvasElement} */ (one).toDataURL()));
  await faxor.layer.selectOption("2");
  const second = await pixels(page.locator("#chart-weights canvas"));
  await page.getByRole("button", { name: "Clear all" }).click();
  expect(await pixels(page.locator("#chart-weights canvas"))).toBe(second);
  await faxor.layer.selectOption("1");
  const none = await charts.evaluateAll((all) => all.map((one) => /** @type {HTMLCanvasElement} */ (one).toDataURL()));
  both.forEach((picture, i) => {
    expect(picture, `chart ${i + 1}`).not.toBe(none[i]);
  });
});

test("a run of a few updates is not kept, nor are those that a moving slider passes", async ({ faxor, page }) => {
  const { lines, rows } = partsOf(page);
  await faxor.open(`${RUN}&at=99`);
  await change(page, "rate", "0.02");
  await expect(lines).toBeHidden();
  await faxor.open(`${RUN}&at=500`);
  await page.evaluate(() => {
    const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
    for (const rate of ["0.2", "0.3", "0.4"]) {
      state.change("rate", rate);
      state.experiment.advance(500);
    }
    // What does not restart the run keeps nothing.
    state.change("speed", "7");
  });
  await expect(lines).toHaveText("The thin lines are earlier results. 1: rate 0.1.");
  await expect(rows).toHaveCount(2);
});

test("a run that a link opened and that was left as it was is not kept where another opens: Back returns to it", async ({
  faxor,
  page,
}) => {
  const { settings } = partsOf(page);
  await faxor.open(`${RUN}&at=300`);
  await faxor.follow(`${RUN.replace("seed=23", "seed=5")}&at=400`);
  await faxor.step.click();
  await faxor.follow(`${RUN.replace("seed=23", "seed=6")}&at=200`);
  await expect(settings).toHaveText(["1: seed 5"]);
});

test("of more settings than have room the oldest goes, and a sweep stays before runs", async ({ faxor, page }) => {
  const { settings } = partsOf(page);
  const luck = new Luck(faxor);
  await luck.finish(RUN.replace("seeds=40", "seeds=2"));
  await page.evaluate(() => {
    const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
    for (let i = 1; i <= 24; i++) {
      state.change(i % 2 ? "rate" : "init", String(i / 10));
      state.experiment.advance(100);
    }
  });
  await expect(settings).toHaveCount(20);
  await expect(settings.first()).toHaveText("1: init 1, rate 0.1");
  await expect(settings.nth(1)).toHaveText("2: init 0.4, rate 0.5");
  await expect(partsOf(page).lines).toHaveText(/^The thin lines are earlier results\. 15: [^;]*(; [^;]*){5}\.$/);
});

test("a setting that comes back is the same entry, and its own curves are not drawn twice", async ({ faxor, page }) => {
  const { lines, settings } = partsOf(page);
  await faxor.open(`${RUN}&at=500`);
  await change(page, "rate", "0.2");
  await change(page, "rate", "0.1");
  await expect(lines).toBeHidden();
  await expect(settings).toHaveText(["1: the present setting"]);
  await page.evaluate(() => {
    const { state, clock } = /** @type {import("./read.js").Page} */ (document).faxor;
    state.experiment.advance(700);
    clock.pause();
  });
  await page.waitForTimeout(1000);
  await change(page, "seed", "7");
  await expect(settings).toHaveText(["1: seed 23"]);
  expect((await table(page))[0][2]).toMatch(/700$/);
});

test("an earlier sweep stays in the chart with its name, and the table says whether the shares differ", async ({
  faxor,
  page,
}) => {
  const { sweeps, section, settings } = partsOf(page);
  const luck = await twoSweeps(faxor, "0.5");
  await expect(sweeps).toHaveText("The thin lines are earlier results. 1: rate 0.5.");
  await expect(settings).toHaveText(["1: rate 0.5", "2: the present setting"]);

  // Newcombe's interval of each row's share less that of the marked one, which is the present sweep's first.
  const core = await Promise.all([luck.core(RUN.replace("rate=0.1", "rate=0.5")), luck.core(RUN)]);
  const shares = core.flatMap(({ rules }) =>
    rules.map(({ counts }) => ({ share: counts[0] / 40, ends: wilson(counts[0], 40) })),
  );
  const points = (/** @type {number} */ share) => `${share < 0 ? "−" : "+"}${(Math.abs(share) * 100).toFixed(1)}`;
  const wanted = (/** @type {number} */ marked) =>
    shares.map(({ share, ends }, i) => {
      if (i === marked) return "";
      const other = shares[marked];
      const middle = share - other.share;
      const least = middle - Math.sqrt((share - ends[0]) ** 2 + (other.ends[1] - other.share) ** 2);
      const most = middle + Math.sqrt((ends[1] - share) ** 2 + (other.share - other.ends[0]) ** 2);
      const finding = least > 0 ? "more" : most < 0 ? "fewer" : "cannot tell";
      return `${finding}${points(least)} to ${points(most)} percentage points`;
    });
  const shown = async () =>
    (await table(page)).map((cells) => cells.find((cell) => /points$/.test(cell))?.trim() ?? "");
  expect(await shown()).toEqual(wanted(2));
  // Both findings and neither appear, whichever row is marked.
  const radios = section.getByRole("radio");
  const found = [];
  for (const marked of [0, 1, 2, 3]) {
    await radios.nth(marked).check();
    expect(await shown()).toEqual(wanted(marked));
    await expect(radios.nth(marked)).toBeFocused();
    found.push(...wanted(marked));
  }
  for (const finding of ["more", "fewer", "cannot tell"]) expect(found.join()).toContain(finding);
  const percent = (/** @type {number} */ share) => (share * 100).toFixed(1);
  expect((await table(page)).map((cells) => cells.find((cell) => /%$/.test(cell)))).toEqual(
    shares.map(({ share, ends: [least, most] }) => `${percent(share)} % of 40${percent(least)} to ${percent(most)} %`),
  );
});

test("a press brings an earlier setting back as it stood, and the browser's Back button returns", async ({
  faxor,
  page,
}) => {
  const { settings, status } = partsOf(page);
  await faxor.open(`${RUN}&at=600`);
  await change(page, "rate", "0.2");
  const former = await faxor.address();
  await settings.first().click();
  await faxor.standsAt(600);
  expect(await faxor.inAddress("rate")).toBe("0.1");
  await expect(status).toHaveText("The pictures show it now.");
  await expect(settings.first()).toHaveText("1: the present setting");
  await expect(settings.first()).toBeFocused();
  await page.goBack();
  await expect.poll(() => faxor.address()).toBe(former);
});

test("earlier results can be removed one by one or all at once, and the focus stays in the part", async ({
  faxor,
  page,
}) => {
  const { settings, section } = partsOf(page);
  await faxor.open(`${RUN}&at=300`);
  await change(page, "rate", "0.2");
  await page.evaluate(() => {
    const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
    state.experiment.advance(300);
    state.change("seed", "5");
  });
  await expect(settings).toHaveText(["1: seed 23, rate 0.1", "2: seed 23"]);
  await page.getByRole("button", { name: "Remove 1: seed 23, rate 0.1" }).press("Enter");
  await expect(settings).toHaveText(["1: seed 23"]);
  await expect(section.locator(":focus")).toHaveCount(1);
  await page.getByRole("button", { name: "Remove 1" }).press("Enter");
  await expect(settings).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Open a file" })).toBeFocused();
  await expect(page.getByRole("button", { name: "Clear all" })).toBeHidden();
  await change(page, "seed", "6");
  await page.evaluate(() => {
    const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
    state.experiment.advance(300);
    state.change("rate", "0.3");
  });
  await page.getByRole("button", { name: "Clear all" }).press("Enter");
  await expect(page.getByRole("button", { name: "Open a file" })).toBeFocused();
});

test("the lesson's own runs are not kept, and a chapter begins with empty charts", async ({ faxor, page }) => {
  const { lines, section, rows } = partsOf(page);
  await faxor.open(`${RUN}&at=600`);
  await change(page, "rate", "0.2");
  await expect(lines).toBeVisible();
  await faxor.follow("lesson=5&at=300");
  await expect(lines).toBeHidden();
  await faxor.follow("lesson=3");
  await expect(lines).toBeHidden();
  await change(page, "lesson", "");
  await faxor.openPart("earlier");
  await expect(section).toBeVisible();
  await expect(rows, "the table keeps what the charts no longer draw").toHaveCount(2);
});

test("a link to all of these opens them with their curves, and their sweeps are trained at a press", async ({
  faxor,
  page,
  context,
  another,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await twoSweeps(faxor, "0.5");
  await page.getByRole("button", { name: "Copy link to all of these" }).click();
  const { status } = partsOf(page);
  await expect(status).toHaveText("Copied: the link opens these settings. Their sweeps are to be trained again.");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/&kept=rate=0\.5$/);
  const before = await table(page);

  const other = await another();
  await other.page.goto(link);
  await other.ready();
  const there = partsOf(other.page);
  await expect(there.lines).toHaveText("The thin lines are earlier results. 1: rate 0.5.");
  await expect(there.settings).toHaveText(["1: rate 0.5"]);
  await expect
    .poll(async () => (await table(other.page))[0][2], "the run is trained as long as the sweep")
    .toMatch(/1,000$/);
  expect(await other.inAddress("kept")).toBeNull();
  expect((await table(other.page))[0][3]).toBe("not trained yet");
  await other.page.getByRole("button", { name: "Train these" }).click();
  await expect(there.status).toHaveText("All of these are trained.", { timeout: 60_000 });
  expect((await table(other.page)).map((cells) => cells.filter((cell) => cell.includes("%")))).toEqual(
    before.slice(0, 2).map((cells) => cells.filter((cell) => cell.includes("%"))),
  );
});

test("training can be cancelled", async ({ faxor, page }) => {
  await faxor.open(`${RUN.replace("seeds=40", "seeds=100000")}&kept=rate=0.2;rate=0.3`);
  const { status, settings } = partsOf(page);
  await expect(settings).toHaveText(["1: rate 0.2", "2: rate 0.3"]);
  await page.getByRole("button", { name: "Train these" }).click();
  await expect(status).toHaveText("Training rate 0.2.");
  await page.locator("#earlier-train").click();
  await expect(status).toHaveText("Cancelled.");
  await expect(page.locator("#earlier-train")).toHaveText("Train these");
  await expect.poll(() => page.workers().length).toBe(0);
});

test("a link whose settings to compare with are wrong says so, and keeps none of them", async ({ faxor, page }) => {
  const { settings } = partsOf(page);
  await faxor.open(`${RUN}&kept=rate=0.5;rate=11`);
  await expect(page.locator("#problems")).toContainText("kept is “rate=0.5;rate=11”; it may be settings separated");
  await expect(settings).toHaveCount(0);
  expect(await faxor.inAddress("rate")).toBe("0.1");
  expect(await faxor.inAddress("kept")).toBeNull();
});

test("what is too long for a link, or has other points, is to be saved as a file", async ({ faxor, page }) => {
  const { status } = partsOf(page);
  const copy = page.getByRole("button", { name: "Copy link to all of these" });
  await faxor.open("task=own&data=0,0,0;1,1,1;0,1,1&bias=1&at=200");
  await page.evaluate(() => {
    /** @type {import("./read.js").Page} */ (document).faxor.state.change("data", "0,0,0;1,1,1");
  });
  await expect(partsOf(page).settings).toHaveText(["1: other points"]);
  await copy.click();
  await expect(status).toHaveText("This is too long for a link; save it as a file.");
});

test("a saved file brings everything back on another page, chosen or dropped anywhere", async ({
  faxor,
  page,
  another,
}) => {
  await twoSweeps(faxor, "0.5");
  await page.evaluate(() => {
    const { state, clock } = /** @type {import("./read.js").Page} */ (document).faxor;
    state.experiment.advance(400);
    clock.pause();
    state.change("seed", "9");
  });
  const text = await saved(page);
  await expect(partsOf(page).status).toHaveText(/^Saved faxor-results-\w+\.json\.$/);
  const whole = await table(page);
  expect(whole).toHaveLength(4);

  const chosen = await another();
  await chosen.open("rules=kp&at=150");
  await chosen.step.click();
  await chosen.openPart("earlier");
  const [chooser] = await Promise.all([
    chosen.page.waitForEvent("filechooser"),
    chosen.page.getByRole("button", { name: "Open a file" }).click(),
  ]);
  await chooser.setFiles(fileOf(text));
  await expect(partsOf(chosen.page).status).toHaveText("Opened results.json: 2 settings.");
  // The run that was there is kept too.
  await expect.poll(async () => (await table(chosen.page)).slice(0, 4)).toEqual(whole);
  expect(await table(chosen.page)).toHaveLength(5);
  expect(await chosen.inAddress("seed")).toBe("9");

  const dropped = await another();
  await dropped.open("rules=bp,fa");
  await dropped.page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], "dropped.json"));
    for (const type of ["dragover", "drop"]) {
      const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
      document.querySelector("h1")?.dispatchEvent(event);
      if (!event.defaultPrevented) throw new Error(`the browser would open the file after ${type}`);
    }
  }, text);
  await expect(partsOf(dropped.page).status).toHaveText("Opened dropped.json: 2 settings.");
  await expect.poll(() => table(dropped.page)).toEqual(whole);
  expect(await saved(dropped.page), "what is saved again is the same").toBe(text);
});

test("a bad file changes nothing but says in one sentence what is wrong", async ({ faxor, page }) => {
  const { status, file } = partsOf(page);
  await faxor.open(`${RUN}&at=300`);
  await change(page, "rate", "0.2");
  await faxor.openPart("earlier");
  const before = { table: await table(page), address: await faxor.address() };
  const good = JSON.parse(await saved(page));
  for (const [text, said] of /** @type {[string, RegExp][]} */ ([
    ["<html>", /not JSON/],
    ['{"faxor":1}', /no results as “Save as a file” writes them/],
    [JSON.stringify({ ...good, version: 2 }), /version is not 1, which this page reads/],
    [JSON.stringify({ ...good, settings: Array(21).fill(good.settings[0]) }), /21 settings, and there is room for 19/],
    [JSON.stringify({ ...good, present: "<img src=x onerror=alert(1)>" }), /in “present”, “<img src/],
    [JSON.stringify({ ...good, settings: [good.settings[0], { link: "rate=0.4" }] }), /setting 2 must be/],
    [
      JSON.stringify({ ...good, settings: [{ ...good.settings[0], sweep: [{ network: "bp", tally: [1] }] }] }),
      /the sweep of setting 1 must have networks bp,fa/,
    ],
    [
      JSON.stringify({ ...good, settings: [{ link: "rules=bp", updates: 0, sweep: [{ network: "bp", tally: [1] }] }] }),
      /in the tally of bp in setting 1, 1 numbers are not a tally/,
    ],
    [" ".repeat(8_000_001), /larger than 8 MB/],
  ])) {
    await file.setInputFiles(fileOf(text));
    await expect(status).toHaveText(said);
    await expect(status).toHaveText(/^Nothing was opened: .*\.$/s);
    expect({ table: await table(page), address: await faxor.address() }).toEqual(before);
  }
  expect(await page.locator("#earlier img").count()).toBe(0);
});

test("earlier results can be used by keyboard alone", async ({ faxor, page }) => {
  const { settings, section } = partsOf(page);
  await twoSweeps(faxor, "0.5");
  const radios = section.getByRole("radio");
  await radios.nth(2).focus();
  await page.keyboard.press("ArrowDown");
  await expect(radios.nth(3)).toBeChecked();
  await expect(radios.nth(3)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(radios.nth(2)).toBeChecked();
  await settings.first().press("Enter");
  await expect.poll(() => faxor.inAddress("rate")).toBe("0.5");
  await expect(settings.first()).toBeFocused();
});

test("earlier results have no accessibility faults", async ({ faxor, page }) => {
  await twoSweeps(faxor, "0.5");
  await page.evaluate(() => {
    const { state, clock } = /** @type {import("./read.js").Page} */ (document).faxor;
    state.experiment.advance(400);
    clock.pause();
    state.change("seed", "9");
  });
  await expect(partsOf(page).settings).toHaveCount(2);
  await looksRight(page, "earlier results");
});
