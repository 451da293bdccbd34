import { tmpdir } from "node:os";
import { join } from "node:path";

/** Another port lets two work trees of one machine run their browser tests at once. */
const PORT = Number(process.env["OUTTURN_TEST_PORT"] ?? 3417);

/** The server that the browser tests use: a production build with the sample, on a data directory of its own. */
export const E2E = {
  port: PORT,
  url: `http://localhost:${PORT}`,
  dataDir: process.env["OUTTURN_TEST_DATA_DIR"] ?? join(tmpdir(), `outturn-e2e-${process.ppid}`),
  email: "admin@example.com",
  password: "correct horse battery",
  ingestKey: "e2e-ingest-key",
  readKey: "e2e-read-key",
  /** Where the tests of signing in open an issuer and a mail server; nothing listens there otherwise. */
  oidc: { port: PORT + 100, clientId: "outturn", clientSecret: "e2e-client-secret" },
  smtpPort: PORT + 200,
} as const;
