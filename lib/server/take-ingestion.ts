import { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";
import type { OtlpTraces } from "#lib/domain/otlp.ts";
import {
  BY_OPENTELEMETRY,
  isOver,
  mergeSaid,
  observationTraces,
  traceIdOf,
  traceTraces,
} from "#lib/ingest/from-langfuse.ts";
import type { Said } from "#lib/ingest/from-langfuse.ts";

import type { Grant } from "./authorise.ts";
import { check } from "./read-json.ts";
import type { Runtime } from "./runtime.ts";
import { SCORE_BODY, scoreEvent } from "./take-score.ts";

const MOST_EVENTS = 1000;

/** What Langfuse's clients of before OpenTelemetry post in batches. */
export const INGESTION_BODY = z.object({
  batch: z.array(z.unknown()).max(MOST_EVENTS, `must have at most ${MOST_EVENTS} events`),
});

const EVENT = z.object({
  id: z.string().min(1).max(256),
  type: z.string().max(64),
  timestamp: z.iso.datetime({ offset: true }),
  body: z.record(z.string(), z.unknown()),
});
type IngestionEvent = z.infer<typeof EVENT>;

interface Ingestion {
  readonly successes: { readonly id: string; readonly status: 201 }[];
  readonly errors: { readonly id: string; readonly status: number; readonly message: string; readonly error: string }[];
}

/** As `observation-create` names it; what is no name is a span, which costs nothing. */
const OBSERVATION_TYPE = z.string().catch("span");

/** What was said of traces and observations before, so that a later batch need not say it again. */
const HELD = new Map<string, Said>();
const MOST_HELD = 4096;
const LONGEST_HELD = 16_384;

/**
 * Every event of a batch by itself, in order; `successes` are committed, or wait for the end of their observation.
 * @throws OutturnError `unavailable` or `too_many_requests` when nothing can be stored now: the batch may be sent again.
 */
export async function takeIngestion(batch: readonly unknown[], runtime: Runtime, grant: Grant): Promise<Ingestion> {
  const answer: Ingestion = { successes: [], errors: [] };
  const context = { runtime, projectId: grant.projectId, heard: new Map<string, Said>() };
  const ready = new Map<string, { readonly traces: OtlpTraces; readonly ids: string[] }>();
  for (const [i, sent] of batch.entries()) {
    let id = `event ${i}`;
    try {
      const event = check(sent, EVENT, `batch.${i}`);
      id = event.id;
      const read = await readEvent(event, context);
      if (read === null) answer.successes.push({ id, status: 201 });
      else ready.set(read.key, { traces: read.traces, ids: [...(ready.get(read.key)?.ids ?? []), id] });
    } catch (error) {
      if (!(error instanceof OutturnError) || error.status >= 500) throw error;
      answer.errors.push({ id, status: error.status, message: error.message, error: error.code });
    }
  }
  await Promise.all(
    [...ready.values()].map(async ({ traces, ids }) => commit(traces, ids, { answer, runtime, grant })),
  );
  return answer;
}

interface Reading {
  readonly runtime: Runtime;
  readonly projectId: string;
  /** What this batch said so far, of any length. */
  readonly heard: Map<string, Said>;
}

interface Read {
  /** The observation, of which the latest reading holds all the earlier ones. */
  readonly key: string;
  readonly traces: OtlpTraces;
}

/** Null when there is nothing, or nothing more, to store. */
async function readEvent(event: IngestionEvent, context: Reading): Promise<Read | null> {
  const { runtime, projectId, heard } = context;
  const { type, body, id, timestamp } = event;
  if (type === "sdk-log") return null;
  if (type === "score-create") {
    const { conversationIsTask } = await runtime.rules.of(projectId);
    const score = check({ ...body, id: body["id"] ?? id }, SCORE_BODY, "body");
    const events = [scoreEvent(score, { nowMs: Date.parse(timestamp), conversationIsTask })];
    await runtime.store.write({ projectId, calls: [], events });
    return null;
  }
  if (type === "trace-create") {
    const key = `${projectId} ${traceIdOf(body["id"])}`;
    const said = mergeSaid(heard.get(key) ?? HELD.get(key) ?? {}, body);
    heard.set(key, said);
    hold(key, said);
    return { key: `${key} ${id}`, traces: traceTraces(said, id, Date.parse(timestamp)) };
  }
  return readObservation(event, context);
}

function readObservation({ type, body, timestamp }: IngestionEvent, { projectId, heard }: Reading): Read | null {
  const [, name, act] = /^([a-z]+)-(create|update)$/.exec(type) ?? [];
  if (name === undefined) {
    throw new OutturnError("bad_request", `Events of type "${type}" are not taken: ${BY_OPENTELEMETRY}.`);
  }
  const trace = `${projectId} ${traceIdOf(body["traceId"])}`;
  const key = `${trace} ${String(body["id"])}`;
  const start = act === "create" ? { startTime: timestamp } : {};
  const said = mergeSaid({ ...start, ...(heard.get(key) ?? HELD.get(key)) }, body);
  const kind = name === "observation" ? OBSERVATION_TYPE.parse(said["type"]).toLowerCase() : name;
  heard.set(key, said);
  hold(key, said);
  if (!isOver({ type: kind, said })) return null;
  const known = heard.get(trace) ?? HELD.get(trace) ?? {};
  return { key, traces: observationTraces({ type: kind, said, trace: known, saidMs: Date.parse(timestamp) }) };
}

/** The oldest gives way; long messages are not held, and what is long without them not at all. */
function hold(key: string, said: Said): void {
  const { input, output, ...rest } = said;
  const kept = JSON.stringify([input, output]).length > LONGEST_HELD / 2 ? rest : said;
  HELD.delete(key);
  if (JSON.stringify(kept).length > LONGEST_HELD) return;
  HELD.set(key, kept);
  for (const oldest of HELD.keys()) {
    if (HELD.size <= MOST_HELD) return;
    HELD.delete(oldest);
  }
}

/** An export of which nothing was rejected; what was passed over in it may be noted. */
const ACCEPTED = z.object({ partialSuccess: z.object({ rejectedSpans: z.literal("0") }).optional() });

interface Committing {
  readonly answer: Ingestion;
  readonly runtime: Runtime;
  readonly grant: Grant;
}

async function commit(
  traces: OtlpTraces,
  ids: readonly string[],
  { answer, runtime, grant }: Committing,
): Promise<void> {
  const body = Buffer.from(JSON.stringify(traces));
  const request = { contentType: "application/json", contentEncoding: null, body };
  const {
    status,
    body: said,
    retryAfter,
  } = await runtime.accept.traces(request, {
    projectId: grant.projectId,
    key: grant.keyName,
  });
  if (status === 429 || status >= 500) {
    const code = status === 429 ? "too_many_requests" : "unavailable";
    throw new OutturnError(code, "The batch could not be stored just now: send it again.", {
      retryAfter: retryAfter ?? 2,
    });
  }
  const text = typeof said === "string" ? said : Buffer.from(said).toString("utf8");
  const rejected = status !== 200 || !ACCEPTED.safeParse(JSON.parse(text)).success;
  for (const id of ids) {
    if (rejected) answer.errors.push({ id, status: 400, message: text.slice(0, 500), error: "bad_request" });
    else answer.successes.push({ id, status: 201 });
  }
}
