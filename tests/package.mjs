// What the tests of the npm package share.
import { readFile } from "node:fs/promises";

/** The example in a README. @param {string} readme its path */
export async function example(readme) {
  const found = /```js\n(.*?)```/s.exec(await readFile(readme, "utf8"));
  if (!found) throw new Error(`${readme} has no example`);
  return found[1];
}

/** What a page prints on its console, up to a number of lines, or what went wrong.
 * @param {import("@playwright/test").Browser} browser @param {string} url @param {number} lines */
export async function prints(browser, url, lines) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const printed = [];
  const ended = new Promise((end) => {
    page.on("pageerror", ({ message }) => end(message));
    page.on("console", (message) => {
      if (message.type() === "error") end(message.text());
      if (message.type() === "log") printed.push(message.text());
      if (printed.length === lines) end(printed.join("\n"));
    });
    setTimeout(() => end(`printed only “${printed.join("\n")}” in 20 seconds`), 20_000).unref();
  });
  await page.goto(url);
  const result = String(await ended);
  await page.close();
  return result;
}
