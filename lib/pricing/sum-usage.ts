import type { Usage } from "#lib/domain/call.ts";
import { HOUR_CACHE_WRITE, TOOL_FEES } from "./overlay.ts";
import { priceAt } from "./unit-prices.ts";
import type { Price, UnitPrice, UnitPrices } from "./unit-prices.ts";

/** Exact sums in 10⁻¹⁸ dollars, before any factor. */
export interface UsageSum {
  readonly input: bigint;
  readonly output: bigint;
  /** Per request and per tool use: no service tier changes these. */
  readonly fees: bigint;
  /** Whether a side of the call was not counted at all. */
  readonly incomplete: boolean;
}

function sumInputTokens(usage: Usage): number {
  return (usage.inputUncached ?? 0) + (usage.cacheRead ?? 0) + (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0);
}

/** Null when something was used that has no price. */
export function sumUsage(usage: Usage, prices: UnitPrices, label: string): UsageSum | null {
  const total = sumInputTokens(usage);
  const input = sumKinds(inputKinds(usage, prices, label), total);
  const output = sumKinds(outputKinds(usage, prices), total);
  const fees = sumFees(usage.toolUses, prices);
  if (input === null || output === null || fees === null) return null;
  return { input, output, fees, incomplete: usage.inputUncached === null };
}

type Kind = readonly [count: number, price: Price | null];

/** Audio is a share of its bucket, at its own price where one is quoted. */
function inputKinds(usage: Usage, prices: UnitPrices, label: string): Kind[] {
  const uncached = usage.inputUncached ?? 0;
  const read = usage.cacheRead ?? 0;
  const audio = Math.min(uncached, usage.audioInput ?? 0);
  const audioRead = Math.min(read, usage.audioCacheRead ?? 0);
  const cacheRead = prices.cacheRead ?? prices.input;
  return [
    [uncached - audio, prices.input],
    [audio, prices.audioInput ?? prices.input],
    [read - audioRead, cacheRead],
    [audioRead, prices.audioCacheRead ?? cacheRead],
    [usage.cacheWrite5m ?? 0, prices.cacheWrite5m ?? prices.input],
    [usage.cacheWrite1h ?? 0, hourWrite(prices, label)],
  ];
}

function hourWrite(prices: UnitPrices, label: string): Price | null {
  if (prices.cacheWrite1h !== null) return prices.cacheWrite1h;
  if (prices.input === null || !HOUR_CACHE_WRITE.model.test(label)) return prices.cacheWrite5m ?? prices.input;
  const twice = HOUR_CACHE_WRITE.timesInput;
  return {
    base: prices.input.base * twice,
    tiers: prices.input.tiers.map((tier) => ({ above: tier.above, price: tier.price * twice })),
  };
}

function outputKinds(usage: Usage, prices: UnitPrices): Kind[] {
  const output = usage.output ?? 0;
  const audio = Math.min(output, usage.audioOutput ?? 0);
  const reasoning = Math.min(output - audio, usage.reasoning ?? 0);
  return [
    [output - audio - reasoning, prices.output],
    [audio, prices.audioOutput ?? prices.output],
    [reasoning, prices.reasoning ?? prices.output],
  ];
}

function sumKinds(kinds: readonly Kind[], totalInput: number): bigint | null {
  let sum = 0n;
  for (const [count, price] of kinds) {
    if (count === 0) continue;
    if (price === null) return null;
    sum += BigInt(count) * priceAt(price, totalInput);
  }
  return sum;
}

function sumFees(toolUses: Readonly<Record<string, number>>, prices: UnitPrices): bigint | null {
  let sum = prices.request === null ? 0n : prices.request.base;
  for (const [tool, uses] of Object.entries(toolUses)) {
    if (uses === 0) continue;
    const price = feeOf(tool, prices);
    if (price === null) return null;
    sum += BigInt(uses) * price;
  }
  return sum;
}

function feeOf(tool: string, prices: UnitPrices): UnitPrice | null {
  const own = prices.tools.get(tool);
  if (own !== undefined) return own;
  const fee = TOOL_FEES.get(tool);
  if (fee === "free") return 0n;
  return fee === undefined ? null : (prices[fee]?.base ?? null);
}
