// Links: a link determines the run, the address always contains it, and the page says what is wrong with an
// invalid link.
import { ARTICLE, DIVERGING, expect, test } from "./page.js";
import { exact } from "./read.js";

/** The bits of 1. */
const ONE = "3ff0000000000000";

/** Uses every rule's own choices, four panels, the other error, a bias and three hidden layers. */
const RICH =
  "rules=redrawn,kp,usf,readout&seed=5&width=7&depth=3&bias=1&init=0.5&error=sign&rate=0.02&decay=0.01&redraw=3";

for (const [name, link] of [
  ["the article's setting", ARTICLE],
  ["a rich setting", RICH],
]) {
  test(`two visitors who open one link see the same run: ${name}`, { tag: "@quick" }, async ({ faxor, another }) => {
    const one = await faxor.open(`${link}&at=3000`);
    const other = await (await another()).open(`${link}&at=3000`);
    await one.isPlaying(false);
    const seen = await one.shown();
    expect(seen.updates).toBe("3,000");
    expect(await other.shown()).toEqual(seen);
    expect(await other.page.evaluate(exact)).toEqual(await one.page.evaluate(exact));
    // Again, in the page that has already run it.
    expect(await (await one.open(`${link}&at=3000`)).shown()).toEqual(seen);
  });
}

test("a run continued from a link's pause equals one that never paused", async ({ faxor, another }) => {
  await faxor.open(`${ARTICLE}&at=990`);
  for (let i = 0; i < 10; i++) await faxor.step.click();
  await faxor.standsAt(1000);
  const through = await (await another()).open(`${ARTICLE}&at=1000`);
  expect(await faxor.shown()).toEqual(await through.shown());
});

test("the address always contains the run: start, play, pause, step, restart, speed", async ({ faxor }) => {
  await faxor.open(ARTICLE);
  const run = await faxor.address();
  await faxor.play.click();
  await faxor.passes(10);
  expect(await faxor.address()).toBe(run);
  await faxor.play.click();
  const paused = await faxor.updates();
  expect(await faxor.address()).toBe(`${run}&at=${paused}`);
  await faxor.step.click();
  expect(await faxor.address()).toBe(`${run}&at=${paused + 1}`);
  await faxor.speed.fill("13");
  await faxor.speed.dispatchEvent("change");
  expect(await faxor.address()).toBe(`${run}&at=${paused + 1}&pace=max`);
  await faxor.reset.click();
  expect(await faxor.address()).toBe(`${run}&pace=max`);
  await faxor.newSeed.click();
  expect(await faxor.address()).toBe(
    run.replace("seed=23", `seed=${await faxor.seed.inputValue()}`).concat("&pace=max"),
  );
});

test("a reload shows the same run again", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  await faxor.play.click();
  await faxor.passes(50);
  await faxor.play.click();
  const seen = await faxor.shown();
  await page.reload();
  await faxor.ready();
  await expect(faxor.clock).toHaveText(seen.updates);
  expect(await faxor.shown()).toEqual(seen);
});

for (const when of ["paused", "playing", "back at the start of a link that pauses"]) {
  test(`the copied link opens at the update at which it was copied: ${when}`, async ({ faxor, context, another }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await faxor.open(when.startsWith("back") ? `${ARTICLE}&at=500` : ARTICLE);
    if (when.startsWith("back")) {
      await faxor.reset.click();
    } else {
      await faxor.play.click();
      await faxor.passes(200);
    }
    if (when === "paused") await faxor.play.click();
    await faxor.copyLink.click();
    await expect(faxor.status).toHaveText(/^Copied/);
    const copied = await faxor.page.evaluate(() => navigator.clipboard.readText());
    const at = Number(new URL(copied).hash.match(/&at=(\d+)/)?.[1] ?? 0);
    if (when === "paused") expect(copied).toBe(faxor.page.url());
    if (when === "playing") expect(at).toBeGreaterThan(200);
    if (when.startsWith("back")) expect(at).toBe(0);
    if (when !== "playing") await faxor.standsAt(at);

    const other = await another();
    await other.page.goto(copied);
    await other.ready();
    await other.standsAt(at);
    if (when !== "playing") expect(await other.shown()).toEqual(await faxor.shown());
  });
}

for (const [name, deny] of /** @type {[string, () => void][]} */ ([
  [
    "denied",
    () => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException("denied", "NotAllowedError"));
    },
  ],
  ["absent, as on a page without https", () => Object.defineProperty(navigator, "clipboard", { value: undefined })],
])) {
  test(`if the clipboard is ${name}, the link is shown for copying by hand`, async ({ faxor, page }) => {
    await page.addInitScript(deny);
    await faxor.open(`${ARTICLE}&at=12`);
    await faxor.copyLink.click();
    const field = page.getByLabel("Copy it from here");
    await expect(field).toBeVisible();
    await expect(field).toBeFocused();
    await expect(field).toHaveValue(page.url());
    const selected = await field.evaluate((/** @type {HTMLInputElement} */ input) =>
      input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0),
    );
    expect(selected).toBe(page.url());
    await expect(faxor.status).not.toContainText("Copied");
  });
}

test("another link in the same tab shows its run, and back shows the former one", async ({ faxor, page, another }) => {
  await faxor.open(`${ARTICLE}&at=100`);
  const former = await faxor.shown();
  await faxor.play.click();
  await faxor.passes(110);
  await page.goto(`/#${RICH}&at=50`);
  await faxor.standsAt(50);
  await faxor.isPlaying(false);
  // The charts keep the former run's curves until they are cleared.
  await page.getByRole("button", { name: "Clear all" }).click();
  const fresh = await (await another()).open(`${RICH}&at=50`);
  expect(await faxor.shown()).toEqual(await fresh.shown());
  await expect(page.locator("#width")).toHaveValue("7");
  await expect(page.locator("#bias")).toBeChecked();

  await page.goto(`/#${ARTICLE}&at=100`);
  await faxor.standsAt(100);
  expect(await faxor.shown()).toEqual(former);
  await page.goBack();
  await faxor.standsAt(50);
  await expect(faxor.panels).toHaveCount(4);
});

test("another link's problems replace those of the former link", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open("rate=abc");
  await expect(faxor.problems).toContainText("rate is “abc”");
  await page.goto("/#width=65");
  await expect(faxor.problems).toContainText("width is “65”");
  await expect(faxor.problems).not.toContainText("rate");
  await page.goto(`/#${ARTICLE}`);
  await expect(faxor.problems).toBeHidden();
});

test("a link that a messenger has encoded is read", { tag: "@quick" }, async ({ faxor }) => {
  await faxor.open("rules=fa%2Cbp&seed=9&error=%73ign");
  await expect(faxor.problems).toBeHidden();
  await expect(faxor.rules.first()).toHaveValue("fa");
  await expect(faxor.seed).toHaveValue("9");
  expect(await faxor.inAddress("error")).toBe("sign");
});

/** What is wrong, the link, and what the page must say about it. @type {[string, string, RegExp[]][]} */
const WRONG = [
  ["nonsense", "hello", [/“hello” is not a key; the keys are v, task, points, noise, rules, seed/]],
  ["a key that nobody knows", "wdith=5", [/“wdith” is not a key/]],
  ["a half link", "rules=fa&seed=7&wid", [/“wid” is not a key/]],
  ["a key without a value", "rate", [/rate has no value; it may be a number from 0 to 10.*rate=0\.01/]],
  ["an empty value", "rate=", [/rate is “”; it may be a number from 0 to 10/]],
  ["not a number", "rate=NaN", [/rate is “NaN”; it may be a number from 0 to 10/]],
  ["infinity", "init=inf&rate=Infinity", [/init is “inf”/, /rate is “Infinity”/]],
  ["a number beyond f64", "rate=1e400", [/rate is “1e400”; it may be a number from 0 to 10/]],
  ["a negative number", "rate=-1", [/rate is “-1”; it may be a number from 0 to 10/]],
  ["a width out of range", "width=65", [/width is “65”; it may be a whole number from 1 to 64/]],
  ["a depth of none", "depth=0", [/depth is “0”; it may be a whole number from 1 to 6/]],
  [
    "a seed beyond 32 bits",
    "seed=99999999999",
    [/seed is “99999999999”; it may be a whole number from 0 to 4294967295/],
  ],
  ["a fraction of a unit", "width=1.5", [/width is “1\.5”/]],
  ["an update that is too far", "at=100000001", [/at is “100000001”; it may be a whole number from 0 to 100000000/]],
  ["a speed of none", "speed=0", [/speed is “0”; it may be a whole number from 1 to 10000, or max/]],
  ["another task", "task=moons", [/task is “moons”; it may be xor, quadrants, circle, spirals, gaussians or own/]],
  ["another version", "v=2", [/v is “2”; it may be 1/]],
  ["no rules", "rules=", [/rules is “”; it may be 1 to 8 different ones of bp, fa, redrawn/]],
  ["a rule twice", "rules=bp,fa,kp,usf,dfa,redrawn,readout,bp", [/rules is “bp,fa,kp,\S+”; it may be 1 to 8/]],
  ["an angle", "angle=180.5", [/angle is “180.5”; it may be a number from 0 to 180/]],
  ["a size of the feedback", "feedback=-1", [/feedback is “-1”; it may be a number from 0 to 100/]],
  ["a pace", "pace=0", [/pace is “0”; it may be a whole number from 1 to 1000000, or max/]],
  ["a curve", "over=seed", [/over is “seed”; it may be 1 to 2 different ones of /]],
  ["one rule twice", "rules=bp,bp", [/rules is “bp,bp”; it may be 1 to 8 different/]],
  ["one point", "task=circle&points=1", [/points is “1”; it may be a whole number from 2 to 200/]],
  ["noise without end", "task=circle&noise=1.5", [/noise is “1\.5”; it may be a number from 0 to 1/]],
  ["a sweep of no seeds", "seeds=0", [/seeds is “0”; it may be a whole number from 1 to 100000/]],
  ["a sweep beyond the last seed", "first=4294967295", [/first is “4294967295”; it may be .* from 0 to 4294867295/]],
  ["a sweep of no updates", "updates=0", [/updates is “0”; it may be a whole number from 1 to 100000/]],
  ["a key twice", "depth=1&depth=3", [/depth is given more than once; it may be given once/]],
  ["markup", "rate=<img src=x onerror=alert(1)>", [/rate is “<img src=x onerror=alert\(1\)>”/]],
  ["markup as a key", "<script>alert(1)</script>=1", [/“<script>alert\(1\)<\/script>” is not a key/]],
  ["bytes that are no text", "rate=%ff%00", [/rate is “/]],
  ["20,000 characters", `rate=${"1".repeat(19_995)}`, [/the link is 20000 bytes long; it may be 16384/]],
  [
    "a hundred keys",
    Array.from({ length: 100 }, (_, i) => `a${i}=1`).join("&"),
    [/“a0” is not a key/, /“a7” is not a key/, /92 more keys are unknown/],
  ],
  [
    "eleven wrong values",
    ["task", "points", "noise", "rules", "width", "depth", "bias", "init", "error", "rate", "decay"]
      .map((key) => `${key}=x`)
      .join("&"),
    [/task is “x”/, /error is “x”/, /and 2 more/],
  ],
  ["a key that nobody knows, a hundred times", Array(100).fill("a=1").join("&"), [/^[^“]*“a” is not a key[^“]*$/]],
];

/** Checks that the page says what is wrong with a link, keeps the rest of the link, and still works.
 * @param {import("./page.js").Faxor} faxor @param {(typeof WRONG)[number]} wrong
 * @param {(link: string) => Promise<unknown>} go how the link is opened
 * @param {string} [seed] a valid value that must be kept */
async function isNamed(faxor, [name, link, said], go, seed = "77") {
  const hasSeed = link.length < 4000 && !/(^|&)seed=/.test(link);
  await go(`${link}${hasSeed ? `&seed=${seed}` : ""}`);
  await expect(faxor.problems, name).toBeVisible();
  await expect(faxor.problems, name).toHaveAttribute("role", "alert");
  for (const sentence of said) await expect(faxor.problems, name).toContainText(sentence);
  expect(await faxor.problems.evaluate((box) => box.querySelectorAll(":not(p, ul, li)").length), name).toBe(0);
  // Valid choices are kept. Invalid ones have their defaults and are no longer in the address.
  if (hasSeed) await expect(faxor.seed, name).toHaveValue(seed);
  if (name === "a half link") {
    await expect(faxor.seed).toHaveValue("7");
    await expect(faxor.panels).toHaveCount(1);
  }
  const left = await faxor.page.evaluate(async () => {
    const { read_link } = await import(`${location.origin}/faxor.js`);
    return read_link(location.hash).problems;
  });
  expect(left, name).toEqual([]);
  await faxor.standsAt(0);
  await faxor.step.click();
  await faxor.standsAt(1);
}

test("the page says what is wrong with any invalid link, and still works", async ({ faxor, page }) => {
  test.slow();
  page.on("dialog", () => expect("a dialog", "markup in a link ran").toBe("nothing"));
  await faxor.open(ARTICLE);
  for (const [i, wrong] of WRONG.entries()) await isNamed(faxor, wrong, (link) => faxor.follow(link), String(77 + i));
});

for (const name of ["nonsense", "markup", "bytes that are no text", "20,000 characters"]) {
  const wrong = WRONG.find(([other]) => other === name);
  // Here and not in the test, so that no selection of tests hides it.
  if (!wrong) throw new Error(`no invalid link has the name “${name}”`);
  test(`a page loaded with an invalid link says what is wrong and still works: ${name}`, async ({ faxor, page }) => {
    page.on("dialog", () => expect("a dialog", "markup in a link ran").toBe("nothing"));
    await isNamed(faxor, wrong, (link) => faxor.open(link));
  });
}

test("each of several problems is reported, and the rest of the link is kept", async ({ faxor, page }) => {
  await faxor.open("rules=fa,kp&rate=abc&width=65&seed=12&depth=1&colour=red");
  await expect(faxor.problems.getByRole("listitem")).toHaveText([/^rate is/, /^width is/, /^“colour” is not/]);
  await expect(faxor.rules.nth(0)).toHaveValue("fa");
  await expect(faxor.rules.nth(1)).toHaveValue("kp");
  await expect(faxor.seed).toHaveValue("12");
  await expect(page.locator("#depth")).toHaveValue("1");
  const defaults = await faxor.defaults();
  expect(await faxor.inAddress("rate")).toBe(defaults.rate);
  expect(await faxor.inAddress("width")).toBe(defaults.width);
});

test("a rule that diverges says when, and the others continue and solve the task", async ({ faxor, page }) => {
  faxor.parts.push("charts");
  await faxor.open(`${DIVERGING}&at=700`);
  for (const { outcome } of (await faxor.shown()).panels) expect(outcome).not.toContain("diverged");
  await page.goto(`/#${DIVERGING}&at=1000`);
  await faxor.standsAt(1000);
  const { panels, charts } = await faxor.shown();
  const [diverged, ...others] = panels;
  expect(diverged.outcome).toMatch(/^diverged at update \d+$/);
  expect(diverged.alternative).toContain(diverged.outcome);
  expect(diverged.loss).toBe("loss –");
  for (const { outcome, right } of others) {
    expect(outcome).toMatch(/^solved since update [\d,]+$/);
    expect(right).toBe("4 of 4 right");
  }
  expect(charts.find(({ id }) => id === "chart-loss")?.alternative).toMatch(
    /read-out only undefined, feedback alignment 0, backpropagation 0$/,
  );

  const { runs, historyUpdates } = await page.evaluate(exact);
  for (const { figures, histories } of runs.slice(1)) {
    expect(figures[0], "accuracy").toBe(ONE);
    expect(histories[0]).toHaveLength(historyUpdates.length);
    expect(histories[0].at(-1), "accuracy in the last record").toBe(ONE);
  }
  for (let i = 0; i < 5; i++) await faxor.step.click();
  await faxor.standsAt(1005);
  expect((await page.evaluate(exact)).runs[0].predictions, "the diverged run stands").toEqual(runs[0].predictions);
  expect((await faxor.shown()).panels[0].outcome).toBe(diverged.outcome);
  // It restarts with a learning rate that does not diverge.
  await faxor.openSettings();
  await faxor.enter("rate", "0.01");
  await expect(faxor.panels.first().locator(".outcome")).toHaveText("");
});

test("an infinite loss leaves the other rules' losses in the chart", async ({ faxor, page }) => {
  faxor.parts.push("charts");
  // Not diverged yet: the first run's loss is infinite, but its outputs are finite.
  await faxor.open("rules=readout,bp,fa&seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=1&at=500");
  await expect(page.locator("#chart-loss .plot")).toHaveAttribute("aria-label", /read-out only undefined/);
  // The left part of the chart is its axis, which must have numbers.
  const drawn = await faxor.chart("chart-loss").evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const { data } = context.getImageData(0, 0, 50 * devicePixelRatio, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  });
  expect(drawn).toBeGreaterThan(50);
});

test("a link that is opened while the run plays is there after a reload at once", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  await faxor.play.click();
  await faxor.passes(20);
  await page.evaluate(() => {
    addEventListener("hashchange", () => location.reload(), { once: true });
    location.hash = "rules=kp&seed=77";
  });
  await expect(faxor.panels).toHaveCount(1);
  await faxor.ready();
  expect(await faxor.inAddress("seed")).toBe("77");
  expect(await faxor.inAddress("rules")).toBe("kp");
});

/** What others do to the link `#rules=fa,kp&seed=77`, and the address that comes of it. @type {[string, string][]} */
const CHANGED = [
  ["a hash that was escaped", "/%23rules=fa,kp&seed=77"],
  ["a hash that was escaped twice, and separators", "/%2523rules%253Dfa%252Ckp%2526seed=77"],
  ["a hash that was escaped, and slashes", "/%23rules=fa,kp&seed=77&kept=rate=1/init=0.5;rate=1/init=0.2"],
  ["the text after a question mark", "/?rules=fa,kp&seed=77"],
  ["ampersands for HTML", "/#rules=fa,kp&amp;seed=77"],
  ["ampersands for HTML as numbers", "/#rules=fa,kp&#38;seed=77"],
  ["escaped through and through", "/#rules%3Dfa%252Ckp%26seed%3D77"],
  ...[".", ",", ")", ">", "]", '"', "”", "»", ")."].map(
    (after) => /** @type {[string, string]} */ ([`${after} at the end`, `/#rules=fa,kp&seed=77${after}`]),
  ),
  ["a count after the text", "/#rules=fa,kp&seed=77?utm_source=mail&utm_medium=a"],
  ["a count in the text", "/#rules=fa,kp&fbclid=IwAR0&seed=77&utm_source=x&gclid=1&mc_eid=2"],
  ["quoted-printable", "/#rules=3Dfa,kp&se=%0Aed=3D77"],
  ["wrapped lines", "/#rules=fa,%0D%0Akp&se%20ed=77"],
];

/** A static host says that it has no such page, and shows 404.html. */
const NO_SUCH_PAGE = [/^status 404: /, /^console error: Failed to load /];

for (const [name, link] of CHANGED) {
  test(`a link that was changed on its way is repaired, and the page says so quietly: ${name}`, async ({
    faxor,
    page,
    faults,
  }) => {
    if (link.startsWith("/%")) faults.allow(...NO_SUCH_PAGE);
    await page.goto(link, { waitUntil: "commit" });
    await page.waitForURL(/\/#v=1/);
    await faxor.ready();
    // What 404.html leads back to may be right already.
    if (!link.startsWith("/%23")) await expect(page.locator("#status")).toContainText("damaged on its way");
    await expect(faxor.problems).toBeHidden();
    await expect(faxor.seed).toHaveValue("77");
    await expect(faxor.rules.nth(0)).toHaveValue("fa");
    await expect(faxor.rules.nth(1)).toHaveValue("kp");
    const text = await faxor.address();
    expect(text).toMatch(/^v=1&task=xor&rules=fa,kp&seed=77&width=10&[\w.&=;/]+$/);
    expect(page.url(), "nothing of it is handed on").toBe(`${new URL("/", page.url())}#${text}`);
  });
}

test("what others add to the query of a link is not handed on, and nothing is said of it", async ({ faxor, page }) => {
  const added = "utm_source=mail&fbclid=1&gclid=2&mc_eid=3&ref=a";
  await page.goto(`/?${added}#${ARTICLE}&at=20`);
  await faxor.ready();
  await faxor.standsAt(20);
  await expect(faxor.problems).toBeHidden();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const shared = await page.getByRole("dialog").getByLabel("Address").inputValue();
  expect(shared).toContain("/#v=1&task=xor&rules=bp,fa&seed=23&");
  for (const address of [shared, page.url()]) expect(address).not.toMatch(/\?|utm_|clid|mc_|ref/);
  // An address that says nothing of Faxor opens its own run.
  for (const nothing of [`/?${added}`, "/#utm_source=mail"]) {
    await page.goto("about:blank");
    await page.goto(nothing);
    await faxor.ready();
    await expect(faxor.problems).toBeHidden();
    expect(await faxor.inAddress("init"), nothing).toBe("0.1");
    expect(page.url(), nothing).not.toMatch(/\?|utm_/);
  }
});

test("a query by which a host finds the page stays", async ({ faxor, page }) => {
  await page.goto(`/?https://x.example/page.html#${ARTICLE}`);
  await faxor.ready();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const shared = await page.getByRole("dialog").getByLabel("Address").inputValue();
  expect(shared).toContain("/?https://x.example/page.html#v=1&");
});

test("what is wrong in a repaired link is named", async ({ faxor, page }) => {
  await page.goto("/?rules=fa,kp&amp;width=65&amp;seed=77.");
  await faxor.ready();
  await expect(faxor.problems.getByRole("listitem")).toHaveText([
    /^width is “65”; it may be a whole number from 1 to 64$/,
  ]);
  await expect(page.locator("#status")).toContainText("damaged on its way");
  await expect(faxor.seed).toHaveValue("77");
});

test("a page that is not there says so, leads to the page, and runs nothing but its one script", async ({
  page,
  faults,
}) => {
  faults.allow(...NO_SUCH_PAGE);
  const response = await page.goto("/nothing?a=%23rules=bp");
  expect(response?.status()).toBe(404);
  await expect(page.getByText("There is no such page.")).toBeVisible();
  expect(await page.locator("[onload], style, script[src]").count()).toBe(0);
  const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
  await expect(policy).toHaveAttribute(
    "content",
    /^default-src 'none'; script-src 'sha256-[\w+/=]+'; img-src data:; base-uri 'none'; form-action 'none'$/,
  );
  // An address of another host's form stays on this one.
  const { origin } = new URL(page.url());
  await page.goto(`${origin}//x.example/%23rules=bp`);
  await page.waitForURL(`${origin}//x.example/#rules=bp`);
  await page.goto("/nothing");
  await page.getByRole("link", { name: "Open Faxor" }).click();
  await page.waitForSelector("html[data-ready]");
});
