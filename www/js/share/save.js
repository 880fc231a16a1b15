// Handing things over to the reader: to the clipboard, or as a file.
import { isFramed, make } from "../dom.js";
import { store, stored } from "../ui/storage.js";

/** Copies a text, or says that the browser does not allow it. @param {string} text @returns {Promise<boolean>} whether it is on the clipboard */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** What separates the fields of CSV: a comma, a semicolon or a tab. Spreadsheets expect it by their language. */
let separator = stored("csv") ?? ",";

/** Lets the reader choose what separates the fields of all CSV files. @param {HTMLSelectElement} select */
export function offerSeparators(select) {
  select.value = separator;
  select.addEventListener("change", () => {
    separator = select.value;
    store("csv", separator);
  });
}

/** CSV with the chosen separator. Where that is a semicolon, numbers have a decimal comma. The link above the fields stays.
 * @param {string} csv */
const separated = (csv) =>
  csv.replace(/^[^#].*/gm, (line) =>
    line
      .split(",")
      .map((field) => (separator === ";" && +field ? field.replace(".", ",") : field))
      .join(separator),
  );

/** Letters that tell files of different settings apart. @param {string} text of the settings, or of the file */
function mark(text) {
  let sum = 0;
  for (const letter of text) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0;
  return sum.toString(36);
}

/** What is said in a frame, since no browser says whether it may save or print. @param {string} what should have come */
export const unlessForbidden = (what) =>
  `If ${what} did not come, this frame does not allow it. Open the page in a tab of its own.`;

/** Offers something to be saved as a file.
 * @param {string} name @param {string} type @param {BlobPart} content @param {string} [text] of the link, if the content is not text
 * @returns {string} what to tell the reader */
export function save(name, type, content, text = String(content)) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([type === "text/csv" ? separated(text) : content], { type }));
  link.download = name.replace(".", `-${mark(text)}.`);
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return isFramed ? unlessForbidden(link.download) : `Saved ${link.download}.`;
}
