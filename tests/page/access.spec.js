// The page for everybody: by keyboard, with a screen reader, on a phone, in the dark theme.
import { ARTICLE, DIVERGING, expect, looksRight, test } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */

/** Opens every part of the page, with all rules and a task with random points. @param {Faxor} faxor */
async function everything(faxor) {
  const rules = "rules=bp,fa,redrawn,dfa,usf,kp,held,readout";
  await faxor.open(`task=circle&${rules}&seed=3&width=10&depth=3&bias=1&init=1&error=sign&rate=0.01&at=200`);
  for (const part of /** @type {const} */ (["wrong", "where", "hand", "luck", "charts", "settings"]))
    await faxor.openPart(part);
}

/** A state of the page, and how to reach it. @type {[string, (faxor: Faxor) => Promise<unknown>][]} */
const STATES = [
  ["the start", (faxor) => faxor.open(ARTICLE)],
  [
    "a run that plays",
    async (faxor) => {
      await faxor.open(ARTICLE);
      await faxor.play.click();
      await faxor.passes(50);
    },
  ],
  ["a solved run", (faxor) => faxor.open(`${ARTICLE}&at=1500`)],
  ["everything shown", everything],
  [
    "wrong entries",
    async (faxor) => {
      await everything(faxor);
      await faxor.enter("rate", "abc");
      await faxor.enter("seed", "-1");
    },
  ],
  ["a link's problems", (faxor) => faxor.open("rate=abc&width=65&hello")],
  [
    "a link to be copied by hand",
    async (faxor) => {
      await faxor.page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
      await faxor.open(ARTICLE);
      await faxor.copyLink.click();
    },
  ],
  ["a run that diverged", (faxor) => faxor.open(`${DIVERGING}&at=1000`)],
];

for (const [state, open] of STATES) {
  test(`axe finds no violation in ${state}`, async ({ faxor, page }) => {
    await open(faxor);
    await looksRight(page, state);
  });
}

for (const name of ["methods", "results"]) {
  test(`axe finds no violation in the docs page ${name}, which fits a phone`, async ({ page }) => {
    await page.goto(`/docs/${name}.html`);
    await looksRight(page, name);
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });
}

test("axe finds no violation in a fault message", async ({ faxor, page, faults }) => {
  faults.allow(/^failed: \S*faxor_bg\.wasm/, /^console error: Failed to load/, /^console warning: TypeError/);
  await page.route("**/faxor_bg.wasm", (route) => route.abort());
  await page.goto("/");
  await expect(faxor.fault).toBeVisible();
  // The alert replaces the main part.
  await looksRight(page, "a fault", "landmark-one-main");
});

const WIDTHS = [320, 390, 768, 1024, 1440];

/** Checks that nothing is wider than the screen at any width. @param {Faxor} faxor @param {string} state */
async function fits(faxor, state) {
  // Wider and narrower again: what grew must shrink.
  for (const width of [...WIDTHS, ...WIDTHS.slice(0, -1).reverse()]) {
    await faxor.page.setViewportSize({ width, height: 844 });
    // Canvases are drawn again for their new size.
    await faxor.frames(3);
    const { page: wide, outside } = await faxor.page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      const outside = Array.from(document.querySelectorAll("body *"), (element) => [
        element.getBoundingClientRect().right,
        `${element.tagName}.${element.className}#${element.id}`,
      ]);
      return {
        page: scrollWidth,
        outside: outside.filter(([right]) => Number(right) > clientWidth + 0.5).map(String),
      };
    });
    expect(outside, `${state}, ${width} pixels`).toEqual([]);
    expect(wide, `${state}, ${width} pixels`).toBeLessThanOrEqual(width);
  }
}

/** A state, and how to reach it. @type {[string, (faxor: Faxor) => Promise<unknown>][]} */
const LONG_STATES = [
  ["the start", (faxor) => faxor.open(ARTICLE)],
  ["everything shown", everything],
  [
    "long wrong entries",
    async (faxor) => {
      await everything(faxor);
      await faxor.enter("rate", "9".repeat(300));
      await faxor.enter("seed", "9".repeat(300));
    },
  ],
  ["a link's problems", (faxor) => faxor.open(`${"x".repeat(300)}&rate=${"9".repeat(300)}`)],
  [
    "a link to be copied by hand",
    async (faxor) => {
      await faxor.page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
      await faxor.open(`${ARTICLE}&at=123456`);
      await faxor.copyLink.click();
    },
  ],
  ["a loss beyond all bounds", (faxor) => faxor.open(`${DIVERGING}&at=817`)],
];

for (const [state, open] of LONG_STATES) {
  test(`nothing is wider than the screen from 320 to 1440 pixels: ${state}`, async ({ faxor, page }) => {
    await page.setViewportSize({ width: WIDTHS[0], height: 844 });
    await open(faxor);
    await fits(faxor, state);
  });
}

test("space plays and pauses, right arrow steps, left arrow goes back, R restarts, N draws a new seed", async ({
  faxor,
  page,
}) => {
  await faxor.open(ARTICLE);
  const start = await faxor.shown();
  await page.keyboard.press("Space");
  await faxor.isPlaying(true);
  await faxor.passes(5);
  await page.keyboard.press("Space");
  await faxor.isPlaying(false);
  const paused = await faxor.updates();
  await page.keyboard.press("ArrowRight");
  await faxor.standsAt(paused + 1);
  await page.keyboard.press("ArrowLeft");
  await faxor.standsAt(paused);
  await page.keyboard.press("r");
  await faxor.standsAt(0);
  await page.keyboard.press("ArrowLeft");
  await faxor.standsAt(0);
  expect(await faxor.shown()).toEqual(start);
  await page.keyboard.press("n");
  await expect(faxor.seed).not.toHaveValue("23");
  const seed = await faxor.seed.inputValue();
  await page.keyboard.press("Shift+N");
  await expect(faxor.seed).not.toHaveValue(seed);
  expect(await page.evaluate(() => scrollY), "space does not scroll").toBe(0);
});

test("a key pressed in a field or with a modifier is not a shortcut", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=3`);
  await faxor.openSettings();
  await faxor.openPart("charts");
  const unharmed = async (/** @type {string} */ where) => {
    await faxor.frames(2);
    await faxor.isPlaying(false);
    expect(await faxor.updates(), where).toBe(3);
    await expect(faxor.seed, where).toHaveValue("23");
  };
  for (const id of ["rate", "init", "seed", "width", "error", "layer"]) {
    await page.locator(`#${id}`).focus();
    for (const key of ["n", "r", "Space", "Escape"]) await page.keyboard.press(key);
    if (id === "rate" || id === "init") {
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowLeft");
    }
    // An open select would catch the keys that follow.
    await page.keyboard.press("Escape");
    await unharmed(id);
  }
  await faxor.open(`${ARTICLE}&at=3`);
  // A slider and a picture use the arrows themselves. The last press puts the slider back.
  for (const where of ["#speed", ".picture"]) {
    await page.locator(where).first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await unharmed(where);
  }
  for (const key of ["Control+ArrowRight", "Control+ArrowLeft", "Alt+n", "Meta+r"]) {
    await page.evaluate((key) => {
      const [modifier, name] = key.split("+");
      const init = {
        key: name,
        bubbles: true,
        cancelable: true,
        [`${modifier === "Control" ? "ctrl" : modifier.toLowerCase()}Key`]: true,
      };
      document.body.dispatchEvent(new KeyboardEvent("keydown", init));
    }, key);
    await unharmed(key);
  }
});

test("space on a button presses that button and nothing else", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  await faxor.step.focus();
  await page.keyboard.press("Space");
  await faxor.standsAt(1);
  await faxor.isPlaying(false);
  await faxor.play.focus();
  await page.keyboard.press("Space");
  await faxor.isPlaying(true);
  await page.keyboard.press("Space");
  await faxor.isPlaying(false);
  await page.getByRole("button", { name: "Settings" }).focus();
  await page.keyboard.press("Space");
  await expect(page.locator("#settings")).toBeVisible();
  await faxor.isPlaying(false);
});

test("no key is a shortcut when shortcuts are turned off", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=3`);
  await faxor.openSettings();
  await page.getByLabel("Keyboard shortcuts").uncheck();
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  for (const key of ["Space", "ArrowRight", "ArrowLeft", "r", "n"]) await page.keyboard.press(key);
  await faxor.frames(2);
  await faxor.standsAt(3);
  await faxor.isPlaying(false);
  await expect(faxor.seed).toHaveValue("23");
  await page.getByLabel("Keyboard shortcuts").check();
  await page.keyboard.press("ArrowRight");
  await faxor.standsAt(4);
});

test("the tab key reaches every control in order, and the focus is visible", async ({ faxor, page }) => {
  // The page scrolls at once to each part that opens, and is still by the time that keys are pressed.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await everything(faxor);
  const wanted = await page.evaluate(() => {
    const all = /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")
    );
    // Of several radio buttons, tab goes to the checked one; arrow keys go on from there.
    const without = ":disabled, [type=radio]:not(:checked)";
    return Array.from(all)
      .filter((element) => element.checkVisibility() && !element.matches(without))
      .map((element, i) => {
        element.dataset.tab = String(i);
        return element.id || element.getAttribute("aria-label") || element.tagName;
      });
  });
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  await page.evaluate(() => scrollTo(0, 0));
  // Tabbing starts where the reader last clicked: at the start of the page.
  await page.mouse.click(5, 5);
  for (const [i, name] of wanted.entries()) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = /** @type {HTMLElement} */ (document.activeElement);
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { top, bottom } = element.getBoundingClientRect();
      return {
        tab: element.dataset.tab,
        outline: `${outlineStyle} ${outlineWidth}`,
        seen: bottom > 0 && top < innerHeight,
      };
    });
    expect(focus, name).toEqual({ tab: String(i), outline: "solid 3px", seen: true });
  }
});

test("a whole visit works without a mouse", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  await faxor.play.focus();
  await page.keyboard.press("Enter");
  await faxor.passes(10);
  await page.keyboard.press("Enter");
  await faxor.isPlaying(false);
  await faxor.rules.nth(1).focus();
  await page.keyboard.press("k");
  await expect(faxor.rules.nth(1)).toHaveValue("kp");
  await expect(faxor.rules.nth(1)).toBeFocused();
  await faxor.standsAt(0);
  await faxor.speed.focus();
  await page.keyboard.press("End");
  expect(await faxor.inAddress("pace")).toBe("max");
});

test("every control has a name, and announcements are polite", { tag: "@quick" }, async ({ faxor, page }) => {
  await everything(faxor);
  for (const control of await page.locator("button:visible, input:visible, select:visible").all()) {
    await expect(control).toHaveAccessibleName(/\S/);
  }
  // One for the run and one for each training: two of cells, the seeds, and the angles.
  await expect(page.getByRole("status")).toHaveCount(5);
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.getByRole("complementary")).toHaveCount(1);
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
});

test("a key that is held presses its button once, but for the steps there and back", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  for (let i = 0; i < 6; i++) await page.keyboard.down("Space");
  await faxor.isPlaying(true);
  await page.keyboard.up("Space");
  await page.keyboard.press("Space");
  await faxor.isPlaying(false);
  await page.keyboard.press("r");
  await faxor.standsAt(0);
  for (let i = 0; i < 6; i++) await page.keyboard.down("ArrowRight");
  await page.keyboard.up("ArrowRight");
  await faxor.standsAt(6);
  for (let i = 0; i < 4; i++) await page.keyboard.down("ArrowLeft");
  await page.keyboard.up("ArrowLeft");
  await faxor.standsAt(2);
});

test("in a table that scrolls sideways the arrows scroll, and make no update", async ({ faxor, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await faxor.open(`${ARTICLE}&updates=100&seeds=4`);
  await faxor.openPart("luck");
  await page.locator("#luck-run").click();
  await expect(page.locator("#luck-status")).toHaveText(/counted\.$/);
  const table = page.locator("#luck .wide");
  expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)).toBe(true);
  await table.focus();
  await page.keyboard.press("ArrowRight");
  const scrolled = () => table.evaluate(({ scrollLeft }) => scrollLeft);
  await expect.poll(scrolled).toBeGreaterThan(0);
  await faxor.standsAt(0);
  await faxor.step.click();
  await table.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(scrolled).toBe(0);
  await faxor.standsAt(1);
});

/** Does to the page what browsers do that translate it: each text becomes an element in another.
 * @param {import("@playwright/test").Page} page @param {string} except what they leave alone */
const translate = (page, except) =>
  page.evaluate((except) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement?.closest(except)) continue;
      const outer = document.createElement("font");
      const inner = document.createElement("font");
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    }
  }, except);

test("figures go on after a browser has translated the page, and are themselves not translated", async ({
  faxor,
  page,
}) => {
  await faxor.open(ARTICLE);
  await page.locator("details.network > summary").first().click();
  await page.locator(".network-more > summary").first().click();
  await expect(page.locator(".unit-numbers td").first()).toBeAttached();
  await translate(page, "[translate=no], option, title, svg");
  const before = await faxor.shown();
  const numbers = await page.locator(".unit-numbers").first().innerText();
  for (let i = 0; i < 40; i++) await faxor.step.click();
  await faxor.standsAt(40);
  const after = await faxor.shown();
  expect(after.panels[0].loss).not.toBe(before.panels[0].loss);
  expect(await page.locator(".unit-numbers").first().innerText()).not.toBe(numbers);
  for (const figures of await page.locator(".figures").all()) await expect(figures).toHaveAttribute("translate", "no");
});

test("the first two tab stops lead past the head, to the pictures and to the lesson", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const address = await faxor.address();
  for (const [presses, name, target] of /** @type {[number, string, string][]} */ ([
    [1, "Skip to the pictures", "#panels"],
    [2, "Skip to the lesson", "aside"],
  ])) {
    const skip = page.getByRole("button", { name });
    await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await page.mouse.click(3, 3);
    for (let i = 0; i < presses; i++) await page.keyboard.press("Tab");
    await expect(skip).toBeFocused();
    // Unfocused, it is clipped.
    await expect(skip).toHaveCSS("clip-path", "none");
    await expect(skip).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("Enter");
    await expect(page.locator(target)).toBeFocused();
    await expect(skip).not.toHaveCSS("clip-path", "none");
    await page.keyboard.press("Tab");
    await expect(page.locator(`${target} :focus`)).toHaveCount(1);
  }
  expect(await faxor.address()).toBe(address);
});

test("the lesson and the pictures are reached and read in the order in which they are seen", async ({
  faxor,
  page,
}) => {
  /** Whether the text is first as it is seen, and as it is reached. */
  const order = () =>
    page.evaluate(() => {
      const [text, pictures] = ["aside", "#panels"].map((one) => /** @type {Element} */ (document.querySelector(one)));
      const [one, other] = [text, pictures].map((part) => part.getBoundingClientRect());
      const isBeside = one.right <= other.left || other.right <= one.left;
      const following = text.compareDocumentPosition(pictures) & Node.DOCUMENT_POSITION_FOLLOWING;
      return { seen: isBeside ? one.left < other.left : one.top < other.top, reached: following > 0 };
    });
  await faxor.open(ARTICLE);
  for (const lesson of ["", "&lesson=4"]) {
    if (lesson) await faxor.follow(`${ARTICLE}${lesson}`);
    for (const [width, height, isFirst] of /** @type {[number, number, boolean][]} */ ([
      [1440, 900, true],
      [390, 844, false],
      [640, 360, false],
      [1024, 768, true],
      [390, 844, false],
      [1440, 900, true],
    ])) {
      await page.setViewportSize({ width, height });
      await expect.poll(order, `${width} x ${height}${lesson}`).toEqual({ seen: isFirst, reached: isFirst });
    }
  }
});

test("after a translation every part of the page says what it says without one, run, rewound and played", async ({
  faxor,
  page,
}) => {
  /** What the page says, and the values in its fields. */
  const said = () =>
    page.evaluate(() => [
      document.body.innerText,
      ...Array.from(
        document.querySelectorAll("input, select"),
        (field) => /** @type {HTMLInputElement} */ (field).value,
      ),
    ]);
  /** @param {boolean} isTranslated */
  const visit = async (isTranslated) => {
    await faxor.open(ARTICLE);
    for (const part of /** @type {const} */ (["wrong", "hand", "luck", "charts", "settings"]))
      await faxor.openPart(part);
    await page.locator("details.network > summary").first().click();
    for (const more of await page.locator(".network-more > summary").all()) await more.click();
    // This browser heeds no translate="no".
    if (isTranslated) await translate(page, "option, title, svg, math");
    const states = [];
    await faxor.step.click();
    states.push(await said());
    await faxor.enter("rate", "0.02");
    await faxor.enter("rate", "abc");
    states.push(await said());
    await faxor.addNext();
    for (let i = 0; i < 3; i++) await faxor.step.click();
    await faxor.page.locator("#back").click();
    await faxor.standsAt(2);
    await faxor.frames(3);
    states.push(await said());
    await faxor.play.click();
    await faxor.passes(60);
    await faxor.play.click();
    await faxor.isPlaying(false);
    await faxor.theme.click();
    return states;
  };
  const plain = await visit(false);
  await faxor.page.evaluate(() => localStorage.clear());
  expect(await visit(true)).toEqual(plain);
});

test("a translated sentence stays until the page says something else", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&pace=60`);
  await page.locator("details.network > summary").first().click();
  const legend = page.locator(".told summary").first();
  await expect(legend).toHaveText(/^told/);
  await legend.evaluate((element) => {
    const font = document.createElement("font");
    font.textContent = "sagt genau, was wahr ist";
    element.replaceChildren(font);
  });
  // Backpropagation is always told the same.
  for (let i = 0; i < 3; i++) await faxor.step.click();
  await faxor.standsAt(3);
  await expect(legend).toHaveText("sagt genau, was wahr ist");
  // Another rule is told something else.
  await faxor.rules.first().selectOption("dfa");
  await expect(page.locator(".told summary").first()).toHaveText(/^told/);
  for (const number of ["#updates", "#seed-shown"])
    await expect(page.locator(number)).toHaveAttribute("translate", "no");
});

test("no button grows with what stands beside it, and a disabled select looks it", async ({ faxor, page }) => {
  await everything(faxor);
  const grown = await page.evaluate(() => {
    const holders = new Set(Array.from(document.querySelectorAll("button, select"), (one) => one.parentElement));
    return Array.from(holders).flatMap((holder) => {
      if (!holder?.checkVisibility()) return [];
      const own = Array.from(holder.children).filter(
        (one) => one.matches("button, select:not(.rule-choice *)") && one.checkVisibility(),
      );
      const before = own.map((one) => one.getBoundingClientRect().height);
      const tall = holder.appendChild(document.createElement("i"));
      tall.style.cssText = "display: inline-block; block-size: 90px; inline-size: 1px";
      const after = own.map((one) => one.getBoundingClientRect().height);
      tall.remove();
      return own.filter((_, i) => after[i] > before[i] + 1).map((one) => one.outerHTML.slice(0, 80));
    });
  });
  expect(grown).toEqual([]);
  await faxor.layer.evaluate((select) => {
    /** @type {HTMLSelectElement} */ (select).disabled = true;
  });
  await expect(faxor.layer).toHaveCSS("opacity", "0.5");
  // A scrollbar that lies over what it scrolls covers no row.
  for (const box of await page.locator(".hand-box, .wide").all()) {
    expect(Number.parseFloat(await box.evaluate((one) => getComputedStyle(one).paddingBlockEnd))).toBeGreaterThan(12);
  }
});

test("negative figures have the same minus everywhere", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=20`);
  await faxor.openPart("hand");
  await page.locator("details.network > summary").first().click();
  for (const more of await page.locator(".network-more > summary").all()) await more.click();
  const box = await page.locator(".picture").first().boundingBox();
  // Below and left of 0.
  await page.mouse.move((box?.x ?? 0) + 12, (box?.y ?? 0) + (box?.height ?? 0) - 12);
  await expect(page.locator(".reading").first()).toHaveText(/^x₁ −0\.\d+, x₂ −0\.\d+: ŷ/);
  const texts = await page.evaluate(() => document.body.innerText);
  expect(texts).toContain("−");
  expect(texts.match(/(?<![\w–])-\d[\d.]*/g) ?? []).toEqual([]);
});
