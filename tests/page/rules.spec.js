// What the page says and draws of the rules covers the core's rules, no fewer and no more.
import { RULES } from "../../www/js/rules.js";
import { expect, test } from "./page.js";

test("the page says and draws something of every rule that the core has, and of no other", async ({ faxor, page }) => {
  await faxor.open();
  const known = await page.evaluate(async () => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    return core.choices().find(({ key }) => key === "rules")?.options;
  });
  expect(Object.keys(RULES)).toEqual(known);
  const dashes = Object.values(RULES).map(({ dash }) => dash.join());
  expect(new Set(dashes).size, "each dash is another").toBe(dashes.length);
  const sentences = Object.values(RULES).map(({ sentence }) => sentence);
  expect(new Set(sentences).size).toBe(sentences.length);
});
