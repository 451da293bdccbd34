import type { Call } from "#lib/domain/call.ts";
import type { OutcomeFact } from "#lib/domain/task.ts";
import type { Microseconds } from "#lib/domain/time.ts";

import { countRetries } from "./count-retries.ts";
import type { Retries } from "./count-retries.ts";
import { decideOutcome } from "./decide-outcome.ts";
import { findReasks } from "./find-reasks.ts";
import { findToolChoices } from "./find-tool-choices.ts";
import type { ToolChoice } from "./find-tool-choices.ts";
import { findWaste } from "./find-waste.ts";
import type { Waste } from "./find-waste.ts";
import { inferFailureReason } from "./infer-failure-reason.ts";
import { latestVersions } from "./latest-versions.ts";
import { mergeCalls } from "./merge-calls.ts";
import { mergeFacts, statementsOf } from "./merge-facts.ts";
import type { MergedFacts } from "./merge-facts.ts";
import { compareCalls } from "./order-calls.ts";
import type { TaskRows } from "./rows.ts";
import { groupSameCalls } from "./same-call.ts";
import { closingCall } from "./trace-route.ts";

/** A call of a task with what only its task can tell. */
export interface JudgedCall {
  readonly call: Call;
  /** Null for operations that are not generation. */
  readonly retries: Retries | null;
  readonly reask: boolean;
  readonly waste: Waste | null;
  /** Null where nobody said which tool should be called. */
  readonly choice: ToolChoice | null;
}

/** A task read from its rows: every rule applied, nothing counted yet. */
export interface TaskReading {
  readonly taskId: string;
  /** In order of start, end, span id; all operations. */
  readonly calls: readonly JudgedCall[];
  readonly generation: readonly Call[];
  readonly facts: MergedFacts;
  readonly outcome: OutcomeFact | null;
  /** The application's reason of a failed task, or the inferred one. */
  readonly failureReason: string | null;
  readonly startUs: Microseconds;
  readonly endUs: Microseconds;
  /** Whether the last generation call ended ok and no retrying gave up. */
  readonly clean: boolean;
}

/** Reads a task from all its rows, whatever their order or repetition. Null when there are none. */
export function readTask(rows: TaskRows): TaskReading | null {
  const { calls: observed, events } = latestVersions(rows);
  const dated = datedBy(observed, events);
  if (!dated) return null;
  const calls = groupSameCalls(observed)
    .flatMap((group) => mergeCalls(group) ?? [])
    .map((call) => (call.fromCache ? freeOfCharge(call) : call))
    .sort(compareCalls);
  const generation = calls.filter((call) => call.operation === "generation");
  const statements = statementsOf(observed, events);
  const outcome = decideOutcome(statements);
  const retries = countRetries(generation);
  const repairs = findReasks(generation);
  const waste = findWaste(calls, { outcome: outcome?.outcome ?? null, generation, repairs });
  const choices = findToolChoices(generation, statements);
  const position = new Map(generation.map((call, i) => [call, i]));
  return {
    taskId: rows.taskId,
    calls: calls.map((call) => {
      const i = position.get(call);
      const own = i === undefined ? null : (retries[i] ?? null);
      const reask = i !== undefined && repairs.has(i);
      return { call, retries: own, reask, waste: waste.get(call) ?? null, choice: choices.get(call) ?? null };
    }),
    generation,
    facts: mergeFacts(statements),
    outcome,
    failureReason: outcome?.outcome === "failed" ? (outcome.reason ?? inferFailureReason(generation, retries)) : null,
    ...dated,
    clean: closingCall(generation)?.failure === "ok" && !retries.some((call) => call.exhausted),
  };
}

interface Dated {
  readonly startUs: Microseconds;
  readonly endUs: Microseconds;
}

/** First start and last end of a task's spans; of what was said over the API while no span is known. */
function datedBy(calls: readonly Call[], events: TaskRows["events"]): Dated | null {
  const spans: readonly Dated[] = [...calls, ...events.filter((event) => event.kind === "span")];
  const rows = spans.length > 0 ? spans : events;
  let [startUs, endUs] = [Infinity, -Infinity];
  for (const row of rows) {
    startUs = Math.min(startUs, row.startUs);
    endUs = Math.max(endUs, row.endUs);
  }
  return rows.length > 0 ? { startUs, endUs } : null;
}

/** An answer from a cache costs nothing and consumed no tokens. */
function freeOfCharge(call: Call): Call {
  return { ...call, cost: { ...call.cost, total: 0n, input: 0n, possiblyBilled: null }, usage: null };
}
