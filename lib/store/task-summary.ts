import { isFailureClass } from "#lib/domain/failure.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import type { Outcome, OutcomeSource } from "#lib/domain/task.ts";
import type { Microseconds } from "#lib/domain/time.ts";
import type { MadeChoice, TaskFigures } from "#lib/fold/fold-task.ts";

import { secondsOf, toMicroseconds } from "./columns.ts";

/** A task's figures without what it added to the cells. */
export type TaskSummary = Omit<TaskFigures, "contribution">;

/** A row of `task` as `SUMMARY_SELECT` gives it; the fold alone writes them. */
export interface SummaryRow {
  task_id: string;
  task_type: string;
  started_s: number;
  ended_s: number;
  outcome: Outcome | null;
  outcome_source: OutcomeSource | null;
  outcome_s: number | null;
  failure_reason: string | null;
  entry_model: string;
  closing_model: string;
  route: string;
  provider: string;
  input_size: string;
  environment: string;
  user_id: string | null;
  version: string | null;
  tags: Record<string, string>;
  checks: Record<string, boolean>;
  calls: number;
  other_calls: number;
  retries: number | null;
  reasks: number;
  cost_nano: string;
  waste_nano: string;
  unpriced_calls: number;
  failures: Record<string, number>;
  tool_choices: MadeChoice[];
  clean: boolean;
}

export const SUMMARY_SELECT = `
  select task_id, task_type, ${secondsOf("started_at")} as started_s, ${secondsOf("ended_at")} as ended_s, outcome,
    outcome_source, ${secondsOf("outcome_at")} as outcome_s, failure_reason, entry_model, closing_model, route, provider,
    input_size, environment, user_id, version, tags, checks, calls, other_calls, retries, reasks, cost_nano::text,
    waste_nano::text, unpriced_calls, failures, tool_choices, clean
  from task`;

export function summaryOf(row: SummaryRow): TaskSummary {
  return {
    taskId: row.task_id,
    taskType: row.task_type,
    startUs: toMicroseconds(row.started_s),
    endUs: toMicroseconds(row.ended_s),
    outcome: row.outcome,
    outcomeSource: row.outcome_source,
    outcomeAtUs: instant(row.outcome_s),
    failureReason: row.failure_reason,
    entryModel: row.entry_model,
    closingModel: row.closing_model,
    route: row.route,
    provider: row.provider,
    inputSize: row.input_size,
    environment: row.environment,
    userId: row.user_id,
    version: row.version,
    tags: row.tags,
    checks: row.checks,
    calls: row.calls,
    otherCalls: row.other_calls,
    retries: row.retries,
    reasks: row.reasks,
    costNano: BigInt(row.cost_nano),
    wasteNano: BigInt(row.waste_nano),
    unpricedCalls: row.unpriced_calls,
    failures: failuresOf(row.failures),
    toolChoices: row.tool_choices,
    clean: row.clean,
  };
}

function instant(seconds: number | null): Microseconds | null {
  return seconds === null ? null : toMicroseconds(seconds);
}

function failuresOf(counts: Record<string, number>): Partial<Record<FailureClass, number>> {
  const failures: Partial<Record<FailureClass, number>> = {};
  for (const [failure, count] of Object.entries(counts)) if (isFailureClass(failure)) failures[failure] = count;
  return failures;
}
