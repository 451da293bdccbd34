// What watching a client costs: blocks of calls, bare and wrapped in turn, ours beside its peers on the same version of the
// SDK, with a fetch in the process. `--short` takes less than a minute and judges nothing.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { judgeCapture } from "./side-by-side/judge-capture.ts";
import { CONTENDERS } from "./side-by-side/contenders.ts";
import { installPeers } from "./side-by-side/install-peers.ts";
import { measureBlocks, measureHeld } from "./side-by-side/measure-blocks.ts";
import type { Blocks, Plan } from "./side-by-side/measure-blocks.ts";
import { measureFidelity } from "./side-by-side/measure-fidelity.ts";
import type { CostTable } from "./side-by-side/print-costs.ts";
import { costTable, heldTable, perChunkTable } from "./side-by-side/print-costs.ts";
import { WORKLOADS } from "./side-by-side/workloads.ts";
import type { Workload } from "./side-by-side/workloads.ts";

const short = process.argv.includes("--short");
const FULL: Plan = { processes: 8, blocks: 5, calls: 200, warmUpCalls: 1000 };
const BRIEF: Plan = { processes: 1, blocks: 4, calls: 60, warmUpCalls: 250 };
/** A long stream has as many chunks as dozens of short ones. */
const LONG: Plan = { ...FULL, calls: 40, warmUpCalls: 150 };
const HELD_CALLS = 2000;

const began = performance.now();
const wanted = CONTENDERS.filter(({ name }) => !short || name !== "outturn-http");
const { opened, missing } = installPeers(wanted);
const contenders = opened.map(({ contender }) => contender);
const truth = short ? new Map<string, ReadonlySet<string>>() : await findTrueCells();
const measured = new Map<string, Blocks>();
const tables: CostTable[] = [];
for (const workload of WORKLOADS) {
  if (short && workload.cell === null) continue;
  say(`measuring ${workload.name}`);
  const blocks = await measureBlocks(contenders, workload, planFor(workload));
  measured.set(workload.name, blocks);
  for (const { name, why } of blocks.lost) missing.push({ name: `${name}, ${workload.name}`, why });
  const table = costTable({ name: workload.name, blocks, contenders, truth });
  tables.push(table);
  print(table.title, table.lines);
  save({ tables });
}
say("measuring bytes held");
const held = await measureHeld(contenders, HELD_CALLS);
report();

function planFor({ cell }: Workload): Plan {
  if (short) return BRIEF;
  return cell === null ? LONG : FULL;
}

/** Which contenders record each compared kind of call truly, found in this run. */
async function findTrueCells(): Promise<Map<string, ReadonlySet<string>>> {
  const cells = WORKLOADS.flatMap(({ cell }) => (cell === null ? [] : [cell]));
  const found = new Map<string, Set<string>>(cells.map((cell) => [cell, new Set()]));
  for (const contender of contenders) {
    say(`what ${contender.name} records`);
    for (const cell of await measureFidelity(contender, cells))
      if (cell.true) found.get(cell.name)?.add(contender.name);
  }
  return found;
}

function report(): void {
  const chunks = short ? null : perChunkTable(measured, contenders);
  if (chunks !== null) print(chunks.title, chunks.lines);
  const bytes = heldTable(held, contenders);
  print(bytes.title, bytes.lines);
  for (const { name, why } of missing) console.log(`not measured: ${name} (${why})`);
  console.log(`\nmeasured in ${((performance.now() - began) / 60_000).toFixed(1)} min`);
  const missed = short ? [] : judgeCapture({ tables, chunks, missing: missing.map(({ name }) => name) });
  save({ tables, chunks, bytes, missed });
  if (short) console.log("capture: short run, not judged");
  else console.log(missed.length === 0 ? "capture: reached" : `capture: missed: ${missed.join("; ")}`);
}

function print(title: string, lines: readonly string[]): void {
  console.log(`\n${title}`);
  for (const line of lines) console.log(line);
}

function save(results: object): void {
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const versions = Object.fromEntries(opened.map(({ contender, version }) => [contender.name, version]));
  const all = { at: new Date().toISOString(), short, node: process.version, versions, missing, ...results };
  writeFileSync(join(folder, "capture.json"), `${JSON.stringify(all, null, 2)}\n`);
}

/** Progress, beside the result, with the seconds since the start. */
function say(what: string): void {
  console.error(`… ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s ${what}`);
}
