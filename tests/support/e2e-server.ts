import { tmpdir } from "node:os";
import { join } from "node:path";

/** The server that the browser tests use: a production build with the sample, on a data directory of its own. */
export const E2E = {
  port: 3417,
  url: "http://localhost:3417",
  dataDir: process.env["OUTTURN_TEST_DATA_DIR"] ?? join(tmpdir(), `outturn-e2e-${process.ppid}`),
  email: "admin@example.com",
  password: "correct horse battery",
  ingestKey: "e2e-ingest-key",
  readKey: "e2e-read-key",
} as const;
