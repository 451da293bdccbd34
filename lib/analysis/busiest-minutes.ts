import type { TimeRange } from "#lib/domain/time.ts";
import type { MeasureSums } from "#lib/fold/measure-sums.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";
import { decodeMeasures } from "#lib/fold/encode-measures.ts";
import type { Queryable } from "./queryable.ts";

/** What a limit counts in a minute, as sums by the minute hold it, by the name that providers' headers give the limit. */
const COUNTED: Readonly<Record<string, readonly AnyMeasure[]>> = {
  requests: ["calls", "other_calls", "retries"],
  tokens: ["input_uncached", "cache_read", "cache_write", "output"],
  // Anthropic counts no tokens that were read from a cache: docs.anthropic.com/en/api/rate-limits.
  "input-tokens": ["input_uncached", "cache_write"],
  "output-tokens": ["output"],
};

export interface BusiestMinute {
  readonly at: Date;
  /** Requests or tokens, as the limit counts them. */
  readonly count: number;
}

/** By name of limit; one whose name says no count, or of which no minute is known, is absent. */
export type BusiestMinutes = ReadonlyMap<string, BusiestMinute>;

interface MinutesQuery extends TimeRange {
  readonly projectId: string;
  readonly model: string;
}

const MINUTES = `
  select date_part('epoch', bucket) as s, encode(string_agg(sums, ''::bytea), 'base64') as sums from call_cell
  where project_id = $1::uuid and split = 'none' and tier = 'minute' and bucket >= $2::timestamptz and bucket < $3::timestamptz
    and model = $4
  group by bucket order by bucket`;

/** The first minute in which a model was asked the most, of those that are still kept: the latest three days. */
export async function busiestMinutes(db: Queryable, query: MinutesQuery): Promise<BusiestMinutes> {
  const { projectId, from, to, model } = query;
  const { rows } = await db.query(MINUTES, [projectId, from.toISOString(), to.toISOString(), model]);
  const busiest = new Map<string, BusiestMinute>();
  for (const { s, sums } of rows) {
    const minute = decodeMeasures(Buffer.from(String(sums), "base64"));
    for (const [name, measures] of Object.entries(COUNTED)) {
      const count = countOf(minute, measures);
      if (count > (busiest.get(name)?.count ?? 0)) busiest.set(name, { at: new Date(Number(s) * 1000), count });
    }
  }
  return busiest;
}

function countOf(sums: MeasureSums, measures: readonly AnyMeasure[]): number {
  return measures.reduce((sum, measure) => sum + sums.count(measure), 0);
}
