// The built page under a path of a static host: it requests nothing outside of that path.
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { serve } from "../../scripts/serve.mjs";
import { Luck, SWEEP } from "./luck.js";
import { test as base, expect } from "./page.js";

const PATH = "/some/where/";

/** A host that has the page under a path and nothing else. */
const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs.
  baseURL: async ({}, use) => {
    const host = await mkdtemp(join(tmpdir(), "faxor-host-"));
    await mkdir(join(host, "some"));
    await symlink(resolve(process.env.DIST ?? "dist"), join(host, PATH.slice(0, -1)));
    const { url, close } = await serve(host, 0);
    await use(url);
    close();
    await rm(host, { recursive: true });
  },
});

test("the page works under a path of a host: the core, a link, a sweep's workers, the shared link", async ({
  faxor,
  page,
  baseURL,
}) => {
  /** @type {string[]} */
  const beside = [];
  page.context().on("request", (request) => {
    const { pathname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && !pathname.startsWith(PATH)) beside.push(pathname);
  });
  const luck = new Luck(faxor);
  await page.goto(`${PATH}#${SWEEP}&at=300`);
  await faxor.ready();
  await faxor.standsAt(300);
  await faxor.openPart("luck");
  await luck.run.click();
  await luck.ends();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const shared = page.getByRole("dialog").getByLabel("Address");
  await expect(shared).toHaveValue(new RegExp(`^${baseURL}${PATH}#v=1&`));
  expect(beside).toEqual([]);
});
