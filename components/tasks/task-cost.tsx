import { Unknown } from "#components/figures/unknown.tsx";
import { showMoney } from "#components/format/money.ts";
import { showQuantity } from "#components/format/number.ts";
import type { TaskSummary } from "#lib/store/task-summary.ts";

/** A task's cost; only the known part, and said so, where some of its calls have no price. */
export function TaskCost({ costNano, unpricedCalls }: Pick<TaskSummary, "costNano" | "unpricedCalls">) {
  if (unpricedCalls === 0) return showMoney(costNano);
  const why = `${showQuantity(unpricedCalls, "call")} without a price`;
  if (costNano === 0n) return <Unknown reason={why} />;
  return (
    <span title={why}>
      ≥ {showMoney(costNano)}
      <span className="sr-only">, {why}</span>
    </span>
  );
}
