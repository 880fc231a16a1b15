// "Is it luck?": the sweep counts every seed once, as the core does; every point opens its run; entries, charts
// and messages are correct.
import { ENDLESS, hired, holdsTrue, LONG, Luck, NAMES, OUTCOMES, SETTING, SWEEP, said, withCores } from "./luck.js";
import { expect, inks, looksRight, property, test } from "./page.js";

// Without smooth scrolling: a page that is still scrolling to the pictures has no fixed place to click.
test.use({ contextOptions: { reducedMotion: "reduce" } });

for (const cores of [1, 2, 5]) {
  test(`a sweep counts every seed once, as the core does in one call, with ${cores} workers`, async ({
    faxor,
    page,
  }) => {
    const luck = new Luck(faxor);
    await withCores(page, cores);
    await luck.finish(SWEEP);
    await expect(luck.status).toHaveText("All 120 runs are counted.");
    await expect(page.locator("#luck-count")).toHaveText(/^120 runs in \d+\.\d s$/);
    expect(await hired(page)).toBe(cores);
    const { rules } = await luck.agrees(SWEEP);
    const outcomes = new Set(rules.flatMap(({ trials }) => trials.map(({ outcome }) => outcome)));
    expect([...outcomes].sort(), "the sweep has seeds of every outcome").toEqual([...OUTCOMES].sort());
  });
}

for (const [name, link] of [
  ["points drawn anew for each seed", "task=circle&points=12&noise=0.1&rules=fa&bias=1&updates=350&seeds=9&first=7"],
  ["the largest seeds", "rules=kp,bp&updates=100&seeds=5&first=4294867295"],
  ["a single run", "rules=fa&updates=1&seeds=1&first=23"],
]) {
  test(`a sweep of ${name} gives the core's result`, { tag: "@quick" }, async ({ faxor }) => {
    const luck = new Luck(faxor);
    await luck.finish(link);
    await luck.agrees(link);
  });
}

test("a point opens its seed's run, paused where the sweep ended and with the point's outcome; back returns", async ({
  faxor,
  page,
}) => {
  const luck = new Luck(faxor);
  await luck.finish(`${SWEEP}&at=50`);
  const former = { address: await faxor.address(), shown: await faxor.shown() };
  const { rules } = await luck.core(SWEEP);
  /** @type {[number, (trial: { outcome: string, firstSolved: number | null }) => boolean][]} */
  const wanted = [
    [0, ({ outcome }) => outcome === "solved"],
    [1, ({ outcome }) => outcome === "diverged"],
    [1, ({ outcome, firstSolved }) => outcome !== "solved" && firstSolved !== null],
    [2, ({ outcome, firstSolved }) => outcome === "stuck" && firstSolved === null],
  ];
  for (const [rule, is] of wanted) {
    const { name, trials } = rules[rule];
    // The last one, so that it is not always the first point.
    const place = trials.map(is).lastIndexOf(true);
    const { seed, outcome, firstSolved } = trials[place];
    const when = firstSolved === null ? "" : `, first solved at update ${firstSolved.toLocaleString("en-US")}`;
    const words = `Seed ${seed}, ${said(outcome)} at the end${when}`;
    const position = await luck.spot(rule, place);
    await luck.dots.nth(rule).hover({ position });
    await expect(luck.dots.nth(rule)).toHaveAttribute("title", words);
    await luck.dots.nth(rule).click({ position });
    await faxor.standsAt(1000);
    await faxor.isPlaying(false);
    expect(await faxor.inAddress("seed")).toBe(String(seed));
    expect(await faxor.inAddress("at")).toBe("1000");
    await expect(luck.status).toHaveText(`${NAMES[name]}: ${words}. The pictures show it now.`);
    const panel = (await faxor.shown()).panels[rule];
    expect(panel.rule).toBe(name);
    if (outcome === "solved") expect(panel.outcome).toMatch(/^solved since update [\d,]+$/);
    else if (outcome === "diverged") expect(panel.outcome).toMatch(/^diverged at update [\d,]+$/);
    else expect(panel.outcome).toBe("");
    expect(panel.right === "4 of 4 right").toBe(outcome === "solved");
    // Trained alone, the run is first found solved at the same update as in the sweep.
    const found = await page.evaluate(
      async ({ link, rule }) => {
        const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
        const experiment = new core.Experiment(link);
        for (let at = 0; at <= 1000; at += 100) {
          const figures = experiment.numbers(rule, core.Quantity.Figures);
          if (figures[core.Figure.Accuracy] === 1 && Number.isNaN(figures[core.Figure.DivergedAt])) return at;
          experiment.advance(100);
        }
        return null;
      },
      { link: await faxor.address(), rule },
    );
    expect(found).toBe(firstSolved);
  }
  // Back visits each run again. The browser reports the change of the address with a delay.
  for (const [rule, is] of wanted.slice(0, -1).reverse()) {
    await page.goBack();
    const { trials } = rules[rule];
    await expect(faxor.seed).toHaveValue(String(trials[trials.map(is).lastIndexOf(true)].seed));
    await faxor.standsAt(1000);
  }
  await page.goBack();
  await faxor.standsAt(50);
  expect(await faxor.address()).toBe(former.address);
  expect(await faxor.shown()).toEqual(former.shown);
  // The seeds are still those of the sweep.
  await expect(luck.rows).toHaveCount(3);
});

test("a click on a point scrolls to the pictures, and a button then leads back to the points", async ({
  faxor,
  page,
}) => {
  const luck = new Luck(faxor);
  await luck.finish(SWEEP);
  const back = page.getByRole("button", { name: "Back to the sweep" });
  await expect(back).toBeHidden();
  const picture = faxor.panels.first().locator("canvas");
  await luck.dots.first().click({ position: await luck.spot(0, 0) });
  await expect(picture).toBeInViewport();
  await expect(luck.dots.first()).not.toBeInViewport();
  await expect(back).toBeVisible();
  await back.click();
  await expect(luck.dots.first()).toBeInViewport();
  await expect(picture).not.toBeInViewport();
  // A count does the same.
  await luck.count(0, "solved").click();
  await expect(picture).toBeInViewport();
});

test("a press beside the points opens nothing", { tag: "@quick" }, async ({ faxor }) => {
  const luck = new Luck(faxor);
  await luck.finish(SWEEP);
  const before = await faxor.address();
  const position = await luck.spot(0, 40);
  await luck.dots.first().click({ position });
  await faxor.frames(3);
  expect(await faxor.address()).toBe(before);
  await expect(luck.dots.first()).not.toHaveAttribute("title", /\S/);
});

test("a count opens its seeds one after another and then the first again; a count of zero opens nothing", async ({
  faxor,
}) => {
  const luck = new Luck(faxor);
  await luck.finish(SWEEP);
  const { rules } = await luck.core(SWEEP);
  for (const [rule, outcome] of /** @type {[number, string][]} */ ([
    [1, "diverged"],
    [2, "stuck"],
  ])) {
    const seeds = rules[rule].trials.filter((trial) => trial.outcome === outcome).map(({ seed }) => seed);
    expect(seeds.length).toBeGreaterThan(1);
    const presses = outcome === "diverged" ? [...seeds, seeds[0]] : seeds.slice(0, 3);
    for (const seed of presses) {
      await luck.count(rule, outcome).click();
      await expect(faxor.seed).toHaveValue(String(seed));
      await faxor.standsAt(1000);
      expect(await faxor.inAddress("seed")).toBe(String(seed));
      await expect(luck.status).toContainText(`Seed ${seed}, ${outcome} at the end`);
    }
  }
  for (const [rule, { counts }] of rules.entries()) {
    for (const [i, outcome] of OUTCOMES.entries()) {
      await expect(luck.count(rule, outcome)).toBeEnabled({ enabled: counts[i] > 0 });
    }
  }
});

test("a count that is pressed while the sweep still runs opens a seed", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await faxor.open(ENDLESS);
  await luck.run.click();
  await luck.begins();
  const count = luck.count(0, "solved");
  await expect(count).toBeEnabled();
  await luck.part.getByRole("region", { name: "The counts" }).scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await count.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  const before = await luck.counted();
  // A finger may stay down while more runs are counted.
  await expect.poll(() => luck.counted(), { timeout: 60_000 }).toBeGreaterThan(before);
  await page.mouse.up();
  await expect(luck.status).toContainText("The pictures show it now.");
  await expect(luck.run).toHaveText("Cancel");
});

test("a sweep cancelled at once counts nothing, stops its workers, and can be run again", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await faxor.open(SWEEP);
  await page.evaluate(() => {
    const run = /** @type {HTMLElement} */ (document.querySelector("#luck-run"));
    run.click();
    run.click();
  });
  await luck.ends("Cancelled. 0 of 120 runs are counted.");
  await expect(luck.saveCounts).toBeHidden();
  const shown = await luck.shown();
  await faxor.frames(10);
  expect(await luck.shown()).toEqual(shown);
  await luck.run.click();
  await luck.ends("All 120 runs are counted.");
  await luck.agrees(SWEEP);
});

test("a sweep cancelled in the middle keeps its counts and stops its workers, and another can be run", async ({
  faxor,
  page,
}) => {
  const luck = new Luck(faxor);
  await faxor.open(ENDLESS);
  await luck.run.click();
  await luck.begins();
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
  await luck.run.click();
  await luck.ends(/^Cancelled\. [\d,]+ of 300,000 runs are counted\.$/);
  const shown = await luck.shown();
  await faxor.frames(20);
  expect(await luck.shown()).toEqual(shown);

  const kept = Number(shown.status.match(/([\d,]+) of/)?.[1].replaceAll(",", ""));
  expect(kept).toBeGreaterThan(0);
  await holdsTrue(luck, LONG, kept);
  // At once, with other settings.
  await faxor.enter("sweep-updates", "300");
  await faxor.enter("seeds", "11");
  await faxor.enter("first", "4");
  await luck.run.click();
  await luck.ends("All 33 runs are counted.");
  await luck.agrees(`${SETTING}&updates=300&seeds=11&first=4`);
});

test("the sweep keeps its own setting while the run above changes, and says when the two differ", async ({ faxor }) => {
  const luck = new Luck(faxor);
  await faxor.open(SWEEP);
  await faxor.openSettings();
  await expect(luck.other).toBeHidden();
  await luck.run.click();
  await faxor.enter("width", "3");
  await faxor.newSeed.click();
  await luck.ends();
  await luck.agrees(SWEEP);
  await expect(luck.other).toBeVisible();
  await faxor.enter("width", "10");
  await expect(luck.other, "another seed is no other setting").toBeHidden();
  await faxor.step.click();
  await faxor.speed.fill("3");
  await faxor.enter("seeds", "7");
  await faxor.enter("seed", "5");
  await expect(luck.other).toBeHidden();
  await faxor.addNext();
  await expect(luck.other).toBeVisible();
  // A point restores the sweep's setting.
  await luck.dots.first().click({ position: await luck.spot(0, 3) });
  await faxor.standsAt(1000);
  await expect(faxor.panels).toHaveCount(3);
  await expect(luck.other).toBeHidden();
  await expect(luck.seeds).toHaveValue("40");

  await faxor.enter("rate", "0.01");
  await expect(luck.other).toBeVisible();
  await luck.run.click();
  await expect(luck.other).toBeHidden();
  await luck.ends();
  await luck.agrees(SWEEP.replace("rate=0.1", "rate=0.01"));
});

/** A field of the form, its key in a link, the entry, and the message about it.
 * @type {[string, string, string, string][]} */
const WRONG = [
  ["seeds", "seeds", "0", "Seeds is “0”; it may be a whole number from 1 to 100000"],
  ["seeds", "seeds", "100001", "Seeds is “100001”; it may be a whole number from 1 to 100000"],
  ["seeds", "seeds", "", "Seeds is “”; it may be a whole number from 1 to 100000"],
  ["seeds", "seeds", "1.5", "Seeds is “1.5”; it may be a whole number from 1 to 100000"],
  ["first", "first", "4294867296", "First is “4294867296”; it may be a whole number from 0 to 4294867295"],
  ["first", "first", "-1", "First is “-1”; it may be a whole number from 0 to 4294867295"],
  ["sweep-updates", "updates", "0", "Updates is “0”; it may be a whole number from 1 to 100000"],
  ["sweep-updates", "updates", "100001", "Updates is “100001”; it may be a whole number from 1 to 100000"],
];

test("an invalid entry in any field of the sweep's form is reported and does no harm", async ({ faxor, page }) => {
  test.slow();
  const luck = new Luck(faxor);
  const link = `${SETTING}&updates=200&seeds=6&first=3`;
  await faxor.open(SETTING);
  for (const [id, key, value, message] of WRONG) {
    const entry = `${key} ${value || "left empty"}`;
    await faxor.follow(`${link}&at=20`);
    const before = { ...(await faxor.shown()), address: await faxor.address() };
    await faxor.enter(id, value);
    await expect(luck.problem).toHaveText(message);
    await expect(luck.problem, entry).toHaveRole("alert");
    await expect(luck.part.locator("form")).toContainText(message);
    const control = page.locator(`#${id}`);
    await expect(control).toHaveValue(value);
    await expect(control, entry).toHaveAttribute("aria-invalid", "true");
    await expect(control).toHaveAccessibleDescription(message);
    expect({ ...(await faxor.shown()), address: await faxor.address() }, entry).toEqual(before);
    // The sweep uses the last valid value.
    await luck.run.click();
    await luck.ends("All 18 runs are counted.");
    await luck.agrees(link);
    await faxor.enter(id, "5");
    await expect(luck.problem, entry).toHaveText("");
    await expect(control, entry).not.toHaveAttribute("aria-invalid");
    await expect(control, entry).not.toHaveAttribute("aria-describedby");
    await luck.run.click();
    await luck.ends();
    await luck.agrees(link.replace(new RegExp(`${key}=\\d+`), `${key}=5`));
    expect(await faxor.shown(), entry).toMatchObject({ updates: before.updates, panels: before.panels });
  }
});

test("a typed entry that is not a number is reported", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await faxor.open(SWEEP);
  await luck.seeds.fill("");
  await luck.seeds.pressSequentially("1e");
  await page.keyboard.press("Enter");
  await expect(luck.problem).toHaveText("Seeds is “”; it may be a whole number from 1 to 100000");
  await expect(luck.seeds).toHaveAttribute("aria-invalid", "true");
});

test("when one of two invalid entries is corrected, the other is still reported", async ({ faxor }) => {
  const luck = new Luck(faxor);
  await faxor.open(SWEEP);
  await faxor.enter("seeds", "0");
  await faxor.enter("first", "-1");
  await faxor.enter("first", "2");
  await expect(luck.seeds).toHaveAttribute("aria-invalid", "true");
  await expect(luck.seeds).toHaveAccessibleDescription("Seeds is “0”; it may be a whole number from 1 to 100000");
});

test("seeds, first seed and updates change nothing in the run above, paused or playing", async ({ faxor }) => {
  const luck = new Luck(faxor);
  await faxor.open(`${SETTING}&at=20`);
  const before = await faxor.shown();
  const change = async (/** @type {string} */ by) => {
    await faxor.enter("seeds", `10${by}`);
    await faxor.enter("first", `20${by}`);
    await faxor.enter("sweep-updates", `30${by}`);
  };
  await change("1");
  expect(await faxor.shown()).toEqual(before);
  await faxor.step.click();
  await faxor.standsAt(21);
  expect(await faxor.address()).toMatch(/&at=21&updates=301&seeds=101&first=201$/);
  await faxor.play.click();
  await faxor.passes(40);
  await change("2");
  await faxor.isPlaying(true);
  const updates = await faxor.updates();
  expect(updates).toBeGreaterThan(40);
  await faxor.passes(updates);
  await faxor.play.click();
  expect(await faxor.address()).toMatch(/&updates=302&seeds=102&first=202$/);
  await expect(luck.part).toBeVisible();
});

test("a link fills the sweep's form, and a link without its choices sets the defaults", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await faxor.open(`${SETTING}&updates=700&seeds=12&first=345`);
  await expect(luck.seeds).toHaveValue("12");
  await expect(luck.first).toHaveValue("345");
  await expect(luck.updates).toHaveValue("700");
  await page.goto(`/#${SETTING}`);
  const { seeds, first, updates } = await faxor.defaults();
  await expect(luck.seeds).toHaveValue(seeds);
  await expect(luck.first).toHaveValue(first);
  await expect(luck.updates).toHaveValue(updates);
});

test("a reload keeps the seeds, the first seed and the updates that were entered", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await faxor.open(SETTING);
  await faxor.enter("seeds", "12");
  await faxor.enter("first", "345");
  await faxor.enter("sweep-updates", "700");
  await page.reload();
  await faxor.ready();
  await faxor.openPart("luck");
  await expect(luck.seeds).toHaveValue("12");
  await expect(luck.first).toHaveValue("345");
  await expect(luck.updates).toHaveValue("700");
});

test("the page stays responsive while a sweep runs, and its progress never goes down", async ({
  faxor,
  page,
}, info) => {
  const luck = new Luck(faxor);
  await faxor.open(`${LONG}&seeds=400`);
  await page.evaluate(() => {
    const progress = /** @type {HTMLProgressElement} */ (document.querySelector("#luck-progress"));
    const seen = Object.assign(window, { values: /** @type {number[]} */ ([]), gaps: /** @type {number[]} */ ([]) });
    new MutationObserver(() => seen.values.push(progress.value)).observe(progress, { attributeFilter: ["value"] });
    let last = performance.now();
    const frame = (/** @type {number} */ now) => {
      seen.gaps.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await faxor.play.click();
  await luck.run.click();
  await luck.begins();
  // The page responds.
  await faxor.passes((await faxor.updates()) + 10);
  await faxor.newSeed.click();
  await faxor.isPlaying(true);
  await luck.ends("All 1,200 runs are counted.");
  const { values, gaps } = await page.evaluate(() => {
    const { values = [], gaps = [] } = /** @type {Window & { values?: number[], gaps?: number[] }} */ (window);
    return { values, gaps: gaps.slice(1).sort((a, b) => a - b) };
  });
  expect(values.length).toBeGreaterThan(1);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(values.at(-1)).toBe(1200);
  const gap = (/** @type {number} */ share) => gaps[Math.floor((gaps.length - 1) * share)].toFixed(1);
  const description = `${gaps.length} frames; ms between them: half ${gap(0.5)}, 95 % ${gap(0.95)}, all ${gap(1)}`;
  info.annotations.push({ type: "frames during a sweep", description });
});

test("the chart has a line in each rule's colour", { tag: "@quick" }, async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  // Far enough apart that no line lies in another's band.
  await luck.finish("rules=bp,fa,readout&bias=1&init=0.1&rate=0.1&updates=1000&seeds=40");
  const found = await inks(luck.plot);
  for (const rule of ["bp", "fa", "readout"]) {
    expect(found[await property(page, `--rule-${rule}`)], rule).toBeGreaterThan(50);
  }
  await expect(page.getByRole("img", { name: /^Share of seeds solved after each update/ })).toBeVisible();
});

test("the points have an outcome's colour only where a seed has that outcome", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await luck.finish(SWEEP);
  const { rules } = await luck.core(SWEEP);
  for (const [rule, { name, counts }] of rules.entries()) {
    const found = await inks(luck.dots.nth(rule));
    for (const [i, outcome] of OUTCOMES.entries()) {
      const pixels = found[await property(page, `--outcome-${outcome}`)] ?? 0;
      expect(pixels > 0, `${name} ${outcome}`).toBe(counts[i] > 0);
    }
  }
});

test("changing the theme redraws the sweep's chart and points, and changing back restores them exactly", async ({
  faxor,
}) => {
  const luck = new Luck(faxor);
  await luck.finish(SWEEP);
  const light = await luck.pictures();
  const shown = await luck.shown();
  await faxor.theme.click();
  const dark = await luck.pictures();
  expect(dark).toHaveLength(light.length);
  for (const [i, picture] of dark.entries()) expect(picture === light[i], `picture ${i}`).toBe(false);
  expect(await luck.shown()).toEqual(shown);
  // The form's present values matter only to the next sweep.
  await faxor.enter("sweep-updates", "100000");
  await faxor.enter("seeds", "3");
  await faxor.theme.click();
  for (const [i, picture] of (await luck.pictures()).entries()) {
    expect(picture === light[i], `picture ${i} again`).toBe(true);
  }
  await luck.dots.first().click({ position: await luck.spot(0, 0) });
  await faxor.standsAt(1000);
});

test("another width redraws the sweep's chart and points, and a point still opens its seed", async ({
  faxor,
  page,
}) => {
  const luck = new Luck(faxor);
  await luck.finish(SWEEP);
  const { rules } = await luck.core(SWEEP);
  for (const width of [390, 1440, 700]) {
    await page.setViewportSize({ width, height: 900 });
    const fits = () =>
      page.locator("#luck-plot canvas, #luck-dots canvas").evaluateAll((all) =>
        all.map((element) => {
          const canvas = /** @type {HTMLCanvasElement} */ (element);
          const place = /** @type {HTMLElement} */ (canvas.closest("#luck-plot, .dots"));
          return canvas.width === Math.round(place.clientWidth * devicePixelRatio);
        }),
      );
    await expect.poll(fits).toEqual([true, true, true, true]);
    for (const canvas of [luck.plot, ...(await luck.dots.all())]) {
      expect(Object.keys(await inks(canvas)).length, "drawn").toBeGreaterThan(1);
    }
    const place = rules[1].trials.length - 1;
    await luck.dots.nth(1).click({ position: await luck.spot(1, place) });
    await expect(faxor.seed).toHaveValue(String(rules[1].trials[place].seed));
    await page.goBack();
    await expect(faxor.seed).toHaveValue("23");
  }
});

test("axe finds no violation while a sweep runs, after it has ended, and beside another setting", async ({
  faxor,
  page,
}) => {
  test.slow();
  const luck = new Luck(faxor);
  await faxor.open(ENDLESS);
  await luck.run.click();
  await luck.begins();
  await looksRight(page, "going on");
  await luck.run.click();
  await luck.ends();
  await faxor.enter("seeds", "40");
  await faxor.enter("sweep-updates", "1000");
  await luck.run.click();
  await luck.ends("All 120 runs are counted.");
  await looksRight(page, "finished");
  await faxor.enter("seeds", "0");
  await luck.count(1, "diverged").click();
  await faxor.addNext();
  await expect(luck.other).toBeVisible();
  await faxor.enter("first", "-1");
  await looksRight(page, "a wrong entry, another setting above");
});

test("a sweep can be run and a seed opened by keyboard alone", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await faxor.open(SETTING);
  await page.getByRole("button", { name: "All rules" }).focus();
  const tab = async (/** @type {import("@playwright/test").Locator} */ to) => {
    await page.keyboard.press("Tab");
    await expect(to).toBeFocused();
  };
  await tab(luck.seeds);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("20");
  await tab(luck.first);
  await tab(luck.updates);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("1000");
  await tab(luck.run);
  await page.keyboard.press("Enter");
  await luck.ends("All 60 runs are counted.");
  await expect(luck.run).toBeFocused();
  await tab(luck.saveCounts);
  await tab(luck.saveSeeds);
  await tab(luck.part.getByRole("region", { name: "The counts" }));
  const { rules } = await luck.core(`${SETTING}&updates=1000&seeds=20`);
  const [best] = rules[0].trials;
  expect(best.outcome).toBe("solved");
  await tab(luck.count(0, "solved"));
  await page.keyboard.press("Enter");
  await expect(faxor.seed).toHaveValue(String(best.seed));
  await faxor.standsAt(1000);
  await expect(faxor.panels.first().locator(".outcome")).toHaveText(/^solved since/);
  await expect(luck.count(0, "solved")).toBeFocused();
});

test("a focused count keeps the focus while the sweep runs", async ({ faxor }) => {
  const luck = new Luck(faxor);
  await faxor.open(ENDLESS);
  await luck.run.click();
  await luck.begins();
  const count = luck.count(0, "solved");
  await expect(count).toBeEnabled();
  await count.focus();
  const before = await luck.counted();
  await expect.poll(() => luck.counted(), { timeout: 60_000 }).toBeGreaterThan(before);
  await expect(count).toBeFocused();
});

for (const width of [320, 390, 1024]) {
  test(`a sweep fits the screen at a width of ${width} pixels`, async ({ faxor, page }) => {
    await page.setViewportSize({ width, height: 844 });
    const luck = new Luck(faxor);
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    await faxor.open(ENDLESS.replace("bp,fa,readout", "bp,fa,redrawn,dfa,usf,kp,readout"));
    await luck.run.click();
    await luck.begins();
    expect(await wide()).toBe(width);
    await luck.run.click();
    await luck.ends();
    expect(await wide()).toBe(width);
    await faxor.enter("seeds", "9".repeat(300));
    await expect(luck.problem).toContainText("Seeds is “999");
    expect(await wide()).toBe(width);
    // The table is wider, and scrolls by itself.
    const table = luck.part.getByRole("region", { name: "The counts" });
    expect(await table.evaluate(({ clientWidth }) => clientWidth)).toBeLessThanOrEqual(width);
  });
}

test("a sweep that is over says how long it took, whatever is drawn again", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await luck.finish(SWEEP);
  const count = page.locator("#luck-count");
  await expect(count).toHaveText(/^120 runs in [\d.]+ s$/);
  const said = await count.innerText();
  await faxor.theme.click();
  await expect(count).toHaveText(said);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.evaluate(() => document.querySelector("#luck canvas")?.dispatchEvent(new Event("contextrestored")));
  await faxor.frames(3);
  await expect(count).toHaveText(said);
});

test("the way back to the sweep goes when its tool is closed", async ({ faxor, page }) => {
  const luck = new Luck(faxor);
  await luck.finish(SWEEP);
  const back = page.locator("#back-to-luck");
  await expect(back).toBeHidden();
  await page.locator("#luck-table button:enabled").first().click();
  await expect(back).toBeVisible();
  await page.locator(".tools [aria-controls=luck]").click();
  await expect(back).toBeHidden();
});

test("a sweep ends when its tool is closed, and keeps what it has counted", async ({ faxor, page }) => {
  await faxor.open("rules=bp,fa&seeds=100000&updates=20000");
  await faxor.openPart("luck");
  await page.locator("#luck-run").click();
  await expect(page.locator("#luck-count")).toHaveText(/[1-9]/);
  await page.locator(".tools [aria-controls=luck]").click();
  await expect(page.locator("#luck-run")).toHaveText("Run");
  await expect(page.locator("#luck-status")).toHaveText(/^Cancelled\. [1-9]/);
  await faxor.openPart("luck");
  await expect(page.locator("#luck-table tr")).toHaveCount(2);
});

test("the angles of many networks are a band whose ends are those of each network alone", async ({ faxor, page }) => {
  await faxor.open("rules=bp,fa&bias=1&init=0.1&rate=0.1&updates=250&seeds=5&first=20");
  await page.locator("[aria-controls=luck]").click();
  await page
    .locator("#luck details", { has: page.locator("#angles-run") })
    .locator("summary")
    .click();
  await page.locator("#angles-run").click();
  await expect(page.locator("#angles-status")).toHaveText(/^10 of 10 networks followed, in /);
  const wanted = await page.evaluate(async () => {
    const { Experiment, Quantity } = await import(new URL("faxor.js", document.baseURI).href);
    const angles = [20, 21, 22, 23, 24].map((seed) => {
      const experiment = new Experiment(`rules=fa&bias=1&init=0.1&rate=0.1&seed=${seed}`);
      experiment.advance(250);
      return Math.round(experiment.numbers(0, Quantity.AllDeltaAngles)[0]);
    });
    return angles.sort((one, other) => one - other);
  });
  const [lower, median, upper] = wanted.slice(1, 4).map((angle) => `${angle}°`);
  await expect(page.locator("#angles-plot")).toHaveAttribute(
    "aria-label",
    `Delta angle over all hidden layers. Median and quartiles after the last update: backpropagation 0° (0° to 0°), feedback alignment ${median} (${lower} to ${upper}).`,
  );
  const inked = await page.locator("#angles-plot canvas").evaluate((canvas) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
    const { data } = /** @type {CanvasRenderingContext2D} */ (
      /** @type {HTMLCanvasElement} */ (canvas).getContext("2d")
    ).getImageData(0, 0, width, height);
    return data.some((value) => value > 0);
  });
  expect(inked).toBe(true);
  // All of the chart is seen.
  const [whole, seen] = await page
    .locator("#angles-plot")
    .evaluate((plot) => [plot.querySelector("canvas")?.clientHeight, plot.clientHeight]);
  expect(seen).toBe(whole);
  await expect.poll(() => page.workers().length, "workers left").toBe(0);
});

test("following the angles can be stopped, and closing the tool stops it", async ({ faxor, page }) => {
  await faxor.open("rules=bp,fa&width=64&depth=6&updates=20000&seeds=500");
  const button = page.locator("[aria-controls=luck]");
  await button.click();
  await page
    .locator("#luck details", { has: page.locator("#angles-run") })
    .locator("summary")
    .click();
  await page.locator("#angles-run").click();
  await expect(page.locator("#angles-run")).toHaveText("Stop");
  await page.locator("#angles-run").click();
  await expect(page.locator("#angles-status")).toHaveText("Stopped.");
  await page.locator("#angles-run").click();
  await button.click();
  await expect.poll(() => page.workers().length, "workers left").toBe(0);
});
