import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";

import { E2E } from "#tests/support/e2e-server.ts";

import { expect, test } from "./dashboard-test.ts";

const run = promisify(execFile);
const data = resolve(process.env["OUTTURN_SHARED_DATA"] ?? "../shared/data", "bench");
const tool = resolve(data, "../../tools/replay-bench.mjs");

test("2,113 recorded tasks, sent twice and out of order, give the recorded figures, and the roll-ups verify", async () => {
  test.skip(!existsSync(tool) || !existsSync(data), "the recorded benchmark is not beside the repository");
  test.setTimeout(180_000);
  const keys = ["--ingest-key", E2E.ingestKey, "--read-key", E2E.readKey];
  const { stdout } = await run(process.execPath, [tool, data, "--twice", "--shuffle", "--url", E2E.url, ...keys]);
  expect(stdout).toContain("174 passed, 0 failed");
  const env = { ...process.env, DATABASE_URL: "", OUTTURN_DATA_DIR: E2E.dataDir };
  const verified = await run(process.execPath, ["scripts/outturn.mjs", "verify"], { env });
  expect(verified.stdout).toContain(": 0 differences");
});
