import { OUTTURN } from "#lib/domain/attributes.ts";
import type { Call, Operation, ToolCall } from "#lib/domain/call.ts";
import { JSON_RESULTS } from "#lib/domain/failure.ts";
import type { JsonResult } from "#lib/domain/failure.ts";
import type { TaskEvent, TaskFacts } from "#lib/domain/task.ts";
import { attributesOf } from "#lib/domain/task-rules.ts";
import type { TaskRules } from "#lib/domain/task-rules.ts";
import type { PriceBook } from "#lib/pricing/price-book.ts";
import { priceRecordedCall } from "#lib/pricing/price-recorded-call.ts";
import { classifyFailure } from "./classify-failure.ts";
import type { Classified } from "./classify-failure.ts";
import { chooseOperation } from "./choose-operation.ts";
import type { Attributes, DecodedSpan } from "./decoded-span.ts";
import { deriveToolCalls } from "./derive-tool-calls.ts";
import type { Emitter } from "./emitters/emitter.ts";
import { recogniseEmitter } from "./emitters/recognise.ts";
import { hashContent } from "./hash-content.ts";
import { keepAttributes } from "./keep-attributes.ts";
import { nameModel } from "./name-model.ts";
import { normaliseProvider } from "./providers.ts";
import { readRawCall } from "./raw-call.ts";
import type { RawCall } from "./raw-call.ts";
import { asBoolean, asText } from "./read-attributes.ts";
import { readAskedFacts } from "./read-asked-facts.ts";
import { readAttempts } from "./read-attempts.ts";
import { readConversation, readTaskFacts, readTaskId } from "./read-task-facts.ts";
import { readToolVerdicts } from "./read-tool-calls.ts";
import { storable } from "./storable-text.ts";
import { takeUpDetails } from "./take-up-details.ts";
import { readRawUsage, readUsage } from "./read-usage.ts";

export type Normalised = { readonly call: Call } | { readonly event: TaskEvent };

/** What a span is read with beside itself. */
export interface Reader {
  /** Name of the ingest key it came with. */
  readonly key: string;
  readonly rules: TaskRules;
  /** What the project says of prices. */
  readonly prices: PriceBook;
  /** Texts of the schemas that the request's tool calls were judged by. */
  readonly schemas: Set<string>;
}

/**
 * A span becomes exactly one call (a leaf model operation) or one event of its task.
 * @throws RejectedSpan when a value that money or identity hangs on is impossible.
 */
export function normaliseSpan(span: DecodedSpan, reader: Reader): Normalised {
  if (span.events.length > 0) takeUpDetails(span);
  const emitter = recogniseEmitter(span);
  const operation = chooseOperation(span, emitter);
  if (operation === null) return { event: toEvent(span, reader, emitter) };
  return { call: toCall(span, reader, { emitter, operation }) };
}

/** The task a span names itself, or whose conversation it is of where the project takes that for its task. */
function ownTaskOf(span: DecodedSpan, rules: TaskRules): string | null {
  return readTaskId(span.attributes) ?? (rules.conversationIsTask ? readConversation(span) : null);
}

interface Saying {
  readonly rules: TaskRules;
  readonly emitter: Emitter;
  /** Whether nothing else keeps the span's name. */
  readonly nameless: boolean;
}

/** Our own library says everything by name: nothing else is kept of it but what a rule reads. */
function factsOf(span: DecodedSpan, { rules, emitter, nameless }: Saying): TaskFacts {
  const facts = readTaskFacts(span);
  const plain = emitter.plain === true;
  const attributes = keepAttributes(plain ? NOTHING : span.attributes, {
    always: attributesOf(rules),
    from: span.attributes,
  });
  const isRoot = nameless && !plain && span.parentSpanId === "" && span.name !== "";
  if (attributes === null && !isRoot) return facts;
  return { ...facts, ...(isRoot && { rootName: storable(span.name, 128) }), ...(attributes && { attributes }) };
}

const NOTHING: Attributes = new Map();

function toEvent(span: DecodedSpan, { key, rules }: Reader, emitter: Emitter): TaskEvent {
  return {
    id: `span:${span.traceId}/${span.spanId}`,
    kind: "span",
    ...identityOf(span, rules),
    name: span.name,
    facts: factsOf(span, { rules, emitter, nameless: false }),
    attributeCount: span.attributes.size,
    contentHash: hashContent(span, key),
  };
}

/** Which span it is, of which task, and when. */
function identityOf(span: DecodedSpan, rules: TaskRules) {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId === "" ? null : span.parentSpanId,
    scope: span.origin.scope,
    ownTaskId: ownTaskOf(span, rules),
    startUs: span.startUs,
    endUs: span.endUs,
  };
}

interface Leaf {
  readonly emitter: Emitter;
  readonly operation: Operation;
}

function toCall(span: DecodedSpan, { key, rules, prices, schemas }: Reader, as: Leaf): Call {
  const { attributes } = span;
  const raw = readRawCall(span, as.emitter.aliases);
  as.emitter.amend?.(span, raw);
  const read = readUsage(raw, attributes, {
    inputRule: as.emitter.inputRule?.(span, raw) ?? "inclusive",
    meansZero: as.emitter.meansZero === true,
  });
  const toolCalls =
    readToolVerdicts(attributes) ?? deriveToolCalls(attributes, { cut: raw.finishReasons.includes("length"), schemas });
  const json = readJsonResult(attributes);
  const attempts = readAttempts(span.events);
  const classified = classify(span, raw, { operation: as.operation, json, toolCalls });
  const provider = normaliseProvider(raw.provider, raw.requestModel ?? raw.responseModel);
  const call: Omit<Call, "cost"> = {
    ...identityOf(span, rules),
    operation: as.operation,
    provider,
    model: nameModel(provider, raw.requestModel, raw.responseModel),
    requestModel: raw.requestModel,
    responseModel: raw.responseModel,
    responseId: raw.responseId,
    requestId: raw.requestId,
    serviceTier: raw.serviceTier,
    streamed: raw.streamed ?? (raw.ttftMs === null ? null : true),
    ttftMs: raw.ttftMs,
    finishReasons: raw.finishReasons,
    httpStatus: raw.httpStatus,
    errorType: raw.errorType,
    usage: read.usage,
    inputRule: read.rule,
    usageRaw: readRawUsage(attributes),
    failure: classified.failure,
    quota: classified.quota,
    attempts,
    resendCount: raw.resendCount ?? (attempts === null ? null : attempts.length - 1),
    toolCalls,
    json,
    ...readAskedFacts(attributes),
    fromCache: raw.fromCache,
    key,
    facts: factsOf(span, { rules, emitter: as.emitter, nameless: true }),
    attributeCount: attributes.size,
    contentHash: hashContent(span, key),
  };
  return { ...call, cost: priceRecordedCall(call, asBoolean(attributes.get(OUTTURN.usageEstimated)) === true, prices) };
}

function classify(
  span: DecodedSpan,
  raw: RawCall,
  read: { operation: Operation; json: JsonResult | null; toolCalls: readonly ToolCall[] },
): Classified {
  return classifyFailure({
    declared: asText(span.attributes.get(OUTTURN.failure)),
    declaredQuota: asBoolean(span.attributes.get(OUTTURN.quota)) === true,
    failed: span.statusCode === 2,
    errorType: raw.errorType,
    errorMessage: raw.errorMessage,
    httpStatus: raw.httpStatus,
    streamed: raw.streamed,
    finishReasons: raw.finishReasons,
    outputTokens: raw.outputTokens,
    expectsOutput: read.operation === "generation" && raw.inputTokens !== null && raw.inputTokens > 0,
    json: read.json,
    toolCalls: read.toolCalls,
  });
}

function readJsonResult(attributes: Attributes): JsonResult | null {
  const said = attributes.get(OUTTURN.json);
  return JSON_RESULTS.find((result) => result === said) ?? null;
}
