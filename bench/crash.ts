// Whether anything that was acknowledged is lost when the server and its Postgres are killed with SIGKILL under load: 50 random
// moments; `--short` takes five of them. `--seed N` repeats a run's choices.
import { mkdirSync, writeFileSync } from "node:fs";

import { runCrashes } from "#tests/support/crash/run-crashes.ts";
import type { CrashReport } from "#tests/support/crash/run-crashes.ts";

const short = process.argv.includes("--short");
const seed = seedFrom(process.argv);
const report = await runCrashes({ kills: short ? 5 : 50, seed, say: (line) => console.log(line) });
const faults = faultsOf(report);

console.table({
  "SIGKILLs survived": report.kills,
  "calls acknowledged": report.acknowledged,
  "calls stored": report.stored,
  "calls rolled up": report.rolledUp,
  "acknowledged calls lost": report.lost,
  "calls stored twice": report.doubled,
  "exports sent again": report.sentAgain,
  "median restart, seconds": Number((report.restartS[report.restartS.length >> 1] ?? 0).toFixed(2)),
  "outturn verify": report.verified,
});
mkdirSync("bench/results", { recursive: true });
writeFileSync("bench/results/crash.json", `${JSON.stringify({ seed, short, ...report, faults }, null, 1)}\n`);
if (faults.length > 0) console.log(`${short ? "found" : "crash: missed"}: ${faults.join("; ")}`);
else if (!short) console.log("crash: reached");
if (short) console.log("crash: short run, not judged");
process.exitCode = faults.length === 0 ? 0 : 1;

function faultsOf({ lost, doubled, stored, acknowledged, rolledUp, verifyStatus, unsafe }: CrashReport): string[] {
  return [
    ...(lost > 0 ? [`${lost} acknowledged calls lost`] : []),
    ...(doubled > 0 ? [`${doubled} calls stored twice`] : []),
    ...(stored === acknowledged ? [] : [`${stored} calls stored of ${acknowledged} acknowledged`]),
    ...(rolledUp === acknowledged ? [] : [`${rolledUp} calls rolled up of ${acknowledged} acknowledged`]),
    ...(verifyStatus === 0 ? [] : ["verify found differences"]),
    ...unsafe.map((name) => `${name} was off`),
  ];
}

function seedFrom(args: readonly string[]): number {
  const given = args[args.indexOf("--seed") + 1];
  return args.includes("--seed") ? Number(given) : Date.now() % 1_000_000;
}
