import { OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import type { Attempt, RateLimit } from "#lib/domain/call.ts";
import { classifyFailure } from "./classify-failure.ts";
import type { AttributeValue, Attributes, DecodedEvent } from "./decoded-span.ts";
import { asNumber, asText, asWhole, isRecord, parseJson, scalar } from "./read-attributes.ts";

const MOST_ATTEMPTS = 64;
const MOST_MS = 1e10;
const MOST_LIMITS = 16;
const MOST_AMOUNT = 1e15;

/** The HTTP attempts behind a call, in order; null when the emitter does not show them. */
export function readAttempts(events: readonly DecodedEvent[]): Attempt[] | null {
  const attempts: Attempt[] = [];
  for (const event of events) {
    if (event.name === OUTTURN.attemptEvent && attempts.length < MOST_ATTEMPTS)
      attempts.push(readAttempt(event, attempts.length));
  }
  return attempts.length === 0 ? null : attempts.sort((a, b) => a.index - b.index);
}

function readAttempt(event: DecodedEvent, position: number): Attempt {
  const { attributes } = event;
  const httpStatus = asWhole(attributes.get(PROVIDER.httpStatus), 100, 999);
  const errorType = asText(attributes.get(PROVIDER.errorType), 128);
  const { failure } = classifyFailure({
    declared: asText(attributes.get(OUTTURN.failure)),
    declaredQuota: false,
    failed: false,
    errorType,
    errorMessage: null,
    httpStatus,
    streamed: null,
    finishReasons: [],
    outputTokens: null,
    expectsOutput: false,
    json: null,
    toolCalls: [],
  });
  return {
    index: asWhole(attributes.get(OUTTURN.attemptIndex), 0, 1_000_000) ?? position,
    httpStatus,
    waitMs: milliseconds(attributes.get(OUTTURN.attemptWaitMs)),
    durationMs: milliseconds(attributes.get(OUTTURN.attemptDurationMs)),
    ttftMs: milliseconds(attributes.get(OUTTURN.attemptTtftMs)),
    errorType,
    failure,
    requestId: asText(attributes.get(OUTTURN.attemptRequestId)),
    ...readRateLimits(attributes),
  };
}

function readRateLimits(attributes: Attributes): { rateLimits: readonly RateLimit[] } | null {
  const said = attributes.get(OUTTURN.attemptRateLimits);
  const list = said === undefined ? null : parseJson(said);
  if (!Array.isArray(list)) return null;
  const rateLimits = list.slice(0, MOST_LIMITS).flatMap((entry) => {
    const name = isRecord(entry) ? asText(scalar(entry["name"]), 64) : null;
    if (!isRecord(entry) || name === null) return [];
    const number = (key: string): number | null => amount(scalar(entry[key]));
    return { name, limit: number("limit"), remaining: number("remaining"), resetMs: number("reset_ms") };
  });
  return rateLimits.length === 0 ? null : { rateLimits };
}

function amount(value: AttributeValue): number | null {
  const number = asNumber(value);
  return number !== null && number >= 0 && number <= MOST_AMOUNT ? number : null;
}

export function milliseconds(value: Parameters<typeof asNumber>[0]): number | null {
  const number = asNumber(value);
  return number !== null && number >= 0 && number <= MOST_MS ? number : null;
}
