// For teachers: the link and its code, the embedded page, saved files, the presentation, the printed page.
// Every saved file is read back.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { ARTICLE, expect, looksRight, property, test, UNSOLVABLE } from "./page.js";
import { exact } from "./read.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("./page.js").Faxor} Faxor */
/** @typedef {{ jsQR: typeof import("jsqr").default }} Reader */

const jsqr = await readFile(createRequire(import.meta.url).resolve("jsqr"), "utf8");

/** About as long as a link can be. */
const LONGEST =
  "task=quadrants&points=200&noise=0.1234567&rules=bp,fa,redrawn,dfa,usf,kp,readout&seed=4294967295&width=63&depth=6&bias=1" +
  "&init=0.1234567&error=difference&rate=0.001234567&decay=0.0001234567&redraw=999999&at=12&speed=9999&updates=99999" +
  "&seeds=99999&first=4294867295&shading=verdict";

/** A task with its own points and a test set, and three hidden layers. */
const RICH = "task=circle&points=20&rules=fa,kp,readout&seed=5&width=7&depth=3&bias=1&init=0.5&error=sign&rate=0.02";

/** Where a saved picture's surface starts, and its side, in pixels. */
const SURFACE = { left: 48, top: 132, side: 960 };

/** @param {Faxor} faxor */
async function openDialog({ page }) {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share this run" });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Presses a save button and returns the file's content. @param {Page} page @param {string} name */
async function saved(page, name) {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name, exact: true }).click();
  const download = await coming;
  const content = await readFile(await download.path());
  await expect(page.locator("#sharing-status")).toHaveText(`Saved ${download.suggestedFilename()}.`);
  return { name: download.suggestedFilename(), content };
}

/** What a phone reads that is pointed at the page. @param {Page} page @param {Buffer} [picture] */
async function readCode(page, picture) {
  const shot = (picture ?? (await page.screenshot())).toString("base64");
  await page.evaluate(jsqr);
  return page.evaluate(async (shot) => {
    const bytes = Uint8Array.from(atob(shot), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context?.drawImage(bitmap, 0, 0);
    const image = /** @type {ImageData} */ (context?.getImageData(0, 0, bitmap.width, bitmap.height));
    return /** @type {Reader} */ (/** @type {unknown} */ (window)).jsQR(image.data, image.width, image.height)?.data;
  }, shot);
}

/** Compares a saved picture with what the core paints: its size, how many pixels of the surface differ where no
 * point can cover them, and how many colours the surface has.
 * @param {Page} page @param {Buffer} png @param {string} link @param {number} run @param {boolean} dark */
function compare(page, png, link, run, dark) {
  return page.evaluate(
    async ({ png, link, run, dark, left, top, side }) => {
      const core = /** @type {typeof import("../../www/faxor.js")} */ (await import(`${location.origin}/faxor.js`));
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))]));
      const pixels = (/** @type {CanvasImageSource} */ source, /** @type {number} */ x, /** @type {number} */ y) => {
        const canvas = new OffscreenCanvas(side, side);
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
        context.drawImage(source, -x, -y);
        return new Uint32Array(context.getImageData(0, 0, side, side).data.buffer);
      };
      const experiment = new core.Experiment(link);
      const MOST_A_CALL = 1_000_000;
      for (let left = Number(experiment.choice("at")); left > 0; left -= MOST_A_CALL) {
        experiment.advance(Math.min(left, MOST_A_CALL));
      }
      const painted = Object.assign(document.createElement("canvas"), { width: side, height: side });
      const verdict = experiment.choice("shading") === "verdict";
      const context = /** @type {CanvasRenderingContext2D} */ (painted.getContext("2d"));
      experiment.paint(run, context, side, dark, undefined, verdict);
      const [least, most] = experiment.view();
      const points = experiment.points();
      const reach = (side / 100) * 10 * (points.length > 24 ? 0.42 : 1);
      const [one, other] = [pixels(bitmap, left, top), pixels(painted, 0, 0)];
      // The middle of a point, and a place on the arm that its cross would have.
      const right = experiment.numbers(run, core.Quantity.Right);
      const ink = (/** @type {number} */ x, /** @type {number} */ y) => {
        const pixel = one[Math.round(y) * side + Math.round(x)];
        return `#${[0, 8, 16].map((bits) => ((pixel >> bits) & 255).toString(16).padStart(2, "0")).join("")}`;
      };
      const spots = Array.from(right, (isRight, i) => {
        const x = ((points[i * 3] - least) / (most - least)) * side;
        const y = side - ((points[i * 3 + 1] - least) / (most - least)) * side;
        const arm = side * 0.043;
        return {
          target: points[i * 3 + 2],
          middle: ink(x, y),
          isCrossed: ink(x + arm, y - arm) === "#14171e" && ink(x - arm, y + arm) === "#14171e",
          isRight: isRight === 1,
        };
      });
      const [covered, differ] = [new Uint8Array(side * side), { free: 0, covered: 0 }];
      for (let i = 0; i < points.length; i += 3) {
        const x = ((points[i] - least) / (most - least)) * side;
        const y = side - ((points[i + 1] - least) / (most - least)) * side;
        for (let row = 0; row < side; row++) {
          if (Math.abs(row - y) > reach) continue;
          const from = Math.max(0, Math.floor(x - reach));
          covered.fill(1, row * side + from, row * side + Math.min(side, Math.ceil(x + reach)));
        }
      }
      for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) differ[covered[i] ? "covered" : "free"] += 1;
      return { size: [bitmap.width, bitmap.height], ...differ, colours: new Set(one).size, spots };
    },
    { png: png.toString("base64"), link, run, dark, ...SURFACE },
  );
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const [name, link] of [
    ["a link", `${ARTICLE}&at=600`],
    ["the longest link", LONGEST],
  ]) {
    test.describe(`${name} in the ${colorScheme}`, () => {
      test.use({ colorScheme, viewport: { width: 1280, height: 800 } });
      test("a phone reads the code from the screen, small and large", async ({ faxor, page }) => {
        await faxor.open(link);
        await openDialog(faxor);
        // Unless the teacher chooses otherwise, the link opens at the start.
        await expect(page.getByLabel("Address")).not.toHaveValue(/&at=/);
        await page.getByRole("radio", { name: /^paused at update/ }).check();
        const address = await page.getByLabel("Address").inputValue();
        expect(address).toBe(page.url());
        expect(await readCode(page, await page.locator("#sharing-code canvas").screenshot())).toBe(address);
        await page.getByRole("radio", { name: "at the start", exact: true }).check();
        const start = await page.getByLabel("Address").inputValue();
        expect(start).toBe(address.replace(/&at=\d+/, ""));
        expect(await readCode(page, await page.locator("#sharing-code canvas").screenshot())).toBe(start);
        await page.getByRole("button", { name: "Large QR code of the link" }).click();
        await expect(page.locator("#code-text")).toHaveText(start);
        expect(await readCode(page)).toBe(start);
        // It fills the screen, and its modules are black on white in every theme.
        const { box, corner, inks } = await page.locator("#code-large canvas").evaluate((element) => {
          const canvas = /** @type {HTMLCanvasElement} */ (element);
          const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          const rows = Array.from({ length: canvas.height }, (_, y) => data[(y * canvas.width + y) * 4]);
          return {
            box: canvas.getBoundingClientRect().height,
            corner: rows.indexOf(0) / canvas.width,
            inks: [...new Set(new Uint32Array(data.buffer))].map((ink) => ink.toString(16)).sort(),
          };
        });
        expect(box).toBeGreaterThan(name === "a link" ? 640 : 600);
        expect(inks).toEqual(["ff000000", "ffffffff"]);
        // A margin of four white modules; the code has a little over 100 at most.
        expect(corner).toBeGreaterThan(4 / 120);
      });
    });
  }
}

test("the link copied from the dialog replays the update at which the dialog opened, while the run continues", async ({
  faxor,
  page,
  context,
  another,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await faxor.open(ARTICLE);
  await faxor.play.click();
  await faxor.passes(100);
  await openDialog(faxor);
  const at = Number((await page.locator("#sharing-update").innerText()).replaceAll(",", ""));
  await faxor.passes(at + 50);
  await page.getByRole("radio", { name: /^paused at update/ }).check();
  await page.getByRole("button", { name: "Copy the link" }).click();
  await expect(page.locator("#sharing-status")).toHaveText("Copied the link.");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(new RegExp(`&at=${at}$`));
  const other = await another();
  await other.page.goto(copied);
  await other.ready();
  await other.standsAt(at);
});

for (const [button, field] of [
  ["Copy the link", "Address"],
  ["Copy the HTML", "HTML"],
]) {
  test(`if the clipboard is denied, the text to copy is selected: ${button}`, async ({ faxor, page }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await faxor.open(ARTICLE);
    await openDialog(faxor);
    await page.getByRole("button", { name: button }).click();
    await expect(page.locator("#sharing-status")).toContainText("copy it yourself");
    const area = page.getByLabel(field);
    await expect(area).toBeFocused();
    const marked = await area.evaluate((/** @type {HTMLTextAreaElement} */ { value, selectionStart, selectionEnd }) => [
      value.slice(selectionStart, selectionEnd),
      value,
    ]);
    expect(marked[0]).toBe(marked[1]);
  });
}

/** For each part of the page, something that exists only if the part is shown.
 * @type {Record<string, string>} */
const PARTS = {
  title: "h1",
  lesson: "aside",
  controls: "#play",
  panels: ".panel",
  charts: "#chart-delta .plot canvas",
};

for (const shown of [["panels", "controls"], ["charts"], ["title", "lesson", "panels"], Object.keys(PARTS)]) {
  test(`a frame in another page shows the parts that its snippet names: ${shown.join(", ")}`, async ({
    faxor,
    page,
  }) => {
    await faxor.open(`${ARTICLE}&at=300`);
    await openDialog(faxor);
    for (const part of Object.keys(PARTS)) {
      await page.locator(`#sharing-parts [value="${part}"]`).setChecked(shown.includes(part));
    }
    await expect(page.getByLabel("HTML")).not.toHaveValue(/at=/);
    await page.getByRole("radio", { name: /^paused at update/ }).check();
    const snippet = await page.getByLabel("HTML").inputValue();
    await page.route("**/teacher.html", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<!doctype html><html lang="en"><title>A lesson</title><link rel="icon" href="data:," />${snippet}</html>`,
      }),
    );
    await page.goto("/teacher.html");
    const frame = page.frameLocator("iframe");
    await frame.locator("html[data-ready]").waitFor();
    await expect(frame.locator("#updates")).toHaveText("300");
    for (const [part, what] of Object.entries(PARTS)) {
      await expect(frame.locator(what).first(), part).toBeVisible({ visible: shown.includes(part) });
    }
    await expect(frame.locator("#problems")).toBeHidden();
    const { width, height, loading, title } = await page.locator("iframe").evaluate((element) => {
      const frame = /** @type {HTMLIFrameElement} */ (element);
      const { clientWidth, clientHeight } = frame;
      return { width: clientWidth, height: clientHeight, loading: frame.loading, title: frame.title };
    });
    expect(width).toBeGreaterThan(1000);
    expect(height).toBeGreaterThan(200);
    expect(loading).toBe("lazy");
    expect(title).toContain("Faxor");
  });
}

test("the dialog offers no frame without any part", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  await openDialog(faxor);
  for (const part of Object.keys(PARTS)) await page.locator(`#sharing-parts [value="${part}"]`).uncheck();
  await expect(page.getByText("Choose at least one.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy the HTML" })).toBeDisabled();
  await expect(page.getByLabel("HTML")).toHaveValue("");
});

/** A CSV as columns of numbers by name; empty cells are NaN. @param {Buffer} content */
function table(content) {
  const [link, head, ...rows] = content.toString().trimEnd().split("\n");
  expect(link).toMatch(/^# v=1&\S+$/);
  const names = head.split(",");
  const numbers = rows.map((row) => row.split(",").map((value) => (value === "" ? Number.NaN : Number(value))));
  return {
    names,
    rows: numbers,
    column: (/** @type {string} */ name) => numbers.map((row) => row[names.indexOf(name)]),
  };
}

/** A quantity's history in the core, followed by its current value unless that is the last record.
 * @param {Page} page @param {number} run @param {number} quantity @param {number} layer */
const history = (page, run, quantity, layer) =>
  page.evaluate(
    ({ run, quantity, layer }) => {
      const { experiment } = /** @type {import("./read.js").Page} */ (document).faxor.state;
      const values = Array.from(experiment.history(run, quantity, layer));
      const updates = Array.from(experiment.history_updates());
      if (updates[updates.length - 1] !== experiment.updates())
        values.push(experiment.numbers(run, quantity, layer)[0]);
      return values;
    },
    { run, quantity, layer },
  );

test("the saved history equals the core's, and its last row is the current update", async ({ faxor, page }) => {
  // With 20 points there is a record every 8 updates; 1,005 is not one of them.
  await faxor.open(`${RICH}&at=1005`);
  await openDialog(faxor);
  const { name, content } = await saved(page, "History (CSV)");
  expect(name).toMatch(/^faxor-history-seed5-update1005-\w+\.csv$/);
  const csv = table(content);
  // Once: accuracy and loss of both sets of points. For each of three layers: two angles and two norms.
  expect(csv.names).toHaveLength(1 + 3 * (4 + 3 * 4));
  expect(new Set(csv.names).size).toBe(csv.names.length);
  expect(csv.rows.filter((row) => row.length !== csv.names.length)).toEqual([]);
  const updates = csv.column("update");
  expect(updates.at(-1)).toBe(1005);
  expect(updates[0]).toBe(0);
  // The values of `Quantity` in src/wasm/experiment.rs.
  const columns = { accuracy: 0, loss: 1, test_accuracy: 4, test_loss: 5 };
  const ofLayers = { delta_angle: 2, weight_angle: 3, weight_norm: 6, feedback_norm: 7 };
  for (const [run, rule] of ["fa", "kp", "readout"].entries()) {
    for (const [column, place] of Object.entries(columns)) {
      expect(csv.column(`${rule}_${column}`), `${rule} ${column}`).toEqual(await history(page, run, place, 1));
    }
    for (const [column, place] of Object.entries(ofLayers)) {
      for (const layer of [1, 2, 3]) {
        const values = csv.column(`${rule}_${column}_${layer}`);
        expect(values, `${rule} ${column} ${layer}`).toEqual(await history(page, run, place, layer));
      }
    }
    const panel = faxor.panels.nth(run);
    await expect(panel.locator(".loss")).toHaveText(`loss ${csv.column(`${rule}_loss`).at(-1)?.toFixed(3)}`);
    const right = 20 * Number(csv.column(`${rule}_accuracy`).at(-1));
    await expect(panel.locator(".right")).toHaveText(`${right} of 20 right`);
  }
  // The read-out has no feedback. Undefined values are empty cells, not "NaN".
  expect(csv.column("readout_feedback_norm_1").every(Number.isNaN)).toBe(true);
  expect(content.toString()).not.toContain("NaN");
});

test("a run that was rewound saves nothing from later updates", { tag: "@quick" }, async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=600`);
  await page.locator("#timeline").fill("350");
  await faxor.standsAt(350);
  await openDialog(faxor);
  const { name, content } = await saved(page, "History (CSV)");
  expect(name).toMatch(/^faxor-history-seed23-update350-\w+\.csv$/);
  const updates = table(content).column("update");
  expect(updates.at(-1)).toBe(350);
  expect(updates).toEqual([...updates].sort((one, other) => one - other));
  const { name: run, content: json } = await saved(page, "Whole run (JSON)");
  expect(run).toContain("update350");
  expect(JSON.parse(json.toString()).link).toMatch(/&at=350$/);
});

/** The core's runs in the form of the JSON. @param {Page} page */
const runs = (page) =>
  page.evaluate(async () => {
    const { Quantity } = /** @type {typeof import("../../www/faxor.js")} */ (
      await import(`${location.origin}/faxor.js`)
    );
    const { experiment } = /** @type {import("./read.js").Page} */ (document).faxor.state;
    const known = (/** @type {number} */ value) => (Number.isFinite(value) ? value : null);
    const depth = Number(experiment.choice("depth"));
    return Array.from({ length: experiment.runs() }, (_, run) => {
      const layers = (/** @type {number} */ count, /** @type {number} */ quantity) =>
        Array.from({ length: count }, (_, i) => Array.from(experiment.numbers(run, quantity, i + 1)));
      return {
        figures: Array.from(experiment.numbers(run, Quantity.Figures), known),
        predictions: Array.from(experiment.numbers(run, Quantity.Predictions)),
        right: Array.from(experiment.numbers(run, Quantity.Right), Boolean),
        weights: layers(depth + 1, Quantity.Weights),
        feedback: layers(depth, Quantity.Feedback),
      };
    });
  });

/** The runs of a saved JSON in the same form. @param {any} json */
const runsOf = (json) =>
  json.runs.map((/** @type {any} */ run) => ({
    figures: [run.accuracy, run.loss, run.testAccuracy, run.testLoss, run.solvedSince, run.divergedAt],
    predictions: run.predictions,
    right: run.right,
    weights: run.weights.map((/** @type {number[][]} */ rows) => rows.flat()),
    feedback: run.feedback.map((/** @type {number[][]} */ rows) => rows.flat()),
  }));

test("what is saved and printed of networks that differ, and of one's own points, is whole", async ({
  faxor,
  page,
}) => {
  const data = "0,0,0;.5,-1.25,1;1,.5,0";
  await faxor.open(`task=own&rules=fa,fa:rate=0.5:width=4&seed=5&width=3&rate=0.1&data=${data}&at=40`);
  await openDialog(faxor);
  const { content } = await saved(page, "Whole run (JSON)");
  const json = JSON.parse(content.toString());
  expect(json.config).toMatchObject({ task: "own", rules: ["fa", "fa:rate=0.5:width=4"], rate: 0.1, data });
  expect(json.runs.map((/** @type {any} */ run) => [run.rule, run.weights[0].length])).toEqual([
    ["fa", 3],
    ["fa:rate=0.5:width=4", 4],
  ]);
  const { content: csv } = await saved(page, "History (CSV)");
  expect(csv.toString()).toContain("fa_loss,");
  expect(csv.toString()).toContain("fa:rate=0.5:width=4_loss,");
  await page.locator("#sharing-close").click();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(page.locator("#printed-settings")).toContainText(
    "rules feedback alignment, feedback alignment rate=0.5 width=4;",
  );
});

test("the whole run is saved exactly, and its weights give its outputs", async ({ faxor, page, another }) => {
  await faxor.open(`${RICH}&at=777`);
  await openDialog(faxor);
  const { name, content } = await saved(page, "Whole run (JSON)");
  expect(name).toMatch(/^faxor-whole-run-seed5-update777-\w+\.json$/);
  const json = JSON.parse(content.toString());
  expect(json.faxor).toBe(1);
  expect(json.updates).toBe(777);
  expect(json.config).toMatchObject({ task: "circle", points: 20, rules: ["fa", "kp", "readout"], seed: 5, depth: 3 });
  expect(json.config).toMatchObject({ bias: 1, init: 0.5, error: "sign", rate: 0.02, at: 777 });
  expect(runsOf(json)).toEqual(await runs(page));
  expect(Object.keys(json.history)).toHaveLength(1 + 3 * (4 + 3 * 4));

  // A check of rows and columns: a forward pass with the saved weights gives the saved predictions.
  for (const { weights, feedback, predictions } of json.runs) {
    expect(weights.map((/** @type {number[][]} */ rows) => [rows.length, rows[0].length])).toEqual([
      [7, 3],
      [7, 8],
      [7, 8],
      [1, 8],
    ]);
    json.points.forEach((/** @type {number[]} */ [x1, x2], /** @type {number} */ i) => {
      let z = [x1, x2];
      for (const [k, rows] of weights.entries()) {
        const a = rows.map((/** @type {number[]} */ row) => [...z, 1].reduce((sum, z, j) => sum + z * row[j], 0));
        z = k < 3 ? a.map((/** @type {number} */ a) => Math.max(0, a)) : a;
      }
      expect(z[0]).toBeCloseTo(predictions[i], 9);
    });
    // The read-out has no feedback.
    const shapes = feedback.map((/** @type {number[][]} */ rows) => [rows.length, rows[0]?.length]);
    expect(shapes).toEqual(
      feedback[0].length === 0
        ? Array(3).fill([0, undefined])
        : [
            [7, 7],
            [7, 7],
            [7, 1],
          ],
    );
  }

  const other = await another();
  await other.page.goto(json.link);
  await other.ready();
  await other.standsAt(777);
  expect(await runs(other.page)).toEqual(runsOf(json));
});

for (const [name, link, colorScheme] of /** @type {const} */ ([
  ["XOR", `${ARTICLE}&at=600`, "light"],
  ["right or wrong, in the dark", "task=circle&rules=kp,fa&seed=3&bias=1&at=250&shading=verdict", "dark"],
])) {
  test.describe(name, () => {
    test.use({ colorScheme });
    test(`a saved picture of ${name} has the core's surface and the points`, async ({ faxor, page }) => {
      await faxor.open(link);
      await openDialog(faxor);
      const { name, content } = await saved(page, "Picture of feedback alignment (PNG)");
      expect(name).toMatch(/^faxor-fa-seed\d+-update\d+-\w+\.png$/);
      const seen = await compare(page, content, await faxor.address(), 1, colorScheme === "dark");
      expect(seen.free, "pixels that are not the core's").toBe(0);
      expect(seen.covered, "pixels of points").toBeGreaterThan(1000);
      expect(seen.colours).toBeGreaterThan(3);
      // With few points, none covers another.
      if (seen.spots.length === 4) {
        for (const { target, middle, isCrossed, isRight } of seen.spots) {
          expect(middle).toBe(await property(page, `--class-${target}`));
          expect(isCrossed).toBe(!isRight);
        }
        expect(seen.spots.filter(({ isRight }) => !isRight)).toHaveLength(1);
      }
      expect(seen.size[0]).toBe(1056);
      expect(seen.size[1]).toBeGreaterThan(1250);
    });
  });
}

test("a saved chart has every rule's line and names its layer", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=600`);
  await faxor.openPart("charts");
  await openDialog(faxor);
  const charts = ["Delta angle", "Weight angle", "Loss", "Accuracy", "Norm of the weights", "Norm of the feedback"];
  // A browser creates a picture file when it has time, so all are requested at once.
  await page.evaluate(() => {
    const status = /** @type {HTMLElement} */ (document.querySelector("#sharing-status"));
    const heard = Object.assign(window, { heard: /** @type {string[]} */ ([]) }).heard;
    new MutationObserver(() => heard.push(status.textContent ?? "")).observe(status, { childList: true });
  });
  /** @type {Map<string, import("@playwright/test").Download>} */
  const downloads = new Map();
  page.on("download", (download) => downloads.set(download.suggestedFilename(), download));
  for (const chart of charts) await page.getByRole("button", { name: `${chart} (PNG)`, exact: true }).click();
  await expect.poll(() => downloads.size).toBe(charts.length);
  const heard = await page.evaluate(() => /** @type {Window & { heard?: string[] }} */ (window).heard ?? []);
  for (const chart of charts) {
    const begin = `faxor-${chart.toLowerCase().replaceAll(" ", "-")}-seed23-update600-`;
    const name = [...downloads.keys()].find((name) => name.startsWith(begin)) ?? begin;
    expect(heard).toContain(`Saved ${name}.`);
    const content = await readFile((await downloads.get(name)?.path()) ?? "");
    const inks = [await property(page, "--rule-fa"), await property(page, "--card")];
    const { size, counts } = await page.evaluate(
      async ({ png, inks }) => {
        const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes]));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
        context?.drawImage(bitmap, 0, 0);
        // Below the rules' names.
        const top = 200;
        const data = context?.getImageData(0, top, bitmap.width, bitmap.height - top).data.buffer;
        // The lowest byte of a pixel is red, the highest is its opacity.
        const solid = inks.map((ink) => {
          const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(ink.slice(at, at + 2), 16));
          return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
        });
        const counts = inks.map(() => 0);
        for (const pixel of new Uint32Array(data ?? new ArrayBuffer())) {
          const i = solid.indexOf(pixel);
          if (i >= 0) counts[i] += 1;
        }
        return { size: [bitmap.width, bitmap.height], counts };
      },
      { png: content.toString("base64"), inks },
    );
    expect(size[0], chart).toBe(1536);
    expect(counts[0], `${chart}: pixels of feedback alignment's line`).toBeGreaterThan(300);
    expect(counts[1], `${chart}: pixels of paper`).toBeGreaterThan(100_000);
  }
});

test("each file saved at full speed shows a single update, and the run continues", async ({ faxor, page, another }) => {
  await faxor.open(`${UNSOLVABLE}&speed=max`);
  await faxor.play.click();
  await faxor.passes(1000);
  await openDialog(faxor);
  const json = JSON.parse((await saved(page, "Whole run (JSON)")).content.toString());
  const csv = await saved(page, "History (CSV)");
  const picture = await saved(page, "Picture of feedback alignment (PNG)");
  await faxor.isPlaying(true);
  await faxor.passes(json.updates + 1000);
  await page.getByRole("button", { name: "Close" }).click();
  await faxor.play.click();

  expect(new URL(json.link).hash).toContain(`&at=${json.updates}&`);
  expect(json.history.update.at(-1)).toBe(json.updates);
  for (const { rule, accuracy, loss, right } of json.runs) {
    expect(json.history[`${rule}_loss`].at(-1)).toBe(loss);
    expect(json.history[`${rule}_accuracy`].at(-1)).toBe(accuracy);
    expect(right.filter(Boolean)).toHaveLength(accuracy * 4);
  }
  const { rows, column } = table(csv.content);
  const updates = column("update");
  expect(csv.name).toContain(`-update${updates.at(-1)}-`);
  expect(rows.length).toBeGreaterThan(100);

  const fresh = await another();
  const at = async (/** @type {number} */ update) => {
    await fresh.open(`${UNSOLVABLE}&at=${update}`);
    return runs(fresh.page);
  };
  expect(await at(json.updates)).toEqual(runsOf(json));
  const then = await at(Number(updates.at(-1)));
  expect(then.map(({ figures }) => figures[1])).toEqual([column("bp_loss").at(-1), column("fa_loss").at(-1)]);
  const moment = Number(/update(\d+)/.exec(picture.name)?.[1]);
  await at(moment);
  const seen = await compare(fresh.page, picture.content, await fresh.address(), 1, false);
  expect(seen.free, "pixels that are not of the moment in the picture's name").toBe(0);
  expect(seen.covered).toBeGreaterThan(1000);
});

test("the keyboard opens, uses and closes the dialog, and nothing behind it reacts", async ({ faxor, page }) => {
  await faxor.open(`${ARTICLE}&at=7`);
  const share = page.getByRole("button", { name: "Share", exact: true });
  await share.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Share this run" });
  await expect(dialog).toBeVisible();
  await page.getByRole("button", { name: "Close" }).focus();
  for (const key of ["r", "n", "ArrowRight", "p"]) await page.keyboard.press(key);
  await faxor.standsAt(7);
  await expect(dialog).toBeVisible();
  const large = page.getByRole("button", { name: "Large QR code of the link" });
  await large.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#code-large")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("#code-large")).toBeHidden();
  await expect(dialog).toBeVisible();
  await expect(large).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(share).toBeFocused();
  await faxor.standsAt(7);
});

test("a presentation is large, starts and ends by keyboard, and does not change the run", async ({ faxor, page }) => {
  // Slowly: play stops where both have solved the task.
  await faxor.open(`${ARTICLE}&speed=1`);
  const before = await faxor.panels.first().locator(".picture").boundingBox();
  await faxor.play.click();
  await faxor.passes(50);
  await page.keyboard.press("p");
  await expect(faxor.play).toBeFocused();
  await expect(page.locator("h1")).toBeHidden();
  await expect(page.locator("aside")).toBeHidden();
  await expect(page.locator("#chart-delta")).toBeHidden();
  for (const part of [faxor.play, faxor.step, faxor.reset, faxor.clock]) await expect(part).toBeInViewport();
  const during = await faxor.panels.first().locator(".picture").boundingBox();
  expect(during?.width).toBeGreaterThan(Number(before?.width) * 1.3);
  for (const panel of await faxor.panels.all()) await expect(panel).toBeInViewport({ ratio: 0.99 });
  await faxor.isPlaying(true);
  await faxor.passes((await faxor.updates()) + 50);
  await page.keyboard.press("Escape");
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.getByRole("button", { name: "Leave", exact: true })).toBeHidden();
  expect(await page.evaluate(() => document.fullscreenElement)).toBe(null);
  await faxor.isPlaying(true);
  const after = await faxor.panels.first().locator(".picture").boundingBox();
  expect(after?.width).toBe(before?.width);
  await faxor.play.click();
  await expect(page.locator("#chart-delta .plot")).toHaveAttribute(
    "aria-label",
    new RegExp(`now at ${await faxor.clock.innerText()}`),
  );
  // P also ends it.
  await page.keyboard.press("p");
  await expect(page.locator("h1")).toBeHidden();
  await page.keyboard.press("p");
  await expect(page.locator("h1")).toBeVisible();
});

test("a presentation started from the dialog returns the focus to the button that opened it", async ({
  faxor,
  page,
}) => {
  await faxor.open(ARTICLE);
  await openDialog(faxor);
  await page.getByRole("button", { name: "Present", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator("h1")).toBeHidden();
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await expect(page.getByRole("button", { name: "Share", exact: true })).toBeFocused();
});

for (const [width, height] of [
  [1920, 1080],
  [1024, 768],
  [390, 844],
]) {
  test(`a presentation shows all of seven pictures on ${width} x ${height}`, async ({ faxor, page }) => {
    await page.setViewportSize({ width, height });
    await faxor.open("rules=bp,fa,redrawn,dfa,usf,kp,readout&seed=3&at=10");
    await page.keyboard.press("p");
    await expect(page.locator("h1")).toBeHidden();
    const boxes = await Promise.all((await faxor.panels.all()).map((panel) => panel.boundingBox()));
    for (const box of boxes) {
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect(Number(box?.x) + Number(box?.width)).toBeLessThanOrEqual(width);
      if (width > height) expect(Number(box?.y) + Number(box?.height)).toBeLessThanOrEqual(height + 1);
    }
  });
}

test("in a low window the pictures of a presentation have a third of the height, and the dialog's head leaves room", async ({
  faxor,
  page,
}) => {
  await page.setViewportSize({ width: 700, height: 500 });
  await faxor.open(`${ARTICLE}&at=100`);
  await page.keyboard.press("p");
  await expect(page.locator("h1")).toBeHidden();
  for (const picture of await page.locator(".picture").all()) {
    expect((await picture.boundingBox())?.height).toBeGreaterThan(500 / 3);
  }
  await page.keyboard.press("p");
  await page.setViewportSize({ width: 360, height: 225 });
  await page.locator("#share").click();
  expect((await page.locator(".sharing-head").boundingBox())?.height).toBeLessThan(225 / 3);
});

test("axe finds no violation in the dialog, the code and the presentation", async ({ faxor, page }) => {
  test.slow();
  await faxor.open(`${ARTICLE}&at=300`);
  await openDialog(faxor);
  await looksRight(page, "the dialog");
  await page.getByRole("checkbox", { name: /^charts/ }).uncheck();
  await page.getByRole("button", { name: "Large QR code of the link" }).click();
  await looksRight(page, "the code");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Present", exact: true }).click();
  // A presentation has no heading: the presenter says what the page is about.
  await looksRight(page, "the presentation", "page-has-heading-one");
});

test("the dialog fits a width of 320 pixels", async ({ faxor, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await faxor.open(LONGEST);
  const dialog = await openDialog(faxor);
  const wide = await dialog.evaluate((element) => {
    const { right, left } = element.getBoundingClientRect();
    const outside = Array.from(element.querySelectorAll("*")).filter(
      (child) =>
        child.checkVisibility() &&
        (child.getBoundingClientRect().right > right || child.getBoundingClientRect().left < left),
    );
    return { left, right, scrolls: element.scrollWidth > element.clientWidth, outside: outside.map(({ id }) => id) };
  });
  expect(wide.left).toBeGreaterThanOrEqual(0);
  expect(wide.right).toBeLessThanOrEqual(320);
  expect(wide.scrolls).toBe(false);
  expect(wide.outside).toEqual([]);
  await page.getByRole("button", { name: "Large QR code of the link" }).click();
  await expect(page.locator("#code-close")).toBeInViewport({ ratio: 1 });
});

test.describe("on paper", () => {
  test.use({ colorScheme: "dark" });
  test("the printed page is light and without controls, and its code leads back to the run", async ({
    faxor,
    page,
  }) => {
    await faxor.open(`${ARTICLE}&at=600&lesson=9`);
    const link = page.url();
    const before = { ...(await page.evaluate(exact)), pictures: await faxor.pictures() };
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await faxor.frames(2);
    expect(await property(page, "--paper")).toBe("#ffffff");
    expect(await property(page, "--ink")).toBe("#1a1f2e");
    expect(await faxor.pictures()).not.toEqual(before.pictures);
    await expect(page.locator("#printed-link")).toHaveText(link);
    await expect(page.locator("#printed-settings")).toHaveText(/^Update 600\. Task XOR.*seed 23; width 10; depth 2/);
    for (const part of ["h1", ".panel canvas", "#chart-delta canvas", "#chapter-9"]) {
      await expect(page.locator(part).first()).toBeVisible();
    }
    for (const control of await page.locator("button:not(.term), .button, input[type=range], .status").all()) {
      await expect(control).toBeHidden();
    }
    expect(await readCode(page, await page.locator("#printed-code").screenshot())).toBe(link);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: "screen" });
    await faxor.frames(2);
    expect({ ...(await page.evaluate(exact)), pictures: await faxor.pictures() }).toEqual(before);
    await expect(page.locator("#printed-link")).toBeHidden();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    // Also as the browser itself prints it.
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.length).toBeGreaterThan(50_000);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  });
});

test("an open diagram does not make the presented pictures smaller", async ({ faxor, page }) => {
  await faxor.open(ARTICLE);
  const side = async () => {
    await page.keyboard.press("p");
    await expect(page.locator("html")).toHaveClass(/is-presenting/);
    await faxor.frames(3);
    const box = await page.locator(".picture").first().boundingBox();
    await page.keyboard.press("p");
    return box?.width;
  };
  const closed = await side();
  await page.locator("details.network > summary").first().click();
  await expect(page.locator(".network-picture").first()).toBeVisible();
  expect(await side()).toBe(closed);
  expect(closed).toBeGreaterThan(500);
});

test("the button that copied the link says so itself, and has its name again after", async ({
  faxor,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await faxor.open(ARTICLE);
  const button = page.locator("#copy-link");
  await button.click();
  await expect(button).toHaveText("Copied");
  await expect(button).toBeInViewport();
  await expect(button).toHaveText("Copy link");
});

test("on paper the lesson's column begins within the page, and charts have the paper's width", async ({
  faxor,
  page,
}) => {
  await faxor.open(ARTICLE);
  await faxor.openPart("charts");
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  for (const width of [1440, 688]) {
    await page.setViewportSize({ width, height: 900 });
    const { x, width: wide } = (await page.locator("aside").boundingBox()) ?? { x: Number.NaN, width: Number.NaN };
    expect(x, `${width} pixels`).toBeGreaterThanOrEqual(0);
    expect(x + wide, `${width} pixels`).toBeLessThanOrEqual(width);
  }
  const widths = await page
    .locator(".plot canvas")
    .evaluateAll((canvases) => canvases.map((canvas) => /** @type {HTMLCanvasElement} */ (canvas).width));
  expect(widths.length).toBe(6);
  for (const width of widths) {
    expect(width).toBeLessThanOrEqual(688);
    // Two stand side by side.
    expect(width).toBeGreaterThan(250);
  }
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  expect(await page.locator("main").getAttribute("style")).toBeFalsy();
});
