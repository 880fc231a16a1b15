// The service worker, with which the page opens without a network and takes updates whole.

/** Has this build kept, and a newer one looked for. One that has come by now, most often at an earlier visit, is taken: the page is loaded
 * anew from it, unless another tab shows the older one, or the browser lets it wait until the next time, which it may. */
export async function keepOffline() {
  try {
    const { waiting } = await navigator.serviceWorker.register("sw.js");
    if (!waiting) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    waiting.postMessage("take over");
  } catch {
    // None without https, or denied as storage is, or in a frame that is fenced off: the page works as well without.
  }
}
