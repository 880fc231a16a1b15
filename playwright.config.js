// Tests the built page (dist/) in the installed Chromium. Run `trunk build` first.
import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { chromiumPath } from "./scripts/browsers.mjs";

const port = Number(process.env.PORT ?? 4173);
const folder = process.env.DIST ?? "dist";
const url = `http://127.0.0.1:${port}`;

/** Chromium features that the tests do not need. */
const SWITCHED_OFF = [
  // Two hidden pages below the address bar. In each new window they take as long to load as our own page.
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  // Chromium uses only the last --disable-features, so this repeats Playwright's own list.
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
  // Shared machines are slow at times. No test asserts a speed.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    // Tests that intercept requests do not see a service worker's. Tests of the service worker allow it.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: chromiumPath(),
      // Real browsers limit how often a page may change its address. Playwright's default turns this limit off.
      ignoreDefaultArgs: ["--disable-ipc-flooding-protection"],
      args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", `--disable-features=${SWITCHED_OFF}`],
    },
  },
  webServer: { command: `node scripts/serve.mjs "${folder}" ${port}`, url, stdout: "ignore" },
});
