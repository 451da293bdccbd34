import type { PoolClient } from "pg";

import { CELL_TIERS } from "#lib/domain/time.ts";
import { ALL_MEASURES, HISTOGRAMS } from "#lib/fold/measures.ts";
import { emptySums } from "#lib/fold/sums.ts";
import type { CheckCount, Sums } from "#lib/fold/sums.ts";
import { DIMENSION_COLUMNS } from "#lib/fold/views.ts";

import { addStored, CELL_TABLES, hashDimensions, SUM_COLUMNS } from "./cell-columns.ts";
import type { Cell, Grain, SumsRow } from "./cell-columns.ts";
import { secondsOf } from "./columns.ts";
import type { Findings } from "./findings.ts";

const CELLS_AT_ONCE = 2_000;

/** The cells to compare: a project's, without those by the minute before an instant. */
interface Compared {
  readonly projectId: string;
  readonly minutesFromMs: number;
}

/** Compares every stored cell of a project with the cells as recomputed. @returns how many are stored. */
export async function compareCells(
  client: PoolClient,
  compared: Compared,
  expected: readonly Cell[],
  findings: Findings,
): Promise<number> {
  const byKey = new Map(expected.map((cell) => [nameOf(cell), cell]));
  let stored = 0;
  for (const grain of ["task", "call"] as const) {
    for await (const cells of storedCells(client, compared, grain)) {
      stored += cells.length;
      for (const held of cells) {
        compareSums(nameOf(held), held.sums, byKey.get(nameOf(held))?.sums ?? null, findings);
        byKey.delete(nameOf(held));
      }
    }
  }
  for (const [where, cell] of byKey) compareSums(where, null, cell.sums, findings);
  return stored;
}

function nameOf(cell: Cell): string {
  return `${CELL_TABLES[cell.grain]} ${JSON.stringify([cell.split, cell.tier, new Date(cell.bucketMs).toISOString(), cell.dimensions])}`;
}

function compareSums(where: string, stored: Sums | null, recomputed: Sums | null, findings: Findings): void {
  if (!stored || !recomputed) {
    findings.add({ where, what: "cell", stored: stored ? "present" : null, recomputed: recomputed ? "present" : null });
    return;
  }
  const report = (what: string, held: string, fresh: string): void => {
    if (held !== fresh) findings.add({ where, what, stored: held, recomputed: fresh });
  };
  for (const measure of ALL_MEASURES)
    report(measure, String(stored.measures.get(measure) ?? 0n), String(recomputed.measures.get(measure) ?? 0n));
  report("checks", sorted(stored.checks), sorted(recomputed.checks));
  for (const name of HISTOGRAMS) report(name, sorted(stored.histograms[name]), sorted(recomputed.histograms[name]));
}

/** Entries as text that is equal for equal content, whatever their order. */
function sorted(entries: ReadonlyMap<string | number, CheckCount | number> | null): string {
  return [...(entries ?? [])]
    .map(([key, value]) =>
      JSON.stringify(typeof value === "number" ? [key, value] : [key, value.recorded, value.passed]),
    )
    .sort()
    .join(" ");
}

type CellRow = SumsRow & Record<string, unknown> & { bucket_s: number };

/** A project's cells of one grain, read through a cursor: there may be millions. */
async function* storedCells(client: PoolClient, compared: Compared, grain: Grain): AsyncGenerator<Cell[]> {
  const { projectId, minutesFromMs } = compared;
  await client.query(
    `declare cells no scroll cursor for select split, tier, ${secondsOf("bucket")} as bucket_s, dimensions_hash,
       ${DIMENSION_COLUMNS[grain].join(", ")}, ${SUM_COLUMNS.map(({ name }) => name).join(", ")}
     from ${CELL_TABLES[grain]} where project_id = $1 and (tier <> 'minute' or bucket >= $2)`,
    [projectId, new Date(minutesFromMs)],
  );
  for (;;) {
    const { rows } = await client.query<CellRow>(`fetch ${CELLS_AT_ONCE} from cells`);
    if (rows.length === 0) break;
    yield rows.map((row) => cellOf(row, projectId, grain));
  }
  await client.query("close cells");
}

/** Columns are of the types that the migration gives them: that is the ground of the casts. */
function cellOf(row: CellRow, projectId: string, grain: Grain): Cell {
  const dimensions = DIMENSION_COLUMNS[grain].map((name) => String(row[name]));
  const sums = emptySums();
  addStored(sums, row);
  const tier = CELL_TIERS.find((one) => one === row["tier"]) ?? "hour";
  const misplaced = !hashDimensions(dimensions).equals(row["dimensions_hash"] as Buffer);
  // A cell under another's key can never be found again: it is shown as what it is, a cell that no task adds to.
  const split = misplaced ? `misplaced ${String(row["split"])}` : String(row["split"]);
  return { projectId, grain, split, tier, bucketMs: Math.round(row.bucket_s * 1000), dimensions, sums };
}
