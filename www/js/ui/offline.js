// Registers the service worker, which opens the page without a network and installs updates as a whole.
import { say } from "./status.js";

/** Stores this build and looks for a newer one. If a newer build is already waiting, usually since an earlier
 * visit, the page switches to it and reloads, unless another tab shows the older build. The browser may also
 * delay the switch until the next visit. */
export async function keepOffline() {
  try {
    const { active, installing, waiting } = await navigator.serviceWorker.register("sw.js");
    if (!active)
      installing?.addEventListener("statechange", () => {
        if (installing.state === "redundant")
          say("This page will not open offline: not all of its files came as they were built.");
      });
    if (!waiting) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    waiting.postMessage("take over");
  } catch {
    // Registration fails without https, if storage is denied, or in a sandboxed frame. The page works without
    // it.
  }
}
