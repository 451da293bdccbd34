import type { DecodedSpan } from "./decoded-span.ts";

const DAY_US = 86_400_000_000;
const EARLIEST_US = Date.UTC(2020, 0, 1) * 1000;
const ZEROS = /^0+$/;

/** Why a span cannot be taken, or null. Drops a parent id that is none: it decides nothing that money hangs on. */
export function checkSpan(span: DecodedSpan, nowMs: number): string | null {
  if (!isId(span.traceId, 32)) return `traceId "${span.traceId.slice(0, 40)}" is not 32 hex digits other than zeros`;
  if (!isId(span.spanId, 16)) return `spanId "${span.spanId.slice(0, 40)}" is not 16 hex digits other than zeros`;
  if (!isId(span.parentSpanId, 16)) span.parentSpanId = "";
  const share = span.traceState === "" ? null : readSampledShare(span.traceState);
  if (share !== null)
    return `its trace was sampled: about ${share} of traces are sent. Send all of them (sampler always_on)`;
  if (span.startUs < EARLIEST_US) return `startTimeUnixNano is before 2020: ${shown(span.startUs)}`;
  if (span.endUs < span.startUs)
    return `endTimeUnixNano ${shown(span.endUs)} is before startTimeUnixNano ${shown(span.startUs)}`;
  if (span.endUs > nowMs * 1000 + DAY_US)
    return `endTimeUnixNano is more than a day ahead of the clock: ${shown(span.endUs)}`;
  return null;
}

/** Bits of OpenTelemetry's rejection threshold, written in hex without its trailing zeros. */
const THRESHOLD_DIGITS = 14;

/** Figures of a sample would be too small by an unknown mix: `ot=th:8` says that half is kept. Null for a whole one. */
function readSampledShare(traceState: string): string | null {
  const threshold = /(?:^|,)\s*ot=(?:[^,]*;)?th:([0-9a-f]{1,14})(?=[;,\s]|$)/.exec(traceState)?.[1];
  if (threshold === undefined) return null;
  const rejected = Number.parseInt(threshold.padEnd(THRESHOLD_DIGITS, "0"), 16) / 16 ** THRESHOLD_DIGITS;
  return rejected === 0 ? null : `${Number(((1 - rejected) * 100).toPrecision(2))} %`;
}

function isId(text: string, digits: number): boolean {
  return text.length === digits && /^[0-9a-f]+$/.test(text) && !ZEROS.test(text);
}

function shown(us: number): string {
  const date = new Date(us / 1000);
  return Number.isNaN(date.getTime()) ? `${us} µs` : date.toISOString();
}
