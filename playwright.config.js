// The built page (dist/) in the installed Chromium. `trunk build` comes first.
import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { chromiumPath } from "./scripts/browsers.mjs";

const port = Number(process.env.PORT ?? 4173);
const folder = process.env.DIST ?? "dist";
const url = `http://127.0.0.1:${port}`;

/** Parts of the browser that the tests do without. */
const SWITCHED_OFF = [
  // Two hidden pages below the address bar: in each new window they cost as much time as our own page.
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  // Chromium takes the last --disable-features alone: these are Playwright's own.
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "TcpPortRandomizationWin",
  "ThirdPartyStoragePartitioning",
];

export default defineConfig({
  testDir: "tests/page",
  testMatch: "*.spec.js",
  outputDir: "test-results",
  fullyParallel: true,
  workers: availableParallelism(),
  retries: 0,
  reporter: "list",
  // Shared machines are slow at times; no test asserts a speed.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    // Tests that answer requests themselves see none of a service worker's. Those that are about it allow it.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: chromiumPath(),
      // Readers' browsers limit how often a page may write its address; Playwright's default lifts the limit.
      ignoreDefaultArgs: ["--disable-ipc-flooding-protection"],
      args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", `--disable-features=${SWITCHED_OFF}`],
    },
  },
  webServer: { command: `node scripts/serve.mjs "${folder}" ${port}`, url, stdout: "ignore" },
});
