import { createHash, randomUUID } from "node:crypto";

import type { AnyMeasure, HistogramName } from "#lib/fold/measures.ts";
import type { Pool } from "pg";
import { bucketStart, TIERS } from "#lib/domain/time.ts";
import { encodeHistogram, record } from "#lib/domain/histogram.ts";

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
  await pool.query("insert into project (id, slug, name, hash_key) values ($1, $2, 'Test', 'k')", [id, id]);
  return id;
}

/** Puts the content into the hour's, the day's and the week's cell, as the fold does. */
export async function insertTaskCell(pool: Pool, projectId: string, cell: TaskCellContent): Promise<void> {
  const dimensions = { tag_value: cell.tag?.value ?? "", ...TASK_DEFAULTS, ...cell.dimensions };
  await insert(pool, "task_cell", {
    head: { project_id: projectId, tag_name: cell.tag?.name ?? "" },
    dimensions,
    cell,
  });
}

export async function insertCallCell(pool: Pool, projectId: string, cell: CallCellContent): Promise<void> {
  const dimensions = { ...CALL_DEFAULTS, ...cell.dimensions };
  await insert(pool, "call_cell", { head: { project_id: projectId, split: cell.split ?? "none" }, dimensions, cell });
}

interface Parts {
  readonly head: Record<string, string>;
  readonly dimensions: Record<string, string>;
  readonly cell: CellContent;
}

/** A random hash lets a test put several contents into one bucket: the sums of all of them are what must come out. */
async function insert(pool: Pool, table: string, { head, dimensions, cell }: Parts): Promise<void> {
  for (const tier of TIERS) {
    const row: Record<string, unknown> = {
      ...head,
      tier,
      bucket: new Date(bucketStart(Date.parse(cell.at), tier)),
      dimensions_hash: createHash("sha256").update(randomUUID()).digest(),
      ...dimensions,
      checks: JSON.stringify(cell.checks ?? {}),
      ttft_ms: histogramOf(cell.values?.ttft_ms),
      duration_ms: histogramOf(cell.values?.duration_ms),
      output_tokens_per_s: histogramOf(cell.values?.output_tokens_per_s),
      ...Object.fromEntries(Object.entries(cell.sums ?? {}).map(([name, value]) => [name, String(value)])),
    };
    const names = Object.keys(row);
    await pool.query(
      `insert into ${table} (${names.join(", ")}) values (${names.map((_, i) => `$${i + 1}`).join(", ")})`,
      Object.values(row),
    );
  }
}

function histogramOf(values: readonly number[] = []): Buffer {
  const histogram = new Map<number, number>();
  for (const value of values) record(histogram, value);
  return encodeHistogram(histogram);
}
