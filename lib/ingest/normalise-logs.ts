import { hash } from "node:crypto";
import { GEN_AI } from "#lib/domain/attributes.ts";
import type { Call } from "#lib/domain/call.ts";
import type { TaskEvent, TaskFacts } from "#lib/domain/task.ts";
import { checkSpan } from "./check-span.ts";
import { collectContent } from "./content/collect-content.ts";
import type { DecodedLog, DecodedLogs } from "./decoded-log.ts";
import { emptySpan } from "./decoded-span.ts";
import type { DecodedSpan } from "./decoded-span.ts";
import { hashContent } from "./hash-content.ts";
import { normaliseOrReject, orReason, readerOf, summarise } from "./normalise-request.ts";
import type { IngestScope, NormalisedRequest } from "./normalise-request.ts";
import type { Reader } from "./normalise-span.ts";
import { noteIgnored } from "./note-ignored.ts";
import { asNumber, asText } from "./read-attributes.ts";
import { EVALUATION_EVENT } from "./read-evaluations.ts";
import { readConversation, readTaskFacts, readTaskId } from "./read-task-facts.ts";

/** Events that are model calls told as logs. Claude Code writes the first two with its prefix, or without. */
const CALLS: ReadonlySet<string> = new Set([
  "claude_code.api_request",
  "claude_code.api_error",
  "gen_ai.client.inference.operation.details",
]);

const CLAUDE_CODE = "com.anthropic.claude_code";
const NO_TASK =
  "it names no task: send it within its span's context, or with outturn.task.id, a conversation id or gen_ai.response.id";
const LONGEST_ID = 256;

/**
 * Log records that tell of model calls or of tasks, as calls and events; all others are taken and not kept. A record that
 * has no trace belongs to the trace of its session's prompt, or else of its session.
 */
export function normaliseLogs(request: DecodedLogs, scope: IngestScope): NormalisedRequest {
  const calls: Call[] = [];
  const events: TaskEvent[] = [];
  const reasons = [...request.defects];
  const notes: string[] = [];
  const reader = readerOf(scope);
  const contents = collectContent(scope.keepContent);
  for (const log of request.items) {
    const name = nameOf(log);
    contents?.takeRecord(log);
    const take = CALLS.has(name) ? toCall : toStatement;
    const taken = orReason(`log record ${name}`, () => take(log, name, { reader, scope }));
    if (taken === null) continue;
    if (typeof taken === "string") {
      reasons.push(taken);
      continue;
    }
    if ("call" in taken) {
      calls.push(taken.call);
      contents?.take(taken.call, { attributes: log.attributes, events: [] });
    } else events.push(taken.event);
    const note = noteIgnored(log.attributes);
    if (note !== null) notes.push(note);
  }
  return {
    batch: { projectId: scope.projectId, calls, events, ...(contents && { contents: contents.kept }) },
    rejected: reasons.length,
    message: summarise([...reasons, ...notes]),
  };
}

interface Sending {
  readonly reader: Reader;
  readonly scope: IngestScope;
}

type Taken = { readonly call: Call } | { readonly event: TaskEvent };

function nameOf({ name, origin }: DecodedLog): string {
  return origin.scope.startsWith(CLAUDE_CODE) && !name.startsWith("claude_code.") ? `claude_code.${name}` : name;
}

/** A call told as a log: a span that ends when it was written, and began as long before as it says. */
function toCall(log: DecodedLog, name: string, { reader, scope }: Sending): Taken | string | null {
  const span = spanOf(log, name);
  const defect = checkSpan(span, scope.nowMs);
  if (defect !== null) return `log record ${name}: ${defect}`;
  const normalised = normaliseOrReject(span, reader);
  return typeof normalised === "string" || "call" in normalised ? normalised : null;
}

function spanOf(log: DecodedLog, name: string): DecodedSpan {
  const span = emptySpan(log.origin);
  const durationMs = asNumber(log.attributes.get("duration_ms")) ?? 0;
  span.name = name;
  span.kind = 3;
  span.attributes = log.attributes;
  span.endUs = log.timeUs;
  span.startUs = durationMs > 0 && durationMs < 1e9 ? Math.round(log.timeUs - durationMs * 1000) : log.timeUs;
  span.traceId = log.traceId === "" ? traceOf(log) : log.traceId;
  span.parentSpanId = log.spanId;
  // The same record sent again is the same call.
  span.spanId = hash("sha256", `span\0${log.traceId}\0${hashContent(span, "")}`, "hex").slice(0, 16);
  return span;
}

/** One trace for all that one prompt of a session set off; a record without either stands alone. */
function traceOf(log: DecodedLog): string {
  const session = readConversation(log);
  const prompt = asText(log.attributes.get("prompt.id"));
  const alone = `${log.timeUs}\0${[...log.attributes].map(([key, value]) => `${key}\0${asText(value) ?? ""}`).join("\0")}`;
  const about = session === null && prompt === null ? alone : `${session ?? ""}\0${prompt ?? ""}`;
  return hash("sha256", `trace\0${log.origin.scope}\0${about}`, "hex").slice(0, 32);
}

/** What a record says of its task: an evaluation's result, or our own attributes. Null when it says nothing. */
function toStatement(log: DecodedLog, name: string, { reader, scope }: Sending): Taken | string | null {
  if (name !== EVALUATION_EVENT && !saysOfTask(log)) return null;
  const address = addressOf(log, reader);
  if (address === null) return `log record ${name}: ${NO_TASK}`;
  const span = spanOf(log, name);
  span.startUs = span.endUs;
  const defect = checkSpan(span, scope.nowMs);
  if (defect !== null) return `log record ${name}: ${defect}`;
  const contentHash = hashContent(span, reader.key);
  return {
    event: {
      id: `log:${span.traceId}/${span.spanId}`,
      // Something said of the task, perhaps days later: it does not date it as a span would.
      kind: "api",
      ...address,
      spanId: null,
      parentSpanId: log.spanId === "" ? null : log.spanId,
      scope: log.origin.scope,
      name,
      startUs: span.startUs,
      endUs: span.endUs,
      facts: "responseId" in address ? aboutAnswer(readTaskFacts(span)) : readTaskFacts(span),
      attributeCount: log.attributes.size,
      contentHash,
    },
  };
}

type Address = Pick<TaskEvent, "ownTaskId" | "traceId" | "responseId">;

/** By its task, its trace, or else the answer it is about. Null when it names none. */
function addressOf(log: DecodedLog, { rules }: Reader): Address | null {
  const ownTaskId = readTaskId(log.attributes) ?? (rules.conversationIsTask ? readConversation(log) : null);
  const traceId = log.traceId === "" ? null : log.traceId;
  if (ownTaskId !== null || traceId !== null) return { ownTaskId, traceId };
  const responseId = asText(log.attributes.get(GEN_AI.responseId), LONGEST_ID);
  return responseId === null ? null : { ownTaskId, traceId, responseId };
}

/** Whose it was and of what conversation, the call itself says: nothing of a person waits with it. */
function aboutAnswer({ checks, scores, outcome }: TaskFacts): TaskFacts {
  return { ...(checks && { checks }), ...(scores && { scores }), ...(outcome && { outcome }) };
}

function saysOfTask({ attributes }: DecodedLog): boolean {
  for (const key of attributes.keys()) {
    if (key.startsWith("outturn.") || key === "gen_ai.evaluation.name") return true;
  }
  return false;
}
