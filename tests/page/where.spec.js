// "Where does it work?": curves and maps count every network as the core does, their axes stand in the link, keys and presses read and
// open every cell.
import { readFile } from "node:fs/promises";
import { grid } from "./grid.js";
import { expect, inks, looksRight, test } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */

const START = "rules=bp,fa&seed=41&bias=1&init=1&rate=0.1";
const MAP = `${START}&over=rate:0.03:0.3:3:log,init:0.1:1:2&each=3&updates=300`;
const CURVE = `${START}&over=width:1:8:4:log&each=4&updates=400&first=7`;

/** Takes longer than any test waits. */
const ENDLESS = MAP.replace("each=3&updates=300", "each=10000&updates=100000");

/** What `cargo run --example sweep` prints for the map. */
const PRINTED = `rate,init,rule,seeds,solved,stuck,silent,diverged,ever_solved,median_first_solved
0.03,0.1,bp,3,0,3,0,0,0,
0.03,0.1,fa,3,0,3,0,0,0,
0.03,1,bp,3,3,0,0,0,3,100
0.03,1,fa,3,0,0,3,0,0,
0.0949,0.1,bp,3,0,3,0,0,0,
0.0949,0.1,fa,3,0,3,0,0,0,
0.0949,1,bp,3,1,0,2,0,1,
0.0949,1,fa,3,0,0,3,0,0,
0.3,0.1,bp,3,0,3,0,0,0,
0.3,0.1,fa,3,0,3,0,0,0,
0.3,1,bp,3,0,0,3,0,0,
0.3,1,fa,3,0,0,3,0,0,
`;

// The page scrolls at once, and is still by the time that something is pressed.
test.use({ contextOptions: { reducedMotion: "reduce" } });

class Tool {
  /** @param {Faxor} faxor */
  constructor(faxor) {
    const { page } = faxor;
    this.faxor = faxor;
    this.page = page;
    this.button = page.getByRole("button", { name: "Where does it work?" });
    this.part = page.getByRole("region", { name: "Where does it work?" });
    this.across = this.part.getByLabel("Across");
    this.up = this.part.getByLabel("Up", { exact: true });
    this.each = this.part.getByLabel("Networks a cell");
    this.counted = this.part.getByLabel("Counted");
    this.run = page.locator("#where-run");
    this.status = page.locator("#where-status");
    this.reading = page.locator("#where-reading");
    this.finding = page.locator("#where-finding");
    this.other = page.locator("#where-other");
    this.problem = page.locator("#where-problem");
    this.maps = page.locator("#where-maps canvas[role=application]");
    this.points = page.locator("#where-maps [role=button]");
  }

  /** @param {string} link */
  async open(link) {
    await this.faxor.open(link);
    await expect(this.run).toBeVisible();
    return this;
  }

  /** @param {string} link */
  async finish(link) {
    await this.open(link);
    await this.run.click();
    await this.ends();
    return this;
  }

  /** @param {RegExp | string} words */
  async ends(words = /^All [\d,]+ networks are trained, in [\d.]+ s\.$/) {
    await expect(this.status).toHaveText(words, { timeout: 60_000 });
    await expect.poll(() => this.page.workers().length, "workers left").toBe(0);
  }

  async csv() {
    const save = this.part.getByRole("button", { name: "Save as CSV" });
    const [download] = await Promise.all([this.page.waitForEvent("download"), save.click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  }

  async openRanges() {
    await this.part.locator("summary", { hasText: "Ranges" }).click();
  }

  /** @param {string} axis @param {string} field */
  field(axis, field) {
    return this.part.getByRole("group", { name: axis }).getByLabel(field);
  }
}

test("the button opens it over rate and init and writes that to the link, and closing takes it out", async ({
  faxor,
}) => {
  const tool = new Tool(faxor);
  await faxor.open(START);
  await tool.button.click();
  await expect(tool.run).toHaveText("Train 33,800 networks");
  expect(await faxor.inAddress("over")).toBe("rate,init");
  await tool.button.click();
  await expect(tool.part).toBeHidden();
  expect(await faxor.inAddress("over")).toBeNull();
});

test("a link over the angle alone opens the other tool, and both keep their own axes", async ({ faxor, page }) => {
  const tool = new Tool(faxor);
  await faxor.open(`${START}&over=angle`);
  await expect(page.locator("#wrong-run")).toBeVisible();
  await expect(tool.part).toBeHidden();
  await faxor.follow(`${START}&over=angle,rate`);
  await expect(tool.across).toHaveValue("angle");
  await expect(tool.up.locator("option[value='']")).toHaveCount(0);
  expect(await faxor.inAddress("over")).toBe("angle,rate");
  // Closing the one leaves the other's axes.
  await page.getByRole("button", { name: "How wrong may it be?" }).click();
  expect(await faxor.inAddress("over")).toBe("angle,rate");
});

test("a map saves the very file that the program prints, and one map and a difference show it", async ({
  faxor,
  page,
}) => {
  const tool = await new Tool(faxor).open(MAP);
  await expect(tool.run).toHaveText("Train 36 networks");
  await tool.run.click();
  await tool.ends(/^All 36 networks are trained/);
  await expect(tool.run).toBeHidden();
  const { name, text } = await tool.csv();
  expect(name).toMatch(/^faxor-rate-init-\w+\.csv$/);
  expect(text).toBe(await grid(page, MAP));
  expect(text.slice(text.indexOf("\n") + 1)).toBe(PRINTED);
  expect(text.split("\n")[0]).toMatch(/^# v=1&.*&over=rate:0\.03:0\.3:3:log,init:0\.1:1:2&each=3$/);
  await expect(tool.maps).toHaveCount(3);
  await expect(tool.finding).toHaveText(
    "Of 6 settings, at least half of the networks are solved at the end in 1 with backpropagation (1 with it alone) and 0 with feedback alignment.",
  );
});

test("each cell has its share of ink, and its own form before it is trained", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).finish(MAP);
  const full = (await inks(tool.maps.nth(0)))["#2c3550"];
  expect(full, "one cell of six is full").toBeGreaterThan(1000);
  expect((await inks(tool.maps.nth(1)))["#2c3550"] ?? 0).toBe(0);
  await page.locator("#where-counted").selectOption("dead");
  expect(await faxor.inAddress("counted")).toBe("dead");
  await expect.poll(async () => (await inks(tool.maps.nth(1)))["#2c3550"]).toBeGreaterThan(2.5 * full);
});

test("arrow keys read every cell, and Enter opens its setting with its networks as dots", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).finish(MAP);
  await tool.maps.nth(0).focus();
  // The present setting, rate 0.1 and init 1, is nearest to this cell.
  await expect(tool.reading).toHaveText(
    "learning rate 0.0949, initial weights 1: backpropagation solved 1 of 3 (6 to 79 %)",
  );
  await page.keyboard.press("ArrowLeft");
  await expect(tool.reading).toHaveText(
    "learning rate 0.03, initial weights 1: backpropagation solved 3 of 3 (44 to 100 %)",
  );
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("End");
  await expect(tool.reading).toHaveText(
    "learning rate 0.3, initial weights 0.1: backpropagation solved 0 of 3 (0 to 56 %)",
  );
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowUp");
  await faxor.standsAt(0);
  await page.keyboard.press("Enter");
  await expect(page.locator("#luck-status")).toHaveText("All 6 runs are counted.", { timeout: 60_000 });
  for (const [key, value] of [
    ["rate", "0.03"],
    ["init", "1"],
    ["seeds", "3"],
    ["seed", "41"],
    ["over", "rate:0.03:0.3:3:log,init:0.1:1:2"],
  ]) {
    expect(await faxor.inAddress(key), key).toBe(value);
  }
  await expect(page.locator("#luck-table tr").first().locator("td").first()).toHaveText("100.0 %");
  await expect(tool.other, "the map is of this setting still").toBeHidden();
});

test("a press opens the cell under it", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).finish(MAP);
  const map = tool.maps.nth(2);
  await map.scrollIntoViewIfNeeded();
  const { width, height } = (await map.boundingBox()) ?? new DOMRect();
  await map.hover({ position: { x: 80, y: 20 } });
  await expect(tool.reading).toHaveText(
    "learning rate 0.03, initial weights 1: backpropagation solved 3 of 3 (44 to 100 %); feedback alignment solved 0 of 3 (0 to 56 %)",
  );
  await map.hover({ position: { x: width - 2, y: height - 2 } });
  await expect(tool.reading).toHaveText("");
  await map.click({ position: { x: 80, y: 20 } });
  await expect(page.locator("#luck-status")).toHaveText("All 6 runs are counted.", { timeout: 60_000 });
  expect(await faxor.inAddress("rate")).toBe("0.03");
});

test("a tap opens the cell under the finger", async ({ another }) => {
  const tool = await new Tool(await another({ hasTouch: true, reducedMotion: "reduce" })).finish(MAP);
  await tool.maps.nth(1).tap({ position: { x: 80, y: 20 } });
  await expect(tool.page.locator("#luck-status")).toHaveText("All 6 runs are counted.", { timeout: 60_000 });
  expect([await tool.faxor.inAddress("rate"), await tool.faxor.inAddress("init")]).toEqual(["0.03", "1"]);
});

test("one axis draws a curve whose points say what the file says", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).finish(CURVE);
  const { name, text } = await tool.csv();
  expect(name).toMatch(/^faxor-width-\w+\.csv$/);
  expect(text).toBe(await grid(page, CURVE));
  await expect(tool.points).toHaveCount(8);
  const solved = text.match(/^8,fa,4,(\d)/m)?.[1];
  const point = tool.part.getByRole("button", {
    name: new RegExp(`^width 8: feedback alignment solved ${solved} of 4 `),
  });
  await point.press("Enter");
  await expect(page.locator("#luck-status")).toHaveText("All 8 runs are counted.", { timeout: 60_000 });
  expect(await faxor.inAddress("width")).toBe("8");
});

test("only choices that a rule or a task uses are offered, and two can change places", async ({ faxor }) => {
  const tool = await new Tool(faxor).open(MAP);
  const offered = () =>
    tool.across
      .locator("option")
      .evaluateAll((options) => options.map((option) => /** @type {HTMLOptionElement} */ (option).value));
  expect(await offered()).toEqual(["task", "width", "depth", "bias", "init", "error", "rate", "angle", "feedback"]);
  await tool.across.selectOption("init");
  expect(await faxor.inAddress("over")).toBe("init:0.1:1:2,rate:0.03:0.3:3:log");
  await tool.up.selectOption("task");
  // Points are for drawn tasks, and one axis has them.
  expect(await offered()).toContain("points");
  await faxor.follow(`${MAP.replace("bp,fa", "kp")}`);
  await expect.poll(offered).toContain("decay");
});

test("a bad range is named beside its field and stays there, and a good one goes to the link", async ({ faxor }) => {
  const tool = await new Tool(faxor).open(MAP);
  await tool.openRanges();
  const from = tool.field("Learning rate", "From");
  await expect(from).toHaveValue("0.03");
  await from.fill("5");
  await from.press("Enter");
  await expect(tool.problem).toHaveText(/^Over is “rate:5:0.3:3:log”; it may be 1 to 2 different ones of /);
  await expect(from).toHaveAttribute("aria-invalid", "true");
  await expect(from).toHaveValue("5");
  expect(await faxor.inAddress("over")).toBe("rate:0.03:0.3:3:log,init:0.1:1:2");
  await from.fill("0,01");
  await from.press("Enter");
  await expect(tool.problem).toHaveText("");
  expect(await faxor.inAddress("over")).toBe("rate:0.01:0.3:3:log,init:0.1:1:2");
  await tool.field("Learning rate", "Logarithmic").uncheck();
  await tool.field("Initial weights", "Values").fill("4");
  await tool.field("Initial weights", "Values").press("Enter");
  expect(await faxor.inAddress("over")).toBe("rate:0.01:0.3:3,init:0.1:1:4");
  await expect(tool.run).toHaveText("Train 72 networks");
  await tool.across.selectOption("task");
  await tool.field("Task", "spirals").uncheck();
  expect(await faxor.inAddress("over")).toBe("task:xor:quadrants:circle:gaussians,init:0.1:1:4");
});

test("training can be stopped, keeps what it has, and goes on from there", async ({ faxor, page }) => {
  const link = MAP.replace("each=3&updates=300", "each=150&updates=5000");
  const tool = await new Tool(faxor).open(link);
  await tool.run.click();
  await expect(tool.run).toHaveText("Stop");
  await tool.run.click();
  await tool.ends(/^Stopped\. [\d,]+ of 1,800 networks are trained\.$/);
  const kept = Number((await tool.status.innerText()).match(/[\d,]+/)?.[0].replace(",", ""));
  await expect(tool.run).toHaveText(new RegExp(`^Train ${(1800 - kept).toLocaleString("en-US")} (more )?networks$`));
  await tool.run.click();
  await tool.ends(/^All 1,800 networks are trained/);
  expect((await tool.csv()).text).toBe(await grid(page, link));
  // More networks train only those that are missing.
  await faxor.follow(link.replace("each=150", "each=151"));
  await expect(tool.run).toHaveText("Train 12 more networks");
});

test("closing the tool leaves no worker behind", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).open(ENDLESS);
  await tool.run.click();
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
  await tool.button.click();
  await expect.poll(() => page.workers().length, "workers left").toBe(0);
});

test("every cell has its first network long before the last are trained", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).open(`${START}&over=rate,init&each=10000&updates=100`);
  await tool.run.click();
  await expect
    .poll(
      () => page.evaluate(() => /** @type {HTMLProgressElement} */ (document.querySelector("#where-progress")).value),
      { timeout: 60_000 },
    )
    .toBeGreaterThan(2 * 338);
  await page.locator("#where-numbers summary").click();
  await tool.run.click();
  await tool.ends(/^Stopped/);
  await expect(page.locator("#where-table tbody tr")).toHaveCount(169);
  await expect(page.locator("#where-table")).not.toContainText("not trained yet");
});

test("another setting is named, and a cell goes back to the map's", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).finish(MAP);
  await faxor.newSeed.click();
  await expect(tool.other).toBeHidden();
  await faxor.openSettings();
  await faxor.enter("width", "4");
  await expect(tool.other).toBeVisible();
  await expect(tool.run).toHaveText("Train 36 networks");
  await tool.maps.nth(0).focus();
  await page.keyboard.press("Enter");
  await expect(tool.other).toBeHidden();
  await expect.poll(() => faxor.inAddress("width")).toBe("10");
});

test("if every worker fails, the page says so, and the training can be tried again", async ({
  faxor,
  page,
  faults,
}) => {
  faults.allow(/^failed: \S*sweep-worker\.js/, /^console error: .*ERR_FAILED/);
  const tool = await new Tool(faxor).open(MAP);
  await page.route("**/sweep-worker.js", (route) => route.abort());
  await tool.run.click();
  await tool.ends("Every background worker crashed, so the training stopped. 0 of 36 networks are trained.");
  await page.unroute("**/sweep-worker.js");
  await tool.run.click();
  await tool.ends();
});

test("a map is saved as a picture", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).finish(MAP);
  const button = tool.part.getByRole("button", { name: "Save as PNG" });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  expect(download.suggestedFilename()).toMatch(/^faxor-where-\w+\.png$/);
  await expect(tool.status).toHaveText(`Saved ${download.suggestedFilename()}.`);
  const png = await readFile(await download.path());
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  // Three maps of 380 pixels, the gaps and the margins, twice as fine.
  expect(png.readUInt32BE(16)).toBe(2 * (3 * 380 + 4 * 24));
});

test("axe finds no violation before, during and after the training", async ({ faxor, page }) => {
  test.slow();
  const tool = await new Tool(faxor).open(ENDLESS);
  await tool.openRanges();
  await looksRight(page, "before the training");
  await tool.run.click();
  await expect(tool.maps.first()).toBeAttached();
  await looksRight(page, "during the training");
  await tool.run.click();
  await tool.finish(MAP);
  await page.locator("#where-numbers summary").click();
  await tool.maps.first().focus();
  await looksRight(page, "after the training");
});

for (const width of [320, 390, 640, 1366]) {
  test(`nothing of the tool is wider than a screen of ${width} pixels`, async ({ faxor, page }) => {
    await page.setViewportSize({ width, height: 700 });
    const tool = await new Tool(faxor).finish(MAP);
    await tool.openRanges();
    await page.locator("#where-numbers summary").click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await faxor.follow(CURVE);
    await tool.run.click();
    await tool.ends(/^All 32 networks are trained/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}

for (const width of [1440, 1024, 390, 320]) {
  test(`the menus of the difference show whole names on a screen of ${width} pixels`, async ({ faxor, page }) => {
    await page.setViewportSize({ width, height: 900 });
    await new Tool(faxor).finish(MAP.replace("bp,fa", "bp,fa,dfa,readout").replace("updates=300", "updates=50"));
    const menus = page.locator("#where-maps select");
    await expect(menus).toHaveCount(2);
    for (const menu of await menus.all()) {
      for (const label of ["backpropagation", "direct feedback alignment"]) {
        await menu.selectOption({ label }).catch(() => {});
        const [room, needed] = await menu.evaluate((element) => {
          const select = /** @type {HTMLSelectElement} */ (element);
          const { font, paddingInlineStart } = getComputedStyle(select);
          const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
          context.font = font;
          // The menu's arrow takes about a letter and a half.
          const text = context.measureText(select.selectedOptions[0].text).width;
          return [select.clientWidth, text + 2 * Number.parseFloat(paddingInlineStart) + 16];
        });
        expect(room, label).toBeGreaterThanOrEqual(needed - 4);
      }
    }
  });
}
