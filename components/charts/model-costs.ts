import { readCostPerSuccess, type CostPerSuccess } from "#components/figures/read-cost-per-success.ts";
import { toDollars } from "#components/format/money.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import type { Column, DataRow } from "./data-table.tsx";
import { logAxis, type LogAxis } from "./log-axis.ts";

/** Value of one of a row's group fields, as text. */
export function groupText(row: MetricsRow, field: string): string {
  return String(row.group[field] ?? "");
}

/** Cheapest first; then those without a figure, most tasks first. */
export function byCostPerSuccess(a: MetricsRow, b: MetricsRow): number {
  const x = readCostPerSuccess(a);
  const y = readCostPerSuccess(b);
  if (x.known && y.known) return x.nano < y.nano ? -1 : x.nano > y.nano ? 1 : 0;
  if (x.known !== y.known) return x.known ? -1 : 1;
  return b.tasks - a.tasks;
}

/** One axis for all costs and intervals of a drawing. */
export function costAxis(rows: readonly MetricsRow[], ticks?: number): LogAxis | null {
  const values = rows.flatMap((row) => {
    const cost = readCostPerSuccess(row);
    return cost.known ? [cost.nano, ...(cost.interval ?? [])].map(toDollars) : [];
  });
  return logAxis(values, ticks);
}

/** What a dot needs of a known cost. */
export function dotOf(cost: Extract<CostPerSuccess, { known: true }>) {
  const interval = cost.interval;
  return {
    value: toDollars(cost.nano),
    interval: interval === null ? null : ([toDollars(interval[0]), toDollars(interval[1])] as const),
    hollow: !cost.sufficient,
  };
}

export const COST_COLUMNS: readonly Column[] = [
  { key: "model", name: "Model" },
  { key: "cost", name: "USD per success", numeric: true },
  { key: "low", name: "95% low", numeric: true },
  { key: "high", name: "95% high", numeric: true },
  { key: "full", name: "Full USD per success", numeric: true },
  { key: "success", name: "Success rate", numeric: true },
  { key: "succeeded", name: "Succeeded", numeric: true },
  { key: "decided", name: "Decided tasks", numeric: true },
  { key: "waste", name: "Waste USD", numeric: true },
  { key: "spend", name: "Spend USD", numeric: true },
];

/** The figures of a model's costs as they are exported: exact, per success. */
export function costData(row: MetricsRow): DataRow {
  return {
    model: groupText(row, "entry_model"),
    cost: row.cost_per_success_usd,
    low: row.cost_per_success_ci?.[0] ?? null,
    high: row.cost_per_success_ci?.[1] ?? null,
    full: row.full_cost_per_success_usd,
    success: row.success_rate === null ? null : Number(row.success_rate.toFixed(4)),
    succeeded: row.succeeded,
    decided: row.succeeded + row.failed,
    waste: row.waste_usd,
    spend: row.cost_usd,
  };
}
