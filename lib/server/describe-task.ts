import type { Attempt, Call, ToolCall, ValueFacts } from "#lib/domain/call.ts";
import { waitedUs } from "#lib/domain/call.ts";
import { formatUsd } from "#lib/domain/money.ts";
import type { TaskEvent } from "#lib/domain/task.ts";
import type { Microseconds } from "#lib/domain/time.ts";
import type { MadeChoice } from "#lib/fold/fold-task.ts";
import type { JudgedCall } from "#lib/fold/read-task.ts";
import type { FoundTask } from "#lib/store/find-task.ts";
import type { TaskSummary } from "#lib/store/task-summary.ts";

/** A task as `GET /api/v1/tasks` lists it. */
export function describeSummary(task: TaskSummary) {
  return {
    id: task.taskId,
    task_type: task.taskType,
    started_at: time(task.startUs),
    ended_at: time(task.endUs),
    outcome: task.outcome,
    outcome_source: task.outcomeSource,
    outcome_at: task.outcomeAtUs === null ? null : time(task.outcomeAtUs),
    failure_reason: task.failureReason,
    entry_model: task.entryModel,
    closing_model: task.closingModel,
    route: task.route,
    provider: task.provider,
    input_size: task.inputSize,
    environment: task.environment,
    user_id: task.userId,
    version: task.version,
    tags: task.tags,
    checks: task.checks,
    calls: task.calls,
    other_calls: task.otherCalls,
    retries: task.retries,
    reasks: task.reasks,
    cost_usd: formatUsd(task.costNano),
    waste_usd: formatUsd(task.wasteNano),
    unpriced_calls: task.unpricedCalls,
    failures: task.failures,
    tool_choices: task.toolChoices.map(describeChoice),
    clean: task.clean,
  };
}

function describeChoice({ model, expected, called, right, offered }: MadeChoice) {
  return { model, expected, called, right, tools_offered: offered };
}

/** One task with everything known of it, in order of time. */
export function describeTask({ summary, calls, events }: FoundTask) {
  const { calls: callCount, ...said } = describeSummary(summary);
  return {
    ...said,
    call_count: callCount,
    calls: calls.map(describeCall),
    events: events.filter((event) => Object.keys(event.facts).length > 0).map(describeEvent),
  };
}

function describeCall({ call, choice: _choice, ...judged }: JudgedCall) {
  return {
    trace_id: call.traceId,
    span_id: call.spanId,
    parent_span_id: call.parentSpanId,
    started_at: time(call.startUs),
    ended_at: time(call.endUs),
    duration_ms: (call.endUs - call.startUs) / 1000,
    operation: call.operation,
    provider: call.provider,
    model: call.model,
    request_model: call.requestModel,
    response_model: call.responseModel,
    response_id: call.responseId,
    request_id: call.requestId,
    service_tier: call.serviceTier,
    streamed: call.streamed,
    ttft_ms: call.ttftMs,
    ...describeWaits(call),
    finish_reasons: call.finishReasons,
    http_status: call.httpStatus,
    error_type: call.errorType,
    failure: call.failure,
    json: call.json,
    json_mechanism: call.jsonMechanism,
    json_values: describeValues(call.jsonValues),
    tools_offered: call.toolsOffered,
    input_chars: call.inputChars,
    tokens: describeTokens(call),
    cost_usd: call.cost.total === null ? null : formatUsd(call.cost.total),
    possibly_billed_usd: call.cost.possiblyBilled === null ? null : formatUsd(call.cost.possiblyBilled),
    cost_estimated: call.cost.estimated,
    price_source: call.cost.source,
    key: call.key,
    ...describeJudgement(judged),
    attempts: call.attempts?.map(describeAttempt) ?? null,
    tool_calls: call.toolCalls.map(describeToolCall),
    checks: call.facts.checks ?? {},
    scores: call.facts.scores ?? {},
    from_cache: call.fromCache,
    attributes: call.facts.attributes ?? {},
  };
}

/** The same times without the pauses between attempts; null where attempts cannot be seen. */
function describeWaits(call: Call) {
  const waitUs = waitedUs(call);
  const waitMs = waitUs === null ? null : waitUs / 1000;
  const less = (ms: number | null): number | null => (ms === null || waitMs === null ? null : Math.max(0, ms - waitMs));
  return {
    wait_ms: waitMs,
    ttft_without_waits_ms: less(call.ttftMs),
    duration_without_waits_ms: less((call.endUs - call.startUs) / 1000),
  };
}

/** What only the task can tell of a call; retries are null where attempts cannot be seen. */
function describeJudgement({ retries, reask, waste }: Omit<JudgedCall, "call" | "choice">) {
  return {
    retries: retries?.retries ?? null,
    reask,
    waste: waste === null ? null : { cause: waste.cause, usd: formatUsd(waste.nano) },
  };
}

function describeTokens({ usage }: Call) {
  if (usage === null) return null;
  return {
    input_uncached: usage.inputUncached,
    cache_read: usage.cacheRead,
    cache_write_5m: usage.cacheWrite5m,
    cache_write_1h: usage.cacheWrite1h,
    output: usage.output,
    reasoning: usage.reasoning,
    audio_input: usage.audioInput,
    audio_output: usage.audioOutput,
    tool_uses: usage.toolUses,
  };
}

function describeAttempt(attempt: Attempt) {
  return {
    index: attempt.index,
    http_status: attempt.httpStatus,
    wait_ms: attempt.waitMs,
    duration_ms: attempt.durationMs,
    ttft_ms: attempt.ttftMs,
    error_type: attempt.errorType,
    failure: attempt.failure,
    request_id: attempt.requestId,
    rate_limits: attempt.rateLimits?.map(({ resetMs, ...limit }) => ({ ...limit, reset_ms: resetMs })) ?? null,
  };
}

function describeToolCall({ name, verdict, violations, why, argsHash, values }: ToolCall) {
  const counted = describeValues(values ?? null);
  return { name, verdict, violations, not_validated_because: why, args_hash: argsHash, values: counted };
}

function describeValues(values: ValueFacts | null) {
  return values === null ? null : { optional: values.optional ?? null, leaves: values.leaves ?? null };
}

function describeEvent({ id, kind, name, startUs, facts }: TaskEvent) {
  const { outcome, checks = {}, scores = {}, tags = {}, attributes = {} } = facts;
  const said = outcome && {
    outcome: outcome.outcome,
    reason: outcome.reason,
    source: outcome.source,
    at: time(outcome.atUs),
  };
  return { id, kind, name, at: time(startUs), outcome: said ?? null, checks, scores, tags, attributes };
}

function time(us: Microseconds): string {
  return new Date(us / 1000).toISOString();
}
