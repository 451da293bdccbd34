import type { MetricsAnswer, MetricsRow } from "./metrics-row.ts";

/** A row as the contract spells it: the group's fields beside the figures. */
export type ContractRow = Readonly<Record<string, unknown>>;

export interface ContractAnswer {
  readonly rows: readonly ContractRow[];
  readonly pricing_coverage: number | null;
  /** ISO 8601 in UTC. */
  readonly from: string;
  readonly to: string;
}

/** The answer of `GET /api/v1/metrics`: percentile fields only where they were asked for. */
export function toContractJson(answer: MetricsAnswer): ContractAnswer {
  return {
    rows: answer.rows.map(toContractRow),
    pricing_coverage: answer.pricing_coverage,
    from: answer.from.toISOString(),
    to: answer.to.toISOString(),
  };
}

/** One row of it. A cost of which nothing is known is null: it must not look free. */
export function toContractRow({
  group,
  ttft_ms,
  duration_ms,
  output_tokens_per_s,
  ...figures
}: MetricsRow): ContractRow {
  return {
    ...group,
    ...figures,
    ...(figures.cost_known ? {} : { cost_usd: null }),
    ...(ttft_ms === null ? {} : { ttft_ms, duration_ms, output_tokens_per_s }),
  };
}
