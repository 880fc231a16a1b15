// Has the core compiled from the moment that this script is there, while the page and its other scripts still come. A file by itself,
// since it must not wait for them.

/** The core, compiled; nothing where that failed: then it is fetched again as the page starts, which says what is wrong. */
export const compiled = compile().catch(() => undefined);

async function compile() {
  return WebAssembly.compileStreaming(fetch(new URL("../faxor_bg.wasm", import.meta.url)));
}
