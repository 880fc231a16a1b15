// The theme that the reader chose; without a choice the system's, as early.js has set it.

/** @param {() => void} changed called when what is drawn must be drawn anew */
export function followTheme(changed) {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("theme"));
  const root = document.documentElement;
  const show = () => {
    const other = root.dataset.theme === "dark" ? "Light" : "Dark";
    button.textContent = other;
    button.setAttribute("aria-label", `${other} theme`);
  };
  button.addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // Storage denied: the choice holds for this visit.
    }
  });
  new MutationObserver(() => {
    show();
    changed();
  }).observe(root, { attributeFilter: ["data-theme"] });
  show();
}
