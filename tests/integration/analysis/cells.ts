import { createHash, randomUUID } from "node:crypto";

import type { AnyMeasure, HistogramName } from "#lib/fold/measures.ts";
import type { CellTier } from "#lib/domain/time.ts";
import type { View } from "#lib/fold/views.ts";
import type { Pool } from "pg";
import { CELL_TIERS, cellBucket } from "#lib/domain/time.ts";
import { encodeHistogram, record } from "#lib/domain/histogram.ts";
import { encodeMeasures } from "#lib/fold/encode-measures.ts";
import { MeasureSums } from "#lib/fold/measure-sums.ts";
import { ALL_MEASURES } from "#lib/fold/measures.ts";
import { viewsOf } from "#lib/fold/views.ts";

/** What one cell of a test holds; sums that are not named are 0. */
interface CellContent {
  /** Any instant of the hour. */
  readonly at: string;
  readonly sums?: Partial<Record<AnyMeasure, number | bigint>>;
  readonly checks?: Record<string, { recorded: number; passed: number }>;
  /** The single values the histograms hold. */
  readonly values?: Partial<Record<HistogramName, readonly number[]>>;
}

export interface TaskCellContent extends CellContent {
  readonly tag?: { readonly name: string; readonly value: string };
  readonly dimensions?: Partial<
    Record<"task_type" | "entry_model" | "closing_model" | "route" | "provider" | "input_size" | "environment", string>
  >;
}

export interface CallCellContent extends CellContent {
  readonly split?: "none" | "service_tier" | "key";
  readonly dimensions?: Partial<Record<"model" | "model_provider" | "task_type" | "service_tier" | "key", string>>;
}

const TASK_DEFAULTS = {
  task_type: "triage",
  entry_model: "gpt-4o-mini",
  closing_model: "gpt-4o-mini",
  route: "gpt-4o-mini",
  provider: "openai",
  input_size: "under_2k",
  environment: "production",
};
const CALL_DEFAULTS = {
  model: "gpt-4o-mini",
  model_provider: "openai",
  task_type: "triage",
  service_tier: "",
  key: "",
};

/** A project to hang cells on. */
export async function insertProject(pool: Pool): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `with team as (insert into organisation (name) values ('Test') returning id)
     insert into project (id, slug, name, hash_key, organisation_id) select $1, $2, 'Test', 'k', id from team`,
    [id, id],
  );
  return id;
}

/** Puts the content into the cells of every view and tier, as the fold does. */
export async function insertTaskCell(pool: Pool, projectId: string, cell: TaskCellContent): Promise<void> {
  const dimensions = { tag_value: cell.tag?.value ?? "", ...TASK_DEFAULTS, ...cell.dimensions };
  await insert(pool, projectId, { grain: "task", split: cell.tag?.name ?? "", dimensions, cell });
}

export async function insertCallCell(pool: Pool, projectId: string, cell: CallCellContent): Promise<void> {
  const dimensions = { ...CALL_DEFAULTS, ...cell.dimensions };
  await insert(pool, projectId, { grain: "call", split: cell.split ?? "none", dimensions, cell });
}

interface Parts {
  readonly grain: "task" | "call";
  readonly split: string;
  readonly dimensions: Record<string, string>;
  readonly cell: CellContent;
}

/** A random hash lets a test put several contents into one bucket: the sums of all of them are what must come out. */
async function insert(pool: Pool, projectId: string, parts: Parts): Promise<void> {
  for (const view of viewsOf(parts.grain, parts.split))
    for (const tier of CELL_TIERS) await insertRow(pool, parts, { project_id: projectId, view, tier });
}

interface Place {
  readonly project_id: string;
  readonly view: View;
  readonly tier: CellTier;
}

async function insertRow(pool: Pool, { grain, dimensions, cell }: Parts, place: Place): Promise<void> {
  const { project_id, view, tier } = place;
  const kept = new Map(
    Object.entries(dimensions).map(([name, value]) => [name, view.dimensions.has(name) ? value : ""]),
  );
  const row = {
    project_id,
    split: view.split,
    tier,
    bucket: new Date(cellBucket(Date.parse(cell.at), tier)),
    dimensions_hash: createHash("sha256").update(randomUUID()).digest(),
    ...Object.fromEntries(kept),
    checks: JSON.stringify(cell.checks ?? {}),
    ttft_ms: histogramOf(cell.values?.ttft_ms),
    duration_ms: histogramOf(cell.values?.duration_ms),
    output_tokens_per_s: histogramOf(cell.values?.output_tokens_per_s),
    sums: encodeMeasures(MeasureSums.of(sumsOf(cell))),
  };
  const names = Object.keys(row);
  await pool.query(
    `insert into ${grain}_cell (${names.join(", ")}) values (${names.map((_, i) => `$${i + 1}`).join(", ")})`,
    Object.values(row),
  );
}

function sumsOf({ sums = {} }: CellContent): Map<AnyMeasure, bigint> {
  return new Map(ALL_MEASURES.flatMap((name) => (sums[name] === undefined ? [] : [[name, BigInt(sums[name])]])));
}

function histogramOf(values: readonly number[] = []): Buffer {
  const histogram = new Map<number, number>();
  for (const value of values) record(histogram, value);
  return encodeHistogram(histogram);
}
