// The lesson: eleven chapters, each with its setting, question and answer. The tests walk through it in every way,
// and compare its text with the measured results.
import { readFile } from "node:fs/promises";
import { ARTICLE, expect, looksRight, test } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */

/** The chapters' numbers in links, in the reader's order. */
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 10];
const CHAPTERS = NUMBERS.length;
const LAST = NUMBERS[CHAPTERS - 1];

/** The hosts to which the lesson may link, and the allowed paths on each. @type {Record<string, RegExp>} */
const PATHS = {
  "doi.org": /^\/10\.\d{4,}\/\S+$/,
  "arxiv.org": /^\/abs\/\d{4}\.\d{4,5}$/,
  "github.com": /^\/nmfisher\/feedback_alignment_demo$/,
};

/** @typedef {import("@playwright/test").Locator} Locator */

/** @param {Faxor} faxor @param {number} number */
const chapterOf = ({ page }, number) => page.locator(`.chapter[data-number="${number}"]`);

/** Presses a chapter's Reveal and opens the answer at once, as an impatient reader does. @param {Locator} chapter */
async function reveal(chapter) {
  await chapter.getByRole("button", { name: "Reveal", exact: true }).click();
  // Without the mouse, for which a fast computer may be too fast: then the answer is there already.
  await chapter.locator(".show-answer").evaluate((skip) => /** @type {HTMLElement} */ (skip).click());
  await expect(chapter.locator(".answer")).toBeVisible();
}

/** The canonical text of a link. @param {Faxor} faxor @param {string} link */
const canonical = ({ page }, link) =>
  page.evaluate(async (link) => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    return core.read_link(link).text;
  }, link);

/** Checks that exactly one chapter is open, with its setting and its parts, and that its heading has the focus.
 * @param {Faxor} faxor @param {number} number @param {{ focused?: boolean }} [how] */
async function isAt(faxor, number, { focused = true } = {}) {
  const { page } = faxor;
  const chapter = chapterOf(faxor, number);
  const place = NUMBERS.indexOf(number) + 1;
  await expect(chapter).toBeVisible();
  await expect(page.locator(".chapter:visible")).toHaveCount(1);
  await expect(page.locator("#welcome")).toBeHidden();
  await expect(chapter.locator(".chapter-number")).toHaveText(`${place} of ${CHAPTERS}`, { ignoreCase: true });
  const heading = chapter.getByRole("heading", { level: 2 });
  await expect(heading).toHaveText(/\S/);
  const title = await heading.innerText();
  await expect(page.getByRole("article", { name: title, exact: true })).toBeVisible();
  if (focused) await expect(heading).toBeFocused();

  // The setting.
  const text = await canonical(faxor, `lesson=${number}`);
  expect(await faxor.address()).toBe(text);
  const setting = new URLSearchParams(text);
  expect((await faxor.shown()).panels.map(({ rule }) => rule)).toEqual(setting.get("rules")?.split(","));
  await expect(faxor.seed).toHaveValue(setting.get("seed") ?? "");
  await faxor.standsAt(0);
  await faxor.isPlaying(false);
  await expect(page.locator("#chapter-changed")).toBeHidden();

  // The parts that it opens, of all parts.
  const wanted = ((await chapter.getAttribute("data-open")) ?? "").split(" ");
  for (const button of await page.locator(".tools [aria-controls]").all()) {
    const part = (await button.getAttribute("aria-controls")) ?? "";
    await expect(button, part).toHaveAttribute("aria-expanded", String(wanted.includes(part)));
    await expect(page.locator(`#${part}`), part).toBeVisible({ visible: wanted.includes(part) });
  }

  // Its dot is marked among the others.
  const dots = page.locator("#chapter-dots a");
  await expect(dots).toHaveCount(CHAPTERS);
  await expect(page.locator("#chapter-dots [aria-current]")).toHaveCount(1);
  await expect(dots.nth(place - 1)).toHaveAttribute("aria-current", "step");
  await expect(dots.nth(place - 1)).toHaveAccessibleName(`Chapter ${place}: ${title}`);
  await expect(page.locator("#chapter-back")).toBeVisible({ visible: place > 1 });
  await expect(page.locator("#chapter-next")).toBeVisible({ visible: place < CHAPTERS });
  return chapter;
}

test("the lesson's buttons lead through all chapters, with a question and an answer in each", async ({
  faxor,
  page,
}) => {
  test.setTimeout(180_000);
  await faxor.open(ARTICLE);
  await expect(page.locator("#lesson")).toBeHidden();
  await page.getByRole("link", { name: "Start the lesson" }).click();
  const titles = new Set();
  for (const number of NUMBERS) {
    const chapter = await isAt(faxor, number);
    titles.add(await chapter.getByRole("heading", { level: 2 }).innerText());
    const options = chapter.getByRole("group").getByRole("radio");
    expect(await options.count()).toBeGreaterThan(1);
    await expect(chapter.locator("fieldset")).toHaveCount(1);
    await expect(chapter.locator("[data-right]")).toHaveCount(1);
    await expect(chapter.getByRole("radio", { checked: true })).toHaveCount(0);
    await expect(chapter.locator(".is-right, .is-wrong")).toHaveCount(0);
    const answer = chapter.locator(".answer");
    await expect(answer).toBeHidden();

    // A wrong guess in one chapter, the right one in the next.
    const right = chapter.locator("label:has([data-right])");
    const wrong = chapter.locator("label:not(:has([data-right]))").first();
    const isWrong = number % 2 === 1;
    await (isWrong ? wrong : right).click();
    await expect(chapter.getByRole("radio", { checked: true })).toHaveCount(1);
    await reveal(chapter);
    await expect(answer).toBeFocused();
    await expect(answer).toBeInViewport();
    await expect(chapter.locator(".reveal, .running")).toHaveCount(2);
    await expect(chapter.locator(".reveal:visible, .running:visible")).toHaveCount(0);
    await expect(chapter.locator(".is-right")).toHaveCount(1);
    await expect(right).toHaveClass("is-right");
    await expect(chapter.locator(".is-wrong")).toHaveCount(Number(isWrong));
    if (isWrong) await expect(wrong).toHaveClass("is-wrong");
    // Why the wrong guess was tempting, and of no other one.
    await expect(answer.locator(".tempting:visible")).toHaveCount(Number(isWrong));
    if (isWrong) await expect(answer.locator(".tempting:visible")).toContainText((await wrong.innerText()).trim());
    expect(await right.locator("span").evaluate((span) => getComputedStyle(span, "::after").content)).toContain("✓");
    if (number !== LAST) await page.getByRole("link", { name: "Next", exact: true }).click();
  }
  expect(titles.size).toBe(CHAPTERS);
  await page.getByRole("link", { name: "Back", exact: true }).click();
  await isAt(faxor, 11);
  // Answered questions stay answered.
  await expect(chapterOf(faxor, 11).locator(".answer")).toBeVisible();
});

test("dots lead to any chapter, back and forward work, and the reader can leave the lesson", async ({
  faxor,
  page,
}) => {
  await faxor.open(ARTICLE);
  await page.getByRole("link", { name: "Start the lesson" }).click();
  await isAt(faxor, 1);
  for (const number of [7, 2]) {
    await page
      .locator("#chapter-dots a")
      .nth(number - 1)
      .click();
    await isAt(faxor, number);
  }
  await page.goBack();
  await isAt(faxor, 7);
  await page.goBack();
  await isAt(faxor, 1);
  await page.goForward();
  await isAt(faxor, 7);
  await page.goBack();
  await page.goBack();
  await expect(page.locator("#welcome")).toBeVisible();
  await expect(page.locator("#lesson")).toBeHidden();
  expect(await faxor.address()).toBe(await canonical(faxor, ARTICLE));
  await page.goForward();
  await page.goForward();
  await isAt(faxor, 7);

  // Leaving the lesson keeps the run.
  for (let i = 0; i < 3; i++) await faxor.step.click();
  const { panels } = await faxor.shown();
  await page.getByRole("button", { name: "Leave the lesson" }).click();
  await expect(page.locator("#welcome")).toBeVisible();
  await expect(page.locator(".chapter:visible")).toHaveCount(0);
  await expect(page.locator("#luck")).toBeHidden();
  await expect(page.getByRole("link", { name: "Start the lesson" })).toBeFocused();
  expect((await faxor.shown()).panels).toEqual(panels);
  expect(await faxor.inAddress("lesson")).toBeNull();
  expect(await faxor.inAddress("rules")).toBe("bp,fa,readout");
  await page.reload();
  await faxor.ready();
  await faxor.standsAt(3);
  await expect(page.locator("#welcome")).toBeVisible();
  expect((await faxor.shown()).panels).toEqual(panels);
});

test("a link opens a chapter and keeps its other choices, and a missing chapter is reported", async ({
  faxor,
  page,
}) => {
  await faxor.open("lesson=4");
  await isAt(faxor, 4, { focused: false });
  await expect(faxor.problems).toBeHidden();

  await faxor.open("lesson=4&seed=9");
  await expect(chapterOf(faxor, 4)).toBeVisible();
  await expect(faxor.seed).toHaveValue("9");
  expect(await faxor.inAddress("seed")).toBe("9");
  expect(await faxor.inAddress("lesson")).toBe("4");
  await expect(page.locator("#chapter-changed")).toBeVisible();

  await faxor.open("lesson=9&at=120");
  await expect(chapterOf(faxor, 9)).toBeVisible();
  await expect(page.locator("#chapter-changed")).toBeHidden();
  expect(await faxor.inAddress("init")).toBe("0.1");

  for (const wrong of ["12", "0", "one"]) {
    await faxor.open(`lesson=${wrong}`);
    await expect(faxor.problems).toContainText(`lesson is “${wrong}”; it may be a whole number from 1 to ${CHAPTERS}`);
    await expect(page.locator("#welcome")).toBeVisible();
    await expect(page.locator("#lesson")).toBeHidden();
    expect(await faxor.address()).toBe(await canonical(faxor, ""));
  }
});

test("the page says when a setting differs from the chapter's, and one press restores it; display choices do not count", async ({
  faxor,
  page,
}) => {
  await faxor.open("lesson=4");
  const changed = page.getByText("You have changed the setting.");
  const again = page.getByRole("button", { name: "Back to this chapter’s setting" });
  await faxor.openSettings();

  // Playing, its speed and what the pictures show.
  await page.locator("#chapter-play").evaluate((button) => /** @type {HTMLButtonElement} */ (button).click());
  await faxor.isPlaying(true);
  await faxor.passes(20);
  await faxor.play.click();
  await faxor.isPlaying(false);
  await faxor.speed.fill("13");
  await page.locator("#shading").selectOption("verdict");
  await faxor.reset.click();
  await expect(changed).toBeHidden();
  expect(await faxor.address()).toBe(await canonical(faxor, "lesson=4&pace=max&shading=verdict"));

  /** @type {[string, () => Promise<unknown>][]} */
  const changes = [
    ["seed", () => faxor.newSeed.click()],
    ["rate", () => faxor.enter("rate", "0.5")],
    ["rules", () => faxor.rules.nth(1).selectOption("kp")],
  ];
  for (const [key, change] of changes) {
    if (key === "rate") await faxor.openSettings();
    await change();
    await expect(changed, key).toBeVisible();
    expect(await faxor.inAddress("lesson"), key).toBe("4");
    await expect(chapterOf(faxor, 4)).toBeVisible();
    await again.click();
    await expect(changed, key).toBeHidden();
    await expect.poll(() => faxor.address(), key).toBe(await canonical(faxor, "lesson=4"));
    await faxor.standsAt(0);
    // The button disappears; the focus stays in the chapter.
    await expect(chapterOf(faxor, 4).getByRole("heading", { level: 2 }), key).toBeFocused();
  }
});

test("the lesson works without a mouse", { tag: "@quick" }, async ({ faxor, page }) => {
  test.setTimeout(180_000);
  await faxor.open(ARTICLE);
  /** Presses Tab until something has the focus. @param {string} selector */
  const tabTo = async (selector) => {
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
    }
    expect(selector, "is reached by Tab").toBe("");
  };
  await page.locator("#all-rules").focus();
  await tabTo("#welcome a");
  await page.keyboard.press("Enter");
  for (const number of NUMBERS) {
    const chapter = chapterOf(faxor, number);
    await expect(chapter.getByRole("heading", { level: 2 })).toBeFocused();
    await tabTo("input[type=radio]");
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await expect(chapter.getByRole("radio").nth(1)).toBeChecked();
    await tabTo(".reveal");
    // None of these keys acted as a shortcut.
    await faxor.standsAt(0);
    await faxor.isPlaying(false);
    await page.keyboard.press("Enter");
    await expect(chapter.locator(":is(.show-answer, .answer):focus")).toHaveCount(1);
    if (await chapter.locator(".show-answer").isVisible()) await page.keyboard.press("Enter");
    await expect(chapter.locator(".answer")).toBeFocused();
    await tabTo(number !== LAST ? "#chapter-next" : "#chapter-leave");
    await page.keyboard.press("Enter");
  }
  await expect(page.locator("#welcome")).toBeVisible();
});

for (const number of NUMBERS) {
  test(`axe finds no violation in chapter ${number}, before and after its answer`, async ({ faxor, page }) => {
    await faxor.open(`lesson=${number}`);
    const chapter = chapterOf(faxor, number);
    await expect(chapter).toBeVisible();
    await looksRight(page, `chapter ${number}`);
    await chapter.getByRole("radio").first().check();
    await reveal(chapter);
    for (const term of await chapter.locator(".term").all()) await term.click();
    if (number === 4) await faxor.newSeed.click();
    await looksRight(page, `chapter ${number}, revealed`);
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("the pictures stay visible while a chapter is read, and cover nothing that has the focus", async ({
    faxor,
    page,
  }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await faxor.open(ARTICLE);
    await page.locator("#to-lesson").click();
    for (const number of NUMBERS) {
      const chapter = chapterOf(faxor, number);
      await expect(chapter).toBeVisible();
      // With an open diagram the panels are too tall to stay in view.
      const stays = (await page.locator("#panels details[open]").count()) === 0;
      await faxor.frames(3);
      const bottom = () => page.locator("#panels").evaluate((panels) => panels.getBoundingClientRect().bottom);
      const heading = await chapter.getByRole("heading", { level: 2 }).boundingBox();
      expect(heading && heading.y + heading.height, `${number}: its heading is on the screen`).toBeLessThan(844);
      expect(heading?.y, `${number}: its heading lies beneath nothing`).toBeGreaterThan(stays ? await bottom() : 0);

      await reveal(chapter);
      await faxor.frames(3);
      expect(
        (await chapter.locator(".answer").boundingBox())?.y,
        `${number}: its answer begins in sight`,
      ).toBeGreaterThanOrEqual(stays ? (await bottom()) - 1 : 0);
      if (!stays) {
        if (number !== LAST) await page.locator("#chapter-next").click();
        continue;
      }
      const ends = await page.evaluate(() => ({
        from: (document.querySelector(".chapter:not([hidden])")?.getBoundingClientRect().top ?? 0) + scrollY,
        to: document.documentElement.scrollHeight - innerHeight,
      }));
      for (const share of [0, 0.5, 1]) {
        const top = await page.evaluate(
          async ([from, to, share]) => {
            scrollTo(0, from + share * (to - from));
            await new Promise(requestAnimationFrame);
            return document.querySelector("#panels")?.getBoundingClientRect().top;
          },
          /** @type {[number, number, number]} */ ([ends.from, ends.to, share]),
        );
        expect(top, `${number}: the pictures' upper edge, read to ${share}`).toBe(0);
      }
      for (const canvas of await page.locator(".panel canvas").all()) {
        await expect(canvas, `${number}`).toBeInViewport({ ratio: 1 });
      }
      // The pictures leave enough of the screen for reading.
      expect(await bottom(), `${number}`).toBeLessThanOrEqual(844 * 0.4 + 1);

      // Tab through the controls in both directions: the pictures cover none of them.
      await chapter.getByRole("heading", { level: 2 }).focus();
      for (const key of [...Array(8).fill("Tab"), ...Array(8).fill("Shift+Tab")]) {
        await page.keyboard.press(key);
        const focus = await page.evaluate(() => {
          const element = /** @type {Element} */ (document.activeElement);
          const { top, bottom } = element.getBoundingClientRect();
          return { top, bottom, inLesson: Boolean(element.closest("#lesson")), what: element.outerHTML.slice(0, 80) };
        });
        if (!focus.inLesson) continue;
        expect(focus.bottom, `${number}: ${focus.what}`).toBeGreaterThan(await bottom());
        expect(focus.top, `${number}: ${focus.what}`).toBeLessThan(844);
      }
      if (number !== LAST) await page.locator("#chapter-next").click();
    }
  });

  test("a chapter's link scrolls to its text, and the first screen has a link to the lesson", async ({
    faxor,
    page,
  }) => {
    await faxor.open("lesson=4");
    const heading = chapterOf(faxor, 4).getByRole("heading", { level: 2 });
    await expect(heading).toBeInViewport();
    for (const canvas of await page.locator(".panel canvas").all()) await expect(canvas).toBeInViewport({ ratio: 1 });

    await faxor.open();
    const way = page.locator("#to-lesson");
    await expect(way).toBeInViewport({ ratio: 1 });
    await way.click();
    await expect(chapterOf(faxor, 1).getByRole("heading", { level: 2 })).toBeInViewport();
    await expect(way).toBeHidden();
  });

  test("no chapter opens a diagram between the pictures and its text", async ({ faxor, page }) => {
    await faxor.open(ARTICLE);
    for (const number of NUMBERS) {
      await faxor.follow(`lesson=${number}`);
      await expect(chapterOf(faxor, number)).toBeVisible();
      await expect(page.locator("#panels details[open]"), `chapter ${number}`).toHaveCount(0);
    }
  });

  test("a chapter can be played without leaving its text", { tag: "@quick" }, async ({ faxor, page }) => {
    await faxor.open("lesson=4");
    const play = page.locator("#chapter-play");
    await play.click();
    await expect(play).toHaveText("Pause");
    await faxor.passes(10);
    await play.click();
    await expect(play).toHaveText("Play");
    await faxor.isPlaying(false);
  });
});

test("the play button and a picture stay visible after a chapter's answer is revealed", async ({ faxor, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await faxor.open(ARTICLE);
  for (const number of NUMBERS) {
    await faxor.follow(`lesson=${number}`);
    const chapter = chapterOf(faxor, number);
    await reveal(chapter);
    await faxor.frames(3);
    await expect(chapter.locator(".answer"), `chapter ${number}`).toBeInViewport();
    // What a sweep computes is in view instead, when there is something.
    if (!/^\d+$/.test((await chapter.getAttribute("data-run")) ?? "")) continue;
    await expect(faxor.play, `chapter ${number}`).toBeInViewport();
    await expect(page.locator(".panel canvas").first(), `chapter ${number}`).toBeInViewport();
  }
});

test("the delta angle is charted where it is explained, and not before", { tag: "@quick" }, async ({ faxor, page }) => {
  const chart = page.locator("#chart-delta");
  await faxor.open(ARTICLE);
  for (const number of [1, 8, 9, 11, 10]) {
    await faxor.follow(`lesson=${number}`);
    await expect(chapterOf(faxor, number)).toBeVisible();
    await expect(chart, `chapter ${number}`).toBeVisible({ visible: number >= 9 });
  }
  // A reader who opens the charts gets all of them.
  await faxor.open("lesson=4");
  await faxor.openPart("charts");
  await expect(chart).toBeVisible();
  await faxor.open();
  await expect(chart).toBeVisible();
});

/** The tables of docs/results.md, by heading, rule and column.
 * @returns {Promise<Record<string, Record<string, Record<string, string>>>>} */
async function results() {
  const text = await readFile(new URL("../../docs/results.md", import.meta.url), "utf8");
  /** @type {Record<string, Record<string, Record<string, string>>>} */
  const tables = {};
  for (const section of text.split(/^## /m).slice(1)) {
    const [heading, ...lines] = section.split("\n");
    const rows = lines
      .filter((line) => line.startsWith("| "))
      .map((line) => line.split("|").slice(1, -1))
      .map((cells) => cells.map((cell) => cell.trim()));
    const [heads, ...others] = rows;
    if (heads?.[0] !== "rule") continue;
    tables[heading] = Object.fromEntries(
      others.map((cells) => [cells[0], Object.fromEntries(cells.map((cell, i) => [heads[i], cell]))]),
    );
  }
  tables.tasks = tables["The same setting on every task"];
  return tables;
}

test("every figure in the lesson equals the one in docs/results.md", async ({ faxor, page }) => {
  const tables = await results();
  await faxor.open("lesson=4");
  const figures = await page
    .locator("#lesson .figure")
    .evaluateAll((all) =>
      all.map((figure) => ({ text: figure.textContent, of: /** @type {HTMLElement} */ (figure).dataset.of ?? "" })),
    );
  expect(figures.length).toBeGreaterThan(15);
  const rows = JSON.parse(await readFile(new URL("../../docs/results.json", import.meta.url), "utf8"));
  for (const { text, of } of figures) {
    const [heading, rule, column = "solved"] = of.split("|").map((part) => part.trim());
    if (heading === "angles") {
      const row = rows.find((/** @type {any} */ row) => row.of === "angle" && row.name === column && row.rule === rule);
      expect(text, of).toBe(`${((row.solved / row.seeds) * 100).toFixed(1)}\u00a0%`);
      continue;
    }
    const cell = tables[heading]?.[rule]?.[column];
    expect(cell, of).toMatch(/^\d+\.\d %/);
    // The space before the sign does not break.
    expect(text?.replace("\u00a0", " "), of).toBe(cell.match(/^\d+\.\d %/)?.[0]);
  }
});

test("every percentage in the chapters' text is a figure with a source", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open("lesson=4");
  const loose = await page.evaluate(() =>
    Array.from(document.querySelectorAll(".chapter"), (chapter) => {
      const copy = /** @type {Element} */ (chapter.cloneNode(true));
      for (const figure of copy.querySelectorAll(".figure")) figure.remove();
      // The 95 % of an interval is chosen, not measured.
      return (copy.textContent ?? "").replace(/95\s%\s+interval/g, "").match(/[\d.,]+\s*(%|per ?cent)/gi) ?? [];
    }).flat(),
  );
  expect(loose).toEqual([]);
});

test("the options marked right agree with docs/results.md", async ({ faxor, page }) => {
  const tables = await results();
  await faxor.open("lesson=4");
  /** @param {string} heading @param {string} rule @param {string} [column] */
  const share = (heading, rule, column = "solved") => Number.parseFloat(tables[heading][rule][column]);
  const right = (await page.locator("label:has([data-right]) span").allTextContents()).map((text) => text.trim());
  expect(right[NUMBERS.indexOf(11)]).toBe("It learns all the same");
  const [fa, text, small] = ["feedback alignment", "The article’s text", "Start small"];
  expect(right[3]).toBe("Learn, but more slowly");
  expect(right[4]).toBe("About as often");
  expect(Math.abs(share(text, "redrawn feedback") - share(text, fa))).toBeLessThan(5);
  expect(right[5]).toBe("About half");
  expect(Math.abs(share("The article", fa) - 50)).toBeLessThan(5);
  expect(right[6]).toBe("More than feedback alignment");
  expect(share(text, "read-out only")).toBeGreaterThan(share(text, fa) + 5);
  expect(right[7]).toBe("Backpropagation and feedback alignment");
  expect(share(small, "backpropagation")).toBeGreaterThan(80);
  expect(share(small, fa)).toBeGreaterThan(80);
  expect(share(small, "read-out only")).toBeLessThan(5);
  const four = [fa, "direct feedback alignment", "sign-symmetric", "Kolen-Pollack"];
  const nearest = [...four].sort((one, other) => share("Hard task", other) - share("Hard task", one))[0];
  expect(right[NUMBERS.indexOf(10)].toLowerCase()).toBe(nearest);
});

test("each chapter's run behaves as its text says", async ({ faxor, page }) => {
  await faxor.open("lesson=4");
  const runs = await page.evaluate(async (numbers) => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    const all = numbers.map((number) => {
      const chapter = document.querySelector(`.chapter[data-number="${number}"]`);
      const experiment = new core.Experiment(core.read_link(`lesson=${number}`).text);
      const rules = experiment.choice("rules").split(",");
      const until = Number(chapter?.getAttribute("data-run")) || Number(experiment.choice("updates"));
      experiment.advance(until);
      const run = {
        rules,
        until,
        solved: rules.map((_, run) => experiment.numbers(run, core.Quantity.Figures)[core.Figure.SolvedSince]),
        updates: Array.from(experiment.history_updates()),
        loss: rules.map((_, run) => Array.from(experiment.history(run, core.Quantity.Loss))),
        angle: rules.map((_, run) =>
          Array.from(experiment.history(run, core.Quantity.DeltaAngle, Number(experiment.choice("depth")))),
        ),
        weightAngle: Array.from(
          { length: Number(experiment.choice("depth")) },
          (_, i) => experiment.numbers(rules.length - 1, core.Quantity.WeightAngle, i + 1)[0],
        ),
      };
      experiment.rewind(0);
      const all = [0, 600, until].filter((update) => update <= until);
      return {
        ...run,
        angles: all.map((update) => {
          experiment.advance(update - experiment.updates());
          return experiment.numbers(rules.length - 1, core.Quantity.AllDeltaAngles)[0];
        }),
      };
    });
    return Object.fromEntries(numbers.map((number, i) => [number, all[i]]));
  }, NUMBERS);
  // What Reveal plays ends solved, in the chapters that say so: in 4 and 5 the second rule is the one that ends last.
  for (const number of [1, 2, 3, 4, 5, 9, 11]) {
    const { solved, until } = runs[number];
    for (const since of solved) expect(since, `chapter ${number}`).toBeLessThanOrEqual(until);
  }
  expect(runs[4].solved).toEqual([700, 1600]);
  expect(runs[5].solved[1]).toBeGreaterThan(runs[5].solved[0]);
  // 9: the angle falls from about 130° to about 70° while the loss stays on the plateau of a network that outputs 0.5 everywhere.
  const { rules, updates, loss, angle, weightAngle } = runs[9];
  const run = rules.indexOf("fa");
  const at = (/** @type {number[][]} */ column, /** @type {number} */ update) =>
    column[run][updates.findIndex((each) => each >= update)];
  expect(Math.abs(at(angle, 500) - 130)).toBeLessThan(6);
  expect(Math.abs(at(angle, 900) - 70)).toBeLessThan(6);
  expect(Math.abs(at(loss, 500) - 0.125)).toBeLessThan(0.01);
  expect(Math.abs(at(loss, 900) - 0.125)).toBeLessThan(0.01);
  expect(at(loss, 1600)).toBeLessThan(0.06);
  for (const between of weightAngle) expect(Math.abs(between - 65)).toBeLessThan(5);
  // 11: some 150° for 600 updates, and far less in the end.
  const [first, middle, last] = runs[11].angles;
  expect(Math.abs(first - 150)).toBeLessThan(5);
  expect(Math.abs(middle - 150)).toBeLessThan(10);
  expect(last).toBeLessThan(45);
  expect(runs[11].solved[1]).toBe(1200);
});

test("every external link of the lesson leads to a paper or to the article’s code, safely", { tag: "@quick" }, async ({
  faxor,
  page,
}) => {
  await faxor.open("lesson=4");
  const links = await page
    .locator("aside a")
    .evaluateAll((all) => all.map((link) => /** @type {HTMLAnchorElement} */ (link).href));
  const origin = new URL(page.url()).origin;
  const out = links.map((link) => new URL(link)).filter((link) => link.origin !== origin);
  expect(out.length).toBeGreaterThan(8);
  for (const { protocol, host, pathname } of out) {
    expect(protocol).toBe("https:");
    expect(Object.keys(PATHS)).toContain(host);
    expect(pathname).toMatch(PATHS[host]);
  }
});

test("Reveal plays the run to the chapter's update, and the answer opens when it is there", async ({ faxor, page }) => {
  await faxor.open("lesson=1");
  const chapter = chapterOf(faxor, 1);
  await faxor.step.click();
  await chapter.getByRole("button", { name: "Reveal", exact: true }).click();
  await faxor.isPlaying(true);
  await expect(chapter.locator(".answer")).toBeHidden();
  await expect(chapter.getByRole("status").first()).toHaveText("Playing to update 1,100…");
  const showAnswer = chapter.getByRole("button", { name: "Show the answer" });
  await expect(showAnswer).toBeFocused();
  // It stands beside what is said of the run, with the focus or without.
  const line = await chapter.locator(".running").boundingBox();
  const button = await showAnswer.boundingBox();
  expect(line && button && button.y >= line.y && button.y + button.height <= line.y + line.height + 1).toBe(true);
  await page.locator("#chapter-next").focus();
  await expect(showAnswer).toHaveCSS("clip-path", "none");
  await expect(page.locator(".panel canvas").first()).toBeInViewport();
  // The guess is made: it may not change while the result comes.
  for (const option of await chapter.getByRole("radio").all()) await expect(option).toBeDisabled();
  await showAnswer.focus();
  await expect(chapter.locator(".answer")).toBeVisible({ timeout: 60_000 });
  await expect(chapter.locator(".answer")).toBeFocused();
  await faxor.isPlaying(false);
  await faxor.standsAt(1100);
});

test("Reveal returns to the chapter's setting first, and a reader with reduced motion sees the end at once", async ({
  faxor,
  page,
}) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await faxor.open("lesson=4&seed=9&rate=0.5");
  const chapter = chapterOf(faxor, 4);
  await chapter.getByRole("button", { name: "Reveal", exact: true }).click();
  await expect(chapter.locator(".answer")).toBeVisible();
  await faxor.standsAt(1600);
  await expect(page.locator("#chapter-changed")).toBeHidden();
  await expect(page.locator(".panel .right")).toHaveText(["4 of 4 right", "4 of 4 right"]);
});

test("a pause opens the answer, and another chapter ends the experiment", async ({ faxor, page }) => {
  await faxor.open("lesson=3&speed=1");
  await chapterOf(faxor, 3).locator(".reveal").click();
  await faxor.isPlaying(true);
  await faxor.play.click();
  await expect(chapterOf(faxor, 3).locator(".answer")).toBeVisible();
  await page.locator("#chapter-next").click();
  await chapterOf(faxor, 4).locator(".reveal").click();
  await faxor.isPlaying(true);
  await page.locator("#chapter-next").click();
  await isAt(faxor, 5);
  await page.locator("#chapter-back").click();
  await expect(chapterOf(faxor, 4).locator(".reveal")).toBeVisible();
  await expect(chapterOf(faxor, 4).locator(".answer, .running").filter({ visible: true })).toHaveCount(0);
});

test("Reveal runs the sweep, in view, and says what came of it beside the answer", async ({ faxor, page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await faxor.open("lesson=6&seeds=20&updates=300");
  const chapter = chapterOf(faxor, 6);
  await chapter.locator(".reveal").click();
  await expect(page.locator("#luck-status")).toHaveText("All 40 runs are counted.");
  await expect(chapter.locator(".answer")).toBeVisible();
  await expect(page.locator("#luck-plot")).toBeInViewport();
  const shares = await page.locator("#luck-table tr > td:nth-child(2)").allTextContents();
  await expect(chapter.locator(".answer .result")).toHaveText(
    `Of 20 seeds, solved here: Backpropagation ${shares[0]}, Feedback alignment ${shares[1]}.`,
  );
  await page.locator("#chapter-next").evaluate((link) => /** @type {HTMLElement} */ (link).click());
  await expect(chapterOf(faxor, 7)).toBeVisible();
  await expect(page.locator(".panel canvas").first()).toBeInViewport({ ratio: 0.8 });
});

test("a sweep that is cancelled leaves no result beside the answer", async ({ faxor, page }) => {
  await faxor.open("lesson=6&seeds=5000&updates=20000");
  const chapter = chapterOf(faxor, 6);
  await chapter.locator(".reveal").click();
  await expect(page.locator("#luck-run")).toHaveText("Cancel");
  await page.locator("#luck-run").click();
  await expect(chapter.locator(".answer")).toBeVisible();
  await expect(chapter.locator(".answer .result")).toBeHidden();
});

test("Reveal shows the pictures where they do not stay in sight, and an answer can speak of the network", async ({
  faxor,
  page,
}) => {
  await page.setViewportSize({ width: 700, height: 500 });
  await faxor.open("lesson=4");
  await chapterOf(faxor, 4).locator(".reveal").click();
  await faxor.isPlaying(true);
  await expect(page.locator(".panel canvas").first()).toBeInViewport({ ratio: 0.5 });
  await page.setViewportSize({ width: 360, height: 640 });
  await faxor.open("lesson=3");
  const network = page.locator(".panel .network > summary").first();
  await expect(network).toBeHidden();
  await reveal(chapterOf(faxor, 3));
  await network.click();
  await expect(page.locator(".network-picture").first()).toBeVisible();
});

test("a step that is trained while another still trains keeps its own result, and the other has none", async ({
  faxor,
  page,
}) => {
  await faxor.open("lesson=8");
  const chapter = chapterOf(faxor, 8);
  await chapter.locator(".reveal").click();
  await chapter.locator(".show-answer").click();
  await expect(chapter.locator(".answer")).toBeVisible();
  const [first, second] = [0, 1].map((step) => chapter.locator(".steps li").nth(step));
  await first.locator(".train").click();
  await expect(page.locator("#luck-run")).toHaveText("Cancel");
  await second.locator(".train").click();
  await expect(second.locator(".result")).toHaveText(/solved here/, { timeout: 60_000 });
  await expect(first.locator(".result")).toHaveText("");
});

test("a chapter that is left and asked again gives the answer to the second question alone", async ({
  faxor,
  page,
}) => {
  await faxor.open("lesson=1");
  const chapter = chapterOf(faxor, 1);
  await chapter.locator(".reveal").click();
  await faxor.isPlaying(true);
  await page.locator("#chapter-next").click();
  await page.locator("#chapter-back").click();
  await expect(chapter.locator(".reveal")).toBeVisible();
  await faxor.play.click();
  await faxor.passes(20);
  await chapter.locator(".reveal").click();
  await expect(chapter.locator(".running")).toBeVisible();
  expect(await faxor.updates()).toBeLessThan(Number(await chapter.getAttribute("data-run")));
  await expect(chapter.locator(".answer")).toBeHidden();
  await expect(chapter.locator(".answer")).toBeVisible({ timeout: 30_000 });
  expect(await faxor.updates()).toBe(Number(await chapter.getAttribute("data-run")));
});

test("chapter 8 changes one thing at a time, and each change has its own result", async ({ faxor, page }) => {
  test.setTimeout(180_000);
  await faxor.open("lesson=8");
  const chapter = chapterOf(faxor, 8);
  await expect(chapter.locator(".steps")).toBeHidden();
  await chapter.locator(".reveal").click();
  await expect(chapter.locator(".answer")).toBeVisible({ timeout: 120_000 });
  const results = await chapter.locator(".steps .result").allTextContents();
  const shares = results.map((text) => Array.from(text.matchAll(/([\d.]+)\s%/g), ([, share]) => Number(share)));
  expect(shares.map((step) => step.length)).toEqual([3, 3, 3, 3]);
  // Backpropagation learns throughout.
  for (const [bp] of shares) expect(bp).toBeGreaterThan(90);
  const [before, smaller, faster, biased] = shares;
  expect(before[2]).toBeGreaterThan(before[1]);
  for (const rule of [1, 2]) expect(smaller[rule]).toBeLessThan(3);
  for (const step of [faster, biased]) {
    expect(step[1]).toBeGreaterThan(65);
    expect(step[2]).toBeLessThan(3);
  }
  // Each step differs from the one before in one choice.
  const links = await chapter.locator(".steps li").evaluateAll((all) => all.map((step) => step.dataset.link ?? ""));
  const settings = await Promise.all(links.map(async (link) => new URLSearchParams(await canonical(faxor, link))));
  for (const [i, setting] of settings.slice(1).entries()) {
    const changed = [...setting].filter(([key, value]) => settings[i].get(key) !== value);
    expect(changed.map(([key]) => key)).toEqual([["init"], ["rate"], ["bias"]][i]);
  }
  // A step's setting belongs to the chapter; another one does not.
  await expect(page.locator("#chapter-changed")).toBeHidden();
  await chapter.getByRole("button", { name: "Train again" }).first().click();
  await expect.poll(() => faxor.inAddress("init")).toBe("1");
  await expect(chapter.locator(".steps .result").first()).toHaveText(results[0]);
  await faxor.newSeed.click();
  await expect(page.locator("#chapter-changed")).toBeVisible();
});

test("guesses are kept over a reload, counted on the last page, and forgotten on request", async ({ faxor, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await faxor.open("lesson=1");
  await chapterOf(faxor, 1).getByRole("radio", { name: "Three" }).check();
  await reveal(chapterOf(faxor, 1));
  await faxor.open("lesson=4");
  await chapterOf(faxor, 4).getByRole("radio", { name: "Learn nothing" }).check();
  await reveal(chapterOf(faxor, 4));
  await faxor.open("lesson=3");
  await chapterOf(faxor, 3).getByRole("radio", { name: "From time to time" }).check();
  await page.reload();
  await faxor.ready();
  await expect(chapterOf(faxor, 3).getByRole("radio", { name: "From time to time" })).toBeChecked();
  await expect(chapterOf(faxor, 3).locator(".answer")).toBeHidden();

  await faxor.open(`lesson=${LAST}`);
  const last = chapterOf(faxor, LAST);
  await reveal(last);
  const guesses = last.locator("#guesses");
  await expect(guesses).toContainText("1 right, of 2 that you have tested.");
  const items = guesses.getByRole("listitem");
  await expect(items).toHaveCount(CHAPTERS);
  await expect(items.nth(0)).toContainText("“Three” ✓");
  await expect(items.nth(2)).toContainText("“From time to time”, not tested yet");
  await expect(items.nth(3)).toContainText("“Learn nothing” ✗, it is “Learn, but more slowly”");
  await expect(items.nth(4)).toContainText("no guess yet");

  await guesses.getByRole("button", { name: "Forget my guesses" }).click();
  await page.reload();
  await faxor.ready();
  await page.locator("#chapter-dots a").first().click();
  await expect(chapterOf(faxor, 1)).toBeVisible();
  await expect(page.locator(".chapter input:checked")).toHaveCount(0);
});

test("without storage, and with what is not ours in it, the lesson works all the same", async ({ faxor, page }) => {
  for (const stored of ["{", "7", '{"4":{"option":5}}', '{"4":null}']) {
    await page.addInitScript((text) => {
      // A blank page has no storage.
      if (location.protocol !== "about:") localStorage.setItem("guesses", text);
    }, stored);
    await faxor.open("lesson=4");
    await expect(page.locator(".chapter input:checked")).toHaveCount(0);
  }
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  await page.emulateMedia({ reducedMotion: "reduce" });
  await faxor.open("lesson=4");
  await chapterOf(faxor, 4).getByRole("radio").first().check();
  await reveal(chapterOf(faxor, 4));
  await expect(chapterOf(faxor, 4).locator(".tempting:visible")).toHaveCount(1);
});

test("a term opens its definition, by mouse and by keyboard", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open("lesson=4");
  const term = page.getByRole("button", { name: "feedback", exact: true });
  const definition = page.getByRole("note").filter({ hasText: "the error goes back to the hidden units" });
  await expect(term).toHaveAttribute("aria-expanded", "false");
  await expect(definition).toBeHidden();
  await term.click();
  await expect(term).toHaveAttribute("aria-expanded", "true");
  await expect(definition).toBeVisible();
  await term.press("Enter");
  await expect(definition).toBeHidden();
  const terms = await page.locator(".term").evaluateAll((all) => all.map((term) => term.getAttribute("aria-controls")));
  for (const name of [
    "sample",
    "update",
    "unit",
    "weight",
    "loss",
    "feedback",
    "delta",
    "seed",
    "solved",
    "dead",
    "diverged",
  ])
    expect(terms).toContain(`term-${name}`);
});

test("in chapter 9 the delta angle stands above the loss, beside the pictures, on one axis of updates", async ({
  faxor,
  page,
}) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.emulateMedia({ reducedMotion: "reduce" });
  await faxor.open("lesson=9");
  await reveal(chapterOf(faxor, 9));
  await expect(chapterOf(faxor, 9).locator(".answer")).toBeVisible();
  const [angle, loss, picture] = await Promise.all(
    ["#chart-delta canvas", "#chart-loss canvas", ".panel canvas >> nth=1"].map((canvas) =>
      page.locator(canvas).boundingBox(),
    ),
  );
  if (!angle || !loss || !picture) throw new Error("a picture or a chart is not there");
  expect(angle.x).toBe(loss.x);
  expect(angle.width).toBe(loss.width);
  expect(angle.y + angle.height).toBeLessThan(loss.y);
  expect(loss.y + loss.height).toBeLessThan(768);
  expect(angle.x).toBeGreaterThan(picture.x + picture.width);
  await expect(page.locator("#layer")).toHaveValue("2");
  // Elsewhere the loss stands among the other charts.
  await faxor.follow("lesson=11");
  await expect(page.locator("#chart-loss")).toBeHidden();
  await faxor.openPart("charts");
  await expect(page.locator("#charts #chart-loss")).toBeVisible();
});

test("a button of the text shows the tool that it speaks of", async ({ faxor, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await faxor.open("lesson=2");
  const chapter = chapterOf(faxor, 2);
  await reveal(chapter);
  await page.locator('.tools [aria-controls="hand"]').click();
  await expect(page.locator("#hand")).toBeHidden();
  await chapter.getByRole("button", { name: "Show it" }).click();
  await expect(page.locator("#hand-title")).toBeVisible();
  await expect(page.locator("#hand-title")).toBeInViewport();
});

test("what data-then names opens with the answer, and not before", async ({ faxor, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await faxor.open("lesson=4");
  const chapter = chapterOf(faxor, 4);
  await chapter.evaluate((article) => article.setAttribute("data-then", "hand"));
  await expect(page.locator("#hand")).toBeHidden();
  await reveal(chapter);
  await expect(page.locator("#hand")).toBeVisible();
  await expect(page.locator("#hand-title")).toBeVisible();
});

test("a dare of the last page opens its setting, and the lesson stays", async ({ faxor, page }) => {
  await faxor.open(`lesson=${LAST}`);
  const last = chapterOf(faxor, LAST);
  await reveal(last);
  for (const [name, key, value] of [
    ["random feedback beats backpropagation", "rate", "0.1"],
    ["cannot learn", "task", "circle"],
    ["least feedback that still works", "feedback", "0.1"],
  ]) {
    await last.getByRole("link", { name }).click();
    await expect.poll(() => faxor.inAddress(key)).toBe(value);
    await expect(last.getByRole("link", { name })).toBeVisible();
    await expect(page.locator("#chapter-changed")).toBeHidden();
    await expect(page.locator("#luck")).toBeVisible();
    await expect(faxor.problems).toBeHidden();
  }
});

test.describe("on a phone on its side", () => {
  test.use({ viewport: { width: 640, height: 360 } });

  test("a chapter's text stands beside its pictures", async ({ faxor, page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await faxor.open("lesson=4");
    for (const canvas of await page.locator(".panel canvas").all()) await expect(canvas).toBeInViewport({ ratio: 0.9 });
    await page.locator("#chapter-next").evaluate((link) => /** @type {HTMLElement} */ (link).click());
    const chapter = chapterOf(faxor, 5);
    await expect(chapter).toBeVisible();
    await faxor.frames(3);
    for (const canvas of await page.locator(".panel canvas").all()) await expect(canvas).toBeInViewport({ ratio: 0.9 });
    await expect(chapter.getByRole("heading", { level: 2 })).toBeInViewport();
    await reveal(chapter);
    await expect(chapter.locator(".answer")).toBeInViewport();
    for (const canvas of await page.locator(".panel canvas").all()) await expect(canvas).toBeInViewport({ ratio: 0.9 });
    const pictures = await page.locator("#panels").boundingBox();
    const text = await chapter.boundingBox();
    expect(text?.x).toBeGreaterThan((pictures?.x ?? 0) + (pictures?.width ?? 0));
  });
});

// A window of 1440 x 900 at 400 %, and two others that are low.
for (const [width, height] of [
  [360, 225],
  [480, 320],
  [640, 360],
]) {
  test.describe(`on a screen of ${width} x ${height}`, () => {
    test.use({ viewport: { width, height } });

    for (const number of width === 360 ? NUMBERS : [1, 4, 8, 9]) {
      test(`chapter ${number} can be read and answered`, async ({ faxor, page }) => {
        await page.emulateMedia({ reducedMotion: "reduce" });
        await faxor.open(`lesson=${number}`);
        const chapter = chapterOf(faxor, number);
        /** Whether the middle of each line of an element can be seen, once it is scrolled to. @param {Locator} locator */
        const isReadable = (locator) =>
          locator.evaluate(async (element) => {
            const covered = [];
            const lines = document.createRange();
            lines.selectNodeContents(element);
            for (let i = 0; i < Math.max(lines.getClientRects().length, 1); i++) {
              const line = () => lines.getClientRects()[i] ?? element.getBoundingClientRect();
              element.scrollIntoView({ block: line().height * 3 > innerHeight ? "start" : "center" });
              const scroller = element.closest("aside");
              const by = line().top - innerHeight / 2;
              if (line().top < 0 || line().bottom > innerHeight) {
                if (scroller && scroller.scrollHeight > scroller.clientHeight + 1) scroller.scrollBy(0, by);
                else scrollBy(0, by);
              }
              await new Promise(requestAnimationFrame);
              const { left, right, top, bottom } = line();
              if (right - left < 1) continue;
              const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
              if (left < 0 || right > innerWidth || !(seen && (element.contains(seen) || seen.contains(element))))
                covered.push(`${element.textContent?.trim().slice(0, 40)}: ${seen?.outerHTML.slice(0, 60)}`);
            }
            return covered;
          });
        const canBeRead = async (/** @type {Locator} */ locators) => {
          for (const one of await locators.all()) expect(await isReadable(one), `${number}`).toEqual([]);
        };
        await canBeRead(chapter.locator("> p, legend, label, input, .reveal"));
        // The pictures leave the text the whole screen, or stand beside it.
        await chapter.locator("fieldset").evaluate((fieldset) => fieldset.scrollIntoView());
        const share = await page.locator("#panels").evaluate((panels) => {
          const { left, right, top, bottom } = panels.getBoundingClientRect();
          const [wide, high] = [right - left, Math.min(bottom, innerHeight) - Math.max(top, 0)];
          return (wide * Math.max(high, 0)) / (innerWidth * innerHeight);
        });
        expect(share).toBeLessThan(0.5);
        if (width < 576) expect(share).toBe(0);

        await chapter.getByRole("radio").last().check();
        await reveal(chapter);
        await canBeRead(chapter.locator(".answer > p:visible"));
        const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
        expect(await wide()).toBe(width);
        // Its pictures are large enough to be seen.
        for (const canvas of await page.locator(".picture canvas").all()) {
          expect((await canvas.boundingBox())?.width).toBeGreaterThan(100);
        }
      });
    }
  });
}

test("the sliders leave a low screen most of its room", async ({ faxor, page }) => {
  await page.setViewportSize({ width: 360, height: 225 });
  await faxor.open(ARTICLE);
  await page.locator("#adjust").click();
  expect((await page.locator("#sliders").boundingBox())?.height).toBeLessThan(225 / 2);
});
