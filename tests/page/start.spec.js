// What a visitor sees who opens the page without a link.
import { ARTICLE, expect, test } from "./page.js";

test("the first screen has the question, two painted pictures of one start, and a play button in view", async ({
  faxor,
  page,
}) => {
  await faxor.open();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Can a network learn from the wrong feedback?");
  await expect(faxor.play).toBeInViewport();
  await expect(faxor.panels).toHaveCount(2);
  for (const panel of await faxor.panels.all()) await expect(panel.locator("canvas")).toBeInViewport();
  await expect(faxor.fault).toBeHidden();
  await expect(faxor.problems).toBeHidden();
  const colours = await page.evaluate(() =>
    Array.from(/** @type {NodeListOf<HTMLCanvasElement>} */ (document.querySelectorAll(".panel canvas")), (canvas) => {
      const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      return new Set(new Uint32Array(data.buffer)).size;
    }),
  );
  for (const count of colours) expect(count, "colours in a picture").toBeGreaterThan(20);
  const [one, other] = await faxor.pictures();
  expect(one === other, "both networks start the same").toBe(true);
});

test("the two pictures differ after learning", { tag: "@quick" }, async ({ faxor }) => {
  await faxor.open(`${ARTICLE}&at=1000`);
  const [one, other] = (await faxor.shown()).panels;
  expect(one.picture === other.picture).toBe(false);
  expect(one.loss).not.toBe(other.loss);
});

test("the page is paused at update 0, and nothing moves", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open();
  await faxor.standsAt(0);
  await faxor.isPlaying(false);
  const before = await faxor.shown();
  await page.waitForTimeout(500);
  expect(await faxor.shown()).toEqual(before);
});

test("the address contains the whole run from the start", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open();
  const core = await page.evaluate(async () => (await import(`${location.origin}/faxor.js`)).read_link("").text);
  expect(await faxor.address()).toBe(core);
  for (const key of ["v", "task", "rules", "seed", "width", "depth", "bias", "init", "error", "rate"]) {
    expect(await faxor.inAddress(key), key).toBeTruthy();
  }
});

test("a picture says in words what it shows, and the words are updated after a step", async ({ faxor }) => {
  await faxor.open(ARTICLE);
  const canvas = faxor.panels.first().locator("canvas");
  await expect(canvas).toHaveAttribute("aria-label", /^Output of backpropagation after 0 updates\./);
  const words = await canvas.getAttribute("aria-label");
  expect(words?.match(/target [01], output −?\d+\.\d\d, (right|wrong)/g)).toHaveLength(4);
  await faxor.step.click();
  await expect(canvas).toHaveAttribute("aria-label", /after 1 updates?\./);
  expect(await canvas.getAttribute("aria-label")).not.toBe(words);
});

test("the crosses agree with the count of right points", { tag: "@quick" }, async ({ faxor }) => {
  await faxor.open(`${ARTICLE}&at=300`);
  for (const { right, wrong, alternative } of (await faxor.shown()).panels) {
    const count = wrong.filter((is) => !is).length;
    expect(right).toBe(`${count} of 4 right`);
    expect(alternative?.match(/, right/g) ?? []).toHaveLength(count);
  }
});
