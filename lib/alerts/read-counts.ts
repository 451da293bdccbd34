import type { Queryable } from "#lib/analysis/queryable.ts";
import { decodeHistogram, merge, NEVER_BIN, quantiles, binOf } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import { HOUR_MS, MINUTE_MS } from "#lib/domain/time.ts";
import { decodeMeasures } from "#lib/fold/encode-measures.ts";

import { CountsBook } from "./counts-book.ts";
import type { Combo } from "./counts-book.ts";
import type { Grain, Source } from "./metrics.ts";

/** Minutes and hours that are read again at every look: calls are dated by their start and come when they end. */
const AGAIN_MINUTES = 45;
const AGAIN_HOURS = 3;
/** After so long all is read again, for what came later still and prices that changed. */
const WHOLE_MINUTES = 24 * 60;

interface Reading {
  readonly db: Queryable;
  readonly projectId: string;
  readonly grain: Grain;
  /** Check whose counts are wanted of tasks; all of a project's checks are few. */
  readonly sources: ReadonlySet<Source>;
  /** How many minutes are judged from one book; a few when not given. */
  readonly atOnce?: number;
}

/** One project's book, kept from look to look. */
export class BookKeeper {
  readonly #reading: Reading;
  #book: CountsBook | null = null;
  #slowBins = new Map<Combo, number>();
  #wholeAt = -Infinity;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** The book with everything before a minute; mostly only its latest part is read. */
  async bookAt(endMinute: number): Promise<CountsBook> {
    const known = this.#book;
    if (known === null || endMinute - this.#wholeAt > WHOLE_MINUTES || endMinute < known.endMinute)
      return this.#readWhole(endMinute);
    // What could not be read is read whole the next time.
    this.#book = null;
    const minutesFrom = Math.min(known.endMinute, endMinute) - AGAIN_MINUTES;
    const hoursFrom = Math.floor(known.endMinute / 60) - AGAIN_HOURS;
    known.moveTo(endMinute);
    await this.#readInto(known, minutesFrom * MINUTE_MS, hoursFrom * HOUR_MS);
    this.#book = known;
    return known;
  }

  async #readWhole(endMinute: number): Promise<CountsBook> {
    const book = new CountsBook(endMinute, this.#reading.atOnce);
    this.#slowBins = new Map();
    await this.#readInto(book, book.held.minutes[0], book.held.hours[0]);
    this.#book = book;
    this.#wholeAt = endMinute;
    return book;
  }

  async #readInto(book: CountsBook, minutesFromMs: number, hoursFromMs: number): Promise<void> {
    const { held } = book;
    book.clearFrom("hour", hoursFromMs);
    await this.#readTier(book, "hour", [Math.max(hoursFromMs, held.hours[0]), held.hours[1]]);
    if (this.#reading.grain === "task") return;
    book.clearFrom("minute", minutesFromMs);
    await this.#readTier(book, "minute", [Math.max(minutesFromMs, held.minutes[0]), held.minutes[1]]);
  }

  async #readTier(book: CountsBook, tier: "minute" | "hour", [from, to]: readonly [number, number]): Promise<void> {
    const { db, projectId, grain, sources } = this.#reading;
    const { rows } = await db.query(CELLS[grain], [projectId, tier, new Date(from), new Date(to)]);
    const cells = rows.map((row) => this.#cellOf(book, row));
    if (sources.has("ttft_slow")) this.#learnSlow(cells);
    for (const cell of cells) book.put(cell.combo, tier, cell.bucketMs, this.#countsOf(cell));
  }

  #cellOf(book: CountsBook, row: Readonly<Record<string, unknown>>): CellRead {
    const dimensions = {
      provider: textOf(row["provider"]),
      model: textOf(row["model"]),
      task_type: textOf(row["task_type"]),
      tool: textOf(row["tool"]),
    };
    return {
      combo: book.comboOf(dimensions),
      bucketMs: Math.round(Number(row["bucket_s"]) * 1000),
      sums: bytesOf(row["sums"]),
      ttft: this.#reading.sources.has("ttft_slow") ? decodeHistogram(bytesOf(row["ttft_ms"])) : new Map(),
      checks: row["checks"],
    };
  }

  /** The bin above which a first token is slow: the 95th percentile of what was read first, the last weeks. */
  #learnSlow(cells: readonly CellRead[]): void {
    const past = new Map<Combo, Histogram>();
    for (const { combo, ttft } of cells) {
      if (this.#slowBins.has(combo)) continue;
      const sum = past.get(combo) ?? new Map();
      merge(sum, ttft);
      past.set(combo, sum);
    }
    for (const [combo, histogram] of past) {
      if (histogram.size === 0) continue;
      const [p95] = quantiles(histogram, [0.95]);
      this.#slowBins.set(combo, p95 == null ? NEVER_BIN : binOf(p95));
    }
  }

  *#countsOf({ combo, sums, ttft, checks }: CellRead): Generator<readonly [Source, number]> {
    const { sources } = this.#reading;
    for (const [measure, sum] of decodeMeasures(sums)) if (sources.has(measure)) yield [measure, Number(sum)];
    if (sources.has("ttft_slow")) yield* slowOf(ttft, this.#slowBins.get(combo) ?? NEVER_BIN);
    yield* checksOf(checks, sources);
  }
}

interface CellRead {
  readonly combo: Combo;
  readonly bucketMs: number;
  readonly sums: Uint8Array;
  readonly ttft: Histogram;
  readonly checks: unknown;
}

const CALL_CELLS = `select date_part('epoch', bucket) as bucket_s, model_provider as provider, model, task_type, sums, ttft_ms
  from call_cell where project_id = $1::uuid and split = 'none' and tier = $2 and bucket >= $3 and bucket < $4`;

const TOOL_CELLS = `select date_part('epoch', bucket) as bucket_s, model_provider as provider, model, task_type, key as tool, sums, ttft_ms
  from call_cell where project_id = $1::uuid and split = 'tool' and tier = $2 and bucket >= $3 and bucket < $4`;

/** Tasks of all sizes and environments of a type together. */
const TASK_CELLS = `select date_part('epoch', bucket) as bucket_s, task_type, string_agg(sums, ''::bytea) as sums,
    coalesce(jsonb_agg(checks) filter (where checks <> '{}'::jsonb), '[]'::jsonb) as checks
  from task_cell where project_id = $1::uuid and split = 'type' and tier = $2 and bucket >= $3 and bucket < $4
  group by bucket, task_type`;

const CELLS: Readonly<Record<Grain, string>> = { call: CALL_CELLS, task: TASK_CELLS, tool: TOOL_CELLS };

function* slowOf(ttft: Histogram, slowBin: number): Generator<readonly [Source, number]> {
  let [seen, slow] = [0, 0];
  for (const [bin, count] of ttft) {
    seen += count;
    if (bin > slowBin || bin === NEVER_BIN) slow += count;
  }
  yield ["ttft_seen", seen];
  yield ["ttft_slow", slow];
}

/** Checks come as `[{ name: { recorded, passed } }]`; the name of each stands in its source. */
function* checksOf(cells: unknown, sources: ReadonlySet<Source>): Generator<readonly [Source, number]> {
  if (!sources.has("check_failed") || !Array.isArray(cells)) return;
  for (const cell of cells as readonly Readonly<Record<string, { recorded: number; passed: number }>>[])
    for (const [name, { recorded, passed }] of Object.entries(cell)) {
      yield [checkSource("check_recorded", name), recorded];
      yield [checkSource("check_failed", name), recorded - passed];
      yield ["check_recorded", recorded];
      yield ["check_failed", recorded - passed];
    }
}

/** The counts of one check, beside those of all checks together. */
export function checkSource(source: "check_recorded" | "check_failed", name: string): Source {
  // Names are kept apart from the closed list by the colon; the book only ever compares them.
  return (name === "" ? source : `${source}:${name}`) as Source;
}

/** Cells of tasks have no provider and model. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}
