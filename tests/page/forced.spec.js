// Forced colours: the browser replaces the page's colours by the reader's own. What canvases and drawings say must be seen
// with them, whatever theme the page has.
import { ARTICLE, expect, inks, test } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */

const ALL = "rules=bp,fa,redrawn,dfa,usf,kp,held,readout";

// The page scrolls at once.
test.use({ contextOptions: { reducedMotion: "reduce", forcedColors: "active" } });

/** A system colour as the reader has chosen it, as `#rrggbb`. @param {Faxor} faxor @param {string} name */
const system = ({ page }, name) =>
  page.evaluate((name) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = name;
    const parts = getComputedStyle(probe).color.match(/\d+/g) ?? [];
    probe.remove();
    return `#${parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
  }, name);

/** Of two colours `rgb(r, g, b)`. @param {string} one @param {string} other */
function contrast(one, other) {
  const [light, dark] = [one, other]
    .map((colour) => {
      const [r, g, b] = (colour.match(/\d+/g) ?? []).map((part) => (Number(part) / 255) ** 2.2);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    })
    .sort((a, b) => b - a);
  return light / dark;
}

for (const [palette, theme] of /** @type {["light" | "dark", string][]} */ ([
  ["light", "light"],
  ["light", "dark"],
  ["dark", "light"],
  ["dark", "dark"],
])) {
  test(`charts, maps and outcomes are drawn in the reader's ${palette} colours on a ${theme} page`, async ({
    faxor,
    page,
  }) => {
    await page.emulateMedia({ colorScheme: palette });
    await page.addInitScript((theme) => localStorage.setItem("theme", theme), theme);
    await faxor.open(`${ARTICLE}&at=300&updates=300&seeds=20&each=2&over=rate:0.01:0.1:3:log,init:0.1:1:3`);
    await faxor.openPart("charts");
    await faxor.openPart("luck");
    await page.locator("#luck-run").click();
    await expect(page.locator("#luck-status")).toHaveText(/counted\.$/);
    await page.locator("#where-run").click();
    await expect(page.locator("#where-status")).toHaveText(/are trained/);
    const text = await system(faxor, "CanvasText");
    const paper = await system(faxor, "Canvas");
    expect(text).not.toBe(paper);
    for (const [what, least] of /** @type {[string, number][]} */ ([
      ["#chart-delta .plot canvas", 200],
      ["#chart-loss .plot canvas", 200],
      ["#luck-plot canvas", 200],
      [".dots canvas", 20],
      ["#where-maps canvas", 30],
    ])) {
      for (const canvas of await page.locator(what).all()) {
        expect((await inks(canvas))[text] ?? 0, what).toBeGreaterThan(least);
      }
    }
    // A map has paper of the same palette under its words.
    for (const map of await page.locator("#where-maps canvas").all()) {
      expect((await inks(map))[paper], "paper").toBeGreaterThan(1000);
    }
  });
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`signs and pressed buttons stand out from what is behind them in ${colorScheme} colours`, async ({
    faxor,
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await faxor.open(`${ARTICLE}&at=100`);
    await faxor.openPart("charts");
    for (const what of ["#play", ".tools [aria-expanded=true]"]) {
      const { sign, text, ground, adjust } = await page
        .locator(what)
        .first()
        .evaluate((button) => {
          const { color, backgroundColor, forcedColorAdjust } =
            /** @type {CSSStyleDeclaration & { forcedColorAdjust: string }} */ (getComputedStyle(button));
          const sign = getComputedStyle(button, "::before");
          return {
            sign: sign.content === "none" ? color : sign.borderInlineStartColor,
            text: color,
            ground: backgroundColor,
            adjust: forcedColorAdjust,
          };
        });
      expect(contrast(sign, ground), `${what}: ${sign} on ${ground}`).toBeGreaterThan(4.5);
      expect(contrast(text, ground), `${what}: ${text} on ${ground}`).toBeGreaterThan(4.5);
      // Else the browser would put a plate of another colour behind the words.
      expect(adjust).toBe("none");
    }
  });
}

test("keys, the colour scale and the marks of rules and outcomes keep what they say", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=100&updates=200&seeds=5`);
  await faxor.openPart("luck");
  await page.locator("#luck-run").click();
  await expect(page.locator("#luck-status")).toHaveText(/counted\.$/);
  for (const [what, before, isForm] of /** @type {[string, string, boolean][]} */ ([
    [".scale", "", false],
    [".hatch", "", false],
    [".panel", "::before", false],
    ["dt", "::before", false],
    ...["solved", "stuck", "silent", "diverged"].map((outcome) => [
      `.legend .outcome-${outcome}`,
      "::before",
      outcome === "stuck",
    ]),
  ])) {
    for (const element of await page.locator(what).all()) {
      const style = await element.evaluate((element, before) => {
        const style = /** @type {CSSStyleDeclaration & { forcedColorAdjust: string }} */ (
          getComputedStyle(element, before)
        );
        const { forcedColorAdjust, backgroundColor, backgroundImage, borderTopWidth, width } = style;
        return { forcedColorAdjust, backgroundColor, backgroundImage, borderTopWidth, width };
      }, before || undefined);
      expect(style.forcedColorAdjust, what).toBe("none");
      expect(Number.parseFloat(style.width), what).toBeGreaterThan(3);
      if (isForm) expect(style.borderTopWidth, what).not.toBe("0px");
      else expect(`${style.backgroundImage} ${style.backgroundColor}`, what).not.toBe("none rgba(0, 0, 0, 0)");
    }
    expect(await page.locator(what).count(), what).toBeGreaterThan(0);
  }
});

test("of a curve, each rule's points have a form and its line a dash of its own", async ({ faxor, page }) => {
  await faxor.open(`${ALL}&seed=41&bias=1&over=width:2:4:2&each=1&updates=100`);
  await page.locator("#where-run").click();
  await expect(page.locator("#where-status")).toHaveText(/are trained/);
  const curve = page.locator("#where-maps .curve");
  const forms = await curve
    .locator(".point-of")
    .evaluateAll((points) => points.map((point) => point.firstElementChild?.outerHTML));
  expect(forms).toHaveLength(16);
  expect(new Set(forms).size).toBe(8);
  const dashes = await curve
    .locator(".curve-line")
    .evaluateAll((lines) => lines.map((line) => line.getAttribute("stroke-dasharray")));
  expect(new Set(dashes).size).toBe(8);
});
