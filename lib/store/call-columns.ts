import type { Attempt, Call, ToolCall, ValueFacts } from "#lib/domain/call.ts";
import type { JsonMechanism } from "#lib/domain/failure.ts";
import type { TaskFacts } from "#lib/domain/task.ts";

import type { Column } from "./column.ts";
import { storableJson } from "./storable-json.ts";

/** A row to be stored, and the task it belongs to. */
export interface Placed<Row> {
  readonly taskId: string;
  readonly row: Row;
}

/** What of a call is kept as one JSON document, because nothing is ever asked of it alone. Absent is none. */
export interface CallDetail {
  readonly attempts?: readonly Attempt[];
  readonly toolCalls?: readonly ToolCall[];
  readonly finishReasons?: readonly string[];
  readonly jsonMechanism?: JsonMechanism;
  readonly jsonValues?: ValueFacts;
  readonly toolsOffered?: number;
  /** Audio shares and uses of server tools. */
  readonly audio?: readonly [number | null, number | null, number | null];
  readonly toolUses?: Readonly<Record<string, number>>;
  readonly facts?: TaskFacts;
}

type Of = (call: Call, taskId: string) => ReturnType<Column<Placed<Call>>["of"]>;
const column = (name: string, type: Column<unknown>["type"], of: Of): Column<Placed<Call>> => ({
  name,
  type,
  of: ({ row, taskId }) => of(row, taskId),
});

/** Columns of `call` beside project_id, in the order they are written. */
export const CALL_COLUMNS: readonly Column<Placed<Call>>[] = [
  column("task_id", "text", (_, taskId) => taskId),
  column("started_at", "timestamptz", (call) => call.startUs),
  column("trace_id", "text", (call) => call.traceId),
  column("span_id", "text", (call) => call.spanId),
  column("content_hash", "text", (call) => call.contentHash),
  column("own_task", "boolean", (call) => call.ownTaskId !== null),
  column("ended_at", "timestamptz", (call) => call.endUs),
  column("parent_span_id", "text", (call) => call.parentSpanId),
  column("scope", "text", (call) => call.scope),
  column("operation", "text", (call) => call.operation),
  column("provider", "text", (call) => call.provider),
  column("model", "text", (call) => call.model),
  column("request_model", "text", (call) => call.requestModel),
  column("response_model", "text", (call) => call.responseModel),
  column("response_id", "text", (call) => call.responseId),
  column("request_id", "text", (call) => call.requestId),
  column("service_tier", "text", (call) => call.serviceTier),
  column("streamed", "boolean", (call) => call.streamed),
  column("ttft_ms", "double precision", (call) => call.ttftMs),
  column("http_status", "integer", (call) => call.httpStatus),
  column("error_type", "text", (call) => call.errorType),
  column("input_uncached", "bigint", (call) => call.usage?.inputUncached ?? null),
  column("cache_read", "bigint", (call) => call.usage?.cacheRead ?? null),
  column("cache_write_5m", "bigint", (call) => call.usage?.cacheWrite5m ?? null),
  column("cache_write_1h", "bigint", (call) => call.usage?.cacheWrite1h ?? null),
  column("output", "bigint", (call) => call.usage?.output ?? null),
  column("reasoning", "bigint", (call) => call.usage?.reasoning ?? null),
  column("has_usage", "boolean", (call) => call.usage !== null),
  column("input_rule", "text", (call) => call.inputRule),
  column("usage_raw", "text", (call) => call.usageRaw),
  column("cost_nano", "bigint", (call) => call.cost.total),
  column("cost_input_nano", "bigint", (call) => call.cost.input),
  column("possibly_billed_nano", "bigint", (call) => call.cost.possiblyBilled),
  column("estimated", "boolean", (call) => call.cost.estimated),
  column("price_source", "text", (call) => call.cost.source),
  column("failure", "text", (call) => call.failure),
  column("quota", "boolean", (call) => call.quota),
  column("resend_count", "integer", (call) => call.resendCount),
  column("json", "text", (call) => call.json),
  column("tools_hash", "text", (call) => call.toolsHash),
  column("prefix_hash", "text", (call) => call.prefixHash),
  column("request_hash", "text", (call) => call.requestHash),
  column("input_chars", "integer", (call) => call.inputChars),
  column("marked_reask", "boolean", (call) => call.markedReask),
  column("from_cache", "boolean", (call) => call.fromCache),
  column("key", "text", (call) => call.key),
  column("attribute_count", "integer", (call) => call.attributeCount),
  column("detail", "json", (call) => storableJson(detailOf(call))),
];

function detailOf(call: Call): CallDetail {
  const { usage } = call;
  const audio = usage ? ([usage.audioInput, usage.audioCacheRead, usage.audioOutput] as const) : null;
  return {
    ...(call.attempts && { attempts: call.attempts }),
    ...verdictsOf(call),
    ...(call.finishReasons.length > 0 && { finishReasons: call.finishReasons }),
    ...(audio?.some((tokens) => tokens !== null) && { audio }),
    ...(usage && hasKeys(usage.toolUses) && { toolUses: usage.toolUses }),
    ...(hasKeys(call.facts) && { facts: call.facts }),
  };
}

function verdictsOf({ toolCalls, jsonMechanism, jsonValues, toolsOffered }: Call): CallDetail {
  return {
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(jsonMechanism !== null && { jsonMechanism }),
    ...(jsonValues !== null && { jsonValues }),
    ...(toolsOffered !== null && { toolsOffered }),
  };
}

function hasKeys(value: object): boolean {
  for (const _ in value) return true;
  return false;
}
