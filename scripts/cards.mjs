// What others show of a link to the page: tags of Open Graph, which the cards of Twitter (X) read too. A card needs absolute addresses,
// so the picture is there only if the build knows where the page will be: FAXOR_URL=https://example.org/faxor/ make dist
import { BESIDE } from "./beside.mjs";

/** The picture, in docs/ and in a build. scripts/screenshot.mjs takes it. */
export const CARD = { name: "card.png", width: 1200, height: 630 };

/** The address with a slash at its end, or null if it is empty. Throws if it cannot be one of a page.
 * @param {string | undefined} address */
export function pageAddress(address) {
  if (!address) return null;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new Error(`FAXOR_URL is “${address}”; it may be the address of the page, such as https://example.org/faxor/`);
  }
  return url.href.replace(/\/?$/, "/");
}

/** The page's HTML with the tags after its description. Their quotes stay: not everybody who reads them parses HTML as a browser does.
 * @param {string} html @param {string} [address] where the page will be */
export function withCards(html, address) {
  const title = /<title>(.+?)<\/title>/.exec(html)?.[1];
  const description = /<meta\s+name="?description"?\s+content="([^"]+)"\s*\/?>/.exec(html);
  if (!title || !description) throw new Error("the page's HTML lacks a title or a description");
  // Without a picture, title and description say the same.
  const page = pageAddress(address)?.replaceAll("&", "&amp;");
  if (!page) return html;
  /** @type {[name: string, content: string | number][]} */
  const tags = [
    ["og:type", "website"],
    ["og:title", title],
    ["og:description", description[1]],
    ["og:url", page],
    ["og:image", `${page}${BESIDE}${CARD.name}`],
    ["og:image:width", CARD.width],
    ["og:image:height", CARD.height],
    ["og:image:alt", "Two pictures of what networks have learned, each with a compass"],
    // Twitter takes everything else from the tags above.
    ["twitter:card", "summary_large_image"],
  ];
  const lines = tags.map(([name, content]) => {
    const key = name.startsWith("og:") ? "property" : "name";
    return `\n<meta ${key}="${name}" content="${content}">`;
  });
  return html.replace(description[0], (whole) => whole + lines.join(""));
}
