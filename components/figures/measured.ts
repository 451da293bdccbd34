import type { MetricsRow } from "#lib/analysis/metrics-row.ts";

/**
 * Says of a part of the page which row of the metrics API its figures are of. With `measure` it lets a test compare whatever a
 * reader sees with what the API and the raw rows say, on every page alike.
 */
export function groupOf({ group }: Pick<MetricsRow, "group">): { readonly "data-group": string } {
  return { "data-group": JSON.stringify(group) };
}

/**
 * Says which figure of the row an element begins with: a field of the metrics API, or a formula of fields with + - * / and numbers,
 * such as `waste_usd / cost_usd`. A field of several, such as `failures`, is their sum, and `failures.timeout` one of them.
 */
export function measure(formula: string): { readonly "data-measure": string } {
  return { "data-measure": formula };
}
