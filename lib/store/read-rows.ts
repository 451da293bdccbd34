import type { Call, Usage } from "#lib/domain/call.ts";
import { isFailureClass } from "#lib/domain/failure.ts";
import type { JsonResult } from "#lib/domain/failure.ts";
import type { InputRule, Operation } from "#lib/domain/call.ts";
import type { TaskEvent, TaskFacts } from "#lib/domain/task.ts";
import type { TaskRows } from "#lib/fold/rows.ts";

import type { CallDetail } from "./call-columns.ts";
import { CALL_COLUMNS } from "./call-columns.ts";
import { secondsOf, toMicroseconds } from "./columns.ts";
import type { Column } from "./column.ts";
import { EVENT_COLUMNS } from "./event-columns.ts";
import type { Reader } from "./reader.ts";

/** Which rows to read: tasks of one project, and the range of `started_at` that holds all their rows. */
export interface RowRange {
  readonly projectId: string;
  readonly taskIds: readonly string[];
  readonly firstUs: number;
  readonly lastUs: number;
}

const READ_CALLS = selectStatement("call", CALL_COLUMNS);
const READ_EVENTS = selectStatement("task_event", EVENT_COLUMNS);

/** All rows of the given tasks, by task. Tasks without rows come with empty lists. */
export async function readRows(client: Reader, range: RowRange): Promise<Map<string, TaskRows>> {
  const calls = new Map<string, Call[]>(range.taskIds.map((taskId) => [taskId, []]));
  const events = new Map<string, TaskEvent[]>(range.taskIds.map((taskId) => [taskId, []]));
  const values = [range.projectId, range.taskIds, range.firstUs, range.lastUs];
  const stored = await client.query<CallRow>({ name: "read-calls", text: READ_CALLS, values });
  for (const row of stored.rows) calls.get(row.task_id)?.push(callOf(row));
  const said = await client.query<EventRow>({ name: "read-events", text: READ_EVENTS, values });
  for (const row of said.rows) events.get(row.task_id)?.push(eventOf(row));
  return new Map(
    range.taskIds.map((taskId) => [
      taskId,
      { taskId, calls: calls.get(taskId) ?? [], events: events.get(taskId) ?? [] },
    ]),
  );
}

/** Doubles hold every token count that a provider reports, and epoch seconds exactly enough (`toMicroseconds`). */
function selectStatement<Row>(table: string, columns: readonly Column<Row>[]): string {
  const outputs = columns.map(({ name, type }) => {
    if (type === "timestamptz") return `${secondsOf(name)} as ${name}`;
    return type === "bigint" && !name.endsWith("_nano") ? `${name}::double precision as ${name}` : name;
  });
  return `select ${outputs.join(", ")} from ${table}
    where project_id = $1 and task_id = any($2)
      and started_at >= 'epoch'::timestamptz + $3::double precision * interval '1 microsecond'
      and started_at <= 'epoch'::timestamptz + $4::double precision * interval '1 microsecond'`;
}

/** A row of `call` as `READ_CALLS` gives it. Columns are written by `CALL_COLUMNS` only, which gives the casts here their ground. */
interface CallRow {
  task_id: string;
  started_at: number;
  trace_id: string;
  span_id: string;
  content_hash: string;
  own_task: boolean;
  ended_at: number;
  parent_span_id: string | null;
  scope: string;
  operation: Operation;
  provider: string;
  model: string;
  request_model: string | null;
  response_model: string | null;
  response_id: string | null;
  request_id: string | null;
  service_tier: string | null;
  streamed: boolean | null;
  ttft_ms: number | null;
  http_status: number | null;
  error_type: string | null;
  input_uncached: number | null;
  cache_read: number | null;
  cache_write_5m: number | null;
  cache_write_1h: number | null;
  output: number | null;
  reasoning: number | null;
  has_usage: boolean;
  input_rule: InputRule;
  usage_raw: string | null;
  cost_nano: string | null;
  cost_input_nano: string | null;
  possibly_billed_nano: string | null;
  estimated: boolean;
  price_source: string | null;
  failure: string;
  quota: boolean;
  resend_count: number | null;
  json: JsonResult | null;
  tools_hash: string | null;
  prefix_hash: string | null;
  request_hash: string | null;
  input_chars: number | null;
  marked_reask: boolean | null;
  from_cache: boolean;
  key: string;
  attribute_count: number;
  detail: CallDetail;
}

function callOf(row: CallRow): Call {
  const { detail } = row;
  return {
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    scope: row.scope,
    ownTaskId: row.own_task ? row.task_id : null,
    startUs: toMicroseconds(row.started_at),
    endUs: toMicroseconds(row.ended_at),
    operation: row.operation,
    provider: row.provider,
    model: row.model,
    requestModel: row.request_model,
    responseModel: row.response_model,
    responseId: row.response_id,
    requestId: row.request_id,
    serviceTier: row.service_tier,
    streamed: row.streamed,
    ttftMs: row.ttft_ms,
    finishReasons: detail.finishReasons ?? [],
    httpStatus: row.http_status,
    errorType: row.error_type,
    usage: usageOf(row),
    inputRule: row.input_rule,
    usageRaw: row.usage_raw,
    cost: {
      total: money(row.cost_nano),
      input: money(row.cost_input_nano),
      possiblyBilled: money(row.possibly_billed_nano),
      estimated: row.estimated,
      source: row.price_source,
    },
    // A class this version does not know was written by a newer one: the nearest thing to say is that it did not end ok.
    failure: isFailureClass(row.failure) ? row.failure : "server_error",
    quota: row.quota,
    attempts: detail.attempts ?? null,
    resendCount: row.resend_count,
    toolCalls: detail.toolCalls ?? [],
    json: row.json,
    jsonMechanism: detail.jsonMechanism ?? null,
    jsonValues: detail.jsonValues ?? null,
    toolsOffered: detail.toolsOffered ?? null,
    toolsHash: row.tools_hash,
    prefixHash: row.prefix_hash,
    requestHash: row.request_hash,
    inputChars: row.input_chars,
    markedReask: row.marked_reask,
    fromCache: row.from_cache,
    key: row.key,
    facts: detail.facts ?? {},
    attributeCount: row.attribute_count,
    contentHash: row.content_hash,
  };
}

function usageOf(row: CallRow): Usage | null {
  if (!row.has_usage) return null;
  const [audioInput = null, audioCacheRead = null, audioOutput = null] = row.detail.audio ?? [];
  return {
    inputUncached: row.input_uncached,
    cacheRead: row.cache_read,
    cacheWrite5m: row.cache_write_5m,
    cacheWrite1h: row.cache_write_1h,
    output: row.output,
    reasoning: row.reasoning,
    audioInput,
    audioCacheRead,
    audioOutput,
    toolUses: row.detail.toolUses ?? {},
  };
}

function money(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}

interface EventRow {
  task_id: string;
  started_at: number;
  id: string;
  content_hash: string;
  own_task: boolean;
  kind: "span" | "api";
  ended_at: number;
  trace_id: string | null;
  span_id: string | null;
  parent_span_id: string | null;
  scope: string;
  name: string;
  attribute_count: number;
  facts: TaskFacts;
}

function eventOf(row: EventRow): TaskEvent {
  return {
    id: row.id,
    kind: row.kind,
    ownTaskId: row.own_task ? row.task_id : null,
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    scope: row.scope,
    name: row.name,
    startUs: toMicroseconds(row.started_at),
    endUs: toMicroseconds(row.ended_at),
    facts: row.facts,
    attributeCount: row.attribute_count,
    contentHash: row.content_hash,
  };
}
