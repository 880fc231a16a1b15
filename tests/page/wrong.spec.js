// "How wrong may it be?": the dial sets the feedback's angle and plays the run; the curve counts every network as the core
// does, keeps its counts while the dial turns, and every point opens one of its networks.
import { readFile } from "node:fs/promises";
import { grid } from "./grid.js";
import { withCores } from "./luck.js";
import { expect, looksRight, test } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */

/** A setting in which the hidden layers must learn. */
const SMALL = "rules=bp,fa&seed=41&width=10&depth=2&bias=1&init=0.1&error=difference&rate=0.1";

/** A curve that is trained in a moment, and the same as the program prints it (tests/sweep.rs). */
const QUICK = `${SMALL}&updates=1500&first=5&each=3`;
const FROZEN = await readFile(new URL("../frozen/curve.csv", import.meta.url), "utf8");

/** Takes longer than any test waits. */
const ENDLESS = `${SMALL}&updates=100000&each=10000`;

// The page scrolls at once, and is still by the time that something is pressed.
test.use({ contextOptions: { reducedMotion: "reduce" } });

class Tool {
  /** @param {Faxor} faxor */
  constructor(faxor) {
    const { page } = faxor;
    this.faxor = faxor;
    this.page = page;
    this.button = page.getByRole("button", { name: "How wrong may it be?" });
    this.part = page.getByRole("region", { name: "How wrong may it be?" });
    this.slider = page.getByRole("slider", { name: "Angle between the feedback and the true weights" });
    this.number = page.locator("#dial-number");
    this.said = page.locator("#dial-said");
    this.random = page.getByRole("button", { name: "Leave it random" });
    this.starts = page.getByRole("radio", { name: "starts there, then stays fixed" });
    this.kept = page.getByRole("radio", { name: "is kept there while the weights move" });
    this.run = page.locator("#wrong-run");
    this.status = page.locator("#wrong-status");
    this.other = page.locator("#wrong-other");
    this.save = this.part.getByRole("button", { name: "Save as CSV" });
    this.points = page.locator("#wrong-plot [role=button]");
    this.each = page.getByLabel("Networks at each angle");
  }

  /** Opens a link with the tool. @param {string} link */
  async open(link) {
    await this.faxor.open(`${link}&over=angle`);
    await expect(this.slider).toBeVisible();
    return this;
  }

  /** @param {string} link */
  async finish(link) {
    await this.open(link);
    await this.run.click();
    await this.ends();
  }

  /** @param {RegExp | string} words */
  async ends(words = /^All [\d,]+ networks are trained, in [\d.]+ s\.$/) {
    await expect(this.status).toHaveText(words, { timeout: 60_000 });
    await expect.poll(() => this.page.workers().length, "workers left").toBe(0);
  }

  async csv() {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.save.click()]);
    expect(download.suggestedFilename()).toMatch(/^faxor-angle-\w+\.csv$/);
    return readFile(await download.path(), "utf8");
  }

  /** A point, by its words up to the counts. @param {string} words such as "120 degrees, kept there" */
  point(words) {
    return this.part.getByRole("button", { name: new RegExp(`^${words}: `) });
  }

  /** The angle and the rules in the address. */
  async setting() {
    return [await this.faxor.inAddress("angle"), await this.faxor.inAddress("rules")];
  }

  /** Where a degree is on the dial, on the screen. @param {number} degrees */
  async onDial(degrees) {
    const { x, y, width, height } = (await this.page.locator("#dial-face").boundingBox()) ?? new DOMRect();
    const turn = (degrees * Math.PI) / 180;
    return { x: x + width * (0.5 + 0.35 * Math.sin(turn)), y: y + height * (0.5 - 0.35 * Math.cos(turn)) };
  }
}

/** The curve by the core itself, each rule's networks at each angle in one batch. @param {Faxor} faxor @param {string} link */
const inOneGo = (faxor, link) => grid(faxor.page, `${link}&over=angle`, "fa,held");

test("the first tool's button opens it and writes it to the link, and closing takes it out", async ({
  faxor,
  page,
}) => {
  const tool = new Tool(faxor);
  await faxor.open(SMALL);
  await expect(page.locator(".tools button").first()).toHaveText("How wrong may it be?");
  expect(await faxor.inAddress("over")).toBeNull();
  await tool.button.click();
  await expect(tool.slider).toBeVisible();
  expect(await faxor.inAddress("over")).toBe("angle");
  await tool.button.click();
  await expect(tool.part).toBeHidden();
  expect(await faxor.inAddress("over")).toBeNull();
});

test("a link over the angle opens the tool, but not in a view without tools", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).open(SMALL);
  await faxor.follow(`${SMALL}&over=angle&view=panels`);
  await expect(page.locator("#wrong")).toBeHidden();
  expect(await faxor.inAddress("over")).toBe("angle");
  await faxor.follow(`${SMALL}&over=angle&seed=3`.replace("seed=41&", ""));
  await expect(tool.part).toBeVisible();
  await faxor.open(`${SMALL}&over=angle&view=panels`);
  await expect(page.locator("#wrong")).toBeHidden();
});

test("a key turns the dial to the next multiple of five, sets the angle and plays the run from its start", async ({
  faxor,
}) => {
  const tool = await new Tool(faxor).open(`${SMALL}&angle=35.5&at=20`);
  await expect(tool.number).toHaveText("35.5°");
  await expect(tool.slider).toHaveValue("35.5");
  await expect(tool.slider).toHaveAttribute("aria-valuetext", "35.5 degrees from the true weights, close to them");
  await tool.slider.focus();
  await faxor.page.keyboard.press("ArrowRight");
  await expect(tool.number).toHaveText("40°");
  await faxor.isPlaying(true);
  expect(await tool.setting()).toEqual(["40", "bp,fa"]);
  expect(await faxor.inAddress("at")).toBeNull();
  expect(await faxor.inAddress("pace"), "fast enough to see what becomes of it").toBe("1000");
  await faxor.passes(20);
  for (const [key, angle, words] of [
    ["ArrowLeft", "35", "starts there, from the true weights: close to them"],
    ["End", "180", "starts there, from the true weights: exactly opposite"],
    ["ArrowRight", "180", "starts there, from the true weights: exactly opposite"],
    ["PageDown", "150", "starts there, from the true weights: nearly opposite"],
    ["Home", "0", "starts there, from the true weights: their very direction"],
  ]) {
    await faxor.page.keyboard.press(key);
    await expect(tool.number, key).toHaveText(`${angle}°`);
    await expect(tool.said).toHaveText(words);
    expect(await faxor.inAddress("angle")).toBe(angle);
  }
});

test("the dial follows the pointer, sets the angle at most once a frame, and plays once it is let go", async ({
  faxor,
  page,
}) => {
  const tool = await new Tool(faxor).open(`${SMALL}&angle=10`);
  await page.locator("#dial").scrollIntoViewIfNeeded();
  const from = await tool.onDial(90);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await expect(tool.number).toHaveText("90°");
  // Many moves within a frame.
  const turns = await page.evaluate(
    async ({ to, from }) => {
      const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
      let turns = 0;
      state.on("change", ({ keys }) => {
        if (keys.has("angle")) turns += 1;
      });
      const dial = /** @type {Element} */ (document.querySelector("#dial"));
      for (let i = 1; i <= 100; i++) {
        const [x, y] = [from.x + ((to.x - from.x) * i) / 100, from.y + ((to.y - from.y) * i) / 100];
        dial.dispatchEvent(new PointerEvent("pointermove", { pointerId: 1, clientX: x, clientY: y, bubbles: true }));
      }
      for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
      return turns;
    },
    { from, to: await tool.onDial(170) },
  );
  expect(turns).toBe(1);
  await expect(tool.number).toHaveText("170°");
  const to = await tool.onDial(150);
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await expect(tool.number).toHaveText("150°");
  await faxor.isPlaying(false);
  await faxor.standsAt(0);
  await page.mouse.up();
  await faxor.isPlaying(true);
  expect(await tool.setting()).toEqual(["150", "bp,fa"]);
  // The other side of the dial means the same angle.
  const left = await tool.onDial(-60);
  await page.mouse.click(left.x, left.y);
  await expect(tool.number).toHaveText("60°");
});

test("the way of the feedback is a rule, which takes the other's place and leaves the rest", async ({ faxor }) => {
  const tool = await new Tool(faxor).open(`${SMALL.replace("bp,fa", "readout,fa,bp")}&angle=120&at=50`);
  await expect(tool.starts).toBeChecked();
  await tool.kept.check();
  expect(await tool.setting()).toEqual(["120", "readout,held,bp"]);
  await expect(tool.said).toHaveText("is kept there, from the true weights: partly opposite");
  await faxor.isPlaying(true);
  await tool.starts.check();
  expect(await tool.setting()).toEqual(["120", "readout,fa,bp"]);
  // A rule that the pictures do not show is added by the dial.
  await faxor.follow(`${SMALL.replace("bp,fa", "bp")}&over=angle`);
  await tool.slider.press("End");
  await expect.poll(() => tool.setting()).toEqual(["180", "bp,fa"]);
  // A link decides which way is chosen.
  await faxor.follow(`${SMALL.replace("bp,fa", "bp,held")}&over=angle`);
  await expect(tool.kept).toBeChecked();
  await expect(tool.number).toHaveText("90°");
});

test("a run that plays faster already keeps its pace", async ({ faxor }) => {
  const tool = await new Tool(faxor).open(`${SMALL}&pace=20000`);
  // Play may have stopped already, where both have solved the task.
  await tool.slider.press("Home");
  await faxor.passes(0);
  expect(await faxor.inAddress("pace")).toBe("20000");
  await faxor.follow(`${SMALL}&speed=max&over=angle`);
  await tool.slider.press("End");
  await faxor.passes(0);
  expect(await faxor.inAddress("pace")).toBeNull();
});

test("feedback can be left as it was drawn", async ({ faxor }) => {
  const tool = await new Tool(faxor).open(`${SMALL}&angle=120`);
  await tool.random.click();
  await expect(tool.number).toHaveText("Random");
  await expect(tool.said).toHaveText("as the seed draws it, most likely near 90°");
  await expect(tool.slider).toHaveValue("90");
  await expect(tool.random).toBeDisabled();
  expect(await tool.setting()).toEqual([null, "bp,fa"]);
  await faxor.isPlaying(true);
});

test("the small pictures beside the dial say what the pictures say", async ({ faxor, page }) => {
  await new Tool(faxor).open(`${SMALL}&angle=180&at=3000`);
  await page.locator("#wrong-runs").scrollIntoViewIfNeeded();
  const { panels } = await faxor.shown();
  const runs = page.locator("#wrong-runs li");
  await expect(runs).toHaveCount(2);
  for (const [i, { right, outcome }] of panels.entries()) {
    await expect(runs.nth(i)).toContainText(right);
    await expect(runs.nth(i)).toContainText(outcome);
  }
  await faxor.addNext();
  await expect(runs).toHaveCount(3);
});

test("large initial weights are named, and one press starts small at the same angle", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).open("rules=bp,fa&seed=23&bias=0&init=1&rate=0.01&angle=120&at=9");
  await expect(page.locator("#wrong-large")).toBeVisible();
  await page.getByRole("button", { name: "Start small" }).click();
  await expect(page.locator("#wrong-large")).toBeHidden();
  await expect(page.locator("#dial-slider")).toBeFocused();
  const keys = ["bias", "init", "rate", "angle", "seed", "over", "at"];
  const values = await Promise.all(keys.map((key) => faxor.inAddress(key)));
  expect(values).toEqual(["1", "0.1", "0.1", "120", "23", "angle", null]);
  await expect(tool.number).toHaveText("120°");
});

for (const cores of [1, 3]) {
  test(`the curve counts every network once, as the program does, with ${cores} workers`, async ({ faxor, page }) => {
    const tool = new Tool(faxor);
    await withCores(page, cores);
    await tool.open(QUICK);
    await expect(tool.run).toHaveText("Train 114 networks");
    await tool.run.click();
    await tool.ends(/^All 114 networks are trained/);
    await expect(tool.run).toBeHidden();
    await expect(tool.points).toHaveCount(38);
    expect(await tool.csv()).toBe(FROZEN);
    expect(await inOneGo(faxor, QUICK)).toBe(FROZEN);
  });
}

test("each point says its counts with their interval, as the table does", async ({ faxor, page }) => {
  const tool = new Tool(faxor);
  await tool.finish(QUICK);
  // Wilson's intervals for 0, 1, 2 and 3 of 3.
  const rounded = ["0 to 56 %", "6 to 79 %", "21 to 94 %", "44 to 100 %"];
  await page.locator("#wrong-numbers summary").click();
  const table = page.locator("#wrong-table tbody tr");
  await expect(table).toHaveCount(19);
  const rows = await table.evaluateAll((rows) =>
    rows.map((row) => Array.from(row.children, ({ textContent }) => textContent)),
  );
  const lines = FROZEN.trim().split("\n").slice(2);
  const solved = lines.map((line) => Number(line.split(",")[3]));
  expect(new Set(solved).size, "points differ").toBeGreaterThan(2);
  for (let i = 0; i < 19; i++) {
    const [fa, held] = [solved[2 * i], solved[2 * i + 1]];
    expect(rows[i]).toEqual([String(10 * i), ...[fa, held].map((solved) => `${solved} of 3 (${rounded[solved]})`)]);
    for (const [way, count] of [
      ["starts there", fa],
      ["kept there", held],
    ]) {
      const name = `${10 * i} degrees, ${way}: ${count} of 3 solved (${rounded[Number(count)]})`;
      await expect(tool.part.getByRole("button", { name, exact: true })).toBeVisible();
    }
  }
});

test("the sentence under the curve counts what was trained, and concludes only what follows", async ({
  faxor,
  page,
}) => {
  const tool = new Tool(faxor);
  await tool.finish(`${SMALL}&updates=5000&each=40`);
  const finding = page.locator("#wrong-finding");
  const rows = (await tool.csv()).trim().split("\n");
  const starts = rows.find((row) => row.startsWith("180,fa"))?.split(",")[3];
  await expect(finding).toContainText(`then stays fixed still teaches ${starts} of 40 networks; kept only 1`);
  await expect(finding).toContainText("What must not happen is that the feedback keeps turning away.");
  // No network learns in so few updates.
  await faxor.follow(`${SMALL}&updates=10&each=1&over=angle`);
  await tool.run.click();
  await tool.ends(/^All 38 networks are trained/);
  await expect(finding).toContainText("stays fixed teaches 0 of 1 networks; kept at");
  await expect(finding).not.toContainText("What must not happen");
});

test("a point plays its networks one after another, beside backpropagation, at its angle", async ({ faxor }) => {
  const tool = new Tool(faxor);
  await tool.finish(QUICK);
  const point = tool.point("180 degrees, kept there");
  const seen = [];
  for (let press = 0; press < 4; press++) {
    await point.click();
    await faxor.isPlaying(true);
    await expect(tool.status).toContainText(`of 3 solved`);
    await faxor.passes(1);
    expect(await tool.setting()).toEqual(["180", "bp,held"]);
    seen.push(await faxor.inAddress("seed"));
    expect(await faxor.inAddress("at"), "it plays on").toBeNull();
  }
  // All three diverge or stay stuck: the line of the file says which outcome most have.
  const counts =
    FROZEN.match(/^180,held,3,(.*)$/m)?.[1]
      .split(",")
      .map(Number) ?? [];
  const most = Math.max(...counts);
  expect(new Set(seen).size).toBe(most);
  expect(seen[most % 4]).toBe(seen[0]);
  await expect(tool.kept).toBeChecked();
  await expect(tool.number).toHaveText("180°");
  // The curve is that of the run all the same.
  await expect(tool.other).toBeHidden();
});

test("the arrow keys go from point to point, enter opens one, and no shortcut hears of it", async ({ faxor, page }) => {
  const tool = new Tool(faxor);
  await tool.finish(QUICK);
  await expect(page.locator("#wrong-plot [tabindex='0']")).toHaveCount(1);
  await tool.point("0 degrees, starts there").focus();
  await page.keyboard.press("ArrowRight");
  await expect(tool.point("10 degrees, starts there")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(tool.point("10 degrees, kept there")).toBeFocused();
  await page.keyboard.press("End");
  await expect(tool.point("180 degrees, kept there")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(tool.point("170 degrees, kept there")).toBeFocused();
  await expect(page.locator("#wrong-reading")).toHaveText(/^170 degrees, kept there: /);
  await faxor.standsAt(0);
  await faxor.isPlaying(false);
  await page.keyboard.press("Enter");
  await faxor.isPlaying(true);
  expect(await tool.setting()).toEqual(["170", "bp,held"]);
  await expect(tool.point("170 degrees, kept there")).toBeFocused();
});

test("the curve stays as the dial turns and seeds change; another setting is named, and a point goes back to the curve's", async ({
  faxor,
}) => {
  const tool = new Tool(faxor);
  await tool.finish(QUICK);
  await tool.slider.press("End");
  await tool.kept.check();
  await faxor.newSeed.click();
  await expect(tool.other).toBeHidden();
  await expect(tool.run).toBeHidden();
  await faxor.openSettings();
  await faxor.enter("width", "4");
  await expect(tool.other).toBeVisible();
  await expect(tool.run).toHaveText("Train 114 networks");
  expect(await tool.csv()).toBe(FROZEN);
  await tool.point("0 degrees, kept there").click();
  await expect(tool.other).toBeHidden();
  await expect.poll(() => faxor.inAddress("width")).toBe("10");
  await faxor.enter("width", "4");
  await tool.run.click();
  await tool.ends();
  await expect(tool.other).toBeHidden();
  expect(await tool.csv()).toBe(
    await inOneGo(faxor, `${QUICK.replace("width=10", "width=4").replace("bp,fa", "bp,held")}&angle=0`),
  );
});

test("more networks at each angle train only those that are missing", async ({ faxor }) => {
  const tool = new Tool(faxor);
  await tool.finish(QUICK);
  await expect(tool.each.locator("option")).toHaveText(["3", "100", "300", "1,000"]);
  await tool.each.selectOption("100");
  expect(await faxor.inAddress("each")).toBeNull();
  await expect(tool.run).toHaveText("Train 3,686 more networks");
  await faxor.follow(`${QUICK.replace("each=3", "each=7")}&over=angle`);
  await expect(tool.run).toHaveText("Train 152 more networks");
  await tool.run.click();
  await tool.ends(/^All 266 networks are trained/);
  expect(await tool.csv()).toBe(await inOneGo(faxor, QUICK.replace("each=3", "each=7")));
});

test("training can be stopped, keeps what it has, and goes on from there", async ({ faxor, page }) => {
  const tool = await new Tool(faxor).open(QUICK.replace("each=3", "each=60"));
  await tool.run.click();
  await expect(tool.run).toHaveText("Stop");
  await expect.poll(() => tool.points.count(), { timeout: 60_000 }).toBeGreaterThan(4);
  await tool.run.click();
  await tool.ends(/^Stopped\. [\d,]+ of 2,280 networks are trained\.$/);
  const kept = Number((await tool.status.innerText()).match(/\d[\d,]*/)?.[0].replaceAll(",", ""));
  await expect(tool.run).toHaveText(`Train ${(2280 - kept).toLocaleString("en-US")} more networks`);
  await tool.run.click();
  await tool.ends(/^All 2,280 networks are trained/);
  expect(await tool.csv()).toBe(await inOneGo(faxor, QUICK.replace("each=3", "each=60")));
  await expect(page.locator("#wrong-progress")).toBeHidden();
});

test("every point has its first networks long before the last are trained", async ({ faxor }) => {
  const tool = await new Tool(faxor).open(ENDLESS.replace("updates=100000", "updates=200"));
  await tool.run.click();
  await expect(tool.points).toHaveCount(38, { timeout: 60_000 });
  await expect(tool.run).toHaveText("Stop");
  await tool.run.click();
  await tool.ends(/^Stopped/);
});

test("if every worker fails, the page says so, and the training can be tried again", async ({
  faxor,
  page,
  faults,
}) => {
  faults.allow(/^failed: \S*sweep-worker\.js/, /^console error: .*ERR_FAILED/);
  const tool = await new Tool(faxor).open(QUICK);
  await page.route("**/sweep-worker.js", (route) => route.abort());
  await tool.run.click();
  await tool.ends("Every background worker crashed, so the training stopped. 0 of 114 networks are trained.");
  await page.unroute("**/sweep-worker.js");
  await tool.run.click();
  await tool.ends();
  expect(await tool.csv()).toBe(FROZEN);
});

test("in a lesson the curve is trained as soon as it is seen, and not before", async ({ faxor, page }) => {
  const tool = new Tool(faxor);
  await faxor.open(`lesson=11&over=angle&each=2&updates=100`);
  await expect(tool.slider).toBeAttached();
  await faxor.frames(5);
  await page.locator("#wrong-plot").scrollIntoViewIfNeeded();
  await tool.ends(/^All 76 networks are trained/);
});

test("axe finds no violation in the tool before, during and after the training", async ({ faxor, page }) => {
  test.slow();
  const tool = await new Tool(faxor).open(`${ENDLESS}&angle=150`);
  await looksRight(page, "before the training");
  await tool.run.click();
  await expect(tool.points.first()).toBeAttached();
  await looksRight(page, "during the training");
  await tool.run.click();
  await tool.finish(`${QUICK}&angle=150`);
  await page.locator("#wrong-numbers summary").click();
  await tool.points.first().focus();
  await looksRight(page, "after the training");
});

for (const width of [320, 390, 640, 1366]) {
  test(`nothing of the tool is wider than a screen of ${width} pixels`, async ({ faxor, page }) => {
    await page.setViewportSize({ width, height: 700 });
    const tool = new Tool(faxor);
    await tool.finish(QUICK);
    await page.locator("#wrong-numbers summary").click();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
    const outside = await page.locator("#wrong-plot svg text").evaluateAll((texts) => {
      const { left, right } = /** @type {Element} */ (document.querySelector("#wrong-plot")).getBoundingClientRect();
      return texts
        .filter(
          (text) => text.getBoundingClientRect().left < left - 1 || text.getBoundingClientRect().right > right + 1,
        )
        .map(({ textContent }) => textContent);
    });
    expect(outside).toEqual([]);
  });
}
