// A visit is more than opening a page: the page is hidden, kept in the back-forward cache, left and returned
// to, shares the browser with another tab, and links are opened in it.
import { ENDLESS, Luck, SETTING, SWEEP } from "./luck.js";
import { ARTICLE, expect, test } from "./page.js";

/** @typedef {import("@playwright/test").Page} Page */

const OTHER = "rules=redrawn,kp,usf,readout&seed=5&width=7&depth=3&bias=1&init=0.5&error=sign&rate=0.02&redraw=3";

/** @param {Page} page @param {boolean} hidden */
const setHidden = (page, hidden) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

/** Records every update that the clock shows. @param {Page} page */
const watchClock = (page) =>
  page.evaluate(() => {
    const clock = /** @type {HTMLElement} */ (document.querySelector("#updates"));
    const seen = Object.assign(window, { seen: /** @type {number[]} */ ([]) }).seen;
    new MutationObserver(() => seen.push(Number(clock.textContent?.replaceAll(",", "")))).observe(clock, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });

const seenBy = (/** @type {Page} */ page) =>
  page.evaluate(() => /** @type {Window & { seen?: number[] }} */ (window).seen ?? []);

test("an hour in a hidden tab neither loses updates nor makes any", async ({ faxor, page, another }) => {
  await page.clock.install();
  await faxor.open(`${ARTICLE}&speed=3`);
  await watchClock(page);
  await faxor.play.click();
  await faxor.passes(30);
  await setHidden(page, true);
  const before = await faxor.updates();
  await page.clock.fastForward("01:00:00");
  expect(await faxor.updates()).toBe(before);
  await setHidden(page, false);
  await faxor.passes(before + 60);
  await faxor.play.click();
  const seen = await seenBy(page);
  // 180 a second before and after. The longest gap between two frames that counts is a quarter of a second.
  const steps = [0, ...seen].slice(1).map((updates, i) => updates - [0, ...seen][i]);
  expect(steps.filter((step) => step > 180 / 4 || step < 0)).toEqual([]);
  const at = await faxor.updates();
  const through = await (await another()).open(`${ARTICLE}&at=${at}&speed=3`);
  expect(await faxor.shown()).toEqual(await through.shown());
});

test("a page that the browser froze continues where it was", async ({ faxor, page, context }) => {
  await faxor.open(`${ARTICLE}&speed=3`);
  const session = await context.newCDPSession(page);
  await faxor.play.click();
  await faxor.passes(30);
  await watchClock(page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  await new Promise((later) => setTimeout(later, 1000));
  await session.send("Page.setWebLifecycleState", { state: "active" });
  const before = await faxor.updates();
  await faxor.passes(before + 30);
  // What a second would have made is not made up for.
  const seen = await seenBy(page);
  expect(seen.slice(1).filter((updates, i) => updates - seen[i] >= 180)).toEqual([]);
});

test("a replay waits in a hidden tab, and reaches its update when the tab is shown", async ({ faxor, page }) => {
  await page.addInitScript(() => Object.defineProperty(document, "hidden", { configurable: true, get: () => true }));
  await page.goto(`/#${ARTICLE}&at=2000`);
  await faxor.ready();
  await faxor.frames(20);
  await faxor.standsAt(0);
  await setHidden(page, false);
  await faxor.standsAt(2000);
  await faxor.isPlaying(false);
});

test("a page from the back-forward cache keeps playing, in the theme that was chosen meanwhile", async ({
  faxor,
  page,
}) => {
  await faxor.open(ARTICLE);
  await faxor.play.click();
  await faxor.passes(20);
  // In a browser's order: first hidden, shown last. Storage events reach only pages that are awake.
  await setHidden(page, true);
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    localStorage.setItem("theme", "dark");
  });
  const before = await faxor.updates();
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await setHidden(page, false);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(faxor.theme).toHaveAccessibleName("Light theme");
  await faxor.isPlaying(true);
  await faxor.passes(before);
});

/** What a page shows, without the lines of its charts: those of earlier runs may be among them.
 * @param {Awaited<ReturnType<import("./page.js").Faxor["shown"]>>} shown */
const withoutLines = ({ charts, ...rest }) => ({ ...rest, charts: charts.map(({ alternative }) => alternative) });

test("back and forward lead through runs and chapters, each at the update at which it was left", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${ARTICLE}&at=100`);
  // A choice and the pause share a history entry, so back does not separate them.
  await faxor.openSettings();
  await faxor.enter("rate", "0.02");
  await faxor.play.click();
  await faxor.passes(50);
  await faxor.play.click();
  const first = await faxor.shown();
  await page.goto(`/#${OTHER}&at=70`);
  await faxor.standsAt(70);
  const second = await faxor.shown();
  await page.goto("/#lesson=3");
  await expect(page.locator("#chapter-3")).toBeVisible();
  await faxor.step.click();
  await page.locator("#chapter-next").click();
  await expect(page.locator("#chapter-4")).toBeVisible();

  await page.goBack();
  await expect(page.locator("#chapter-3")).toBeVisible();
  await faxor.standsAt(1);
  await page.goBack();
  await faxor.standsAt(70);
  await expect(page.locator("#chapter-3")).toBeHidden();
  expect(withoutLines(await faxor.shown())).toEqual(withoutLines(second));
  await page.goBack();
  await faxor.standsAt(Number(first.updates.replaceAll(",", "")));
  expect((await faxor.shown()).panels).toEqual(first.panels);
  await expect(page.locator("#rate")).toHaveValue("0.02");
  await page.goForward();
  await faxor.standsAt(70);
  expect(withoutLines(await faxor.shown())).toEqual(withoutLines(second));
  await page.goForward();
  await faxor.standsAt(1);
  await page.goForward();
  await expect(page.locator("#chapter-4")).toBeVisible();
});

test("a run that was left while it played returns at its link's start", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const link = await faxor.address();
  await faxor.play.click();
  await faxor.passes(50);
  await page.goto(`/#${OTHER}&at=70`);
  await faxor.standsAt(70);
  await page.goBack();
  await faxor.standsAt(0);
  await faxor.isPlaying(false);
  expect(await faxor.address()).toBe(link);
});

test("two tabs share only the theme: each plays and sweeps independently", async ({ context, faxor }) => {
  const other = new /** @type {typeof import("./page.js").Faxor} */ (faxor.constructor)(await context.newPage());
  const [one, two] = [new Luck(faxor), new Luck(other)];
  await faxor.open(SWEEP);
  await other.open(`${SWEEP}&first=100`);
  await faxor.theme.click();
  await expect(faxor.page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(other.page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(other.theme).toHaveAccessibleName("Light theme");
  await other.theme.click();
  await expect(faxor.page.locator("html")).toHaveAttribute("data-theme", "light");

  await Promise.all([one.run.click(), two.run.click()]);
  await Promise.all([one.ends("All 120 runs are counted."), two.ends("All 120 runs are counted.")]);
  await one.agrees(SWEEP);
  await two.agrees(`${SWEEP}&first=100`);

  await faxor.page.bringToFront();
  await faxor.play.click();
  await faxor.passes(20);
  await faxor.play.click();
  await other.standsAt(0);
  expect(await other.inAddress("at")).toBeNull();
});

test("a link opened during a sweep does not change the sweep's setting", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await faxor.open(ENDLESS);
  await luck.run.click();
  await luck.begins();
  await page.goto(`/#${OTHER}&at=70`);
  await faxor.standsAt(70);
  await expect(luck.run).toHaveText("Cancel");
  await expect(luck.other).toBeVisible();
  await expect(luck.rows).toHaveCount(3);
  const counted = await luck.counted();
  await expect.poll(() => luck.counted(), { timeout: 60_000 }).toBeGreaterThan(counted);
  await luck.run.click();
  await luck.ends(/^Cancelled\./);
  await page.goto(`/#${SETTING}`);
  await faxor.standsAt(0);
  await expect(luck.rows).toHaveCount(3);
});

test("a link opened over a dialog closes the dialog and shows its run", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=100`);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.locator("#sharing-code").click();
  await expect(page.locator("#code-large")).toBeVisible();
  await page.evaluate((link) => location.assign(`#${link}`), `${OTHER}&at=70`);
  await faxor.standsAt(70);
  await expect(page.locator("dialog[open]")).toHaveCount(0);
  await faxor.step.click();
  await faxor.standsAt(71);
  // Opened again, the dialog has the run that is shown.
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("radio", { name: /^paused at update/ }).check();
  await expect(page.locator("#sharing-link")).toHaveValue(page.url());
});

test("a link opened in a presentation is presented, with all of its pictures on the screen", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${ARTICLE}&at=10`);
  await page.keyboard.press("p");
  await expect(page.locator("#leave")).toBeVisible();
  await faxor.play.click();
  await faxor.passes(20);
  await page.evaluate((link) => location.assign(`#${link}`), `${OTHER}&at=70`);
  await faxor.standsAt(70);
  await expect(page.locator("#leave")).toBeVisible();
  await expect(faxor.panels).toHaveCount(4);
  for (const panel of await faxor.panels.all())
    await expect(panel.locator("canvas").first()).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await expect(page.locator("#leave")).toBeHidden();
  await expect(faxor.play).toBeVisible();
});

test("a link without an update, opened while another run plays, is paused at its start", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  await faxor.play.click();
  await faxor.passes(20);
  await page.evaluate((link) => location.assign(`#${link}`), OTHER);
  await expect(faxor.panels).toHaveCount(4);
  await faxor.isPlaying(false);
  await faxor.frames(5);
  await faxor.standsAt(0);
});

test("after several links in quick succession, only the last one's run is shown", async ({ faxor, page, another }) => {
  await faxor.open(ARTICLE);
  await faxor.play.click();
  await page.evaluate(
    async ([one, other]) => {
      for (let i = 0; i < 10; i++) {
        location.hash = `${i % 2 ? one : other}&at=${1000 + i}`;
        await new Promise(requestAnimationFrame);
      }
    },
    [ARTICLE, OTHER],
  );
  await faxor.standsAt(1009);
  await faxor.isPlaying(false);
  const fresh = await (await another()).open(`${ARTICLE}&at=1009`);
  expect(withoutLines(await faxor.shown())).toEqual(withoutLines(await fresh.shown()));
});
