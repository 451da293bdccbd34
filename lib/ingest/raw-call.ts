import type { Fact, OwnNames } from "./aliases.ts";
import type { AttributeValue, DecodedSpan } from "./decoded-span.ts";
import { readFinishReasons } from "./finish-reasons.ts";
import { milliseconds } from "./read-attempts.ts";
import { asBoolean, asNumber, asText, asTokens, asWhole, ownValueOf, tokensOf, valueOf } from "./read-attributes.ts";
import { endingsOfChoices } from "./take-up-details.ts";

/** The facts of a model call as its span states them, before they are reconciled. Emitters may amend them. */
export interface RawCall {
  provider: string | null;
  requestModel: string | null;
  responseModel: string | null;
  responseId: string | null;
  requestId: string | null;
  streamed: boolean | null;
  inputTokens: number | null;
  outputTokens: number | null;
  cacheRead: number | null;
  /** All cache writes, where they are not split by how long they are kept. */
  cacheWrite: number | null;
  cacheWrite5m: number | null;
  cacheWrite1h: number | null;
  reasoning: number | null;
  audioInput: number | null;
  audioCacheRead: number | null;
  audioOutput: number | null;
  ttftMs: number | null;
  finishReasons: string[];
  errorType: string | null;
  errorMessage: string | null;
  httpStatus: number | null;
  resendCount: number | null;
  serviceTier: string | null;
  fromCache: boolean;
}

/** @param own names that the span's emitter alone uses. @throws RejectedSpan for an impossible token count. */
export function readRawCall(span: DecodedSpan, own: OwnNames | undefined): RawCall {
  const { attributes } = span;
  const value = (fact: Fact): AttributeValue => valueOf(attributes, fact) ?? ownValueOf(attributes, own?.[fact]);
  const text = (fact: Fact): string | null => asText(value(fact));
  const tokens = (fact: Fact): number | null =>
    tokensOf(attributes, fact) ?? asTokens(ownValueOf(attributes, own?.[fact]), fact);
  const raw: RawCall = {
    provider: text("provider"),
    requestModel: text("requestModel"),
    responseModel: text("responseModel"),
    responseId: text("responseId"),
    requestId: text("requestId"),
    streamed: asBoolean(value("streamed")),
    inputTokens: tokens("inputTokens"),
    outputTokens: tokens("outputTokens"),
    cacheRead: tokens("cacheRead"),
    cacheWrite: tokens("cacheWrite"),
    cacheWrite5m: tokens("cacheWrite5m"),
    cacheWrite1h: tokens("cacheWrite1h"),
    reasoning: tokens("reasoning"),
    audioInput: tokens("audioInput"),
    audioCacheRead: tokens("audioCacheRead"),
    audioOutput: tokens("audioOutput"),
    ttftMs: readTtft(value),
    finishReasons: readFinishReasons(value("finish")),
    errorType: text("errorType"),
    errorMessage: span.statusMessage === "" ? null : span.statusMessage,
    httpStatus: asWhole(value("httpStatus"), 100, 999),
    resendCount: asWhole(value("resendCount"), 0, 1_000_000),
    serviceTier: readTier(text),
    fromCache: false,
  };
  if (raw.finishReasons.length === 0) raw.finishReasons = endingsOfChoices(span);
  if (span.statusCode === 2) readException(span, raw);
  return raw;
}

/** Anthropic's fast mode is priced as a tier is, and kept as one. */
function readTier(text: (fact: Fact) => string | null): string | null {
  if (text("speed") === "fast") return "fast";
  return text("tierResponse") ?? text("tierRequest");
}

/** Milliseconds from the span's start to its first token, from an attribute in seconds or in milliseconds. */
function readTtft(value: (fact: Fact) => AttributeValue): number | null {
  const seconds = asNumber(value("ttftSeconds"));
  return milliseconds(seconds === null ? value("ttftMs") : seconds * 1000);
}

/** The exception behind a failed span, where its attributes do not name the error. */
function readException(span: DecodedSpan, raw: RawCall): void {
  const event = span.events.find((candidate) => candidate.name === "exception");
  if (event === undefined) return;
  raw.errorType ??= asText(event.attributes.get("exception.type"));
  raw.errorMessage ??= asText(event.attributes.get("exception.message"), 4096);
}
