import type { MetricsRow } from "#lib/analysis/metrics-row.ts";

/** Output tokens per task of a group; null where unknown. */
export function outputPerTask(row: MetricsRow | null): number | null {
  if (row === null || row.tasks === 0 || row.tokens.output === null) return null;
  return row.tokens.output / row.tasks;
}
