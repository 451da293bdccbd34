import { formatUsd } from "#lib/domain/money.ts";
import type { Advice } from "../advise-changes.ts";
import type { ReviewAdvice } from "./review.ts";

/** Advice as reviews hold it, its estimates rounded to nano-dollars. */
export function describeAdvice(advice: Advice): ReviewAdvice {
  const { savedAMonth, successChange } = advice;
  const nano = (value: number): string => formatUsd(BigInt(Math.round(value)));
  return {
    task_type: advice.taskType,
    model: advice.model,
    instead_of: advice.instead,
    grade: advice.grade,
    saved_a_month_usd: nano(savedAMonth.value),
    saved_a_month_at_least_usd: nano(savedAMonth.low),
    success_change: successChange.value,
    success_change_ci: [successChange.low, successChange.high ?? 1],
    tasks_a_month: Math.round(advice.tasksAMonth),
    covered: advice.covered,
  };
}
