// What must happen before anything is painted: the theme, and a sentence for a visitor whose browser cannot start the page.
// A plain script, since a module may be the very thing that fails.
(() => {
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage denied
    }
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    document.documentElement.dataset.theme = stored() ?? (dark.matches ? "dark" : "light");
  };
  apply();
  dark.addEventListener("change", apply);
  // What was chosen in another tab holds here too, also where this page was set aside meanwhile.
  for (const event of ["storage", "pageshow"]) {
    addEventListener(event, () => {
      const theme = stored();
      if (theme && theme !== document.documentElement.dataset.theme) apply();
    });
  }

  const tell = () => {
    const fault = document.getElementById("fault");
    if (!fault?.hidden) return;
    const unstarted = document.getElementById("unstarted");
    if (unstarted) {
      // From a file and in a frame with a sandbox, it is not the connection.
      if (origin !== "null")
        fault.append("A part of the page did not load. Check the connection and reload the page. ");
      fault.append(...unstarted.childNodes);
      /** @type {HTMLAnchorElement} */ (fault.lastElementChild).href = location.href;
    } else
      fault.append("Part of this page has crashed, and it may have stopped. Reload it: its address holds the run.");
    fault.hidden = false;
  };
  addEventListener(
    "error",
    (event) => {
      // A script of ours that does not come (a host may add others, which the page forbids), one that came damaged, or an
      // exception; an event without one is the browser's own remark.
      if (
        (event.target instanceof HTMLScriptElement && event.target.matches('[src^="js/"]')) ||
        (event instanceof ErrorEvent && event.error)
      ) {
        if (document.readyState === "loading") addEventListener("DOMContentLoaded", tell);
        else tell();
      }
    },
    true,
  );
})();
