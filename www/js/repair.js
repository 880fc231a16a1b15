// Undoes what messengers, mail programs and advertisers do to a link on its way. Pure functions.

/** Keys that others add to links to count visits. */
const VISITS = /(^|[?&])(utm_|mc_|gad_|_[a-z]|(\w*clid|igsh)(=|$))/;

/** Undoes percent-encoding, quoted-printable, wrapped lines and ampersands for HTML, however often each was done. @param {string} text
 * @returns {string} */
function plain(text) {
  let once = text;
  try {
    once = decodeURIComponent(text);
  } catch {
    // A "%" that stands for itself.
  }
  // Quoted-printable ends its lines with "=".
  once = once
    .replace(once.includes("=3D") ? /=[\r\n]+|\s+/g : /\s+/g, "")
    .replaceAll("=3D", "=")
    .replace(/&(amp|#0*38|#x26);/gi, "&");
  return once === text ? text : plain(once);
}

/** A link's text as it was before others changed it. Only for a text with problems: a right one needs no repair.
 * @param {string} text what follows `#`, or `?` */
export function repaired(text) {
  const found = plain(text)
    .split(/[&?#]+/)
    .filter((part) => part && !VISITS.test(part) && !part.includes("://"))
    .join("&");
  // Punctuation of the sentence around the link, also as HTML writes it. After an ellipsis the text may have been cut off.
  return /\.\.|…/.test(found) ? found : found.replace(/(&\w+;|[^\w=])+$/, "");
}

/** Whether a query, which begins with `?`, has choices of a link. @param {string} query @param {(key: string) => boolean} isChoice */
export const hasChoices = (query, isChoice) =>
  repaired(query)
    .split("&")
    .some((part) => isChoice(part.split("=")[0]));

/** Whether others use a query to count visits. @param {string} query */
export const countsVisits = (query) => VISITS.test(query);
