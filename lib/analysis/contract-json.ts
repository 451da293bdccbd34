import type { MetricsAnswer, MetricsRow } from "./metrics-row.ts";

const PERCENTILE_FIELDS = ["ttft_ms", "duration_ms", "output_tokens_per_s"] as const;

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
export function toContractRow({ group, ...figures }: MetricsRow): ContractRow {
  const row: Record<string, unknown> = { ...group, ...figures };
  for (const field of PERCENTILE_FIELDS) if (row[field] === null) delete row[field];
  if (!figures.cost_known) row["cost_usd"] = null;
  return row;
}
