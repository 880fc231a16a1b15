// The address, which always holds the run being shown, and the link that replays it.

/** @param {string} text of a link */
export const address = (text) => `${location.origin}${location.pathname}${location.search}#${text}`;

/** The fragment that was last written or opened. While the address has another, the reader is on the way to somewhere else. */
let current = location.hash;

/** Takes what the address says now for the run that is shown. */
export function arrive() {
  current = location.hash;
}

/** @param {string} text of a link */
export function showInAddress(text) {
  if (location.hash !== current) return;
  history.replaceState(null, "", address(text));
  current = location.hash;
}

/** Copies the link, or shows it to be copied by hand.
 * @param {string} text of a link
 * @returns {Promise<boolean>} whether it is on the clipboard */
export async function copyLink(text) {
  const byHand = /** @type {HTMLElement} */ (document.getElementById("link-by-hand"));
  try {
    await navigator.clipboard.writeText(address(text));
    byHand.hidden = true;
    return true;
  } catch {
    const field = /** @type {HTMLInputElement} */ (document.getElementById("link-text"));
    field.value = address(text);
    byHand.hidden = false;
    field.focus();
    field.select();
    return false;
  }
}

/** Offers something to be saved as a file.
 * @param {string} name @param {string} type @param {BlobPart} content */
export function save(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
