import type { Call } from "#lib/domain/call.ts";

import { MEASURES_OF_FAILURE } from "./measures.ts";
import type { TaskReading } from "./read-task.ts";
import { addMeasure } from "./sums.ts";
import type { Sums } from "./sums.ts";

/** Adds a task's outcome to the sums of a cell: of its task cells, and of the first of each of its call cells. */
export function countOutcome(sums: Sums, reading: TaskReading): void {
  addMeasure(sums, "tasks", 1);
  addMeasure(sums, reading.outcome?.outcome ?? "undecided", 1);
  if (reading.outcome) addMeasure(sums, `outcome_${reading.outcome.source}`, 1);
  if (isSilentFailure(reading)) addMeasure(sums, "silent_failures", 1);
  if (reading.clean) addMeasure(sums, "clean_tasks", 1);
}

/** A failed task whose calls all ended ok. */
function isSilentFailure({ outcome, generation }: TaskReading): boolean {
  return outcome?.outcome === "failed" && generation.length > 0 && generation.every((call) => call.failure === "ok");
}

/** Adds the cost of some of a task's calls under what the task came to: undecided, clean. */
export function countCostOfState(sums: Sums, reading: TaskReading, calls: readonly Call[]): void {
  const cost = knownCost(calls);
  if (reading.outcome === null) addMeasure(sums, "undecided_cost", cost);
  if (reading.clean) addMeasure(sums, "clean_cost", cost);
}

/** Adds one to the class of each generation call's end, once a class. */
export function countClasses(sums: Sums, calls: readonly Call[]): void {
  for (const failure of new Set(calls.map((call) => call.failure)))
    addMeasure(sums, MEASURES_OF_FAILURE[failure].tasks, 1);
}

/** Adds the moments of cost and success of a decided task whose usage-bearing calls are all priced. */
export function countMoments(sums: Sums, { outcome, calls }: TaskReading): void {
  if (outcome === null || outcome.outcome === "cancelled") return;
  if (calls.some(({ call }) => call.usage !== null && call.cost.total === null)) return;
  const c = knownCost(calls.map(({ call }) => call));
  const s = outcome.outcome === "succeeded" ? 1n : 0n;
  addMeasure(sums, "priced_tasks", 1);
  addMeasure(sums, "priced_succeeded", s);
  addMeasure(sums, "sum_c", c);
  addMeasure(sums, "sum_c2", c * c);
  addMeasure(sums, "sum_c3", c * c * c);
  addMeasure(sums, "sum_cs", c * s);
  addMeasure(sums, "sum_c2s", c * c * s);
}

/** Sum of the costs that are known, in nano-dollars. */
export function knownCost(calls: readonly Call[]): bigint {
  return calls.reduce((sum, call) => sum + (call.cost.total ?? 0n), 0n);
}
