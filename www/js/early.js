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
    const [fault, page, unstarted] = ["fault", "page", "unstarted"].map((id) => document.getElementById(id));
    if (!fault?.hidden) return;
    fault.textContent = !page?.hidden
      ? "Part of this page has crashed, and it may have stopped. Reload it: its address holds the run."
      : "Faxor could not start: part of the page did not load. Check the connection and reload the page, in a recent browser. " +
        "A web server must send its scripts as text/javascript.";
    // A frame with a sandbox, or a file.
    if (page?.hidden && origin === "null" && unstarted) {
      fault.replaceChildren(...unstarted.childNodes);
      /** @type {HTMLAnchorElement} */ (fault.lastElementChild).href = location.href;
    }
    fault.hidden = false;
  };
  addEventListener(
    "error",
    (event) => {
      // A script that does not come, one that came damaged, or an exception; an event without one is the browser's own remark.
      if (event.target instanceof HTMLScriptElement || (event instanceof ErrorEvent && event.error)) {
        if (document.readyState === "loading") addEventListener("DOMContentLoaded", tell);
        else tell();
      }
    },
    true,
  );
})();
