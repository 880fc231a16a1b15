// A small WebDriver client: a browser's driver is started, and spoken to by plain fetch.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @typedef {Awaited<ReturnType<typeof drive>>} Tab */

export const TIMEOUT = 120_000;

/** The code points that WebDriver has for keys without a character. @type {Record<string, string>} */
const KEYS = {
  Delete: "\uE017",
  End: "\uE010",
  Enter: "\uE007",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
};

export const pause = (/** @type {number} */ ms) => new Promise((later) => setTimeout(later, ms));

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

/** Shell text that runs a command until our end of the pipe closes, however we end. Then it ends the command's whole group: the driver,
 * the browser and its processes, and their display. Those that are asked take their lock files away; those that hang are killed. */
const WATCHED = '"$@" & cat; trap : TERM; kill -TERM 0; sleep 1; kill -KILL 0';

/** Starts a browser by its driver, with a home folder of its own, where it also saves files.
 * @param {string[]} command the driver, which also takes `--port`
 * @param {object} [capabilities] what the browser must have
 * @param {Record<string, string>} [environment] */
export async function drive(command, capabilities = {}, environment = {}) {
  const home = await mkdtemp(join(tmpdir(), "faxor-"));
  const port = await freePort();
  const driver = spawn("sh", ["-c", WATCHED, "sh", ...command, `--port=${port}`], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {
      ...process.env,
      HOME: home,
      TMPDIR: home,
      XDG_CACHE_HOME: join(home, "cache"),
      XDG_CONFIG_HOME: join(home, "config"),
      XDG_DATA_HOME: join(home, "data"),
      XDG_STATE_HOME: join(home, "state"),
      XDG_RUNTIME_DIR: home,
      ...environment,
    },
  });
  const ended = once(driver, "exit");

  let base = `http://127.0.0.1:${port}`;
  /** @param {"GET" | "POST" | "DELETE"} method @param {string} path @param {object} [body] */
  const send = async (method, path, body, timeout = TIMEOUT) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(timeout),
    });
    const { value } = /** @type {{ value: any }} */ (await response.json());
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  const quit = async () => {
    await send("DELETE", "", undefined, 10_000).catch(() => undefined);
    driver.stdin.end();
    await ended;
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    for (const deadline = Date.now() + 30_000; ; await pause(50)) {
      const status = await send("GET", "/status", undefined, 5_000).catch((error) => {
        if (Date.now() > deadline) throw error;
      });
      if (status?.ready) break;
    }
    const { sessionId } = await send("POST", "/session", { capabilities: { alwaysMatch: capabilities } });
    base += `/session/${sessionId}`;
    await send("POST", "/timeouts", { script: TIMEOUT, pageLoad: TIMEOUT, implicit: 0 });
  } catch (error) {
    await quit();
    throw error;
  }

  /** Runs a function in the page, waits for it, and hands back what JSON can hold.
   * @template T @param {(...args: any[]) => T} work @param {...unknown} args @returns {Promise<Awaited<T>>} */
  const evaluate = async (work, ...args) => {
    const script = `const done = arguments[0];
      (async () => JSON.stringify(await (${work})(...${JSON.stringify(args)})))()
        .then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await send("POST", "/execute/async", { script, args: [] });
    if (error) throw new Error(error);
    return value && JSON.parse(value);
  };

  /** Waits until a function says yes in the page.
   * @param {string} what @param {(...args: any[]) => unknown} isSo @param {...unknown} args */
  const until = async (what, isSo, ...args) => {
    for (const deadline = Date.now() + 60_000; !(await evaluate(isSo, ...args)); await pause(50)) {
      if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    }
  };

  /** @param {string} selector */
  const find = async (selector) => {
    const element = await send("POST", "/element", { using: "css selector", value: selector });
    return Object.values(element)[0];
  };

  /** @param {"key" | "pointer"} type @param {object[]} actions */
  const act = (type, actions) => send("POST", "/actions", { actions: [{ type, id: type, actions }] });

  const tab = {
    evaluate,
    until,
    quit,
    goto: (/** @type {string} */ url) => send("POST", "/url", { url }),
    reload: () => send("POST", "/refresh", {}),
    async click(/** @type {string} */ selector) {
      const element = await find(selector);
      // WebKit does not scroll to it. And what the page scrolls smoothly would still be on its way.
      await evaluate(
        (selector) => document.querySelector(selector).scrollIntoView({ block: "center", behavior: "instant" }),
        selector,
      );
      await send("POST", `/element/${element}/click`, {});
    },
    /** Presses a key, as a reader does where the focus is. @param {string} key */
    press(key) {
      const value = KEYS[key] ?? key;
      return act("key", [
        { type: "keyDown", value },
        { type: "keyUp", value },
      ]);
    },
    focus: (/** @type {string} */ selector) =>
      evaluate((selector) => document.querySelector(selector).focus(), selector),
    /** Presses the mouse at the first place of the window, goes to the others, and lets go.
     * @param {...[number, number]} places */
    async drag(...places) {
      const [first, ...others] = places.map(([x, y]) => ({
        type: "pointerMove",
        duration: 0,
        x: Math.round(x),
        y: Math.round(y),
      }));
      await act("pointer", [first, { type: "pointerDown", button: 0 }, ...others, { type: "pointerUp", button: 0 }]);
    },
    /** Types a text into a field, or chooses a file by its path. @param {string} selector @param {string} text */
    async type(selector, text) {
      await send("POST", `/element/${await find(selector)}/value`, { text });
    },
    /** Empties a field. @param {string} selector */
    async clear(selector) {
      await send("POST", `/element/${await find(selector)}/clear`, {});
    },
    /** Opens another tab, and turns to it. Returns how to turn to each. */
    async another() {
      const old = await send("GET", "/window");
      const { handle } = await send("POST", "/window/new", { type: "tab" });
      const turn = (/** @type {string} */ handle) => () => send("POST", "/window", { handle });
      const [here, there] = [turn(old), turn(handle)];
      await there();
      return {
        here,
        there,
        close: async () => {
          await there();
          await send("DELETE", "/window");
          await here();
        },
      };
    },
    /** Waits for a file that the page saves, and takes it away. @param {string} name @returns {Promise<Buffer>} */
    async saved(name) {
      // Letters for the settings stand before the end of a name.
      const [begin, end] = name.split(".");
      const isIt = (/** @type {string} */ file) => file.startsWith(`${begin}-`) && file.endsWith(`.${end}`);
      let length = 0;
      for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(50)) {
        // WebKit saves at home itself.
        for (const folder of [join(home, "Downloads"), home]) {
          const file = (await readdir(folder).catch(() => [])).find(isIt);
          if (!file) continue;
          const content = await readFile(join(folder, file));
          // It is whole once it grows no more.
          const isWhole = content.length > 0 && content.length === length;
          length = content.length;
          if (!isWhole) continue;
          await rm(join(folder, file));
          return content;
        }
      }
      throw new Error(`waited in vain for ${name}`);
    },
    /** Makes the page this large, inside the window. @param {number} width @param {number} height */
    async size(width, height) {
      for (const deadline = Date.now() + 30_000; ; await pause(50)) {
        const [more, higher] = await evaluate(
          (width, height) => [width - innerWidth, height - innerHeight],
          width,
          height,
        );
        if (!more && !higher) return;
        if (Date.now() > deadline) throw new Error(`the window is ${more} x ${higher} pixels too small`);
        const now = await send("GET", "/window/rect");
        await send("POST", "/window/rect", { width: now.width + more, height: now.height + higher });
      }
    },
    /** Turns to the first frame of the page, for as long as some work takes. @template T @param {() => Promise<T>} work */
    async inFrame(work) {
      await send("POST", "/frame", { id: 0 });
      try {
        return await work();
      } finally {
        await send("POST", "/frame", { id: null });
      }
    },
    back: () => send("POST", "/back", {}),
    forward: () => send("POST", "/forward", {}),
    /** Where the browser saves files. */
    home,
    send,
  };
  return tab;
}
