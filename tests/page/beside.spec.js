// What is changed beside the pictures: the sliders, the networks that are shown with settings of their own, and undo.
import { ARTICLE, expect, looksRight, SIZES, test, UNSOLVABLE } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */

/** @param {Faxor} faxor */
const parts = ({ page }) => ({
  open: page.getByRole("button", { name: "Rate, weights, width", exact: true }),
  form: page.getByRole("form", { name: "Rate, weights, width" }),
  rate: page.getByRole("slider", { name: "Rate", exact: true }),
  weights: page.getByRole("slider", { name: "Weights", exact: true }),
  width: page.getByRole("slider", { name: "Width", exact: true }),
  number: page.getByLabel("Learning rate as a number"),
  weightsNumber: page.getByLabel("Initial weights as a number"),
  widthNumber: page.getByLabel("Width as a number"),
  notes: page.locator("#sliders small"),
  problem: page.locator("#slider-problem"),
  undo: page.locator("#undo"),
});

/** Where a slider's thumb is if its value is the given share of the way. @param {import("@playwright/test").Locator} slider @param {number} share */
async function spot(slider, share) {
  const box = await slider.boundingBox();
  if (!box) throw new Error("the slider is not shown");
  return { x: box.x + 8 + share * (box.width - 16), y: box.y + box.height / 2 };
}

/** Whether an element is whole in the window, and nothing covers its centre. @param {import("@playwright/test").Locator} element */
const isInSight = (element) =>
  element.evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isWhole = left > -1 && top > -1 && right < innerWidth + 1 && bottom < innerHeight + 1;
    return isWhole && (element.contains(over) || (over?.closest(".picture")?.contains(element) ?? false));
  });

for (const [key, slider, field] of /** @type {const} */ ([
  ["rate", "rate", "number"],
  ["init", "weights", "weightsNumber"],
  ["width", "width", "widthNumber"],
])) {
  test(`the slider of ${key} restarts the run by mouse and keyboard, and shows its number`, async ({ faxor, page }) => {
    await faxor.open(`${ARTICLE}&at=20`);
    const here = parts(faxor);
    const most = Number(await here[slider].getAttribute("max"));
    const [from, to] = [await spot(here[slider], 0.5), await spot(here[slider], 0.75)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
    await faxor.standsAt(0);
    await faxor.isPlaying(false);
    const place = Number(await here[slider].inputValue());
    expect(Math.abs(place / most - 0.75)).toBeLessThan(0.06);
    const dragged = await faxor.inAddress(key);
    await expect(here[field]).toHaveValue(dragged ?? "");
    await expect(here[slider]).toHaveAttribute("aria-valuetext", dragged ?? "");
    await expect(faxor.status).toHaveText(new RegExp(`^${key} is ${dragged} now: the run restarts`, "i"));

    await page.keyboard.press("ArrowLeft");
    const stepped = Number(await faxor.inAddress(key));
    expect(stepped).toBeLessThan(Number(dragged));
    await page.keyboard.press("Home");
    expect(await faxor.inAddress(key)).toBe({ rate: "0.001", init: "0", width: "1" }[key]);
    await page.keyboard.press("End");
    expect(await faxor.inAddress(key)).toBe({ rate: "3", init: "3", width: "64" }[key]);
    await expect(here[slider]).toBeFocused();
    await faxor.standsAt(0);
  });
}

test("a slider says beside it that the run has restarted, until something else is changed", async ({ faxor }) => {
  await faxor.open(`${ARTICLE}&at=20`);
  const here = parts(faxor);
  await expect(here.notes).toHaveText(["", "", ""]);
  await here.rate.fill("25");
  await expect(here.notes).toHaveText(["restarted", "", ""]);
  await here.width.fill("2");
  await expect(here.notes).toHaveText(["", "", "restarted"]);
  await faxor.newSeed.click();
  await expect(here.notes).toHaveText(["", "", ""]);
  await faxor.follow(`${ARTICLE}&rate=0.2`.replace("&rate=0.01", ""));
  await expect(here.notes, "a link that was opened").toHaveText(["", "", ""]);
  await expect(here.rate).toHaveAttribute("aria-valuetext", "0.2");
});

test("a run that plays goes on playing from the start when a slider moves", async ({ faxor }) => {
  await faxor.open(UNSOLVABLE);
  const here = parts(faxor);
  await faxor.play.click();
  await faxor.passes(200);
  await here.rate.press("ArrowRight");
  expect(await faxor.inAddress("rate")).toBe("0.012");
  await faxor.isPlaying(true);
  const first = await faxor.updates();
  await faxor.passes(first);
  await faxor.play.click();
  await faxor.isPlaying(false);
  const before = await faxor.pictures();
  await faxor.open(`${UNSOLVABLE.replace("rate=0.01", "rate=0.012")}&at=${await faxor.updates()}`);
  expect(await faxor.pictures(), "the same run as by its link").toEqual(before);
});

test("a number beside a slider may be any that is allowed, and the slider shows its nearest place", async ({
  faxor,
}) => {
  await faxor.open(ARTICLE);
  const here = parts(faxor);
  await here.number.fill("10");
  await here.number.press("Enter");
  expect(await faxor.inAddress("rate")).toBe("10");
  await expect(here.rate).toHaveValue((await here.rate.getAttribute("max")) ?? "");
  await expect(here.rate).toHaveAttribute("aria-valuetext", "10");
  await here.number.fill("0.0123");
  await here.number.press("Enter");
  expect(await faxor.inAddress("rate")).toBe("0.0123");
  await expect(here.rate).toHaveAttribute("aria-valuetext", "0.0123");
  await here.rate.press("ArrowRight");
  expect(await faxor.inAddress("rate")).toBe("0.015");
  await here.widthNumber.fill("7");
  await here.widthNumber.press("Enter");
  expect(await faxor.inAddress("width")).toBe("7");
});

test("a wrong number is named beside the sliders, and nothing is lost", async ({ faxor }) => {
  await faxor.open(`${ARTICLE}&at=30`);
  const here = parts(faxor);
  const before = await faxor.pictures();
  await expect(here.problem).toBeHidden();
  for (const [field, entry, message] of /** @type {const} */ ([
    ["number", "11", "Rate is “11”; it may be a number from 0 to 10, such as 0.01"],
    ["number", "fast", "Rate is “fast”; it may be a number from 0 to 10, such as 0.01"],
    ["widthNumber", "65", "Width is “65”; it may be a whole number from 1 to 64"],
  ])) {
    await here[field].fill(entry);
    await here[field].press("Enter");
    await expect(here.problem).toHaveText(message);
    await expect(here[field]).toHaveAttribute("aria-invalid", "true");
    await expect(here[field]).toHaveAccessibleDescription(message);
    await expect(here[field]).toHaveValue(entry);
    await faxor.standsAt(30);
    expect(await faxor.pictures()).toEqual(before);
    await expect(here.undo).toBeDisabled();
  }
  await here.width.press("ArrowRight");
  await expect(here.problem).toBeHidden();
  await expect(here.number).toHaveValue("0.01");
});

for (const [width, height] of [
  [1440, 900],
  [1366, 768],
  [1024, 768],
]) {
  test.describe(`${width}x${height}`, () => {
    test.use({ viewport: { width, height } });

    test(`the sliders and both pictures are in sight at ${width}x${height}`, async ({ faxor, page }) => {
      for (const link of [ARTICLE, "lesson=4"]) {
        await faxor.open(link);
        const here = parts(faxor);
        await expect(here.open).toBeHidden();
        for (const one of [here.rate, here.number, here.weights, here.width, here.widthNumber, here.undo]) {
          expect(await isInSight(one), `${link} ${one}`).toBe(true);
        }
        for (const picture of await page.locator(".picture canvas").all()) expect(await isInSight(picture)).toBe(true);
        if (width === 1440) {
          for (const figures of await page.locator(".figures").all()) expect(await isInSight(figures)).toBe(true);
        }
      }
    });
  });
}

test("pictures do not move when the sliders come", async ({ faxor, page }) => {
  for (const [size, link] of /** @type {const} */ ([
    [SIZES[0], ARTICLE],
    [SIZES[0], `${ARTICLE}&view=panels`],
    [SIZES[1], ARTICLE],
    [{ width: 640, height: 360 }, ARTICLE],
  ])) {
    await page.setViewportSize(size);
    /** @type {() => void} */
    let release = () => {};
    const held = new Promise((done) => {
      release = () => done(undefined);
    });
    await page.route("**/page.js", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto("about:blank");
    await page.goto(`/#${link}`);
    const picture = page.locator(".picture").first();
    await expect(picture).toBeVisible();
    await page.waitForFunction(() => performance.getEntriesByName("first-surface").length > 0);
    const before = await picture.boundingBox();
    release();
    await faxor.ready();
    await faxor.frames(2);
    const after = await picture.boundingBox();
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0)), `${size.width} ${link}`).toBeLessThan(0.5);
    expect(after?.width).toBe(before?.width);
    await page.unroute("**/page.js");
  }
});

for (const [width, height] of [
  [390, 844],
  [640, 360],
]) {
  test.describe(`a touch screen of ${width}x${height}`, () => {
    test.use({ viewport: { width, height }, hasTouch: true });

    test(`one press opens the sliders at ${width}x${height}, and both pictures stay in sight`, async ({
      faxor,
      page,
    }) => {
      for (const link of [`${ARTICLE}&at=20`, "lesson=4&at=20"]) {
        await faxor.open(link);
        const here = parts(faxor);
        await expect(here.form).toBeHidden();
        await here.open.tap();
        await expect(here.open).toHaveAttribute("aria-expanded", "true");
        await expect(here.form).toBeVisible();
        const pictures = page.locator(".picture canvas");
        // The page scrolls smoothly to them.
        for (const picture of await pictures.all()) {
          await expect.poll(() => isInSight(picture), `${link}: a picture`).toBe(true);
        }
        for (const one of [here.rate, here.number, here.weights, here.width, here.widthNumber, here.undo]) {
          expect(await isInSight(one)).toBe(true);
        }
        const top = (await here.form.boundingBox())?.y ?? 0;
        for (const picture of await pictures.all()) {
          const box = await picture.boundingBox();
          expect((box?.y ?? 0) + (box?.height ?? 0), "no picture is behind the sliders").toBeLessThan(top + 1);
        }
        const { x, y } = await spot(here.rate, 0.9);
        await page.touchscreen.tap(x, y);
        await faxor.standsAt(0);
        expect(Number(await faxor.inAddress("rate"))).toBeGreaterThan(0.5);
        await expect(here.notes.first()).toHaveText("restarted");
        await page.getByRole("button", { name: "Close", exact: true }).tap();
        await expect(here.form).toBeHidden();
        await expect(here.open).toBeFocused();
      }
    });
  });
}

test("while the sliders are open on a phone, no control that has the focus is behind them", async ({ faxor, page }) => {
  await page.setViewportSize(SIZES[1]);
  await faxor.open(ARTICLE);
  const here = parts(faxor);
  await here.open.click();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    await faxor.frames(1);
    const behind = await page.evaluate(() => {
      const one = document.activeElement;
      const form = document.getElementById("sliders");
      if (!one || one === document.body || form?.contains(one)) return "";
      const { bottom } = one.getBoundingClientRect();
      return bottom > (form?.getBoundingClientRect().top ?? 0) + 1 ? one.outerHTML : "";
    });
    expect(behind).toBe("");
  }
});

test("the sliders belong to the controls, and a presentation hides them", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&view=panels`);
  const here = parts(faxor);
  await expect(here.rate).toBeHidden();
  await faxor.open(ARTICLE);
  await expect(here.rate).toBeVisible();
  await page.keyboard.press("p");
  await expect(here.rate).toBeHidden();
  await page.setViewportSize(SIZES[1]);
  await expect(here.open).toBeHidden();
});

test("adding a rule asks which, and offers those that are shown at another rate", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const texts = () => faxor.addRule.locator("option").allTextContents();
  expect(await texts()).toEqual([
    "Add a rule",
    "Redrawn feedback",
    "Direct feedback alignment",
    "Sign-symmetric",
    "Kolen-Pollack",
    "Feedback held at an angle",
    "Read-out only",
    "Backpropagation, rate 0.03",
    "Feedback alignment, rate 0.03",
  ]);
  await faxor.addRule.focus();
  await faxor.addRule.selectOption("Kolen-Pollack");
  await expect(faxor.status).toHaveText("Kolen-Pollack is added: the run restarts from update 0.");
  await expect(faxor.addRule).toHaveValue("");
  await expect(faxor.addRule).toBeFocused();
  await faxor.addRule.selectOption("Feedback alignment, rate 0.03");
  await expect(faxor.status).toHaveText("Feedback alignment, rate 0.03 is added: the run restarts from update 0.");
  expect(await faxor.inAddress("rules")).toBe("bp,fa,kp,fa:rate=0.03");
  expect((await texts()).at(-2), "the nearest rate that is not shown").toMatch(/^Feedback alignment, rate 0\.0(25|4)$/);
  await page.locator("#all-rules").click();
  expect(await faxor.inAddress("rules")).toBe("bp,fa,redrawn,dfa,usf,kp,held,readout");
  await expect(faxor.addRule).toBeDisabled();
});

test("all rules keep a network's own settings, and eight networks are the most", async ({ faxor, page }) => {
  await faxor.open("rules=fa:rate=0.5,fa,fa:rate=1,fa:width=3,fa:width=4,fa:width=5,fa:width=6");
  await faxor.addRule.selectOption("Backpropagation");
  await expect(faxor.panels).toHaveCount(8);
  await expect(faxor.addRule).toBeDisabled();
  // The control that is disabled now does not keep the focus.
  await expect(faxor.rules.first()).toBeFocused();
  await page.locator("#all-rules").click();
  expect(await faxor.inAddress("rules")).toBe("bp,fa:rate=0.5,redrawn,dfa,usf,kp,held,readout");
});

test("two rates of one rule stand side by side, from the page alone and by its link", async ({ faxor, page }) => {
  await faxor.open("rules=fa&bias=1&init=0.1&rate=0.1&seed=20");
  await faxor.addRule.selectOption("Feedback alignment, rate 0.3");
  expect(await faxor.inAddress("rules")).toBe("fa,fa:rate=0.3");
  await expect(faxor.panels.locator(".rule-name")).toHaveText(["Feedback alignment", "Feedback alignment"]);
  const rates = page.locator(".own").getByLabel("rate", { exact: true });
  await expect(rates.nth(0)).toHaveValue("0.1");
  await expect(rates.nth(1)).toHaveValue("0.3");
  for (let i = 0; i < 3; i++) await faxor.step.click();
  await faxor.standsAt(3);
  const pictures = await faxor.pictures();
  expect(pictures[0]).not.toBe(pictures[1]);
  await faxor.open(await faxor.address());
  await faxor.standsAt(3);
  expect(await faxor.pictures()).toEqual(pictures);
  await faxor.open("rules=bp,fa&bias=1&init=0.1&rate=0.3&seed=20&at=3");
  expect((await faxor.pictures())[1], "the second is the run at its rate").toBe(pictures[1]);
});

test("networks of one rule have lines of their own in their heads", async ({ faxor, page }) => {
  await faxor.open("rules=fa,fa:rate=0.5,bp,fa:rate=1");
  const lines = await page.locator(".panel").evaluateAll((all) =>
    all.map((panel) => {
      const { blockSize, clipPath } = getComputedStyle(panel, "::before");
      return `${blockSize} ${clipPath}`;
    }),
  );
  expect(lines[0]).toBe(lines[2]);
  expect(new Set([lines[0], lines[1], lines[3]]).size).toBe(3);
  await expect(page.locator("#rules-shown dt"), "each rule is told once").toHaveText([
    "Feedback alignment",
    "Backpropagation",
  ]);
});

test("a network's own settings are changed in its panel, and the others keep theirs", async ({ faxor, page }) => {
  await faxor.open("rules=bp,fa:rate=0.5:width=4,fa&rate=0.1&at=10");
  const panel = (/** @type {number} */ run) => faxor.panels.nth(run);
  const field = (/** @type {number} */ run, /** @type {string} */ name) => panel(run).getByLabel(name, { exact: true });
  await field(1, "rate").fill("0.25");
  await field(1, "rate").press("Enter");
  await faxor.standsAt(0);
  await expect(faxor.status).toHaveText("Rate is 0.25 now: the run restarts from update 0.");
  await expect(field(1, "rate")).toBeFocused();
  expect(await faxor.inAddress("rules")).toBe("bp,fa:width=4:rate=0.25,fa");
  // A shared setting that is changed in a panel becomes that network's own.
  await field(0, "width").fill("6");
  await field(0, "width").press("Enter");
  expect(await faxor.inAddress("rules")).toBe("bp:width=6,fa:width=4:rate=0.25,fa");
  // An empty field takes it back, and so does the choice in the panel's head.
  await field(0, "width").fill("");
  await field(0, "width").press("Enter");
  expect(await faxor.inAddress("rules")).toBe("bp,fa:width=4:rate=0.25,fa");
  await faxor.rules.nth(1).selectOption("Shared width");
  await expect(faxor.status).toHaveText("Shared width: the run restarts from update 0.");
  expect(await faxor.inAddress("rules")).toBe("bp,fa:rate=0.25,fa");
  await expect(field(1, "width")).toHaveCount(0);
  await faxor.rules.nth(1).selectOption("kp");
  expect(await faxor.inAddress("rules"), "the panel keeps its rate under another rule").toBe("bp,kp:rate=0.25,fa");
  await faxor.rules.nth(0).selectOption("fa");
  expect(await faxor.inAddress("rules"), "the two change places").toBe("fa,kp:rate=0.25,bp");
  await page.getByRole("button", { name: /^Remove backpropagation/ }).click();
  await expect(faxor.status).toHaveText("Backpropagation, rate 0.1 is removed: the run restarts from update 0.");
  expect(await faxor.inAddress("rules")).toBe("fa,kp:rate=0.25");
});

test("a panel gets its own rate, weights, width, bias, error or angle, and loses them", async ({ faxor }) => {
  for (const [key, value, other] of [
    ["rate", "0.01", "0.5"],
    ["init", "1", "0.2"],
    ["width", "10", "3"],
    ["angle", "1", "90"],
    ["feedback", "1", "2"],
  ]) {
    await faxor.open(ARTICLE);
    await faxor.rules.nth(1).selectOption(`Own ${key}`);
    await expect(faxor.status).toHaveText(`Own ${key}: the run restarts from update 0.`);
    expect(await faxor.inAddress("rules")).toBe(`bp,fa:${key}=${value}`);
    const field = faxor.panels.nth(1).getByLabel(key, { exact: true });
    await expect(field).toBeFocused();
    await field.fill(other);
    await field.press("Enter");
    expect(await faxor.inAddress("rules")).toBe(`bp,fa:${key}=${other}`);
    await faxor.rules.nth(1).selectOption(`Shared ${key}`);
    expect(await faxor.inAddress("rules")).toBe("bp,fa");
    await expect(faxor.page.locator(".own")).toHaveCount(0);
    await expect(faxor.rules.nth(1)).toBeFocused();
  }
  await faxor.rules.nth(1).selectOption("Own bias");
  expect(await faxor.inAddress("rules")).toBe("bp,fa:bias=1");
  const [first, second] = [0, 1].map((run) => faxor.panels.nth(run).getByLabel("bias", { exact: true }));
  await expect(first).not.toBeChecked();
  await expect(second).toBeChecked();
  await first.check();
  expect(await faxor.inAddress("rules")).toBe("bp:bias=1,fa:bias=1");
  await faxor.rules.nth(1).selectOption("Own error");
  expect(await faxor.inAddress("rules")).toBe("bp:bias=1,fa:bias=1:error=sign");
  await faxor.panels.nth(0).getByRole("combobox", { name: "error" }).selectOption("sign");
  expect(await faxor.inAddress("rules")).toBe("bp:bias=1:error=sign,fa:bias=1:error=sign");
});

test("a wrong number in a panel is named there, and equal networks are refused", async ({ faxor }) => {
  await faxor.open("rules=fa,fa:rate=0.5,fa:rate=1&at=10");
  const field = faxor.panels.nth(2).getByLabel("rate", { exact: true });
  const before = await faxor.pictures();
  for (const entry of ["fast", "11", "0.5"]) {
    await field.fill(entry);
    await field.press("Enter");
    const problem = faxor.panels.nth(2).getByRole("alert");
    await expect(problem).toHaveText("Rate may be a number from 0 to 10, such as 0.01; no two networks may be equal");
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveValue(entry);
  }
  await faxor.rules.nth(1).selectOption("Shared rate");
  await expect(faxor.status).toHaveText(/no two networks may be equal$/);
  await expect(faxor.rules.nth(1)).toHaveValue("fa");
  await faxor.standsAt(10);
  expect(await faxor.pictures()).toEqual(before);
  expect(await faxor.inAddress("rules")).toBe("fa,fa:rate=0.5,fa:rate=1");
});

test("undo restores a setting and the update at which the run was, one step a change", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=40`);
  const here = parts(faxor);
  const before = await faxor.pictures();
  await expect(here.undo).toBeDisabled();
  /** The kinds of change, each with what the button says. @type {[() => Promise<unknown>, RegExp][]} */
  const changes = [
    [() => here.rate.press("ArrowRight"), /^Undo: rate 0\.012$/],
    [() => here.weightsNumber.fill("0.5").then(() => here.weightsNumber.press("Enter")), /^Undo: init 0\.5$/],
    [() => faxor.newSeed.click(), /^Undo: seed \d+$/],
    [() => faxor.rules.nth(1).selectOption("kp"), /^Undo: networks$/],
    [() => faxor.rules.nth(1).selectOption("Own rate"), /^Undo: networks$/],
    [() => faxor.enter("depth", "3"), /^Undo: depth 3$/],
    [() => page.locator("#settings #task").selectOption("circle"), /^Undo: task circle$/],
  ];
  /** @type {string[]} */
  const addresses = [];
  for (const [change, title] of changes) {
    addresses.push(await faxor.address());
    await change();
    await faxor.standsAt(0);
    await expect(here.undo).toHaveAttribute("title", title);
    await expect(here.undo).toHaveAccessibleDescription(title);
    for (let i = 0; i < 3; i++) await faxor.step.click();
    await faxor.standsAt(3);
  }
  for (const [, title] of changes.reverse()) {
    await expect(here.undo).toHaveAttribute("title", title);
    const said = ((await here.undo.getAttribute("title")) ?? "").replace("Undo", "Undone");
    await here.undo.click();
    await expect(faxor.status).toHaveText(`${said}.`);
    expect(await faxor.address()).toBe(addresses.pop());
    await faxor.isPlaying(false);
  }
  await faxor.standsAt(40);
  expect(await faxor.pictures()).toEqual(before);
  await expect(here.undo).toBeDisabled();
  await expect(faxor.reset).toBeFocused();
});

test("a drag of a slider is one step of undo, and new seeds are one each", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=10`);
  const here = parts(faxor);
  const { x, y } = await spot(here.rate, 0.3);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 80, y, { steps: 8 });
  await page.mouse.up();
  expect(await faxor.inAddress("rate")).not.toBe("0.01");
  await here.undo.click();
  await faxor.standsAt(10);
  expect(await faxor.inAddress("rate")).toBe("0.01");
  await expect(here.undo).toBeDisabled();
  await page.keyboard.press("n");
  const second = await faxor.inAddress("seed");
  await page.keyboard.press("n");
  await here.undo.click();
  expect(await faxor.inAddress("seed")).toBe(second);
  await here.undo.click();
  expect(await faxor.inAddress("seed")).toBe("23");
  await faxor.standsAt(10);
});

test("undo stops a run that plays, and what does not restart the run is kept", async ({ faxor, page }) => {
  await faxor.open(UNSOLVABLE);
  const here = parts(faxor);
  await here.rate.press("ArrowRight");
  await faxor.speed.press("End");
  await faxor.openSettings();
  await page.locator("#shading").selectOption("verdict");
  await faxor.play.click();
  await faxor.passes(100);
  await here.undo.click();
  await faxor.isPlaying(false);
  await faxor.standsAt(0);
  await expect(faxor.status).toHaveText("Undone: rate 0.012.");
  expect(await faxor.inAddress("pace")).toBe("max");
  expect(await faxor.inAddress("shading")).toBe("verdict");
  expect(await faxor.inAddress("at")).toBeNull();
});

test("control and Z undo, but not in a text field, in a dialog or where nothing is to undo", async ({
  faxor,
  page,
}) => {
  await faxor.open(`${ARTICLE}&at=10`);
  const here = parts(faxor);
  await page.keyboard.press("Control+z");
  await faxor.standsAt(10);
  await here.rate.press("ArrowRight");
  await faxor.standsAt(0);
  await page.keyboard.press("Control+Shift+Z");
  await page.keyboard.press("Control+Alt+z");
  await faxor.frames(2);
  await expect(here.undo, "other keys").toBeEnabled();
  await here.number.fill("0.5");
  await page.keyboard.press("Control+z");
  await expect(here.undo, "the field undoes its own text").toHaveAttribute("title", "Undo: rate 0.012");
  await here.number.fill("0.012");
  await page.locator("#share").click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Escape");
  await expect(here.undo).toHaveAttribute("title", "Undo: rate 0.012");
  await here.rate.focus();
  await page.keyboard.press("Control+z");
  await faxor.standsAt(10);
  expect(await faxor.inAddress("rate")).toBe("0.01");
  await expect(here.rate).toBeFocused();
  // A choice is no text field.
  await faxor.rules.nth(1).selectOption("kp");
  await expect(faxor.rules.nth(1)).toBeFocused();
  await page.keyboard.press("Meta+z");
  await faxor.standsAt(10);
  await expect(faxor.rules.nth(1)).toHaveValue("fa");
});

test("a link that is opened has nothing to undo", async ({ faxor }) => {
  await faxor.open(ARTICLE);
  const here = parts(faxor);
  await here.rate.press("ArrowRight");
  await expect(here.undo).toBeEnabled();
  await faxor.follow(`${ARTICLE}&at=10`);
  await expect(here.undo).toBeDisabled();
});

test("at most fifty changes can be undone", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const here = parts(faxor);
  for (let i = 0; i < 53; i++) await page.keyboard.press("n");
  let undone = 0;
  while (await here.undo.isEnabled()) {
    await here.undo.click();
    undone += 1;
  }
  expect(undone).toBe(50);
});

test("sliders, own settings and what is wrong with them look right on each screen, in both themes", async ({
  faxor,
  page,
}) => {
  await faxor.open("rules=bp,fa:rate=0.5:bias=1:error=sign,fa");
  const here = parts(faxor);
  await page.setViewportSize(SIZES[1]);
  await here.open.click();
  await here.rate.press("ArrowRight");
  await looksRight(page, "open");
  await page.setViewportSize(SIZES[1]);
  await here.number.fill("11");
  await here.number.press("Enter");
  const own = faxor.panels.nth(1).getByLabel("rate", { exact: true });
  await own.fill("fast");
  await own.press("Enter");
  await looksRight(page, "wrong entries");
});
