import type { ModelSummary, Share } from "#lib/cases/summarise-run.ts";
import { formatUsd } from "#lib/domain/money.ts";

const PERCENT = 100;
const UNKNOWN = "–";

/** One model's line of the table that ends a run. */
export function tableRow(summary: ModelSummary): Readonly<Record<string, string | number>> {
  const { tasks, succeeded, ttftMs } = summary;
  return {
    tasks,
    "right tool": share(summary.rightTool),
    "valid arguments": share(summary.validArguments),
    JSON: share(summary.json),
    "checks passed": share(summary.checks),
    steps: summary.steps?.toFixed(1) ?? UNKNOWN,
    "TTFT p50/p95 ms": `${whole(ttftMs.p50)} / ${whole(ttftMs.p95)}`,
    "tokens/s": whole(summary.outputTokensPerS),
    success: success(summary),
    "cost per success": succeeded === 0 ? `none of ${tasks}` : costOf(summary),
  };
}

function share({ of, met }: Share): string {
  return of === 0 ? UNKNOWN : `${met}/${of}`;
}

function whole(value: number | null): string {
  return value?.toFixed(0) ?? UNKNOWN;
}

function percent(rate: number): string {
  return (rate * PERCENT).toFixed(0);
}

function success({ tasks, succeeded, successInterval }: ModelSummary): string {
  if (successInterval === null) return UNKNOWN;
  const [low, high] = successInterval;
  return `${percent(succeeded / tasks)} % (${percent(low)}–${percent(high)})`;
}

function costOf({ costPerSuccess, costPerSuccessInterval: interval }: ModelSummary): string {
  if (costPerSuccess === null) return UNKNOWN;
  const within = interval === null ? "" : ` (${formatUsd(interval[0])}–${formatUsd(interval[1])})`;
  return `$${formatUsd(costPerSuccess)}${within}`;
}
