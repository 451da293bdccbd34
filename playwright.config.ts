import { defineConfig } from "@playwright/test";

import { E2E, SERVERS } from "#tests/support/e2e-server.ts";

const chromium = process.env["OUTTURN_TEST_CHROMIUM"];
/** Libraries that a Chromium brings along, and that only it is to see. */
const libraries = process.env["OUTTURN_TEST_CHROMIUM_LIBRARIES"] ?? "";

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.test.ts",
  outputDir: "test-results",
  timeout: 60_000,
  workers: SERVERS.length,
  retries: 0,
  forbidOnly: true,
  // The JSON is for scripts/test.mjs, which names the file it wants it in.
  reporter: process.env["PLAYWRIGHT_JSON_OUTPUT_NAME"] === undefined ? "list" : [["list"], ["json"]],
  use: {
    baseURL: E2E.url,
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      ...(libraries === "" ? {} : { env: { ...process.env, LD_LIBRARY_PATH: libraries } }),
      // The sandbox works neither as root nor in most containers; what is looked at here is our own.
      args: ["--no-sandbox"],
    },
  },
  webServer: SERVERS.map((server) => ({
    command: "node scripts/start.mjs",
    url: `${server.url}/api/health`,
    timeout: 300_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    stdout: "ignore",
    stderr: "pipe",
    env: {
      PORT: String(server.port),
      DATABASE_URL: "",
      OUTTURN_DATA_DIR: server.dataDir,
      OUTTURN_INGEST_KEY: server.ingestKey,
      OUTTURN_READ_KEY: server.readKey,
      OUTTURN_ADMIN_EMAIL: server.email,
      OUTTURN_ADMIN_PASSWORD: server.password,
      OUTTURN_OIDC_ISSUER: `http://localhost:${server.oidc.port}`,
      OUTTURN_OIDC_CLIENT_ID: server.oidc.clientId,
      OUTTURN_OIDC_CLIENT_SECRET: server.oidc.clientSecret,
      OUTTURN_OIDC_NAME: "Acme",
      OUTTURN_OIDC_ROLE_CLAIM: "groups",
      OUTTURN_OIDC_ROLES: "outturn-admins=admin,staff=viewer",
      OUTTURN_SMTP_URL: `smtp://localhost:${server.smtpPort}`,
      OUTTURN_MAIL_FROM: "outturn@example.com",
    },
  })),
});
