// What the page shows when it is opened without a text: two networks that race. And the compass in every panel.
import { expect, test } from "./page.js";

/** The update at which both networks of the opening have solved the task. */
const SOLVED = 1300;

test("without a text two networks race until both have solved the task, and Play leads on @quick", async ({
  faxor,
}) => {
  await faxor.page.goto("/");
  await faxor.ready();
  await faxor.passes(0);
  await expect(faxor.play).toHaveText("Pause");
  await faxor.standsAt(SOLVED);
  await expect(faxor.play).toHaveText("Play");
  await expect(faxor.status).toHaveText("By update 1,300, both networks have solved the task. Press Play to go on.");
  await expect(faxor.panels.locator(".outcome")).toHaveText(["solved since update 700", "solved since update 1,300"]);
  expect(await faxor.inAddress("at")).toBe(String(SOLVED));
  await faxor.play.click();
  await faxor.passes(SOLVED + 200);
  await expect(faxor.play).toHaveText("Pause");
});

test("without a text and with reduced motion, the end of the race is shown, and nothing moves", async ({ faxor }) => {
  await faxor.page.emulateMedia({ reducedMotion: "reduce" });
  await faxor.page.goto("/");
  await faxor.ready();
  await faxor.standsAt(SOLVED);
  await expect(faxor.play).toHaveText("Play");
  await faxor.frames(5);
  expect(await faxor.updates()).toBe(SOLVED);
});

test("with a text nothing moves until Play is pressed", async ({ faxor }) => {
  for (const text of ["v=1", "rules=bp,fa&seed=20&bias=1&init=0.1&rate=0.1", "view=panels"]) {
    await faxor.open(text);
    await faxor.frames(10);
    expect(await faxor.updates(), text).toBe(0);
  }
});

test("a run that is restarted stops again where both have solved the task, at any speed", async ({ faxor }) => {
  await faxor.open("rules=bp,fa&seed=20&bias=1&init=0.1&rate=0.1&speed=max");
  for (const time of ["first", "second"]) {
    await faxor.play.click();
    await faxor.standsAt(SOLVED);
    await expect(faxor.play, time).toHaveText("Play");
    await faxor.reset.click();
    await faxor.standsAt(0);
  }
});

test("the compass turns its needle by the delta angle over all hidden layers, and says it in words", async ({
  faxor,
}) => {
  await faxor.open("rules=bp,fa,readout&seed=20&bias=1&init=0.1&rate=0.1&at=400");
  const core = await faxor.page.evaluate(async () => {
    const { Quantity } = /** @type {typeof import("../../www/faxor.js")} */ (
      await import(`${location.origin}/faxor.js`)
    );
    const { experiment } = /** @type {any} */ (document).faxor.state;
    return [0, 1, 2].map((run) => Array.from(experiment.numbers(run, Quantity.AllDeltaAngles)));
  });
  const shown = await faxor.panels.evaluateAll((panels) =>
    panels.map((panel) => {
      const needle = /** @type {SVGElement} */ (panel.querySelector(".needle"));
      return {
        turn: needle.style.transform,
        isShown: getComputedStyle(needle).display !== "none",
        told: panel.querySelector(".told summary")?.textContent,
      };
    }),
  );
  const [, [all, first, second]] = core;
  expect(all).toBeGreaterThan(90);
  expect(shown).toEqual([
    { turn: "rotate(0deg)", isShown: true, told: "told exactly what is true" },
    {
      turn: `rotate(${Number(all.toFixed(1))}deg)`,
      isShown: true,
      told: `told ${Math.round(all)}° away from the truth`,
    },
    { turn: "", isShown: false, told: "told nothing" },
  ]);
  const aligned = faxor.panels.nth(1).locator(".told");
  const layers = `layer 1: ${Math.round(first)}°, layer 2: ${Math.round(second)}°`;
  await expect(aligned.getByText(layers)).toBeHidden();
  await aligned.locator("summary").press("Enter");
  await expect(aligned.getByText(layers)).toBeVisible();
});

test("the compass shows the angle of the update that is shown, after a step and a rewind too", async ({ faxor }) => {
  await faxor.open("rules=bp,fa&seed=20&bias=1&init=0.1&rate=0.1&at=300");
  const told = faxor.panels.nth(1).locator(".needle").first();
  const turn = () => told.evaluate((needle) => /** @type {SVGElement} */ (needle).style.transform);
  const before = await turn();
  await faxor.step.click();
  await faxor.standsAt(301);
  expect(await turn()).not.toBe(before);
  await faxor.page.locator("#timeline").fill("300");
  await faxor.standsAt(300);
  expect(await turn()).toBe(before);
});
