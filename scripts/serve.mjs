// A small server of a folder, for the tests, the bench and the screenshots. Run by itself it prints its address.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Serves `folder` on this machine alone.
 * @param {string} folder
 * @param {number} port 0 for any that is free
 * @param {Record<string, Buffer>} [extra] further files by their path
 */
export async function serve(folder, port, extra = {}) {
  const server = createServer(async (request, response) => {
    try {
      const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
      const name = path.endsWith("/") ? `${path}index.html` : path;
      const body = extra[path] ?? (await readFile(join(folder, normalize(name))));
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    }
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", () => ready(undefined)));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the server has no address");
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await serve(process.argv[2] ?? "dist", Number(process.argv[3] ?? 4173));
  console.log(url);
}
