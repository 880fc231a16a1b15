// The lesson: ten chapters, each with its setting, question and answer. The tests walk through it in every way,
// and compare its text with the measured results.
import { readFile } from "node:fs/promises";
import { ARTICLE, expect, looksRight, test } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */

const CHAPTERS = 10;
const NUMBERS = Array.from({ length: CHAPTERS }, (_, i) => i + 1);

/** The hosts to which the lesson may link, and the allowed paths on each. @type {Record<string, RegExp>} */
const PATHS = {
  "doi.org": /^\/10\.\d{4,}\/\S+$/,
  "arxiv.org": /^\/abs\/\d{4}\.\d{4,5}$/,
  "github.com": /^\/nmfisher\/feedback_alignment_demo$/,
};

/** @param {Faxor} faxor @param {number} number */
const chapterOf = ({ page }, number) => page.locator(".chapter").nth(number - 1);

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
  await expect(chapter).toBeVisible();
  await expect(page.locator(".chapter:visible")).toHaveCount(1);
  await expect(page.locator("#welcome")).toBeHidden();
  await expect(chapter.locator(".chapter-number")).toHaveText(`${number} of ${CHAPTERS}`, { ignoreCase: true });
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
  await expect(dots.nth(number - 1)).toHaveAttribute("aria-current", "step");
  await expect(dots.nth(number - 1)).toHaveAccessibleName(`Chapter ${number}: ${title}`);
  await expect(page.locator("#chapter-back")).toBeVisible({ visible: number > 1 });
  await expect(page.locator("#chapter-next")).toBeVisible({ visible: number < CHAPTERS });
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
    const [answer, reveal] = [chapter.locator(".answer"), chapter.getByRole("button", { name: "Reveal", exact: true })];
    await expect(answer).toBeHidden();

    // A wrong guess in one chapter, the right one in the next.
    const right = chapter.locator("label:has([data-right])");
    const wrong = chapter.locator("label:not(:has([data-right]))").first();
    const isWrong = number % 2 === 1;
    await (isWrong ? wrong : right).click();
    await expect(chapter.getByRole("radio", { checked: true })).toHaveCount(1);
    await reveal.click();
    await expect(answer).toBeVisible();
    await expect(answer).toBeFocused();
    await expect(answer).toBeInViewport();
    await expect(reveal).toBeHidden();
    await expect(chapter.locator(".is-right")).toHaveCount(1);
    await expect(right).toHaveClass("is-right");
    await expect(chapter.locator(".is-wrong")).toHaveCount(Number(isWrong));
    if (isWrong) await expect(wrong).toHaveClass("is-wrong");
    expect(await right.locator("span").evaluate((span) => getComputedStyle(span, "::after").content)).toContain("✓");
    if (number < CHAPTERS) await page.getByRole("link", { name: "Next", exact: true }).click();
  }
  expect(titles.size).toBe(CHAPTERS);
  await page.getByRole("link", { name: "Back", exact: true }).click();
  await isAt(faxor, 9);
  // Answered questions stay answered.
  await expect(chapterOf(faxor, 9).locator(".answer")).toBeVisible();
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

  for (const wrong of ["11", "0", "one"]) {
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
  await faxor.speed.fill("13");
  await page.locator("#shading").selectOption("verdict");
  await faxor.play.click();
  await faxor.isPlaying(false);
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
    await page.keyboard.press("Enter");
    await expect(chapter.locator(".answer")).toBeFocused();
    // None of these keys acted as a shortcut.
    await faxor.standsAt(0);
    await faxor.isPlaying(false);
    await tabTo(number < CHAPTERS ? "#chapter-next" : "#chapter-leave");
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
    await chapter.getByRole("button", { name: "Reveal" }).click();
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
      const panels = await faxor.panels.count();
      // With an open diagram the panels are too tall to stay in view.
      const stays = panels <= 3 && (await page.locator("#panels details[open]").count()) === 0;
      await faxor.frames(3);
      const bottom = () => page.locator("#panels").evaluate((panels) => panels.getBoundingClientRect().bottom);
      const heading = await chapter.getByRole("heading", { level: 2 }).boundingBox();
      expect(heading && heading.y + heading.height, `${number}: its heading is on the screen`).toBeLessThan(844);
      expect(heading?.y, `${number}: its heading lies beneath nothing`).toBeGreaterThan(stays ? await bottom() : 0);

      await chapter.getByRole("button", { name: "Reveal" }).click();
      await faxor.frames(3);
      expect(
        (await chapter.locator(".answer").boundingBox())?.y,
        `${number}: its answer begins in sight`,
      ).toBeGreaterThanOrEqual(stays ? (await bottom()) - 1 : 0);
      if (!stays) {
        if (number < CHAPTERS) await page.locator("#chapter-next").click();
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
      expect(await bottom(), `${number}`).toBeLessThan(844 * 0.45);

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
      if (number < CHAPTERS) await page.locator("#chapter-next").click();
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
    await chapter.getByRole("button", { name: "Reveal" }).click();
    await faxor.frames(3);
    await expect(chapter.locator(".answer"), `chapter ${number}`).toBeInViewport();
    await expect(faxor.play, `chapter ${number}`).toBeInViewport();
    await expect(page.locator(".panel canvas").first(), `chapter ${number}`).toBeInViewport();
  }
});

test("the delta angle is charted where it is explained, and not before", { tag: "@quick" }, async ({ faxor, page }) => {
  const chart = page.locator("#chart-delta");
  await faxor.open(ARTICLE);
  for (const number of [1, 8, 9, 10]) {
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
  for (const { text, of } of figures) {
    const [heading, rule, column = "solved"] = of.split("|").map((part) => part.trim());
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
  expect(right[9].toLowerCase()).toBe(nearest);
});

test("each chapter's run behaves as its text says", async ({ faxor, page }) => {
  await faxor.open();
  const runs = await page.evaluate(async (numbers) => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    return numbers.map((number) => {
      const experiment = new core.Experiment(core.read_link(`lesson=${number}`).text);
      const first = experiment.choice("rules").split(",");
      experiment.advance(Number(experiment.choice("updates")));
      const updates = Array.from(experiment.history_updates());
      return {
        rules: first,
        solved: first.map((_, run) => experiment.numbers(run, core.Quantity.Figures)[core.Figure.SolvedSince]),
        updates,
        loss: first.map((_, run) => Array.from(experiment.history(run, core.Quantity.Loss))),
        angle: first.map((_, run) => Array.from(experiment.history(run, core.Quantity.DeltaAngle, 1))),
        weightAngle: Array.from(
          { length: Number(experiment.choice("depth")) },
          (_, i) => experiment.numbers(first.length - 1, core.Quantity.WeightAngle, i + 1)[0],
        ),
      };
    });
  }, NUMBERS);
  const solved = runs.map(({ solved }) => solved);
  const isSolved = (/** @type {number} */ since) => Number.isFinite(since);
  // Chapters 1 to 3: backpropagation solves it. 4: both rules do, the second in about twice the time. 5: both
  // do.
  for (const number of [1, 2, 3, 4, 5]) expect(solved[number - 1].every(isSolved), `chapter ${number}`).toBe(true);
  expect(solved[3][1] / solved[3][0]).toBeGreaterThan(1.5);
  expect(solved[3][1] / solved[3][0]).toBeLessThan(2.6);
  // 7: the read-out too. 8: all but the read-out.
  expect(solved[6].every(isSolved), "chapter 7").toBe(true);
  expect(solved[7].map(isSolved), "chapter 8").toEqual([true, true, false]);
  // 9: first the angle falls, for hundreds of updates.
  const { rules, updates, loss, angle, weightAngle } = runs[8];
  const run = rules.indexOf("fa");
  // The loss of a network whose output is 0.5 everywhere.
  const PLATEAU = 0.125;
  const falls = updates[loss[run].findIndex((value) => value < PLATEAU * 0.8)];
  const aligned = updates[angle[run].findIndex((value) => value < 45)];
  expect(solved[8].every(isSolved), "chapter 9").toBe(true);
  expect(falls - aligned, "updates between the angle's fall and the loss's").toBeGreaterThan(100);
  // The weights align with B in the second layer, and hardly in the first.
  expect(Math.abs(weightAngle[0] - 90)).toBeLessThan(5);
  expect(Math.abs(weightAngle[1] - 60)).toBeLessThan(5);
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

test("after a sweep a reveal leaves what was computed in sight, and the next chapter begins with its pictures", async ({
  faxor,
  page,
}) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await faxor.open("lesson=6&seeds=5&updates=100");
  await page.locator("#luck-run").click();
  await expect(page.locator("#luck-status")).toHaveText(/counted\.$/);
  await page.locator("#luck-results").scrollIntoViewIfNeeded();
  await page.locator("#luck-dots").scrollIntoViewIfNeeded();
  const answer = chapterOf(faxor, 6).locator(".answer");
  // Pressed as a reader does whose text stands beside: without scrolling the page.
  await chapterOf(faxor, 6)
    .locator(".reveal")
    .evaluate((button) => /** @type {HTMLElement} */ (button).click());
  await expect(answer).toBeInViewport();
  await expect(page.locator("#luck-dots")).toBeInViewport();
  await page.locator("#chapter-next").evaluate((link) => /** @type {HTMLElement} */ (link).click());
  await expect(chapterOf(faxor, 7)).toBeVisible();
  await expect(page.locator(".panel canvas").first()).toBeInViewport({ ratio: 0.8 });
});
