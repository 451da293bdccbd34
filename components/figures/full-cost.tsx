import { perThousand, showMoney } from "#components/format/money.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";

/** Cost per 1,000 successes with what failures cost beside their calls, where the task types have said; nothing otherwise. */
export function FullCost({ row }: { readonly row: MetricsRow }) {
  if (row.full_cost_per_success_usd === null) return null;
  return (
    <span
      title="Full cost per 1,000 successes: what failed tasks cost beside their calls included"
      className="block text-[11px] leading-3.5 font-normal text-mute"
    >
      full {showMoney(perThousand(row.full_cost_per_success_usd))}
    </span>
  );
}
