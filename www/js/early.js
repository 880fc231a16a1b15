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
    fault.textContent = document.getElementById("page")?.hidden
      ? "Faxor could not start: part of the page did not load. Check the connection and reload the page. " +
        "Open it from a web server, not as a file, and in a recent browser."
      : "Part of this page has crashed, and it may have stopped. Reload it: its address holds the run.";
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
