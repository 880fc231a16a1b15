// The choices: each has its effect, restarts the run, is announced, and is in the address. An invalid entry
// does no harm.
import { ARTICLE, expect, test, UNSOLVABLE } from "./page.js";
import { exact } from "./read.js";

/** @typedef {import("./page.js").Faxor} Faxor */

/** A task with random points. */
const DRAWN = `task=quadrants&points=30&noise=0&${ARTICLE}`;

/** A choice, its new value, and the link in which it is made. @type {[string, string, string][]} */
const CHOICES = [
  ["width", "3", ARTICLE],
  ["depth", "4", ARTICLE],
  ["bias", "1", ARTICLE],
  ["init", "0.25", ARTICLE],
  ["error", "sign", ARTICLE],
  ["rate", "0.125", ARTICLE],
  ["seed", "4294967295", ARTICLE],
  ["decay", "0.5", ARTICLE.replace("bp,fa", "bp,kp").concat("&decay=0.001")],
  ["angle", "120", ARTICLE.concat("&angle=60")],
  ["feedback", "0.5", ARTICLE.concat("&feedback=2")],
  ["redraw", "3", ARTICLE.replace("bp,fa", "bp,redrawn").concat("&redraw=1")],
  ["task", "spirals", DRAWN],
  ["points", "31", DRAWN],
  ["noise", "0.125", DRAWN],
];

/** @param {Faxor} faxor @param {string} key @param {string} value */
async function choose(faxor, key, value) {
  const control = faxor.page.locator(`#${key}`);
  if (key === "error" || key === "task") await control.selectOption(value);
  else if (key === "bias") await control.setChecked(value === "1");
  else await faxor.enter(key, value);
}

/** The options of a select: value and text. @param {import("@playwright/test").Locator} select */
const optionsOf = (select) =>
  select.evaluate((/** @type {HTMLSelectElement} */ { options }) =>
    Array.from(options, ({ value, text }) => [value, text]),
  );

/** The rules that a panel offers, without what its network may have of its own. @type {typeof optionsOf} */
const rulesOf = (select) =>
  select.evaluate((element) =>
    Array.from(element.querySelectorAll(":scope > option"), (option) => {
      const { value, text } = /** @type {HTMLOptionElement} */ (option);
      return [value, text];
    }),
  );

test("each choice restarts the run with its new value, is announced, and is in the address", async ({
  faxor,
  another,
}) => {
  test.slow();
  await faxor.open(ARTICLE);
  await faxor.openSettings();
  const fresh = await another();
  for (const [key, value, link] of CHOICES) {
    await faxor.follow(`${link}&at=6`);
    const before = await faxor.page.evaluate(exact);
    await choose(faxor, key, value);
    await faxor.standsAt(0);
    const name = key[0].toUpperCase() + key.slice(1);
    await expect(faxor.status).toHaveText(`${name} is ${value} now: the run restarts from update 0.`);
    expect(await faxor.inAddress(key), key).toBe(value);
    expect(await faxor.inAddress("at"), key).toBeNull();
    const others = (/** @type {string} */ text) => [...new URLSearchParams(text)].filter(([other]) => other !== key);
    expect(others(await faxor.address()), key).toEqual(others(`v=1&${link === DRAWN ? "" : "task=xor&"}${link}`));

    for (let i = 0; i < 6; i++) await faxor.step.click();
    const after = await faxor.page.evaluate(exact);
    expect(after.runs[1].predictions, `${key}: the run is another one`).not.toEqual(before.runs[1].predictions);
    // Another visitor, whose page is loaded with the address.
    await fresh.open(await faxor.address());
    expect(await fresh.shown(), key).toEqual(await faxor.shown());
    expect(await fresh.page.evaluate(exact), key).toMatchObject({ runs: after.runs });
  }
});

test("a choice made while the run plays restarts it, and it keeps playing from update 0", { tag: "@quick" }, async ({
  faxor,
}) => {
  await faxor.open(`${UNSOLVABLE}&speed=100`);
  await faxor.openSettings();
  await faxor.play.click();
  await faxor.passes(5000);
  await faxor.page.locator("#depth").fill("1");
  await faxor.page.locator("#depth").press("Enter");
  await faxor.isPlaying(true);
  expect(await faxor.updates()).toBeLessThan(5000);
  await faxor.passes(100);
  expect(await faxor.inAddress("depth")).toBe("1");
});

test("controls have the limits, the options and the defaults of the core", async ({ faxor, page }) => {
  await faxor.open("task=circle&rules=bp,kp,redrawn");
  await faxor.openSettings();
  await faxor.openPart("luck");
  await faxor.openPart("where");
  await page.locator("#where summary", { hasText: "Ranges" }).click();
  const choices = await page.evaluate(async () => {
    const { choices } = /** @type {typeof import("../../www/faxor.js")} */ (
      await import(`${location.origin}/faxor.js`)
    );
    return choices().map(({ key, least, most, options, range, default: standard }) => {
      return { key, least, most, options, range, standard };
    });
  });
  const keys = await page
    .locator(".tool [data-key]")
    .evaluateAll((all) => all.map((control) => control.dataset.key).sort());
  expect(keys.join(" ")).toBe(
    "angle bias counted decay depth each error feedback first init noise points rate redraw seed seeds shading task updates updates width",
  );
  for (const { key, options } of choices) {
    if (key === "rules") {
      for (const select of await faxor.rules.all()) {
        expect((await rulesOf(select)).map(([value]) => value)).toEqual(options);
      }
    }
    if (!keys.includes(key)) continue;
    const controls = page.locator(`.tool [data-key=${key}]`);
    for (const control of await controls.all()) await isControlOf(control, key);
  }

  /** @param {import("@playwright/test").Locator} control @param {string} key */
  async function isControlOf(control, key) {
    const { least, most, options, range, standard } = choices.find((choice) => choice.key === key) ?? choices[0];
    await expect(control, key).toBeVisible();
    const kind = await control.evaluate((/** @type {HTMLInputElement} */ input) => input.type);
    if (kind === "number") {
      await expect(control).toHaveAttribute("min", String(least));
      await expect(control).toHaveAttribute("max", String(most));
    } else if (kind === "select-one") {
      expect((await optionsOf(control)).map(([value]) => value)).toEqual(options);
    }
    await expect(control).toHaveAttribute("title", new RegExp(`^${range}$`, "i"));
    if (kind === "checkbox") await expect(control).toBeChecked({ checked: standard === "1" });
    else await expect(control).toHaveValue(key === "task" ? "circle" : standard);
  }
});

test("decay, redraw, angle and feedback are offered only if a rule uses them", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  await faxor.openSettings();
  for (const [rules, ...offered] of [
    ["bp,kp", "decay", "angle", "feedback"],
    ["redrawn", "redraw", "feedback"],
    ["bp,fa", "angle", "feedback"],
    ["held", "angle"],
    ["bp,usf,readout"],
    ["kp,redrawn", "decay", "redraw", "angle", "feedback"],
  ]) {
    await page.goto(`/#${ARTICLE.replace("bp,fa", rules)}`);
    for (const key of ["decay", "redraw", "angle", "feedback"]) {
      await expect(page.locator(`#${key}`), `${key} with ${rules}`).toBeVisible({ visible: offered.includes(key) });
    }
  }
});

/** Tasks whose points are not drawn. */
const FIXED = ["xor", "own"];

test("points and noise are offered only for tasks with random points", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  await faxor.openSettings();
  const tasks = (await optionsOf(page.locator("#task"))).map(([task]) => task);
  expect(tasks).toEqual(["xor", "quadrants", "circle", "spirals", "gaussians", "own"]);
  for (const task of [...tasks, "xor"]) {
    await page.locator("#task").selectOption(task);
    for (const key of ["points", "noise"]) {
      await expect(page.locator(`#${key}`)).toBeVisible({ visible: !FIXED.includes(task) });
      const written = FIXED.includes(task) ? null : (await faxor.defaults())[key];
      expect(await faxor.inAddress(key), key).toBe(written);
    }
  }
});

/** A key, an invalid entry, and the message about it. @type {[string, string, string][]} */
const WRONG = [
  ["rate", "abc", "Rate is “abc”; it may be a number from 0 to 10, such as 0.01"],
  ["rate", "1e400", "Rate is “1e400”; it may be a number from 0 to 10, such as 0.01"],
  ["rate", "-1", "Rate is “-1”; it may be a number from 0 to 10, such as 0.01"],
  ["rate", "", "Rate is “”; it may be a number from 0 to 10, such as 0.01"],
  ["rate", "NaN", "Rate is “NaN”; it may be a number from 0 to 10, such as 0.01"],
  ["rate", "<b>1</b>", "Rate is “<b>1</b>”; it may be a number from 0 to 10, such as 0.01"],
  ["init", "10.1", "Init is “10.1”; it may be a number from 0 to 10, such as 0.01"],
  ["width", "65", "Width is “65”; it may be a whole number from 1 to 64"],
  ["width", "1.5", "Width is “1.5”; it may be a whole number from 1 to 64"],
  ["depth", "0", "Depth is “0”; it may be a whole number from 1 to 6"],
  ["seed", "99999999999", "Seed is “99999999999”; it may be a whole number from 0 to 4294967295"],
  ["seed", "-1", "Seed is “-1”; it may be a whole number from 0 to 4294967295"],
  ["points", "1", "Points is “1”; it may be a whole number from 2 to 200"],
  ["points", "201", "Points is “201”; it may be a whole number from 2 to 200"],
  ["noise", "1.01", "Noise is “1.01”; it may be a number from 0 to 1, such as 0.01"],
];

test("an invalid entry in any field is reported, and the run continues", async ({ faxor, page }) => {
  test.slow();
  await faxor.open(ARTICLE);
  await faxor.openSettings();
  for (const [key, value, message] of WRONG) {
    const entry = `${key} ${value || "left empty"}`;
    await faxor.follow(`${key === "points" || key === "noise" ? DRAWN : ARTICLE}&at=20`);
    const before = { ...(await faxor.shown()), address: await faxor.address() };
    await faxor.enter(key, value);
    const said = page.getByText(message, { exact: true });
    await expect(said).toBeVisible();
    await expect(said).toHaveAttribute("role", /^(alert|status)$/);
    const control = page.locator(`#${key}`);
    await expect(control).toHaveValue(value);
    await expect(control, entry).toHaveAttribute("aria-invalid", "true");
    expect({ ...(await faxor.shown()), address: await faxor.address() }, entry).toEqual(before);
    await faxor.step.click();
    await faxor.standsAt(21);
    // Once corrected, it is accepted and the message disappears.
    const right = key === "noise" ? "1" : "2";
    await faxor.enter(key, right);
    await expect(said).toHaveCount(0);
    await expect(control, entry).not.toHaveAttribute("aria-invalid");
    expect(await faxor.inAddress(key), entry).toBe(right);
    await faxor.standsAt(0);
  }
});

test("an invalid entry does not stop a playing run", { tag: "@quick" }, async ({ faxor }) => {
  await faxor.open(ARTICLE);
  await faxor.openSettings();
  await faxor.play.click();
  await faxor.enter("rate", "abc");
  await expect(faxor.wrongEntry).toContainText("Rate is “abc”");
  await faxor.passes((await faxor.updates()) + 20);
  await faxor.isPlaying(true);
  expect(await faxor.inAddress("rate")).toBe("0.01");
});

test("each position of the speed slider is in the address, shows its pace in words, and changes no run", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${ARTICLE}&at=30&speed=3`);
  const run = await faxor.address();
  const words = page.locator(".speed-words");
  const said = () => faxor.speed.getAttribute("aria-valuetext");
  // A link's speed, in words.
  expect(await said()).toBe("180 updates a second");
  await expect(words).toHaveText("180 updates a second");
  const most = Number(await faxor.speed.getAttribute("max"));
  expect(await faxor.speed.getAttribute("min")).toBe("0");
  /** @type {string[]} */
  const paces = [];
  for (let position = 0; position <= most; position++) {
    await faxor.speed.fill(String(position));
    const pace = (await said()) ?? "";
    paces.push(pace);
    expect((await words.textContent())?.toLowerCase()).toBe(pace);
    const value = pace === "as many as fit" ? "max" : pace.match(/^([\d,]+) updates? a second$/)?.[1].replace(",", "");
    expect(await faxor.address()).toBe(run.replace("&speed=3", `&speed=3&pace=${value}`));
    await faxor.standsAt(30);
  }
  expect(new Set(paces).size).toBe(most + 1);
  expect([paces[0], paces.at(-1)]).toEqual(["1 update a second", "as many as fit"]);
  expect(paces).toContain(`${60 * Number((await faxor.defaults()).speed)} updates a second`);
});

test("a pace between two positions of the slider is said as it is", async ({ faxor, page }) => {
  for (const [link, text] of [
    ["pace=77", "77 updates a second"],
    ["pace=1000000&speed=max", "1,000,000 updates a second"],
    ["speed=max", "as many as fit"],
  ]) {
    await faxor.open(`${ARTICLE}&${link}`);
    await expect(faxor.speed).toHaveAttribute("aria-valuetext", text);
    await expect(page.locator(".speed-words")).toHaveText(text, { ignoreCase: true });
    expect(await faxor.address()).toContain(link.split("&")[0]);
  }
});

test("each rule can be shown under its name, and choosing it restarts the run", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE.replace("bp,fa", "bp")}&at=10`);
  const select = faxor.rules.first();
  const options = await rulesOf(select);
  expect(options).toHaveLength(8);
  for (const [value, name] of [...options.slice(1), options[0]]) {
    await select.selectOption(value);
    await faxor.standsAt(0);
    await expect(faxor.status).toHaveText(`${name} is shown: the run restarts from update 0.`);
    expect(await faxor.inAddress("rules")).toBe(value);
    await expect(select).toBeFocused();
    await expect(page.getByRole("article", { name, exact: true })).toBeVisible();
    await expect(page.locator("#rules-shown dt")).toHaveText([name]);
    await expect(page.locator("#rules-shown dd")).toHaveText([/^.{20,}$/]);
    await faxor.step.click();
    await faxor.standsAt(1);
  }
});

test("on a phone the reason why an entry is refused comes into sight, and the seed can be read", async ({
  faxor,
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await faxor.open(`${ARTICLE}&at=5000`);
  const clock = page.locator(".clock");
  expect(await clock.evaluate((clock) => clock.scrollWidth <= clock.clientWidth)).toBe(true);
  await faxor.openPart("settings");
  await page.locator("#settings [data-key=width]").fill("999");
  await page.locator("#settings [data-key=width]").press("Tab");
  await expect(faxor.wrongEntry).toContainText("Width is “999”");
  await expect(faxor.wrongEntry).toBeInViewport();
});

test("a tool that a key opens has the focus at its beginning, in sight, and a press of the mouse leaves it on the button", async ({
  faxor,
  page,
}) => {
  await faxor.open(ARTICLE);
  for (const tool of ["wrong", "where", "hand", "luck", "settings"]) {
    await page.locator(`.tools [aria-controls=${tool}]`).focus();
    await page.keyboard.press("Enter");
    const heading = page.locator(`#${tool} h2`).first();
    await expect(heading).toBeFocused();
    await expect(heading).toBeInViewport();
    await page.keyboard.press("Tab");
    expect(await page.locator(`#${tool}`).evaluate((tool) => tool.contains(document.activeElement))).toBe(true);
  }
  const more = page.locator(".tools [aria-controls=charts]");
  await more.click();
  await expect(more).toBeFocused();
});

test("an arrow key opens a menu of rules and chooses nothing", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const before = await faxor.inAddress("rules");
  for (const menu of [faxor.rules.first(), faxor.addRule]) {
    const value = await menu.inputValue();
    await menu.focus();
    await page.keyboard.press("ArrowDown");
    await expect(menu).toHaveValue(value);
    expect(await menu.evaluate((menu) => menu.matches(":open"))).toBe(true);
    await page.keyboard.press("Escape");
  }
  expect(await faxor.inAddress("rules")).toBe(before);
});

test("choosing a rule that another panel shows swaps the two panels", { tag: "@quick" }, async ({ faxor }) => {
  await faxor.open(`${ARTICLE}&at=200`);
  const before = (await faxor.shown()).panels;
  await faxor.rules.first().selectOption("fa");
  await expect.poll(() => faxor.inAddress("rules")).toBe("fa,bp");
  await expect(faxor.rules.nth(1)).toHaveValue("bp");
  await faxor.open(`${await faxor.address()}&at=200`);
  const after = (await faxor.shown()).panels;
  expect(after).toEqual(before.reverse());
});

test("rules can be added up to all eight and removed down to one", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=5`);
  await faxor.addNext();
  await faxor.standsAt(0);
  await expect(faxor.status).toHaveText(/ is added: the run restarts from update 0\.$/);
  for (let shown = 3; shown < 8; shown++) {
    await expect(faxor.panels).toHaveCount(shown);
    await expect(faxor.addRule).toBeEnabled();
    await faxor.addNext();
  }
  await expect(faxor.panels).toHaveCount(8);
  await expect(faxor.addRule).toBeDisabled();
  const rules = (await faxor.inAddress("rules"))?.split(",") ?? [];
  expect(new Set(rules).size).toBe(8);
  expect((await faxor.shown()).panels.map(({ rule }) => rule)).toEqual(rules);

  await page.getByRole("button", { name: /^Remove backpropagation$/ }).click();
  await expect(faxor.status).toHaveText("Backpropagation is removed: the run restarts from update 0.");
  expect(await faxor.inAddress("rules")).toBe(rules.slice(1).join(","));
  await expect(faxor.addRule).toBeEnabled();
  await expect(faxor.addRule).toBeFocused();
  const remove = page.getByRole("button", { name: /^Remove / });
  for (let shown = 7; shown > 1; shown--) {
    await expect(remove).toHaveCount(shown);
    await remove.first().click();
  }
  await expect(faxor.panels).toHaveCount(1);
  await expect(remove).toHaveCount(0);
});

test("choosing a hidden layer changes only the angles' charts", async ({ faxor }) => {
  await faxor.open(`${ARTICLE.replace("depth=2", "depth=3")}&at=400`);
  await faxor.openPart("charts");
  await expect(faxor.layer.locator("option")).toHaveText(["1", "2", "3"]);
  const before = await faxor.shown();
  await faxor.layer.selectOption("3");
  const after = await faxor.shown();
  expect(after.panels).toEqual(before.panels);
  const once = ["chart-loss", "chart-accuracy"];
  expect(after.charts.map(({ id }) => id)).toEqual([
    ...["chart-delta", ...once, "chart-weight"],
    ...["chart-weights", "chart-feedback"],
  ]);
  for (const [i, chart] of after.charts.entries()) {
    const { picture, alternative } = before.charts[i];
    if (once.includes(chart.id)) expect(chart).toEqual(before.charts[i]);
    else {
      expect(chart.picture === picture, chart.id).toBe(false);
      expect(chart.alternative).not.toBe(alternative);
    }
  }

  await faxor.openSettings();
  await faxor.enter("depth", "2");
  await expect(faxor.layer).toHaveValue("2");
  await faxor.enter("depth", "1");
  await expect(faxor.layer).toBeHidden();
});

test("each chart says each rule's value in words", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=1000`);
  await faxor.openPart("charts");
  for (const name of ["Delta angle", "Weight angle", "Loss", "Accuracy"]) {
    const chart = page.getByRole("slider", { name: new RegExp(`^${name} after each update, now at 1,000: `) });
    await expect(chart).toHaveAttribute("aria-label", /backpropagation \S+, feedback alignment \S+$/i);
  }
});

test("the theme follows the system until the reader chooses one, and a reload keeps the choice", async ({
  faxor,
  page,
}) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await faxor.open(`${ARTICLE}&at=100`);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await theme()).toBe("dark");
  const dark = await faxor.shown();
  const darkPaper = await paper();
  await expect(faxor.theme).toHaveAccessibleName("Light theme");
  await page.emulateMedia({ colorScheme: "light" });
  await expect(faxor.theme).toHaveAccessibleName("Dark theme");
  expect(await theme()).toBe("light");
  expect(await paper()).not.toBe(darkPaper);
  const light = await faxor.shown();
  for (const [i, { picture }] of [...light.panels, ...light.charts].entries()) {
    expect(picture === [...dark.panels, ...dark.charts][i].picture, `picture ${i} is painted anew`).toBe(false);
  }

  await faxor.theme.click();
  expect(await theme()).toBe("dark");
  await expect(faxor.theme).toHaveAccessibleName("Light theme");
  expect(await faxor.shown()).toEqual(dark);
  await page.reload();
  await faxor.ready();
  expect(await theme()).toBe("dark");
  expect(await paper()).toBe(darkPaper);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.emulateMedia({ colorScheme: "light" });
  expect(await theme()).toBe("dark");
});
