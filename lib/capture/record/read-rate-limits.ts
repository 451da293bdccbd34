import type { RateLimit } from "#lib/domain/call.ts";

const MAX_LIMITS = 16;
const MAX_NAME_CHARS = 64;

/** `x-ratelimit-remaining-tokens`; routers with one limit leave out what it is of. */
const GENERAL = /^(?:x-)?ratelimit-(limit|remaining|reset)(?:-(.+))?$/;
/** `anthropic-ratelimit-input-tokens-reset`, `anthropic-priority-input-tokens-limit`. */
const ANTHROPIC = /^anthropic-(?:ratelimit-)?(.+)-(limit|remaining|reset)$/;

type Field = "limit" | "remaining" | "reset";

/**
 * The limits that an answer's headers name, whatever they are called; empty when there are none.
 * @param answeredMs epoch milliseconds of the answer, from which a moment of reset is counted.
 */
export function readRateLimits(headers: Headers, answeredMs: number): RateLimit[] {
  const found = new Map<string, { limit: number | null; remaining: number | null; resetMs: number | null }>();
  for (const [header, value] of headers) {
    const named = nameLimit(header);
    if (named === null || (found.size >= MAX_LIMITS && !found.has(named.name))) continue;
    const limit = found.get(named.name) ?? { limit: null, remaining: null, resetMs: null };
    if (named.field === "reset") limit.resetMs = readReset(value, answeredMs);
    else limit[named.field] = readCount(value);
    found.set(named.name, limit);
  }
  return [...found].map(([name, limit]) => ({ name, ...limit }));
}

function nameLimit(header: string): { name: string; field: Field } | null {
  if (!header.includes("ratelimit") && !header.startsWith("anthropic-")) return null;
  const general = GENERAL.exec(header);
  // The expressions capture nothing else than these fields.
  if (general) return { name: (general[2] ?? "requests").slice(0, MAX_NAME_CHARS), field: general[1] as Field };
  const own = ANTHROPIC.exec(header);
  return own ? { name: (own[1] ?? "").slice(0, MAX_NAME_CHARS), field: own[2] as Field } : null;
}

function readCount(value: string): number | null {
  const count = value === "" ? NaN : Number(value);
  return Number.isFinite(count) && count >= 0 ? count : null;
}

/** Longest time until a reset that is believed: a year. */
const MAX_RESET_MS = 366 * 86_400_000;

/** Milliseconds until a reset said as a Go duration (`6m0s`), a date, an epoch, or seconds; null when it is none of them. */
function readReset(value: string, answeredMs: number): number | null {
  const ms = /^\d+(\.\d+)?$/.test(value) ? readNumber(Number(value), answeredMs) : readWords(value, answeredMs);
  return Number.isFinite(ms) && ms <= MAX_RESET_MS ? Math.max(0, Math.round(ms)) : null;
}

function readNumber(value: number, answeredMs: number): number {
  if (value > 1e11) return value - answeredMs;
  return value > 1e9 ? value * 1000 - answeredMs : value * 1000;
}

const UNITS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

function readWords(value: string, answeredMs: number): number {
  if (!/^(\d+(\.\d+)?(h|ms|m|s|us|µs|ns))+$/.test(value)) return Date.parse(value) - answeredMs;
  let ms = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g)) {
    ms += Number(amount) * (UNITS[unit ?? ""] ?? 0);
  }
  return ms;
}
