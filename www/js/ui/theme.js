// The button that changes the theme. Until the reader chooses one, the system's theme applies; early.js sets
// it.
import { byId, write } from "../dom.js";
import { store } from "./storage.js";

export function offerThemes() {
  const button = byId("theme");
  const root = document.documentElement;
  const show = () => {
    const other = root.dataset.theme === "dark" ? "Light" : "Dark";
    write(button, other);
    button.ariaLabel = `${other} theme`;
  };
  button.addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    store("theme", theme);
  });
  new MutationObserver(show).observe(root, { attributeFilter: ["data-theme"] });
  show();
}
