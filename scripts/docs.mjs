// Turns docs/*.md into pages beside Faxor's own, so that the page can link to its methods wherever it is served.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Marked, Parser, Renderer } from "marked";

const DOCS = fileURLToPath(new URL("../docs", import.meta.url));

/** The anchor of a heading, as GitHub makes it. @param {string} heading */
export const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, "")
    .replaceAll(" ", "-");

/** The front page of the crate is for docs.rs alone. */
const NOT_SHOWN = ["crate.md"];

/** The HTML of a Markdown file. Links among `names` lead to their pages; a link to any other file of the repository is left as text, since
 * a host has only the page.
 * @param {string} markdown @param {string[]} names the files that have a page */
export function page(markdown, names) {
  const plain = new Renderer();
  plain.parser = new Parser();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${anchor(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const [path, hash = ""] = href.split(/(?=#)/);
        if (names.includes(path)) return `<a href="${path.replace(/md$/, "html")}${hash}">${text}</a>`;
        if (href.startsWith("#")) return `<a href="${href}">${text}</a>`;
        // In a frame, another site would take the page's place, and most refuse to be shown in one.
        const outside = 'target="_blank" rel="noopener"';
        return /^https?:/.test(href) ? `<a href="${href.replaceAll("&", "&amp;")}" ${outside}>${text}</a>` : text;
      },
      // What is wide scrolls by itself, also by keyboard.
      table: (token) => `<div class="table" tabindex="0">${plain.table(token)}</div>\n`,
      code: (token) => plain.code(token).replace("<pre>", '<pre tabindex="0">'),
    },
  });
  const title = (/^# (.+)$/m.exec(markdown)?.[1] ?? "").replaceAll("&", "&amp;");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Faxor</title>
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<script src="../js/early.js"></script>
<link rel="icon" href="../icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="docs.css">
<nav><a href="../">Faxor</a></nav>
<main>
${marked.parse(markdown, { async: false })}</main>
</html>
`;
}

/** Writes every page into `folder`. @param {string} folder */
export async function writeDocs(folder) {
  const names = (await readdir(DOCS)).filter((name) => name.endsWith(".md") && !NOT_SHOWN.includes(name));
  for (const name of names) {
    const html = page(await readFile(join(DOCS, name), "utf8"), names);
    await writeFile(join(folder, name.replace(/md$/, "html")), html);
  }
}
