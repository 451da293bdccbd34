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
  // Undefined is left out of JSON. Rest and spread of thousands of rows took longer than writing them.
  const unasked = row.ttft_ms === null ? UNASKED : null;
  const answered: Record<string, unknown> = { ...row.group };
  Object.assign(answered, row, row.cost_known ? null : UNKNOWN_COST, unasked);
  answered["group"] = undefined;
  return answered;
}

const UNKNOWN_COST = { cost_usd: null };
const UNASKED = { ttft_ms: undefined, duration_ms: undefined, output_tokens_per_s: undefined };
