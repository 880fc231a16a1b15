// A small server for a folder, used by tests, benchmarks and the screenshot. Run alone, it prints its address.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
};

/** The nearest 404.html above a path: static hosts show it for what they do not have.
 * @param {string} folder @param {string} path @returns {Promise<Buffer | undefined>} */
async function notFound(folder, path) {
  const above = dirname(normalize(path));
  const page = await readFile(join(folder, above, "404.html")).catch(() => undefined);
  return page ?? (above === "/" ? undefined : notFound(folder, above));
}

/**
 * Serves `folder` on the loopback address only.
 * @param {string} folder
 * @param {number} port 0 for any free port
 * @param {{ extra?: Record<string, Buffer>, gzip?: boolean }} [options] additional files by path; whether to
 *   compress files, as static hosts do
 */
export async function serve(folder, port, { extra = {}, gzip = false } = {}) {
  /** @type {Map<string, Buffer>} */
  const small = new Map();
  const server = createServer(async (request, response) => {
    let path = "/";
    try {
      path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
      const name = path.endsWith("/") ? `${path}index.html` : path;
      const body = extra[path] ?? (await readFile(join(folder, normalize(name))));
      const type = { "content-type": TYPES[extname(name)] ?? "application/octet-stream" };
      if (!gzip) {
        response.writeHead(200, type).end(body);
        return;
      }
      if (!small.has(name)) small.set(name, gzipSync(body, { level: 9 }));
      response.writeHead(200, { ...type, "content-encoding": "gzip" }).end(small.get(name));
    } catch {
      const page = await notFound(folder, path);
      response.writeHead(404, { "content-type": page ? TYPES[".html"] : "text/plain" }).end(page ?? "not found");
    }
  });
  await new Promise((ready, failed) => server.once("error", failed).listen(port, "127.0.0.1", () => ready(undefined)));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the server has no address");
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, close };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await serve(process.argv[2] ?? "dist", Number(process.argv[3] ?? 4173));
  console.log(url);
}
