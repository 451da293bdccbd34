import { gzipSync } from "node:zlib";

import { ALIASES } from "#lib/ingest/aliases.ts";
import { createRandom } from "#lib/sample/random.ts";
import type { Random } from "#lib/sample/random.ts";
import type { OtlpSignal } from "#lib/server/runtime.ts";
import { logRecord, logsToProtobuf, wrapLogs } from "#tests/unit/ingest/support/logs.ts";
import { chatSpan, event, wrap } from "#tests/unit/ingest/support/spans.ts";
import { toProtobuf } from "#tests/unit/ingest/support/to-protobuf.ts";

import { mutate, oddAnyValue } from "./mutate.ts";

export interface FuzzPayload {
  readonly signal: OtlpSignal;
  readonly contentType: string;
  readonly contentEncoding: string | null;
  readonly body: Uint8Array;
  /** The task of a whole neighbour that must be stored, and answered 200; null where the damage may reach it. */
  readonly kept: string | null;
}

/** Attributes that some instrumentation reads meaning into. */
const NAMES: readonly string[] = [
  ...Object.values(ALIASES).flat(),
  ...`outturn.tool_verdicts outturn.task.outcome outturn.task.id outturn.failure outturn.json outturn.usage.tools
      outturn.usage.raw outturn.input_chars outturn.check.x outturn.tag.__proto__ gen_ai.output.messages
      gen_ai.input.messages gen_ai.tool.definitions ai.response.toolCalls ai.prompt.tools ai.response.providerMetadata
      ai.operationId openinference.span.kind output.value input.value llm.invocation_parameters
      langfuse.observation.type langfuse.observation.usage_details langfuse.observation.completion_start_time
      hidden_params gen_ai.evaluation.name gen_ai.evaluation.score.value gen_ai.evaluation.score.label session.id
      duration_ms attempt status_code error event.name`.split(/\s+/),
];

const SCOPES = "outturn ai litellm langfuse-sdk com.anthropic.sdk.typescript test".split(" ");
const PROTOBUF = "application/x-protobuf";
const JSON_TYPE = "application/json";

/** The payload of one number: the same seed and number make the same bytes on every machine. */
export function makePayload(seed: number, index: number, bases: readonly object[]): FuzzPayload {
  const random = createRandom(seed, index);
  const draw = random.next();
  if (draw < 0.45) return damagedSpan(random, index, bases);
  if (draw < 0.6) return damagedLog(random, index);
  if (draw < 0.75) return damagedProtobufSpan(random, index);
  return damagedFrame(random, index, bases);
}

function oneOf<T>(random: Random, list: readonly T[], otherwise: T): T {
  return list[Math.floor(random.next() * list.length)] ?? otherwise;
}

const hexOf = (index: number, digits: number): string => (index + 1).toString(16).padStart(digits, "0");
const keptTask = (index: number): string => `kept-${index}`;

function neighbour(index: number) {
  return chatSpan(
    { "outturn.task.id": keptTask(index), "gen_ai.response.id": `r${index}` },
    { traceId: hexOf(index, 32), spanId: hexOf(index, 16) },
  );
}

function victim(random: Random) {
  const odd = Array.from({ length: 1 + Math.floor(random.next() * 6) }, () => ({
    key: oneOf(random, NAMES, "x"),
    value: oddAnyValue(random),
  }));
  const span = chatSpan(
    {
      "outturn.tool_verdicts": '[{"name":"a","verdict":"valid"}]',
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.response.time_to_first_chunk": 0.5,
    },
    {
      traceId: random.hex(32),
      spanId: random.hex(16),
      events: [event("outturn.attempt", { index: 0, "http.response.status_code": 429 }), event("exception", {})],
      status: { code: 2, message: "429" },
    },
  );
  return { ...span, attributes: [...odd, ...span.attributes.slice(Math.floor(random.next() * 8))] };
}

function packed(random: Random, body: Uint8Array): Pick<FuzzPayload, "body" | "contentEncoding"> {
  return random.chance(0.2)
    ? { body: gzipSync(body, { level: 1 }), contentEncoding: "gzip" }
    : { body, contentEncoding: null };
}

function json(random: Random, value: unknown): Pick<FuzzPayload, "body" | "contentEncoding" | "contentType"> {
  return { contentType: JSON_TYPE, ...packed(random, Buffer.from(JSON.stringify(value) ?? "")) };
}

function damagedSpan(random: Random, index: number, bases: readonly object[]): FuzzPayload {
  let damaged: unknown = random.chance(0.5) ? victim(random) : { ...oneOf(random, bases, {}), traceId: random.hex(32) };
  for (let times = Math.floor(random.next() * 4); times >= 0; times--) damaged = mutate(damaged, random);
  const scope = { name: oneOf(random, SCOPES, "test") };
  const body = {
    resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope, spans: [damaged, neighbour(index)] }] }],
  };
  return { signal: "traces", ...json(random, body), kept: keptTask(index) };
}

function damagedLog(random: Random, index: number): FuzzPayload {
  const claude = { "event.name": "api_request", model: "claude-sonnet-4-5", input_tokens: "10", output_tokens: "20" };
  const record = logRecord(claude, { traceId: random.hex(32), spanId: random.hex(16), body: { stringValue: "x" } });
  const odd = [{ key: oneOf(random, NAMES, "x"), value: oddAnyValue(random) }, ...record.attributes];
  const named = random.chance(0.5) ? { eventName: "gen_ai.evaluation.result" } : {};
  let damaged: unknown = { ...record, ...named, attributes: odd };
  for (let times = Math.floor(random.next() * 4); times > 0; times--) damaged = mutate(damaged, random);
  const good = logRecord({ ...claude, "outturn.task.id": keptTask(index), request_id: `q${index}` });
  const body = wrapLogs([damaged, good], "com.anthropic.claude_code.events");
  return { signal: "logs", ...json(random, body), kept: keptTask(index) };
}

/** Bytes changed within the victim's own message, whose frame and neighbour stay as they are. */
function damagedProtobufSpan(random: Random, index: number): FuzzPayload {
  const sick = chatSpan(
    { "gen_ai.response.finish_reasons": ["stop"], "user.id": "u" },
    { traceId: random.hex(32), spanId: random.hex(16), events: [event("outturn.attempt", { index: 0 })] },
  );
  const whole = toProtobuf(wrap([sick, neighbour(index)], { scope: oneOf(random, SCOPES, "test") }));
  const bytes = Buffer.from(whole);
  // A span begins with its trace id: tag, length, sixteen bytes.
  const first = bytes.indexOf(Buffer.from(sick.traceId, "hex")) - 2;
  const next = bytes.indexOf(Buffer.from(hexOf(index, 32), "hex"), first + 20) - 2;
  const frame = 3;
  for (let edits = 1 + Math.floor(random.next() * 6); edits > 0; edits--) {
    bytes[first + Math.floor(random.next() * (next - first - frame))] = Math.floor(random.next() * 256);
  }
  return { signal: "traces", contentType: PROTOBUF, ...packed(random, bytes), kept: keptTask(index) };
}

const MEGABYTE = 1_000_000;

/** Damage that may reach anything: containers, encodings, lengths, content types; and bodies of up to a megabyte. */
function damagedFrame(random: Random, index: number, bases: readonly object[]): FuzzPayload {
  const signal = oneOf<OtlpSignal>(random, ["traces", "traces", "logs", "metrics"], "traces");
  const record = logRecord({ "event.name": "api_request", model: "claude-sonnet-4-5" });
  const draw = random.next();
  if (draw < 0.25) {
    const whole = signal === "logs" ? wrapLogs([record]) : wrap([neighbour(index)]);
    return { signal, ...json(random, mutate(mutate(whole, random), random)), kept: null };
  }
  if (draw < 0.6) {
    const bytes = Buffer.from(signal === "logs" ? logsToProtobuf([record]) : toProtobuf(wrap([neighbour(index)])));
    for (let edits = 1 + Math.floor(random.next() * 8); edits > 0; edits--) {
      bytes[Math.floor(random.next() * bytes.length)] = Math.floor(random.next() * 256);
    }
    const cut = random.chance(0.3) ? bytes.subarray(0, Math.floor(random.next() * bytes.length)) : bytes;
    return { signal, contentType: PROTOBUF, ...packed(random, cut), kept: null };
  }
  if (draw < 0.95) return oddRequest(random, signal, oneOf(random, bases, {}));
  return { signal, ...largeBody(random), contentEncoding: null, kept: null };
}

/** Another content type, an encoding that is not one, broken gzip, or plain noise. */
function oddRequest(random: Random, signal: OtlpSignal, base: object): FuzzPayload {
  const bytes = random.chance(0.5)
    ? Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [base] }] }] }))
    : Buffer.from(random.hex(2 * Math.floor(random.next() * 400)), "hex");
  const types = [PROTOBUF, JSON_TYPE, "application/json; charset=utf-16", "text/plain", "", "application/xml"];
  const encoding = oneOf(random, [null, "gzip", "identity", "br", "gzip, gzip", ""], null);
  const body =
    encoding === "gzip" && random.chance(0.7)
      ? gzipSync(bytes).subarray(0, random.chance(0.5) ? undefined : 20)
      : bytes;
  return { signal, contentType: oneOf(random, types, PROTOBUF), contentEncoding: encoding, body, kept: null };
}

/** Up to a megabyte of what takes parsers longest. */
function largeBody(random: Random): Pick<FuzzPayload, "body" | "contentType"> {
  const text = oneOf(
    random,
    [
      `{"resourceSpans":[${'{"scopeSpans":['.repeat(60_000)}`,
      `{"resourceSpans":[${"{},".repeat(300_000)}{}]}`,
      JSON.stringify(wrap([{ ...chatSpan(), attributes: manyAttributes(random) }])),
      JSON.stringify(wrap(manySpans(random))),
      JSON.stringify(wrap([chatSpan({ [oneOf(random, NAMES, "x")]: oneOf(random, BAITS, "") })])),
      JSON.stringify(wrap([{ ...chatSpan(), status: { code: 2, message: oneOf(random, BAITS, "") } }])),
    ],
    "",
  );
  return { contentType: JSON_TYPE, body: Buffer.from(text.slice(0, MEGABYTE)) };
}

/** Texts of a megabyte that make careless patterns and parsers go over themselves again and again. */
const BAITS: readonly string[] = ["[", '{"a":', "4", "a ", "'cache_hit':", "\\", "rate limit ", "{'a': ", "\t"].map(
  (bait) => bait.repeat(Math.floor(900_000 / JSON.stringify(bait).length)),
);

function manyAttributes(random: Random): { key: string; value: { stringValue: string } }[] {
  return Array.from({ length: 12_000 }, (_, i) => ({
    key: random.chance(0.5) ? `llm.output_messages.${i}.message.tool_calls.${i}.tool_call.function.name` : `k${i}`,
    value: { stringValue: "v" },
  }));
}

function manySpans(random: Random): ReturnType<typeof chatSpan>[] {
  const traceId = random.hex(32);
  return Array.from({ length: 1_200 }, () => chatSpan({}, { traceId, spanId: random.hex(16) }));
}
