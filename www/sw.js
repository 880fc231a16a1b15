// The service worker: stores one whole build, so that the page opens without a network. We do not use Workbox:
// its precaching alone is many times as large, and it does not guarantee what matters here, that a page never
// mixes two builds. Each build is cached completely or not at all, under its own name, and its worker serves no
// other. The browser lets a new worker wait until the last page of the old build is closed.
//
// scripts/precache.mjs writes the build into the next two constants: its files, and the digest (SHA-256,
// base64) of all of them in this order.
/** @type {string[]} */
const FILES = [];
const VERSION = "";

// The parts of a service worker's global scope used here. Its types and a page's cannot be checked together.
/** @typedef {Event & { waitUntil(work: Promise<unknown>): void }} ExtendableEvent */
/** @typedef {Event & { request: Request, respondWith(response: Promise<Response>): void }} FetchEvent */
/** @typedef {{ matchAll(options: { includeUncontrolled: boolean }): Promise<{ url: string }[]> }} Clients */
const { clients, skipWaiting } = /** @type {{ clients: Clients, skipWaiting: () => Promise<void> }} */ (
  /** @type {unknown} */ (globalThis)
);
/** @type {(type: string, act: (event: any) => void) => void} */
const on = addEventListener;

/** The folder of the page. Another copy under the same origin has another folder. */
const SCOPE = new URL("./", location.href).href;
/** The prefix of our cache names. No other copy's name has it, because an address contains no space. */
const OURS = `faxor ${SCOPE} `;
const CACHE = OURS + VERSION;

/** Caches the build. Rejects, so that the browser drops this worker, unless every file has arrived and belongs
 * to this build. */
async function keep() {
  // `no-cache` asks the server each time; for an unchanged file its reply is short. A redirect that was cached
  // could not open a page.
  const responses = await Promise.all(FILES.map((path) => fetch(path, { cache: "no-cache", redirect: "error" })));
  const contents = await Promise.all(responses.map((response) => response.clone().arrayBuffer()));
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(contents).arrayBuffer());
  if (btoa(String.fromCharCode(...new Uint8Array(digest))) !== VERSION) throw new Error("not the files of this build");
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map((path, i) => cache.put(path, responses[i])));
}

async function dropOlder() {
  const older = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

/** Takes over from the older worker, unless that has pages open besides the one that asks. */
async function takeOver() {
  const open = await clients.matchAll({ includeUncontrolled: true });
  if (open.filter(({ url }) => url.startsWith(SCOPE)).length === 1) await skipWaiting();
}

on("install", (/** @type {ExtendableEvent} */ event) => event.waitUntil(keep()));
on("activate", (/** @type {ExtendableEvent} */ event) => event.waitUntil(dropOlder()));
on("message", (/** @type {ExtendableEvent} */ event) => event.waitUntil(takeOver()));
on("fetch", (/** @type {FetchEvent} */ event) => {
  const { request } = event;
  // The page is the folder itself, with any query. Requests for other files, such as a copy in a subfolder,
  // pass through.
  const path = request.url
    .replace(/[?#].*/, "")
    .replace(SCOPE, "")
    .replace(/^(index\.html)?$/, "./");
  if (!FILES.includes(path)) return;
  event.respondWith(caches.match(path, { cacheName: CACHE, ignoreVary: true }).then((kept) => kept ?? fetch(request)));
});
