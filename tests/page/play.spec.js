// Play, pause, step and restart, and that nothing else on the page moves.
import { ARTICLE, expect, test, UNSOLVABLE } from "./page.js";
import { exact } from "./read.js";

/** At this update both rules have solved the task. */
const SOLVED = 1330;

/** The check at which play stops, because both runs solve the task. */
const STOPPED = 1300;

/** The largest networks, with all rules. */
const HEAVIEST =
  "task=spirals&points=200&rules=bp,fa,redrawn,dfa,usf,kp,readout&seed=1&width=64&depth=6&bias=1&init=0.1&error=difference&rate=0.001&speed=max";

test("play counts updates and changes both pictures; pause stops them", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const start = await faxor.pictures();
  await faxor.play.click();
  await faxor.isPlaying(true);
  await faxor.passes(100);
  const during = await faxor.pictures();
  expect(during[0] === start[0], "the first picture").toBe(false);
  expect(during[1] === start[1], "the second picture").toBe(false);
  await faxor.play.click();
  await faxor.isPlaying(false);
  const paused = await faxor.shown();
  expect(paused.panels[0].picture === paused.panels[1].picture).toBe(false);
  await page.waitForTimeout(300);
  expect(await faxor.shown()).toEqual(paused);
  const before = await faxor.updates();
  await faxor.play.click();
  await faxor.passes(before);
});

test("step makes exactly one update and paints it; while the run plays, it pauses it first", async ({ faxor }) => {
  await faxor.open(ARTICLE);
  const start = await faxor.pictures();
  for (const updates of [1, 2, 3]) {
    await faxor.step.click();
    await faxor.standsAt(updates);
  }
  // A single update may be too small to see, if its sample is nearly right already.
  const [picture] = await faxor.pictures();
  expect(picture === start[0]).toBe(false);
  await faxor.play.click();
  await faxor.passes(20);
  await faxor.step.click();
  await faxor.isPlaying(false);
  const stopped = await faxor.updates();
  await faxor.step.click();
  await faxor.standsAt(stopped + 1);
});

test("stepping, playing and replaying give the same figures and pixels", async ({ faxor, another }) => {
  const stepped = await faxor.open(ARTICLE);
  for (let i = 0; i < 40; i++) await stepped.step.click();
  await stepped.standsAt(40);

  const replayed = await (await another()).open(`${ARTICLE}&at=40`);
  const played = await (await another()).open(`${ARTICLE}&at=40&speed=1`);
  await played.reset.click();
  await played.standsAt(0);
  await played.play.click();
  await played.standsAt(40);
  await played.isPlaying(false);

  const { text: _, ...numbers } = await stepped.page.evaluate(exact);
  const seen = await stepped.shown();
  for (const other of [replayed, played]) {
    expect(await other.page.evaluate(exact)).toMatchObject(numbers);
    expect(await other.shown()).toEqual(seen);
  }
});

test("a run that loses its solution is no longer called solved", async ({ faxor, page }) => {
  // With the error's sign, feedback alignment solves the task and loses the solution again, several times.
  await faxor.open("rules=fa&seed=20&error=sign&speed=10");
  const outcome = faxor.panels.first().locator(".outcome");
  const status = page.locator("#status");
  await faxor.play.click();
  // Play stops at the first solution, and then no more.
  await expect(status).toContainText("the network has solved the task", { timeout: 60_000 });
  await faxor.play.click();
  await expect(outcome).toHaveText("", { timeout: 60_000 });
  // Pairs of the outcome and the message, each read in the same moment.
  const pairs = await page.evaluate(
    () =>
      new Promise((/** @type {(seen: [string, string][]) => void} */ resolve) => {
        /** @type {[string, string][]} */
        const seen = [];
        const look = () => {
          const text = (/** @type {string} */ where) => document.querySelector(where)?.textContent ?? "";
          const pair = /** @type {[string, string]} */ ([text(".outcome"), text("#status")]);
          const right = text(".right").match(/\d+/g) ?? [];
          if (pair[0].startsWith("solved") && right[0] !== right[1])
            seen.push([`${pair[0]} beside ${text(".right")}`, ""]);
          if (pair.join() !== seen.at(-1)?.join()) seen.push(pair);
          if (new Set(seen.map(([outcome]) => outcome)).size > 3) resolve(seen);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  await faxor.play.click();
  expect(pairs.some(([outcome]) => outcome === "")).toBe(true);
  for (const [outcome, said] of pairs) {
    expect(said).toBe(outcome && `Feedback alignment: ${outcome}.`);
  }
  await expect(status).toHaveText("");
});

test("a link's speed does not change the run", { tag: "@quick" }, async ({ faxor }) => {
  /** @type {import("./read.js").Shown[]} */
  const runs = [];
  for (const speed of ["7", "1000", "max"]) {
    await faxor.open(`${ARTICLE}&at=700&speed=${speed}`);
    await faxor.reset.click();
    await faxor.standsAt(0);
    await faxor.play.click();
    await faxor.standsAt(700);
    await faxor.isPlaying(false);
    runs.push(await faxor.shown());
  }
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
});

test("play makes as many updates a second as the pace or the link's speed says", async ({ faxor, page }) => {
  for (const [link, pace] of /** @type {[string, number][]} */ ([
    ["pace=2", 2],
    ["pace=30&speed=9", 30],
    ["speed=1", 60],
    ["", 300],
    ["speed=10", 600],
  ])) {
    // On a slow machine the frames last long enough to solve the task, where play would stop.
    await faxor.open(`${UNSOLVABLE}&${link}`);
    const { made, due } = await page.evaluate(async (pace) => {
      const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
      const frame = () => new Promise(requestAnimationFrame);
      document.getElementById("play")?.click();
      let last = await frame();
      let due = 0;
      for (let i = 0; i < 90; i++) {
        const time = await frame();
        // A frame that comes late counts for a quarter of a second at most.
        due += (pace * Math.min(time - last, 250)) / 1000;
        last = time;
      }
      return { made: state.experiment.updates(), due };
    }, pace);
    expect(Math.abs(made - due), `${link}: ${made} made, ${due} due`).toBeLessThan(1.001);
  }
});

test("back goes to the update before, and is disabled at update 0", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=2`);
  const back = page.getByRole("button", { name: "Step back", exact: true });
  const seen = [await faxor.shown()];
  await back.click();
  await faxor.standsAt(1);
  await faxor.step.click();
  await faxor.standsAt(2);
  expect(await faxor.shown()).toEqual(seen[0]);
  await back.click();
  await faxor.standsAt(1);
  await back.focus();
  await page.keyboard.press("Enter");
  await faxor.standsAt(0);
  await expect(back).toBeDisabled();
  await expect(faxor.step, "the focus goes to the next button").toBeFocused();
  await faxor.play.click();
  await faxor.standsAt(2);
  await faxor.isPlaying(false);
  await faxor.play.click();
  await faxor.passes(20);
  await back.click();
  await faxor.isPlaying(false);
  await faxor.reset.click();
  await expect(back).toBeDisabled();
});

test("a restart gives exactly the same start, both paused and playing", { tag: "@quick" }, async ({ faxor }) => {
  await faxor.open(ARTICLE);
  const start = await faxor.shown();
  await faxor.play.click();
  await faxor.passes(50);
  await faxor.play.click();
  await faxor.reset.click();
  await faxor.standsAt(0);
  await expect(faxor.status).toContainText("update 0");
  expect(await faxor.shown()).toEqual(start);

  await faxor.play.click();
  await faxor.passes(50);
  await faxor.reset.click();
  await faxor.standsAt(0);
  await faxor.isPlaying(false);
  await faxor.frames(5);
  expect(await faxor.shown()).toEqual(start);
});

test("a new seed gives another start, and the run keeps playing if it played", async ({ faxor }) => {
  await faxor.open(ARTICLE);
  const start = await faxor.shown();
  await faxor.newSeed.click();
  await expect(faxor.seed).not.toHaveValue("23");
  const seed = await faxor.seed.inputValue();
  await expect(faxor.status).toHaveText(`Seed is ${seed} now: the run restarts from update 0.`);
  expect(await faxor.inAddress("seed")).toBe(seed);
  const other = await faxor.shown();
  expect(other.panels[0].picture === start.panels[0].picture).toBe(false);

  await faxor.follow(UNSOLVABLE);
  await faxor.play.click();
  await faxor.passes(50);
  await faxor.newSeed.click();
  await expect(faxor.seed).not.toHaveValue("23");
  await faxor.isPlaying(true);
  await faxor.passes(20);
});

test("a hidden tab stops, and continues when it is shown again", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const setHidden = (/** @type {boolean} */ hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await faxor.play.click();
  await faxor.passes(20);
  await setHidden(true);
  const { updates } = await faxor.shown();
  await faxor.frames(20);
  expect((await faxor.shown()).updates).toBe(updates);
  await faxor.isPlaying(true);
  await setHidden(false);
  await faxor.passes(Number(updates.replaceAll(",", "")));

  // A paused run stays paused.
  await faxor.play.click();
  const paused = await faxor.updates();
  await setHidden(true);
  await setHidden(false);
  await faxor.frames(10);
  await faxor.standsAt(paused);
});

test("the page with the largest networks plays at full speed and still responds", async ({ faxor }) => {
  await faxor.open(HEAVIEST);
  await expect(faxor.panels).toHaveCount(7);
  await faxor.play.click();
  await faxor.passes(10);
  const start = await faxor.pictures();
  // Each picture is painted in its turn.
  await expect
    .poll(async () => (await faxor.pictures()).filter((picture, i) => picture === start[i]).length, { timeout: 60_000 })
    .toBe(0);
  await faxor.newSeed.click();
  await faxor.isPlaying(true);
  await faxor.passes(5);
  await faxor.play.click();
  await faxor.isPlaying(false);
  const stopped = await faxor.updates();
  await faxor.frames(5);
  await faxor.standsAt(stopped);
  await faxor.step.click();
  await faxor.standsAt(stopped + 1);
});

test("play, step, restart and a choice each end a replay", async ({ faxor, page }) => {
  const far = `${ARTICLE}&at=100000000`;
  await faxor.page.goto(`/#${far}`);
  await faxor.ready();
  await expect(faxor.status).toHaveText(/^Replaying: \d+ %$/);
  await faxor.step.click();
  const stepped = await faxor.updates();
  await faxor.frames(5);
  await faxor.standsAt(stepped);
  await expect(faxor.status).not.toContainText("Replaying");

  for (const end of [faxor.reset, faxor.newSeed]) {
    await page.goto("about:blank");
    await page.goto(`/#${far}`);
    await faxor.ready();
    await faxor.passes(0);
    await end.click();
    await faxor.standsAt(0);
    await faxor.frames(5);
    await faxor.standsAt(0);
    await expect(faxor.status).toContainText("update 0");
  }

  await page.goto("about:blank");
  await page.goto(`/#${far}`);
  await faxor.ready();
  await faxor.passes(0);
  await faxor.play.click();
  await faxor.isPlaying(true);
  await faxor.passes(await faxor.updates());
  await faxor.play.click();
  await faxor.isPlaying(false);
});

for (const [name, viewport] of /** @type {[string, { width: number, height: number }][]} */ ([
  ["a desktop", { width: 1440, height: 900 }],
  ["a phone", { width: 390, height: 844 }],
])) {
  test.describe(name, () => {
    test.use({ viewport });

    test(`nothing moves on ${name} from update 0 until both runs are solved`, async ({ faxor, page }) => {
      await faxor.open(`${ARTICLE}&speed=10`);
      await page.evaluate(() => {
        const parts = document.querySelectorAll(
          ".toolbar > :not(p), .panel, .panel *:not(g, g *, .needle), .chart, .plot, aside > *",
        );
        const boxes = () =>
          Array.from(parts, (part) => {
            const { left, top, width, height } = part.getBoundingClientRect();
            // A figure may grow within its line; the line may not move.
            return part.matches(".figures *") ? [top, height] : [left, top, width, height];
          });
        const first = boxes();
        /** @type {Set<string>} */
        const moved = new Set();
        const look = () => {
          boxes().forEach((box, i) => {
            // A browser lays out in 64ths of a pixel and rounds.
            if (box.some((side, j) => Math.abs(side - first[i][j]) > 0.1)) {
              moved.add(`${parts[i].className || parts[i].id || parts[i].tagName}: ${first[i]} became ${box}`);
            }
          });
          requestAnimationFrame(look);
        };
        look();
        Object.assign(window, { moved });
      });
      await faxor.play.click();
      await faxor.standsAt(STOPPED);
      await faxor.isPlaying(false);
      await faxor.play.click();
      await faxor.passes(SOLVED + 100);
      await expect(faxor.panels.locator(".outcome", { hasText: "solved since" })).toHaveCount(2);
      await faxor.play.click();
      await faxor.frames(3);
      expect(
        await page.evaluate(() => Array.from(/** @type {Window & { moved?: Set<string> }} */ (window).moved ?? [])),
      ).toEqual([]);
    });

    test(`a status message moves nothing on ${name}`, async ({ faxor }) => {
      await faxor.open(ARTICLE);
      const top = async () => (await faxor.panels.first().boundingBox())?.y ?? 0;
      const before = await top();
      await faxor.reset.click();
      await expect(faxor.status).toContainText("update 0");
      expect(await top(), "after a reset").toBeCloseTo(before, 0);
      await faxor.newSeed.click();
      await expect(faxor.status).toContainText("Seed is");
      expect(await top(), "after a new seed").toBeCloseTo(before, 0);
    });
  });
}
