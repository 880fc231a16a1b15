// The service worker: keeps one whole build, so that the page opens without a network. By hand and not by Workbox, whose precache alone
// weighs many times as much and leaves open what matters here: that no page is ever made of two builds. For that a build is kept whole
// or not at all, under a name of its own, and a worker serves no other; the browser lets a new worker wait until the last page of
// the old one is closed.
// scripts/precache.mjs writes the build into the next two lines: its files, and the digest (SHA-256, base64) of them all in this order.
/** @type {string[]} */
const FILES = [];
const VERSION = "";

// What of a service worker's global scope is used here: its types and a page's cannot be checked together.
/** @typedef {Event & { waitUntil(work: Promise<unknown>): void }} ExtendableEvent */
/** @typedef {Event & { request: Request, respondWith(response: Promise<Response>): void }} FetchEvent */
/** @typedef {{ matchAll(options: { includeUncontrolled: boolean }): Promise<{ url: string }[]> }} Clients */
const { clients, skipWaiting } = /** @type {{ clients: Clients, skipWaiting: () => Promise<void> }} */ (
  /** @type {unknown} */ (globalThis)
);
/** @type {(type: string, act: (event: any) => void) => void} */
const on = addEventListener;

/** The folder that the page is in; another copy under the same origin has another. */
const SCOPE = new URL("./", location.href).href;
/** How the names of our caches begin, and no other copy's: an address has no space. */
const OURS = `faxor ${SCOPE} `;
const CACHE = OURS + VERSION;

/** Rejects, and the browser drops this worker, unless every file has come and is of this build. */
async function keep() {
  // Asked of the server, whatever the browser has: it answers in a line where that is the very file. A kept redirect opens no page.
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

/** Takes over from the older worker, unless it has another page open than the one that asks. */
async function takeOver() {
  const open = await clients.matchAll({ includeUncontrolled: true });
  if (open.filter(({ url }) => url.startsWith(SCOPE)).length === 1) await skipWaiting();
}

on("install", (/** @type {ExtendableEvent} */ event) => event.waitUntil(keep()));
on("activate", (/** @type {ExtendableEvent} */ event) => event.waitUntil(dropOlder()));
on("message", (/** @type {ExtendableEvent} */ event) => event.waitUntil(takeOver()));
on("fetch", (/** @type {FetchEvent} */ event) => {
  const { request } = event;
  // The page is the folder itself, whatever follows `?`. What is not of this build, such as a copy in a folder below, passes by.
  const path = request.url
    .replace(/[?#].*/, "")
    .replace(SCOPE, "")
    .replace(/^(index\.html)?$/, "./");
  if (!FILES.includes(path)) return;
  event.respondWith(caches.match(path, { cacheName: CACHE, ignoreVary: true }).then((kept) => kept ?? fetch(request)));
});
