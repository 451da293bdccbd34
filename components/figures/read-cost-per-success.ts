import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import { perThousand } from "#components/format/money.ts";
import { showCount, showQuantity } from "#components/format/number.ts";

/** Cost per 1,000 successes of a group, or why there is none. */
export type CostPerSuccess =
  | {
      readonly known: true;
      readonly nano: NanoUsd;
      readonly interval: readonly [NanoUsd, NanoUsd] | null;
      /** Whether it may be ranked by. */
      readonly sufficient: boolean;
    }
  | { readonly known: false; readonly reason: string };

function whyUnknown(row: MetricsRow): string {
  const decided = row.succeeded + row.failed;
  if (row.tasks === 0) return "no tasks";
  if (decided === 0) return "no outcome reported yet";
  if (row.unpriced_calls > 0) return `${showQuantity(row.unpriced_calls, "call")} without a price`;
  if (row.succeeded === 0) return `none of ${showCount(decided)} succeeded`;
  return "too few tasks with all their calls priced";
}

export function readCostPerSuccess(row: MetricsRow): CostPerSuccess {
  if (row.cost_per_success_usd === null) return { known: false, reason: whyUnknown(row) };
  const ci = row.cost_per_success_ci;
  return {
    known: true,
    nano: perThousand(row.cost_per_success_usd),
    interval: ci === null ? null : [perThousand(ci[0]), perThousand(ci[1])],
    sufficient: row.cost_per_success_sufficient,
  };
}

/** Tasks that succeeded or failed: the base of the success rate. */
export function decidedTasks(row: MetricsRow): number {
  return row.succeeded + row.failed;
}
