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
export function toContractRow(row: MetricsRow): ContractRow {
  // A copy of the row with more set on it keeps its shape, which writes JSON in half the time of rest and spread; what is
  // undefined is left out of JSON.
  const answered: Record<string, unknown> = { ...row };
  answered["group"] = undefined;
  if (!row.cost_known) answered["cost_usd"] = null;
  if (row.ttft_ms === null) for (const name of PERCENTILES) answered[name] = undefined;
  for (const name in row.group) answered[name] = row.group[name];
  return answered;
}

const PERCENTILES = ["ttft_ms", "duration_ms", "output_tokens_per_s"] as const;
