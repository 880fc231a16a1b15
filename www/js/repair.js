// Undoes what messengers, mail programs and advertisers do to a link on its way. Pure functions.

/** Keys that others add to links to count visits. */
const VISITS = /(^|[?&])(utm_|mc_|gad_|_[a-z]|(\w*clid|igsh)(=|$))/;

/** Undoes percent-encoding, however often a text was encoded. @param {string} text @returns {string} */
function decoded(text) {
  try {
    const once = decodeURIComponent(text);
    return once === text ? text : decoded(once);
  } catch {
    return text;
  }
}

/** A link's text as it was before others changed it. Only for a text with problems: a right one needs no repair.
 * @param {string} text what follows `#`, or `?` */
export function repaired(text) {
  const plain = decoded(text)
    // Quoted-printable, and lines that were wrapped.
    .replace(/=[\r\n]+|\s+/g, "")
    .replace(/=3D/g, "=")
    .replace(/&((amp|#0*38|#x26);)+/gi, "&");
  const found = plain
    .split(/[&?#]+/)
    .filter((part) => part && !VISITS.test(part) && !part.includes("://"))
    .join("&");
  // Punctuation of the sentence around the link. After an ellipsis the text may have been cut off.
  return /\.\.|…/.test(found) ? found : found.replace(/[^\w=]+$/, "");
}

/** Whether a query, which begins with `?`, has choices of a link. @param {string} query @param {(key: string) => boolean} isChoice */
export const hasChoices = (query, isChoice) =>
  repaired(query)
    .split("&")
    .some((part) => isChoice(part.split("=")[0]));

/** Whether others use a query to count visits. @param {string} query */
export const countsVisits = (query) => VISITS.test(query);
