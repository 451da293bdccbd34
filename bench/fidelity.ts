// What each library records truly: every case is a program with a known answer, run against ours and its peers in processes
// of their own. `--short` leaves the peers out and judges nothing.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ALL_CASES } from "./fidelity-cases/all-cases.ts";
import { CONTENDERS } from "./side-by-side/contenders.ts";
import { installPeers } from "./side-by-side/install-peers.ts";
import { measureFidelity } from "./side-by-side/measure-fidelity.ts";
import type { Cell } from "./side-by-side/measure-fidelity.ts";

const OURS: ReadonlySet<string> = new Set(["outturn", "outturn-6"]);
/** The bare SDK checks the programs themselves: it records nothing, and its application must see what is expected. */
const BARE: ReadonlySet<string> = new Set(["bare", "bare-6"]);

interface Column {
  readonly name: string;
  readonly version: string;
  readonly sdk: string;
  readonly cells: readonly Cell[];
}

const short = process.argv.includes("--short");
const wanted = CONTENDERS.filter(({ name }) => name !== "outturn-http" && (!short || OURS.has(name)));
const { opened, missing } = installPeers(wanted);
const names = ALL_CASES.map(({ name }) => name);
const columns: Column[] = [];
for (const { contender, version } of opened) {
  const cells = await measureFidelity(contender, names);
  columns.push({ name: contender.name, version, sdk: contender.folder, cells });
  console.error(`${contender.name}: ${cells.filter((cell) => cell.true).length} of ${cells.length}`);
}
report();

function report(): void {
  const shown = columns.filter(({ name }) => !BARE.has(name));
  print(shown);
  const file = join(import.meta.dirname, "results", "fidelity.json");
  mkdirSync(join(import.meta.dirname, "results"), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), short, columns, missing }, null, 2)}\n`);
  for (const { name, why } of missing) console.log(`not measured: ${name} (${why})`);
  console.log(verdict());
}

function print(shown: readonly Column[]): void {
  const width = Math.max(...names.map((name) => name.length));
  console.log(`${"".padEnd(width)}  ${shown.map(({ name }) => name.padEnd(13)).join(" ")}`);
  for (const [row, name] of names.entries()) {
    const marks = shown.map(({ cells }) => (cells[row]?.true === true ? "yes" : "-").padEnd(13));
    console.log(`${name.padEnd(width)}  ${marks.join(" ")}`);
  }
  const sums = shown.map(({ cells }) => String(cells.filter((cell) => cell.true).length).padEnd(13));
  console.log(`${`true, of ${names.length}`.padEnd(width)}  ${sums.join(" ")}`);
  console.log(`${"version".padEnd(width)}  ${shown.map(({ version }) => version.padEnd(13)).join(" ")}\n`);
  for (const { name, cells } of shown) {
    for (const cell of cells) if (!cell.true) console.log(`${name}: ${cell.name}: ${cell.why ?? ""}`);
  }
}

function verdict(): string {
  const broken = columns
    .filter(({ name }) => BARE.has(name))
    .flatMap(({ name, cells }) =>
      cells.filter(({ disturbed }) => disturbed).map((cell) => `${cell.name} with ${name}`),
    );
  const ours = columns.filter(({ name }) => OURS.has(name));
  const wrong = ours.flatMap(({ name, cells }) =>
    cells.filter((cell) => !cell.true).map((cell) => `${cell.name} (${name})`),
  );
  if (broken.length > 0) return `fidelity: missed: the program itself is wrong: ${broken.join("; ")}`;
  if (wrong.length > 0) return `fidelity: missed: ${wrong.join("; ")}`;
  if (short) return "fidelity: short run, not judged";
  if (missing.length > 0) return `fidelity: missed: not measured: ${missing.map(({ name }) => name).join(", ")}`;
  return "fidelity: reached";
}
