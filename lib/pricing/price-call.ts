import type { CallCost, Usage } from "#lib/domain/call.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import { failureGroup } from "#lib/domain/failure.ts";
import { divideHalfUp } from "#lib/domain/money.ts";
import type { Microseconds } from "#lib/domain/time.ts";
import { findPrice, PRICE_TABLE } from "./find-price.ts";
import type { FoundPrice } from "./find-price.ts";
import { findFactor } from "./find-factor.ts";
import type { Terms } from "./find-factor.ts";
import type { Factor } from "./overlay.ts";
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

/** Exact cost of one call at the prices in force when it started, rounded once, half up, to nano-dollars. */
export function priceCall(input: PriceInput): CallCost {
  if (input.fromCache) return cost({ total: 0n, input: 0n, source: "answered from a cache" });
  const found = findFirst(input);
  if (input.usage === null) return withoutUsage(input, found);
  if (found === null) return cost({ estimated: input.estimated });
  const factor = findFactor(found.label, input);
  const sum = sumUsage(input.usage, found.prices, found.label);
  if (factor === null || sum === null) return cost({ estimated: input.estimated });
  const inputNano = toNano(sum.input, factor);
  return {
    total: divideHalfUp((sum.input + sum.output) * factor.num + sum.fees * factor.den, factor.den * ATTO_PER_NANO),
    input: inputNano,
    possiblyBilled: input.uncertainAttempts > 0 ? inputNano * BigInt(input.uncertainAttempts) : null,
    estimated: input.estimated || sum.incomplete,
    source: `${PRICE_TABLE}: ${found.label}${factor.note}`,
  };
}

function findFirst(input: PriceInput): FoundPrice | null {
  for (const model of input.models) {
    const found = findPrice(input.provider, model, input.startUs);
    if (found !== null) return found;
  }
  return null;
}

/** A call that the transport or the provider failed costs nothing that is known; any other was billed we know not what. */
function withoutUsage(input: PriceInput, found: FoundPrice | null): CallCost {
  const group = failureGroup(input.failure);
  if (group !== "transport" && group !== "provider") return cost({});
  const own = group === "transport" && input.failure !== "network" ? 1 : 0;
  const times = Math.max(own, input.uncertainAttempts);
  return cost({ total: 0n, input: 0n, possiblyBilled: times === 0 ? null : guess(input, found, times) });
}

function guess(input: PriceInput, found: FoundPrice | null, times: number): bigint | null {
  if (found?.prices.input == null || input.inputChars === null) return null;
  const factor = findFactor(found.label, input);
  if (factor === null) return null;
  const tokens = Math.ceil(input.inputChars / CHARS_PER_TOKEN);
  return toNano(BigInt(tokens) * priceAt(found.prices.input, tokens), factor) * BigInt(times);
}

function toNano(atto: bigint, factor: Factor): bigint {
  return divideHalfUp(atto * factor.num, factor.den * ATTO_PER_NANO);
}

function cost(part: Partial<CallCost>): CallCost {
  return { total: null, input: null, possiblyBilled: null, estimated: false, source: null, ...part };
}
