import type { CallCost, Usage } from "#lib/domain/call.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import { failureGroup } from "#lib/domain/failure.ts";
import { divideHalfUp } from "#lib/domain/money.ts";
import type { Microseconds } from "#lib/domain/time.ts";
import type { Terms } from "./find-factor.ts";
import type { Factor } from "./overlay.ts";
import { LIST_PRICES } from "./price-book.ts";
import type { PriceBook } from "./price-book.ts";
import { resolvePrice } from "./resolve-price.ts";
import type { ResolvedPrice } from "./resolve-price.ts";
import { sumUsage } from "./sum-usage.ts";
import { priceAt } from "./unit-prices.ts";

/** All that a call's price depends on. */
export interface PriceInput extends Terms {
  /** Lower-case provider name; empty when unknown. */
  readonly provider: string;
  /** Models to look up, in order: what was served before what was asked for. */
  readonly models: readonly string[];
  readonly startUs: Microseconds;
  /** Null when the emitter sent none. */
  readonly usage: Usage | null;
  /** Whether the token counts are an estimate. */
  readonly estimated: boolean;
  readonly failure: FailureClass;
  readonly fromCache: boolean;
  readonly inputChars: number | null;
  /** Attempts that timed out, were aborted or broke off and carry no usage of their own. */
  readonly uncertainAttempts: number;
}

/** Units of `sumUsage` (10⁻¹⁸ dollars) in a nano-dollar. */
const ATTO_PER_NANO = 1_000_000_000n;
/** English text is about four characters a token; used only for what may have been billed, never for what was. */
const CHARS_PER_TOKEN = 4;

/**
 * Exact cost of one call at the prices in force when it started, rounded once, half up, to nano-dollars: after tier,
 * discount and mark-up.
 * @param book what the project says of prices; the price table alone when not given.
 */
export function priceCall(input: PriceInput, book: PriceBook = LIST_PRICES): CallCost {
  if (input.fromCache) return cost({ total: 0n, input: 0n, source: "answered from a cache" });
  const found = resolvePrice(input, book);
  if (input.usage === null) return withoutUsage(input, found);
  if (found === null) return cost({ estimated: input.estimated });
  const { tier, percent } = found;
  const sum = sumUsage(input.usage, found.prices, found.label);
  if (tier === null || sum === null) return cost({ estimated: input.estimated });
  const atto = (sum.input + sum.output) * tier.num + sum.fees * tier.den;
  const inputNano = toNano(sum.input, tier, percent);
  return {
    total: divideHalfUp(atto * percent.num, tier.den * percent.den * ATTO_PER_NANO),
    input: inputNano,
    possiblyBilled: input.uncertainAttempts > 0 ? inputNano * BigInt(input.uncertainAttempts) : null,
    estimated: input.estimated || sum.incomplete,
    source: `${found.source}: ${found.label}${tier.note}${percent.note}`,
  };
}

/** A call that the transport or the provider failed costs nothing that is known; any other was billed we know not what. */
function withoutUsage(input: PriceInput, found: ResolvedPrice | null): CallCost {
  const group = failureGroup(input.failure);
  if (group !== "transport" && group !== "provider") return cost({});
  const own = group === "transport" && input.failure !== "network" ? 1 : 0;
  const times = Math.max(own, input.uncertainAttempts);
  return cost({ total: 0n, input: 0n, possiblyBilled: times === 0 ? null : guess(input, found, times) });
}

function guess(input: PriceInput, found: ResolvedPrice | null, times: number): bigint | null {
  if (found?.prices.input == null || found.tier === null || input.inputChars === null) return null;
  const tokens = Math.ceil(input.inputChars / CHARS_PER_TOKEN);
  const atto = BigInt(tokens) * priceAt(found.prices.input, tokens);
  return toNano(atto, found.tier, found.percent) * BigInt(times);
}

function toNano(atto: bigint, tier: Factor, percent: Factor): bigint {
  return divideHalfUp(atto * tier.num * percent.num, tier.den * percent.den * ATTO_PER_NANO);
}

function cost(part: Partial<CallCost>): CallCost {
  return { total: null, input: null, possiblyBilled: null, estimated: false, source: null, ...part };
}
