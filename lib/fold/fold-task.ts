import type { FailureClass } from "#lib/domain/failure.ts";
import type { Outcome, OutcomeSource } from "#lib/domain/task.ts";
import type { Microseconds } from "#lib/domain/time.ts";

import { applyRules } from "./apply-rules.ts";
import { callCells } from "./call-cells.ts";
import type { CellDelta } from "./contribution.ts";
import { knownCost } from "./count-task.ts";
import type { ToolChoice } from "./find-tool-choices.ts";
import { measureInputSize } from "./measure-input-size.ts";
import { readTask } from "./read-task.ts";
import type { TaskReading } from "./read-task.ts";
import type { FoldSettings, TaskRows } from "./rows.ts";
import { taskCells } from "./task-cells.ts";
import { toolCells } from "./tool-cells.ts";
import { traceRoute } from "./trace-route.ts";
import type { Route } from "./trace-route.ts";

/** A choice of tool, and the model that made it. */
export interface MadeChoice extends ToolChoice {
  readonly model: string;
}

const MOST_CHOICES = 16;

/** A task's row and what it adds to the cells. Money is nano-dollars. */
export interface TaskFigures extends Route {
  readonly taskId: string;
  readonly taskType: string;
  readonly startUs: Microseconds;
  readonly endUs: Microseconds;
  readonly outcome: Outcome | null;
  readonly outcomeSource: OutcomeSource | null;
  readonly outcomeAtUs: Microseconds | null;
  readonly failureReason: string | null;
  readonly inputSize: string;
  readonly environment: string;
  readonly userId: string | null;
  readonly version: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly checks: Readonly<Record<string, boolean>>;
  readonly calls: number;
  readonly otherCalls: number;
  /** Null where no call's attempts are known. */
  readonly retries: number | null;
  readonly reasks: number;
  readonly costNano: bigint;
  readonly wasteNano: bigint;
  readonly unpricedCalls: number;
  /** Generation calls by the class they ended in, `ok` left out. */
  readonly failures: Readonly<Partial<Record<FailureClass, number>>>;
  /** At most 16, in order. */
  readonly toolChoices: readonly MadeChoice[];
  readonly clean: boolean;
  readonly contribution: readonly CellDelta[];
}

/** Raised whenever the same rows come to other figures: stored tasks are then folded again, in the background. */
export const FOLD_RULES = 1;

/**
 * The figures of one task: a pure function of its rows, so neither their order, repetition nor arrival in parts matters.
 * Null when the task has no rows (all of them moved to another task).
 */
export function foldTask(rows: TaskRows, settings: FoldSettings): TaskFigures | null {
  const reading = readTask(applyRules(rows, settings.rules ?? []));
  if (!reading) return null;
  const { facts, outcome, generation } = reading;
  const route = traceRoute(generation);
  const inputSize = measureInputSize(generation[0]);
  const dimensions = {
    task_type: facts.type,
    entry_model: route.entryModel,
    closing_model: route.closingModel,
    route: route.route,
    provider: route.provider,
    input_size: inputSize,
    environment: facts.environment,
  };
  return {
    taskId: rows.taskId,
    taskType: facts.type,
    startUs: reading.startUs,
    endUs: reading.endUs,
    outcome: outcome?.outcome ?? null,
    outcomeSource: outcome?.source ?? null,
    outcomeAtUs: outcome?.atUs ?? null,
    failureReason: reading.failureReason,
    ...route,
    inputSize,
    environment: facts.environment,
    userId: facts.user,
    version: facts.version,
    tags: facts.tags,
    checks: facts.checks,
    ...countsOf(reading),
    toolChoices: reading.calls
      .flatMap(({ call, choice }) => (choice === null ? [] : { model: call.model, ...choice }))
      .slice(0, MOST_CHOICES),
    clean: reading.clean,
    contribution: [
      ...taskCells(reading, dimensions, settings),
      ...callCells(reading, facts.type),
      ...toolCells(reading, facts.type),
    ],
  };
}

type Counts = Pick<
  TaskFigures,
  "calls" | "otherCalls" | "retries" | "reasks" | "costNano" | "wasteNano" | "unpricedCalls" | "failures"
>;

function countsOf({ calls, generation }: TaskReading): Counts {
  const failures: Partial<Record<FailureClass, number>> = {};
  for (const { failure } of generation) if (failure !== "ok") failures[failure] = (failures[failure] ?? 0) + 1;
  const known = calls.flatMap(({ retries }) => retries?.retries ?? []);
  return {
    calls: generation.length,
    otherCalls: calls.length - generation.length,
    retries: known.length > 0 ? known.reduce((sum, count) => sum + count, 0) : null,
    reasks: calls.filter(({ reask }) => reask).length,
    costNano: knownCost(calls.map(({ call }) => call)),
    wasteNano: calls.reduce((sum, { waste }) => sum + (waste?.nano ?? 0n), 0n),
    unpricedCalls: calls.filter(({ call }) => call.usage !== null && call.cost.total === null).length,
    failures,
  };
}
