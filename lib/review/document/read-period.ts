import { costPerSuccess, isCostKnown } from "#lib/analysis/cost-per-success.ts";
import { successRateInterval } from "#lib/analysis/success-rate-interval.ts";
import type { CellSums } from "#lib/analysis/read-cell-sums.ts";
import { divideHalfUp, formatUsd } from "#lib/domain/money.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";
import { ALL_MEASURES } from "#lib/fold/measures.ts";
import { totalOf } from "../read-sums.ts";
import type { Sums } from "../read-sums.ts";
import type { Period } from "./review.ts";

/** The sums of all cells together. */
export function addUp(cells: readonly CellSums[]): Sums {
  const entries = ALL_MEASURES.map((measure): [AnyMeasure, bigint] => [measure, totalOf(cells, measure)]);
  // fromEntries forgets the keys; they are the closed list of measures.
  return Object.fromEntries(entries) as Record<AnyMeasure, bigint>;
}

/** The headline figures of a period. `weeks` divides what is a sum; rates and cost per success are of the whole. */
export function readPeriod(calls: Sums, cohort: Sums, weeks = 1): Period {
  const figure = costPerSuccess(cohort, null);
  const decided = Number(cohort.succeeded + cohort.failed);
  const count = (measure: AnyMeasure): number => Math.round(Number(cohort[measure]) / weeks);
  return {
    spend_usd: formatUsd(divideHalfUp(calls.cost, BigInt(weeks))),
    spend_known: isCostKnown(calls),
    tasks: count("tasks"),
    succeeded: count("succeeded"),
    failed: count("failed"),
    undecided: count("undecided"),
    success_rate: decided === 0 ? null : Number(cohort.succeeded) / decided,
    success_rate_ci: successRateInterval(Number(cohort.succeeded), decided),
    cost_per_success_usd: figure.cost_per_success_usd,
    cost_per_success_ci: figure.cost_per_success_ci,
    cost_per_success_sufficient: figure.cost_per_success_sufficient,
  };
}
