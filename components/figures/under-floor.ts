import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { showRate } from "#components/format/number.ts";

/** `under the 90% success floor`, where a task type has one and the group does not reach it; null otherwise. */
export function underFloor(row: MetricsRow, floor: number | null): string | null {
  if (floor === null || row.success_rate === null || row.success_rate >= floor) return null;
  return `under the ${showRate(floor, Number.isInteger(Number((floor * 100).toFixed(4))) ? 0 : 1)} success floor`;
}
