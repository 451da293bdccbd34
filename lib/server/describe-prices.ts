import { metrics } from "#lib/analysis/metrics.ts";
import type { Queryable } from "#lib/analysis/queryable.ts";
import type { PriceRule } from "#lib/domain/price-rule.ts";
import { DAY_MS, type TimeRange } from "#lib/domain/time.ts";
import { findPrice, PRICE_TABLE, PRICE_TABLE_DATE } from "#lib/pricing/find-price.ts";

/** Calls whose cost is unknown, by the model that made them. */
export interface UnpricedModel {
  readonly provider: string;
  readonly model: string;
  readonly calls: number;
  /** Tokens of all its calls in the range; of the unpriced ones alone where none has a price. */
  readonly tokens: number;
  /** Whether some of its calls have a price: then a tier or a tool is what lacks one. */
  readonly partly: boolean;
  /** Whether the table lists the model. */
  readonly listed: boolean;
}

/** How far back unpriced calls are looked for. */
const LOOK_BACK_DAYS = 90;

/** Models with calls of unknown cost in the last 90 days, the most calls first. */
export async function findUnpriced(db: Queryable, projectId: string, now: Date): Promise<UnpricedModel[]> {
  const range: TimeRange = { from: new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS), to: now };
  const { rows } = await metrics(db, {
    projectId,
    ...range,
    groupBy: ["model_provider", "model"],
    filters: {},
    timeZone: "UTC",
    percentiles: false,
  });
  return rows
    .flatMap((row) => {
      if (row.unpriced_calls === 0) return [];
      const provider = String(row.group["model_provider"] ?? "");
      const model = String(row.group["model"] ?? "");
      const { input_uncached, cache_read, cache_write, output } = row.tokens;
      const tokens = (input_uncached ?? 0) + (cache_read ?? 0) + (cache_write ?? 0) + (output ?? 0);
      const listed = findPrice(provider, model, now.getTime() * 1000) !== null;
      return [
        { provider, model, calls: row.unpriced_calls, tokens, partly: row.unpriced_calls < row.usage_calls, listed },
      ];
    })
    .sort((a, b) => b.calls - a.calls || (a.model < b.model ? -1 : 1));
}

/** Providers change prices every few weeks: an older table may be behind them. */
const STALE_AFTER_DAYS = 45;

/** Whole days since the bundled table was published. */
function tableAgeDays(now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(PRICE_TABLE_DATE)) / DAY_MS));
}

/** The price table as `GET /api/v1/prices` and `GET /api/v1/models` tell of it. */
export function describeTable(now: Date) {
  const age = tableAgeDays(now);
  return { source: PRICE_TABLE, published_at: PRICE_TABLE_DATE, age_days: age, stale: age > STALE_AFTER_DAYS };
}

/** A rule as the API tells of it: the names of `PUT`, and what came of it. */
export function describeRule({ id, version, provider, model, says, ...rule }: PriceRule) {
  return {
    id,
    version,
    provider,
    model,
    service_tier: rule.serviceTier,
    from: rule.from.toISOString(),
    until: rule.until?.toISOString() ?? null,
    usd_per_million_tokens: says.kind === "prices" ? says.usdPerMillion : null,
    usd_per_use: says.kind === "prices" ? says.usdPerUse : null,
    percent: says.kind === "percent" ? says.percent : null,
    note: rule.note,
    created_by: rule.createdBy,
    created_at: rule.createdAt.toISOString(),
    withdrawn_at: rule.withdrawnAt?.toISOString() ?? null,
  };
}
