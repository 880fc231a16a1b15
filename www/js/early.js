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

  const tell = () => {
    const fault = document.getElementById("fault");
    if (fault?.hidden && document.getElementById("page")?.hidden) {
      fault.textContent =
        "Faxor could not start: a part of the page did not load. Check the connection and load the page again. " +
        "It must be opened from a web server, not as a file.";
      fault.hidden = false;
    }
  };
  addEventListener(
    "error",
    (event) => {
      // A script that does not come, or one that came damaged.
      if (event.target instanceof HTMLScriptElement || event instanceof ErrorEvent) {
        if (document.readyState === "loading") addEventListener("DOMContentLoaded", tell);
        else tell();
      }
    },
    true,
  );
})();
