import { divideHalfUp } from "#lib/domain/money.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import type { Microseconds } from "#lib/domain/time.ts";

import { LIST_PRICES } from "./price-book.ts";
import type { PriceBook } from "./price-book.ts";
import { resolvePrice } from "./resolve-price.ts";
import { sumUsage } from "./sum-usage.ts";

/** Work that is yet to be done; whole numbers. */
export interface Workload {
  readonly calls: number;
  /** Tokens of a call, cached ones included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Percent of the input that is read from the cache. */
  readonly cachedPercent: number;
  readonly batch: boolean;
}

export interface Estimate {
  /** Of all calls, in nano-dollars; rounded once, half up. */
  readonly total: NanoUsd;
  /** `genai-prices 0.1.8: openai/gpt-4o-mini × 1/2 (batch)` */
  readonly source: string;
}

const ATTO_PER_NANO = 1_000_000_000n;

/** Who would do the work, and when: prices are those in force then. */
export interface Candidate {
  /** Empty where the model's name says it. */
  readonly provider: string;
  readonly model: string;
  readonly startUs: Microseconds;
}

/** What work would cost on a model; null where the model, or its batches, have no known price. */
export function estimateCost(candidate: Candidate, work: Workload, book: PriceBook = LIST_PRICES): Estimate | null {
  const { provider, model, startUs } = candidate;
  const serviceTier = work.batch ? "batch" : null;
  const found = resolvePrice({ provider, models: [model], startUs, serviceTier, inferenceGeo: null }, book);
  if (found === null || found.tier === null) return null;
  const cached = Math.round((work.inputTokens * work.cachedPercent) / 100);
  const usage = {
    inputUncached: work.inputTokens - cached,
    cacheRead: cached,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: work.outputTokens,
    reasoning: null,
    audioInput: null,
    audioCacheRead: null,
    audioOutput: null,
    toolUses: {},
  };
  const sum = sumUsage(usage, found.prices, found.label);
  if (sum === null) return null;
  const { tier, percent } = found;
  const atto = (sum.input + sum.output) * tier.num + sum.fees * tier.den;
  return {
    total: divideHalfUp(atto * percent.num * BigInt(work.calls), tier.den * percent.den * ATTO_PER_NANO),
    source: `${found.source}: ${found.label}${tier.note}${percent.note}`,
  };
}
