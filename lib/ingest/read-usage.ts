import { OUTTURN } from "#lib/domain/attributes.ts";
import type { InputRule, Usage } from "#lib/domain/call.ts";
import type { Attributes } from "./decoded-span.ts";
import type { RawCall } from "./raw-call.ts";
import { storable } from "./storable-text.ts";
import { asTokens, isRecord, parseJson, scalar } from "./read-attributes.ts";

const MOST_TOOLS = 32;
const LONGEST_RAW = 8192;

export interface ReadUsage {
  /** Null when nothing was counted. */
  readonly usage: Usage | null;
  readonly rule: InputRule;
}

/** How an emitter counts. */
export interface CountingRules {
  readonly inputRule: InputRule;
  /** Whether zeros on both sides were counted, and do not mean that nothing was. */
  readonly meansZero: boolean;
}

/**
 * Token counts as exclusive buckets. Where the emitter is not known to be inclusive for certain, more cache than input
 * proves the opposite.
 */
export function readUsage(raw: RawCall, attributes: Attributes, emitter: CountingRules): ReadUsage {
  const toolUses = readToolUses(attributes);
  const write = splitWrites(raw);
  const cached = (raw.cacheRead ?? 0) + (write.fiveMinutes ?? 0) + (write.oneHour ?? 0);
  const input = raw.inputTokens;
  const rule: InputRule = input !== null && cached > input ? "exclusive" : emitter.inputRule;
  const uncached = input === null || rule === "exclusive" ? input : input - cached;
  if (isSilent(raw, emitter) && Object.keys(toolUses).length === 0) return { usage: null, rule };
  return {
    rule,
    usage: {
      inputUncached: uncached,
      cacheRead: raw.cacheRead,
      cacheWrite5m: write.fiveMinutes,
      cacheWrite1h: write.oneHour,
      output: raw.outputTokens,
      reasoning: least(raw.reasoning, raw.outputTokens),
      audioInput: least(raw.audioInput, uncached),
      audioCacheRead: least(raw.audioCacheRead, raw.cacheRead),
      audioOutput: least(raw.audioOutput, raw.outputTokens),
      toolUses,
    },
  };
}

/** Nothing counted; or zeros on all sides, from those to whom that is the same. */
function isSilent(raw: RawCall, emitter: CountingRules): boolean {
  const { inputTokens, outputTokens, cacheRead, cacheWrite, cacheWrite5m, cacheWrite1h } = raw;
  const counts = [inputTokens, outputTokens, cacheRead, cacheWrite, cacheWrite5m, cacheWrite1h];
  return counts.every((count) => count === null || (count === 0 && !emitter.meansZero));
}

/** A share cannot exceed what it is a share of; where that is unknown the share stays. */
function least(share: number | null, whole: number | null): number | null {
  return share === null || whole === null ? share : Math.min(share, whole);
}

/** Writes that nobody splits are five-minute ones: the default of every provider that charges for them. */
function splitWrites(raw: RawCall): { fiveMinutes: number | null; oneHour: number | null } {
  const { cacheWrite, cacheWrite5m, cacheWrite1h } = raw;
  if (cacheWrite === null) return { fiveMinutes: cacheWrite5m, oneHour: cacheWrite1h };
  const oneHour = Math.min(cacheWrite1h ?? Math.max(0, cacheWrite - (cacheWrite5m ?? cacheWrite)), cacheWrite);
  return { fiveMinutes: cacheWrite - oneHour, oneHour };
}

/** `{"web_search":2}`; names are own keys of a fresh object, never a prototype's. */
function readToolUses(attributes: Attributes): Readonly<Record<string, number>> {
  const uses = parseJson(attributes.get(OUTTURN.usageTools));
  if (!isRecord(uses)) return {};
  const counted: [string, number][] = [];
  for (const [name, value] of Object.entries(uses)) {
    const tool = storable(name, 64);
    const count = asTokens(scalar(value), `${OUTTURN.usageTools} ${tool}`);
    if (count !== null && count > 0 && name !== "__proto__" && counted.length < MOST_TOOLS) counted.push([tool, count]);
  }
  return Object.fromEntries(counted);
}

/** The provider's own usage block, where it came and is of sensible size. */
export function readRawUsage(attributes: Attributes): string | null {
  const text = attributes.get(OUTTURN.usageRaw);
  return typeof text === "string" && text.length <= LONGEST_RAW ? text : null;
}
