import { csvCell } from "#lib/domain/csv-cell.ts";
import type { Review } from "./review.ts";

/** The review's figures as CSV: section, name, value, lower and upper end; empty where there is none. */
export function writeCsv(review: Review): string {
  const { now } = review;
  const rows: (readonly (string | number | null)[])[] = [
    ["section", "name", "value", "low", "high"],
    ["headline", "spend_usd", now.spend_known ? now.spend_usd : null, null, null],
    ["headline", "tasks", now.tasks, null, null],
    ["headline", "success_rate", now.success_rate, ...(now.success_rate_ci ?? [null, null])],
    ["headline", "cost_per_success_usd", now.cost_per_success_usd, ...(now.cost_per_success_ci ?? [null, null])],
    ...review.spend_change.parts.map(({ factor, usd, ci }) => ["spend_change", factor, usd, ...(ci ?? [null, null])]),
    ...(review.cost_per_success_explained?.parts ?? []).map(({ factor, usd, ci }) => [
      "cost_per_success_change",
      factor,
      usd,
      ...(ci ?? [null, null]),
    ]),
    ...review.bridge.map(({ step, usd }) => ["bridge", step, usd, null, null]),
    ...review.waste.map(({ cause, usd }) => ["waste", cause, usd, null, null]),
    ...review.claims.map(({ name, of = "cost_per_success", ratio, low, high }) => [
      `claim_${of}`,
      name,
      ratio,
      low,
      high,
    ]),
    ...review.failures.map(({ failure, calls }) => ["failure", failure, calls, null, null]),
    ...review.advice.map((one) => [
      "advice",
      `${one.task_type}: ${one.model}`,
      one.saved_a_month_usd,
      one.saved_a_month_at_least_usd,
      null,
    ]),
    ...(review.forecast === null
      ? []
      : [["forecast", review.forecast.month, review.forecast.expected_usd, ...review.forecast.interval_usd]]),
  ];
  return `${rows.map((row) => row.map(csvCell).join(",")).join("\n")}\n`;
}
