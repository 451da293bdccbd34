import { tmpdir } from "node:os";
import { join } from "node:path";

/** Another port lets two work trees of one machine run their browser tests at once. */
const PORT = Number(process.env["OUTTURN_TEST_PORT"] ?? 3417);
const DATA_DIR = process.env["OUTTURN_TEST_DATA_DIR"] ?? join(tmpdir(), `outturn-e2e-${PORT}`);

/** The server that the tests of one worker use: a production build with the sample, on a data directory of its own. */
function serverOf(worker: number) {
  const port = PORT + worker;
  return {
    port,
    url: `http://localhost:${port}`,
    dataDir: join(DATA_DIR, String(worker)),
    email: "admin@example.com",
    password: "correct horse battery",
    ingestKey: "e2e-ingest-key",
    readKey: "e2e-read-key",
    /** Where the tests of signing in open an issuer and a mail server; nothing listens there otherwise. */
    oidc: { port: port + 100, clientId: "outturn", clientSecret: "e2e-client-secret" },
    smtpPort: port + 200,
  } as const;
}

/** Tests change what they look at, so files that run at once each have a server to themselves. */
export const SERVERS = Array.from({ length: Number(process.env["OUTTURN_TEST_WORKERS"] ?? 2) }, (_, at) =>
  serverOf(at),
);

/** The server of this worker; Playwright numbers its workers from 0. */
export const E2E = serverOf(Number(process.env["TEST_PARALLEL_INDEX"] ?? 0));
