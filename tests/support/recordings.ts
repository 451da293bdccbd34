import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

import { OUTTURN } from "#lib/domain/attributes.ts";
import type { OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";
import { Outturn } from "#lib/capture/index.ts";

import type { Recording, RecordingProvider } from "./recording.ts";
import { openReplayClients, sendRecorded } from "./replay-clients.ts";
import type { Sent } from "./replay-clients.ts";
import { startReplayServer } from "./replay-server.ts";

const PROVIDERS: readonly RecordingProvider[] = ["openai", "anthropic", "azure-openai", "openrouter"];

/** Usage and token cost that the recording's collectors worked out. OpenAI's input includes the cache, Anthropic's does not. */
interface Expected {
  readonly id: string;
  readonly usage: Readonly<Record<string, number>> | null;
  readonly cost_usd: number | null;
  readonly no_cost_reason: string | null;
  readonly price_model: string | null;
  /** ISO time at whose prices `cost_usd` was worked out, where it is known. */
  readonly priced_at?: string;
}

/** A tool call or structured output that is not plainly valid. */
export interface ListedVerdict {
  readonly id: string;
  readonly kind: "tool_call" | "structured";
  readonly index: number;
  readonly verdict: string;
}

/** An exchange, what is expected of it, and what our clients made of it. */
export interface Replayed {
  readonly id: string;
  readonly recording: Recording;
  readonly expected: Expected | undefined;
  /** The spans of the wrapped client's call (none of its task). */
  readonly spans: OtlpTraces;
  readonly bare: Sent;
  readonly wrapped: Sent;
}

/** Where the recordings lie; null when they are not there, and tests that need them are skipped. */
export function findRecordings(): string | null {
  const folder = path.resolve(process.env["OUTTURN_SHARED_DATA"] ?? "../shared/data", "http");
  return existsSync(path.join(folder, "expected.jsonl.gz")) ? folder : null;
}

function readLines<T>(folder: string, name: string): T[] {
  const text = gunzipSync(readFileSync(path.join(folder, name))).toString("utf8");
  // The files are read-only test data whose fields SOURCE.md beside them names.
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as T]));
}

const WANTED = /\/(completions|responses|v1\/messages)$/;

/** Every recorded chat completion, completion, response and message, errors included. */
export function readRecordings(folder: string): Recording[] {
  return PROVIDERS.flatMap((provider) =>
    readLines<Recording>(folder, `${provider}.jsonl.gz`).filter(
      ({ endpoint }) => WANTED.test(endpoint) && !endpoint.includes("/threads/"),
    ),
  );
}

/** Real error answers from older versions of the recordings; their ids name file and line. */
export function readErrorRecordings(folder: string): Recording[] {
  const all = readLines<Recording>(folder, "history-errors.jsonl.gz").map((line, at) => ({
    ...line,
    id: `error ${at}`,
  }));
  return all.filter(({ endpoint, provider }) => WANTED.test(endpoint) && PROVIDERS.includes(provider));
}

export function readVerdicts(folder: string): ListedVerdict[] {
  return readLines<ListedVerdict>(folder, "verdicts.jsonl.gz");
}

const AT_ONCE = 12;
const BATCH = 240;

/**
 * Sends every recorded request through the real SDK clients to a loopback server that answers as recorded: once bare, once
 * watched. Yields each exchange with what both clients returned and the spans that were recorded for it.
 */
export async function* replayRecordings(
  folder: string,
  recordings: readonly Recording[] = readRecordings(folder),
): AsyncIterable<Replayed> {
  const expected = new Map(readLines<Expected>(folder, "expected.jsonl.gz").map((entry) => [entry.id, entry]));
  const byId = new Map(recordings.map((recording) => [recording.id, recording]));
  const server = await startReplayServer((id) => byId.get(decodeURIComponent(id))?.response);
  const spans = new Map<string, OtlpSpan[]>();
  const outturn = new Outturn({
    key: "replay",
    maxQueuedSpans: 100_000,
    sink: { export: async (traces) => keepCallSpans(traces, spans) },
  });
  const bare = openReplayClients(server.origin);
  const wrapped = openReplayClients(server.origin, (client) => outturn.observe(client));
  try {
    for (let from = 0; from < recordings.length; from += BATCH) {
      const batch = recordings.slice(from, from + BATCH);
      const results = await inTurns(batch, async (recording) => ({
        recording,
        bare: await sendRecorded(bare, recording),
        wrapped: await outturn.task("replay", { id: recording.id }, () => sendRecorded(wrapped, recording)),
      }));
      await outturn.flush();
      for (const result of results) {
        const { id } = result.recording;
        yield { id, ...result, expected: expected.get(id), spans: wrap(spans.get(id) ?? []) };
        spans.delete(id);
      }
    }
  } finally {
    await outturn.shutdown();
    await server.close();
  }
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const runner = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));
  return results;
}

function keepCallSpans(traces: OtlpTraces, kept: Map<string, OtlpSpan[]>): void {
  for (const span of traces.resourceSpans.flatMap((part) => part.scopeSpans).flatMap((part) => part.spans)) {
    const id = stringAttribute(span, OUTTURN.taskId);
    if (span.kind !== 3 || id === null) continue;
    kept.set(id, [...(kept.get(id) ?? []), span]);
  }
}

function wrap(spans: readonly OtlpSpan[]): OtlpTraces {
  return { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: "outturn" }, spans }] }] };
}

/** The call's own span of a replayed exchange, without those of parts billed apart. */
export function callSpan({ spans }: Replayed): OtlpSpan | undefined {
  return spans.resourceSpans[0]?.scopeSpans[0]?.spans.find((span) => span.events !== undefined);
}

export function stringAttribute(span: OtlpSpan, key: string): string | null {
  const value = span.attributes.find((attribute) => attribute.key === key)?.value;
  return value !== undefined && "stringValue" in value ? value.stringValue : null;
}

export function integerAttribute(span: OtlpSpan, key: string): number | null {
  const value = span.attributes.find((attribute) => attribute.key === key)?.value;
  return value !== undefined && "intValue" in value ? Number(value.intValue) : null;
}
