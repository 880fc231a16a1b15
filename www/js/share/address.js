// The address, which always holds the run that is shown, and the link that replays it.

/** @param {string} text of a link */
export const address = (text) => `${location.origin}${location.pathname}${location.search}#${text}`;

/** The fragment that the page last wrote or opened. While the address has another one, the
 * reader is opening that link. */
let current = location.hash;

/** Notes that the page now shows the run in the address. */
export function arrive() {
  current = location.hash;
}

/** @param {string} text of a link */
export function showInAddress(text) {
  if (location.hash !== current) return;
  history.replaceState(null, "", address(text));
  current = location.hash;
}

/** Copies the link. If the browser does not allow that, shows the link for the reader to copy.
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

/** Saves something as a file.
 * @param {string} name @param {string} type @param {BlobPart} content */
export function save(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // By then the browser has read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
