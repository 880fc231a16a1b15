// A reader's own points: edited in the pictures by mouse, by touch and by key, and as text.
import { readFile } from "node:fs/promises";
import { ARTICLE, expect, looksRight, test, UNSOLVABLE } from "./page.js";

/** @typedef {import("./page.js").Faxor} Faxor */

/** Points that make the pictures' range -0.25 to 1.25, as XOR's. */
const OWN = ARTICLE.replace("rules", "task=own&data=0,0,0;.5,1,1;1,.5,0&rules");

/** @param {Faxor} faxor */
const data = (faxor) => faxor.inAddress("data");

/** Opens the tool over a link, without the page moving under the pointer. @param {Faxor} faxor @param {string} link */
async function openTool(faxor, link) {
  await faxor.page.emulateMedia({ reducedMotion: "reduce" });
  await faxor.open(link);
  await faxor.page.locator("[aria-controls=own]").click();
  await expect(faxor.page.locator("#own-text")).toBeVisible();
}

/** The place on the screen of a point of the plane, in a picture. @param {Faxor} faxor @param {number} x1 @param {number} x2 */
async function placeOf(faxor, x1, x2, picture = 0) {
  const place = faxor.page.locator(".picture").nth(picture);
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (!box) throw new Error("the picture has no box");
  const [least, most] = await faxor.page.evaluate(() =>
    Array.from(/** @type {import("./read.js").Page} */ (document).faxor.state.experiment.view()),
  );
  const share = (/** @type {number} */ x) => (x - least) / (most - least);
  return { x: box.x + share(x1) * box.width, y: box.y + (1 - share(x2)) * box.height };
}

/** @param {Faxor} faxor @param {number} x1 @param {number} x2 */
async function press(faxor, x1, x2, picture = 0) {
  const { x, y } = await placeOf(faxor, x1, x2, picture);
  await faxor.page.mouse.click(x, y);
}

/** The run's points as the core has them, and what the networks have done with them. @param {Faxor} faxor */
const run = (faxor) =>
  faxor.page.evaluate(() => {
    const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
    const { experiment } = state;
    const flat = Array.from(experiment.points());
    const points = flat.flatMap((_, i) => (i % 3 ? [] : [flat.slice(i, i + 3)]));
    return { points, earliest: experiment.earliest(), updates: experiment.updates(), task: state.choice("task") };
  });

/** Checks that the address, the pictures and the field have the same points, and returns them. @param {Faxor} faxor */
async function points(faxor) {
  const { points } = await run(faxor);
  const [link, field, { panels }] = [
    await data(faxor),
    await faxor.page.locator("#own-text").inputValue(),
    await faxor.shown(),
  ];
  const ofLink = link?.split(";").map((point) => point.split(",").map(Number));
  expect(ofLink, "in the address").toEqual(points);
  expect(field, "in the field").toBe(points.map((point) => point.join()).join("\n"));
  for (const panel of panels) {
    expect(panel.points.map(([, target]) => Number(target))).toEqual(points.map(([, , y]) => y));
  }
  return points;
}

test("a press adds a point, a press on a point changes its class, and the next point is of that class", async ({
  faxor,
  page,
}) => {
  await openTool(faxor, ARTICLE);
  await expect(page.locator("#own-bar")).toContainText("Press an empty place to add a point");
  // Nothing is another task before the first edit.
  expect((await run(faxor)).task).toBe("xor");
  const [panel] = await page.locator(".panel").elementHandles();
  await press(faxor, 0.5, 0.5);
  expect(await points(faxor)).toEqual([
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
    [0.5, 0.5, 1],
  ]);
  await expect(faxor.status).toHaveText("The task is your own points now. The point at 0.5, 0.5 is of class 1.");
  await press(faxor, 1, 0, 1);
  expect((await points(faxor))[2]).toEqual([1, 0, 0]);
  await expect(faxor.status).toHaveText("The point at 1, 0 is of class 0.");
  await press(faxor, 0.75, 0.25);
  expect((await points(faxor))[5]).toEqual([0.75, 0.25, 0]);
  // The panels are not made anew: a drag goes on over the first edit.
  expect(await panel.evaluate((element) => element.isConnected)).toBe(true);
});

test("a point is dragged while the run plays: it learns on, from the update of the last change", async ({
  faxor,
  page,
}) => {
  await openTool(faxor, UNSOLVABLE);
  await faxor.play.click();
  await faxor.passes(100);
  const from = await placeOf(faxor, 1, 1);
  const to = await placeOf(faxor, 0.4, 0.7);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  /** Updates made, and that of the last change, along the way. @type {number[][]} */
  const seen = [];
  for (let i = 1; i <= 6; i++) {
    await page.mouse.move(from.x + ((to.x - from.x) * i) / 6, from.y + ((to.y - from.y) * i) / 6);
    await faxor.frames(4);
    const { updates, earliest } = await run(faxor);
    seen.push([updates, earliest]);
  }
  await page.mouse.up();
  for (const [i, [updates, earliest]] of seen.slice(1).entries()) {
    expect(updates).toBeGreaterThan(seen[i][0]);
    expect(earliest).toBeGreaterThan(seen[i][1]);
  }
  await faxor.isPlaying(true);
  const { earliest } = await run(faxor);
  await faxor.passes(earliest + 20);
  await faxor.play.click();
  const [, , , moved] = await points(faxor);
  expect(moved[0]).toBeCloseTo(0.4, 1);
  expect(moved[1]).toBeCloseTo(0.7, 1);
  expect(moved[2]).toBe(0);
  await expect(page.locator("#own-notes")).toContainText("go on from what they had learned");
  // It can be rewound to the last change, and no further.
  const timeline = page.locator("#timeline");
  await expect(timeline).toHaveAttribute("min", String(earliest));
  await timeline.fill(String(earliest));
  await faxor.standsAt(earliest);
  await expect(page.locator("#back")).toBeDisabled();
  await page.keyboard.press("ArrowLeft");
  await faxor.standsAt(earliest);
  // The link cannot say that. Restart does what the link does.
  expect(await faxor.inAddress("at")).toBeNull();
  await faxor.reset.click();
  await faxor.standsAt(0);
  await expect(page.locator("#own-notes")).toBeEmpty();
  expect(await run(faxor)).toMatchObject({ earliest: 0, task: "own" });
  await expect(timeline).toHaveAttribute("min", "0");
});

test("a drag makes at most one change a frame, and no panel or chart anew", async ({ faxor, page }) => {
  await openTool(faxor, `${OWN}&at=300`);
  const { x, y } = await placeOf(faxor, 0, 0);
  const [point] = await page.locator(".point").elementHandles();
  const [chart] = await page.locator("#chart-delta canvas").elementHandles();
  const counts = await page.evaluate(
    async ({ x, y }) => {
      const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
      let changes = 0;
      state.on("change", () => {
        changes += 1;
      });
      const picture = /** @type {Element} */ (document.elementFromPoint(x, y)?.closest(".picture"));
      // Only a pointer that the browser knows can be captured.
      picture.setPointerCapture = () => {};
      const fire = (/** @type {string} */ type, /** @type {number} */ by) =>
        picture.dispatchEvent(
          new PointerEvent(type, { pointerId: 7, isPrimary: true, bubbles: true, clientX: x + by, clientY: y }),
        );
      fire("pointerdown", 0);
      const frames = 5;
      for (let frame = 0; frame < frames; frame++) {
        for (let i = 1; i <= 20; i++) fire("pointermove", frame * 20 + i);
        await new Promise(requestAnimationFrame);
      }
      const { length } = state.experiment.points();
      return { changes, frames, length };
    },
    { x, y },
  );
  expect(counts.changes).toBeGreaterThan(1);
  expect(counts.changes).toBeLessThanOrEqual(counts.frames + 1);
  expect(counts.length).toBe(9);
  expect(await point.evaluate((element) => element.isConnected)).toBe(true);
  expect(await chart.evaluate((element) => element.isConnected)).toBe(true);
});

test("a dragged point stays within the picture, and the values under the pointer are read all the while", async ({
  faxor,
  page,
}) => {
  await openTool(faxor, OWN);
  const from = await placeOf(faxor, 0, 0);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x - 5, from.y);
  await page.mouse.move(from.x - 400, from.y + 300);
  await faxor.frames(2);
  await expect(page.locator(".reading").first()).toHaveText(/^x₁ −0.25, x₂ −0.25: ŷ /);
  await page.mouse.up();
  expect((await points(faxor))[0]).toEqual([-0.25, -0.25, 0]);
  const { x, y } = await placeOf(faxor, 0.75, 0.75);
  await page.mouse.move(x, y);
  await expect(page.locator(".reading").first()).toHaveText(/^x₁ 0.75, x₂ 0.75: ŷ /);
});

test("a press ends where its picture goes, and the next one edits again", async ({ faxor, page }) => {
  await openTool(faxor, OWN);
  const { x, y } = await placeOf(faxor, 0, 0);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.evaluate(() => {
    /** @type {import("./read.js").Page} */ (document).faxor.state.change("rules", "bp");
  });
  await page.mouse.move(x + 60, y);
  await faxor.frames(2);
  await page.mouse.up();
  expect((await points(faxor))[0]).toEqual([0, 0, 0]);
  await press(faxor, 0.5, 1);
  expect((await points(faxor))[1]).toEqual([0.5, 1, 0]);
  await page.keyboard.press("Control+z");
  expect((await points(faxor))[1]).toEqual([0.5, 1, 1]);
});

test("while the run rests, what a point's change makes right or wrong is shown at once", async ({ faxor }) => {
  await openTool(faxor, `${OWN}&at=2000`);
  const { panels } = await faxor.shown();
  await press(faxor, 1, 0.5);
  const after = (await faxor.shown()).panels;
  for (const [i, { wrong, right, alternative, picture }] of after.entries()) {
    expect(wrong[2]).toBe(!panels[i].wrong[2]);
    expect(right).not.toBe(panels[i].right);
    expect(alternative).toContain("1, 0.5: target 1");
    // Nothing is trained, so the output is the same.
    expect(picture).toBe(panels[i].picture);
  }
  expect((await run(faxor)).updates).toBe(2000);
});

test("with Delete points pressed a press deletes, and two points always stay", async ({ faxor, page }) => {
  await openTool(faxor, OWN);
  const toggle = page.getByRole("button", { name: "Delete points" });
  const place = await placeOf(faxor, 0, 0);
  await toggle.click();
  await expect(toggle).toHaveAttribute("aria-pressed", "true");
  expect(await placeOf(faxor, 0, 0), "the picture stays").toEqual(place);
  await expect(page.locator("#own-bar")).toContainText("Press a point to delete it.");
  await press(faxor, 0.2, 0.6);
  await expect(faxor.status).toHaveText("There is no point.");
  await press(faxor, 0.5, 1);
  expect(await points(faxor)).toEqual([
    [0, 0, 0],
    [1, 0.5, 0],
  ]);
  await press(faxor, 0, 0);
  await expect(faxor.status).toHaveText("There may be 2 to 60 points.");
  expect(await points(faxor)).toHaveLength(2);
  await toggle.click();
  await press(faxor, 0, 0);
  expect((await points(faxor))[0]).toEqual([0, 0, 1]);
});

test("there is no room for a 61st point", async ({ faxor }) => {
  const many = Array.from({ length: 59 }, (_, i) => `${i / 100},0,${i % 2}`).join(";");
  await openTool(faxor, OWN.replace(/data=[^&]*/, `data=${many}`));
  await press(faxor, 0.5, 0.5);
  expect(await points(faxor)).toHaveLength(60);
  await press(faxor, 0.5, 0.8);
  await expect(faxor.status).toHaveText("There may be 2 to 60 points.");
  expect(await points(faxor)).toHaveLength(60);
});

test("undo goes back edit by edit, a drag at once; so does Ctrl+Z in a picture", async ({ faxor, page }) => {
  await openTool(faxor, `${ARTICLE}&at=100`);
  const undo = page.locator("#own-undo");
  await expect(undo).toHaveAttribute("aria-disabled", "true");
  await press(faxor, 0.5, 0.5);
  const [from, to] = [await placeOf(faxor, 0.5, 0.5), await placeOf(faxor, 0.8, 0.3)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let i = 1; i <= 5; i++) {
    await page.mouse.move(from.x + ((to.x - from.x) * i) / 5, from.y + ((to.y - from.y) * i) / 5);
    await faxor.frames(2);
  }
  await page.mouse.up();
  await press(faxor, 0, 0);
  const [, , , , dragged] = await points(faxor);
  expect(dragged[0]).toBeCloseTo(0.8, 1);
  await undo.click();
  expect((await points(faxor))[0]).toEqual([0, 0, 0]);
  expect((await points(faxor))[4]).toEqual(dragged);
  await page.locator(".picture").first().focus();
  await page.keyboard.press("Control+z");
  expect((await points(faxor))[4]).toEqual([0.5, 0.5, 1]);
  await page.keyboard.press("Control+z");
  expect(await points(faxor)).toEqual([
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
  ]);
  await expect(undo).toHaveAttribute("aria-disabled", "true");
  await undo.press("Enter");
  await expect(faxor.status).toHaveText("Nothing to undo.");
  expect((await run(faxor)).updates).toBe(100);
  // Another run's points are none to go back to.
  await press(faxor, 0.5, 0.5);
  await expect(undo).toHaveAttribute("aria-disabled", "false");
  await faxor.follow(ARTICLE);
  await expect(undo).toHaveAttribute("aria-disabled", "true");
  expect((await run(faxor)).task).toBe("xor");
});

test("points are added, turned, moved and deleted by keys alone", async ({ faxor, page }) => {
  await openTool(faxor, `${ARTICLE}&at=50`);
  await page.locator(".picture").nth(1).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  expect((await points(faxor))[4]).toEqual([0.5, 0.5, 1]);
  await page.keyboard.press("Enter");
  expect((await points(faxor))[4]).toEqual([0.5, 0.5, 0]);
  for (const key of ["ArrowRight", "ArrowRight", "ArrowUp"]) await page.keyboard.press(`Shift+${key}`);
  const [, , , , moved] = await points(faxor);
  expect(moved[0]).toBeCloseTo(0.575, 1);
  expect(moved[1]).toBeCloseTo(0.5375, 1);
  expect(moved[2]).toBe(0);
  await expect(faxor.status).toHaveText(`The point at ${moved[0]}, ${moved[1]} is of class 0.`);
  // Those moves are one step.
  await page.keyboard.press("Control+z");
  expect((await points(faxor))[4]).toEqual([0.5, 0.5, 0]);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  expect(await points(faxor)).toHaveLength(4);
  // From the middle of the picture to the point at 0, 0: the mark says that it is there.
  await page.locator(".picture").nth(0).focus();
  for (let i = 0; i < 13; i++) for (const key of ["ArrowLeft", "ArrowDown"]) await page.keyboard.press(key);
  await expect(faxor.status).toHaveText("The point at 0, 0 is of class 0.");
  await page.keyboard.press("Delete");
  expect(await points(faxor)).toEqual([
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
  ]);
  await page.keyboard.press("Backspace");
  await expect(faxor.status).toHaveText("There is no point.");
  await faxor.standsAt(50);
  // Space plays, as everywhere.
  await page.keyboard.press("Space");
  await faxor.isPlaying(true);
});

test("the mark of the keys reaches every point", async ({ faxor, page }) => {
  // Half way between the steps of the mark, along both axes.
  const data = "-10,-10,0;9.48,9.48,1;.25,.25,0;5.38,-3.33,1;9.99,-9.99,1;-.77,.77,0;1.28,1.28,1;2.3,2.3,0;3,3,1";
  await openTool(faxor, OWN.replace(/data=[^&]*/, `data=${data}`));
  const reached = await page.evaluate(async () => {
    const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
    const [least, most] = state.experiment.view();
    const step = (most - least) / 40;
    const flat = state.experiment.points();
    const picture = /** @type {HTMLElement} */ (document.querySelector(".picture"));
    const said = [];
    for (let i = 0; i < flat.length; i += 3) {
      picture.blur();
      picture.focus();
      // In the middle, where the mark is at first.
      const press = (/** @type {string} */ key, /** @type {number} */ times) => {
        for (let time = 0; time < times; time++) {
          picture.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        }
      };
      for (const [x, less, more] of /** @type {[number, string, string][]} */ ([
        [flat[i], "ArrowLeft", "ArrowRight"],
        [flat[i + 1], "ArrowDown", "ArrowUp"],
      ])) {
        press(less, 1);
        press(more, 1);
        const steps = Math.round(x / step);
        press(steps < 0 ? less : more, Math.abs(steps));
      }
      said.push(document.getElementById("status")?.textContent);
    }
    return said;
  });
  const { points } = await run(faxor);
  const told = points.map(([x1, x2, y]) => `The point at ${x1}, ${x2} is of class ${y}.`.replaceAll("-", "−"));
  expect(reached).toEqual(told);
});

test("with the tool closed the pictures are as before: no key and no press edits", async ({ faxor, page }) => {
  await openTool(faxor, ARTICLE);
  const tool = page.locator("[aria-controls=own]");
  const action = () =>
    page
      .locator(".picture")
      .first()
      .evaluate((element) => getComputedStyle(element).touchAction);
  expect(await action()).toBe("none");
  await expect(page.locator(".picture").first()).toHaveAccessibleDescription(/^Output of .*Enter adds a point/);
  await tool.click();
  await expect(page.locator("#own-bar")).toBeHidden();
  await expect(page.locator(".picture").first()).toHaveAccessibleDescription(/^Output of [^E]*$/);
  expect(await action()).toBe("pan-y pinch-zoom");
  await press(faxor, 0.5, 0.5);
  await page.keyboard.press("ArrowRight");
  for (const key of ["Enter", "Delete", "Control+z", "Shift+ArrowLeft"]) await page.keyboard.press(key);
  expect(await run(faxor)).toMatchObject({ task: "xor", updates: 0 });
  await faxor.standsAt(0);
});

test("Edit these points begins from a drawn task's first 60, and says what goes", async ({ faxor, page }) => {
  await openTool(faxor, `task=circle&points=100&rules=bp&seed=4&width=6&depth=1&init=1&at=60`);
  await expect(page.locator("#own-cut")).toHaveText("the first 60 of 100 points");
  const before = (await run(faxor)).points.slice(0, 60);
  await page.getByRole("button", { name: "Edit these points" }).click();
  const after = await points(faxor);
  expect(after).toHaveLength(60);
  for (const [i, [x1, x2, y]] of after.entries()) {
    expect(x1).toBeCloseTo(before[i][0], 1);
    expect(x2).toBeCloseTo(before[i][1], 1);
    expect(y).toBe(before[i][2]);
  }
  await expect(faxor.status).toHaveText(
    /^The task is your own points now: the first 60 of 100 points, without points for testing\. /,
  );
  await expect(page.locator("#own-begin")).toBeHidden();
  await expect(page.locator("#own-undo")).toBeFocused();
  await expect(page.locator(".panel .test")).toBeHidden();
  expect(await run(faxor)).toMatchObject({ earliest: 60, updates: 60 });
});

for (const [form, text] of [
  ["commas", "0,0,0\n0.25,1,1\n-1,.5,1"],
  ["semicolons, decimal commas and a header", "x1;x2;y\r\n0;0;0\r\n0,25;1;1\r\n-1;0,5;1\r\n"],
  ["tabs and quotes", '\uFEFF"0"\t"0"\t"0"\n"0,25"\t"1"\t"1"\n\n"-1"\t"0.5"\t"1"'],
]) {
  test(`points pasted with ${form} are used in one restart`, async ({ faxor, page }) => {
    await openTool(faxor, `${ARTICLE}&at=40`);
    await page.evaluate(() => {
      const { state } = /** @type {import("./read.js").Page} */ (document).faxor;
      const seen = /** @type {boolean[]} */ ([]);
      state.on("change", ({ restarted }) => seen.push(restarted));
      Object.assign(window, { seen });
    });
    const field = page.getByLabel(/^The points as text/);
    await field.fill(text);
    await expect(page.locator("#own-said")).toHaveText("This text is not in use yet.");
    expect((await run(faxor)).task).toBe("xor");
    await page.getByRole("button", { name: "Use these points" }).click();
    await expect(page.locator("#own-said")).toHaveText("3 points in use: the run restarts from update 0.");
    expect(await points(faxor)).toEqual([
      [0, 0, 0],
      [0.25, 1, 1],
      [-1, 0.5, 1],
    ]);
    expect(await run(faxor)).toMatchObject({ updates: 0, earliest: 0, task: "own" });
    expect(await page.evaluate(() => /** @type {Window & { seen?: boolean[] }} */ (window).seen)).toEqual([true]);
  });
}

test("a wrong line is named and changes nothing; more decimals are rounded and said", async ({ faxor, page }) => {
  await openTool(faxor, `${OWN}&at=40`);
  const [field, use] = [page.locator("#own-text"), page.locator("#own-use")];
  const before = await faxor.shown();
  for (const [text, said] of [
    ["0,0,0\n1,1,1\nabc,0,1", "Line 3: x1 is “abc”; it may be a number from -10 to 10."],
    ["0,0,0\n<b>x</b>,<script>,2", "Line 2: x1 is “<b>x</b>”; it may be a number from -10 to 10."],
    ["0,0,0", "1 point. There may be 2 to 60 points."],
    ["0,0,1\n".repeat(61), "61 points. There may be 2 to 60 points."],
  ]) {
    await field.fill(text);
    await use.click();
    await expect(page.locator("#own-said")).toHaveText(said);
    expect(await field.inputValue()).toBe(text);
    expect(await faxor.shown()).toEqual(before);
  }
  expect(await page.locator("#own-said b, #own-said script").count()).toBe(0);
  // Keys in the field are the field's own.
  await field.press("Control+z");
  expect(await data(faxor)).toBe("0,0,0;.5,1,1;1,.5,0");
  await field.fill("0.125,0,0\n1,0.333,1");
  await use.click();
  await expect(page.locator("#own-text")).toHaveAttribute("aria-invalid", "false");
  await expect(page.locator("#own-said")).toHaveText(
    "2 points in use: the run restarts from update 0. 2 coordinates rounded to two decimals.",
  );
  expect(await points(faxor)).toEqual([
    [0.13, 0, 0],
    [1, 0.33, 1],
  ]);
});

test("what is saved as CSV can be chosen, or dropped on the field, and used again", async ({ faxor, page }) => {
  await openTool(faxor, OWN);
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^faxor-points-\w+\.csv$/);
  const csv = await readFile(await download.path(), "utf8");
  expect(csv).toMatch(/^# v=1&task=own&\S+\nx1,x2,y\n0,0,0\n0\.5,1,1\n1,0\.5,0\n$/);
  const before = await points(faxor);
  await faxor.follow(ARTICLE);
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open a CSV file" }).click();
  await (await choosing).setFiles({ name: "points.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await expect(page.locator("#own-text")).toHaveValue(csv);
  await expect(page.locator("#own-text")).toBeFocused();
  await page.locator("#own-use").click();
  expect(await points(faxor)).toEqual(before);

  const drop = (/** @type {string} */ content) =>
    page.locator("#own-text").evaluate((field, content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], "points.csv", { type: "text/csv" }));
      const fire = (/** @type {string} */ type) =>
        field.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      // Whether the field takes it, so that the browser does not open it.
      return [fire("dragover"), fire("drop")].map((isLeft) => !isLeft);
    }, content);
  expect(await drop("2;0,5;1\n-2;0;0")).toEqual([true, true]);
  await expect(page.locator("#own-text")).toHaveValue("2;0,5;1\n-2;0;0");
  await page.locator("#own-use").click();
  expect(await points(faxor)).toEqual([
    [2, 0.5, 1],
    [-2, 0, 0],
  ]);
  await drop("0,0,1\n".repeat(20_000));
  await expect(page.locator("#own-said")).toHaveText("The file has 120,000 bytes; it may have 100,000.");
  expect(await points(faxor)).toHaveLength(2);
  // A file that is dropped elsewhere is opened as results. This one is not.
  await expect(page.locator("#earlier")).toBeHidden();
});

test("points of one class, and both classes at one place, are remarked on and trained all the same", async ({
  faxor,
  page,
}) => {
  await openTool(faxor, OWN);
  const notes = page.locator("#own-notes");
  await expect(notes).toBeEmpty();
  await press(faxor, 0.5, 1);
  await expect(notes).toHaveText("All points are of class 0: the networks need only learn to output 0.");
  await faxor.step.click();
  await faxor.standsAt(1);
  await press(faxor, 0.5, 1);
  // One point dragged onto another.
  const [from, to] = [await placeOf(faxor, 0.5, 1), await placeOf(faxor, 1, 0.5)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
  expect((await points(faxor)).slice(1)).toEqual([
    [1, 0.5, 1],
    [1, 0.5, 0],
  ]);
  await expect(notes).toContainText("Both classes have a point at 1, 0.5: no network can have both right.");
  await faxor.step.click();
  await faxor.standsAt(2);
  // The one on top is dragged away again, and the other is still there.
  await page.mouse.move(to.x, to.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y + 60);
  await page.mouse.up();
  const after = await points(faxor);
  expect(after[1]).toEqual([1, 0.5, 1]);
  expect(after[2][1]).toBeLessThan(0.4);
});

test("a link has the edited points, and opens them again", async ({ faxor, page }) => {
  await openTool(faxor, OWN);
  await press(faxor, 0.25, 0.25);
  await press(faxor, 0, 0);
  const before = await points(faxor);
  await faxor.step.click();
  await page.reload();
  await faxor.ready();
  await faxor.standsAt(1);
  expect((await run(faxor)).points).toEqual(before);
  await faxor.reset.click();
  // After a change on the way, the link says what it can say.
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("[aria-controls=own]").click();
  await expect(page.locator("#own-text")).toBeVisible();
  await faxor.step.click();
  await press(faxor, 0, 0);
  await faxor.copyLink.click();
  await expect(faxor.status).toHaveText("Copied: the link trains on these points from the start.");
  await page.locator("#share").click();
  await expect(page.locator("#sharing-replays")).toHaveText(/^It trains on these points from the start\./);
  await expect(page.locator("#sharing-at")).toBeHidden();
  await page.locator("#sharing-close").click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const after = await points(faxor);
  await faxor.open(link.split("#")[1]);
  await faxor.standsAt(0);
  expect((await run(faxor)).points).toEqual(after);
});

test.describe("a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("adds, turns and deletes by taps, and drags a point while the page does not scroll", async ({ faxor, page }) => {
    await openTool(faxor, OWN);
    const tap = async (/** @type {number} */ x1, /** @type {number} */ x2) => {
      const { x, y } = await placeOf(faxor, x1, x2);
      await page.touchscreen.tap(x, y);
    };
    await tap(0.2, 0.6);
    const [, , , added] = await points(faxor);
    expect(added[0]).toBeCloseTo(0.2, 1);
    expect(added[1]).toBeCloseTo(0.6, 1);
    await tap(0, 0);
    expect((await points(faxor))[0]).toEqual([0, 0, 1]);

    const [from, to] = [await placeOf(faxor, 1, 0.5), await placeOf(faxor, 0.6, 0.1)];
    const scrolled = await page.evaluate(() => scrollY);
    const touch = await page.context().newCDPSession(page);
    const send = (/** @type {"touchStart" | "touchMove" | "touchEnd"} */ type, /** @type {number} */ share) =>
      touch.send("Input.dispatchTouchEvent", {
        type,
        touchPoints:
          type === "touchEnd" ? [] : [{ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }],
      });
    await send("touchStart", 0);
    for (let i = 1; i <= 5; i++) await send("touchMove", i / 5);
    // The finger rests before it lifts. After a swipe Chromium takes the next tap as one that stops a fling, and clicks nothing.
    await page.waitForTimeout(300);
    await send("touchMove", 1);
    await send("touchEnd", 1);
    const [, , dragged] = await points(faxor);
    expect(dragged[0]).toBeCloseTo(0.6, 1);
    expect(dragged[1]).toBeCloseTo(0.1, 1);
    expect(dragged[2]).toBe(0);
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);

    const toggle = page.getByRole("button", { name: "Delete points" });
    await toggle.tap();
    await expect(toggle).toHaveAttribute("aria-pressed", "true");
    await tap(0.2, 0.6);
    expect(await points(faxor)).toHaveLength(3);
  });
});

test("axe finds no violation with the tool open, with its messages, or while it deletes", async ({ faxor, page }) => {
  await openTool(faxor, OWN);
  await press(faxor, 0.5, 1);
  await page.getByRole("button", { name: "Delete points" }).click();
  await page.locator("#own-text").fill("a,b,c\nd,e,f");
  await page.locator("#own-use").click();
  await expect(page.locator("#own-text")).toHaveAttribute("aria-invalid", "true");
  await looksRight(page, "own points");
});

test("nothing is wider than a small screen, and the limits are the core's", async ({ faxor, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await openTool(faxor, OWN);
  await page.locator("#own-text").fill(`0,0,0\n${"9".repeat(300)},1,1`);
  await page.locator("#own-use").click();
  await expect(page.locator("#own-said")).toHaveText(/9…”; it may be a number from -10 to 10\.$/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  const range = await page.evaluate(async () => {
    const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
    return core.choices().find(({ key }) => key === "data")?.range;
  });
  expect(range).toContain("2 to 60 points");
  expect(range).toContain("from -10 to 10 in at most two decimals");
});
