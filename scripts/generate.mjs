// Generates the Prisma client into generated/. The CLI looks for a schema-engine binary that `generate` never runs; any
// existing file satisfies it, so nothing is downloaded (docs/decisions/0001-prisma-without-binaries.md).
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { status, stderr } = spawnSync(process.execPath, [require.resolve("prisma/build/index.js"), "generate"], {
  stdio: ["ignore", "ignore", "pipe"],
  encoding: "utf8",
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  },
});
if (status !== 0) console.error(stderr);
process.exit(status ?? 1);
