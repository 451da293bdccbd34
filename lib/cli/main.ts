import { inspect } from "node:util";

import { storable } from "#lib/ingest/storable-text.ts";

import { explainError } from "./explain-error.ts";
import { runCommand } from "./run-command.ts";

// Next and React pick their production builds by this; the pinned Node starts us without it.
Object.assign(process.env, {
  NODE_ENV: process.argv.includes("--dev") ? "development" : "production",
  NEXT_TELEMETRY_DISABLED: "1",
});

try {
  process.exitCode = await runCommand(process.argv.slice(2));
} catch (error) {
  const sentence = explainError(error);
  // What it says may repeat a file, a row or an answer.
  process.stderr.write(`${storable(sentence === null ? inspect(error) : `outturn: ${sentence}`, Infinity)}\n`);
  process.exitCode = 1;
}
// Nothing that was started may hold the process open: its work is done or has been undone.
process.exit();
