import { findPrice } from "#lib/pricing/find-price.ts";
import type { Price } from "#lib/pricing/unit-prices.ts";
import type { PriceWeights } from "./work-factors.ts";

const PICO_IN_NANO = 1000;
/** What kinds of tokens cost relative to input where the list says nothing: about what most vendors ask. */
const ASSUMED = { input: 1, cache_read: 0.1, cache_write: 1.25, output: 4 };

/** List prices of models at an instant. A route goes by its entry model, a kind without a price by its share of input. */
export function priceWeightsAt(at: Date): PriceWeights {
  return (model) => {
    const prices = findPrice("", model.split(" → ")[0] ?? model, at.getTime() * 1000)?.prices;
    const nano = (price: Price | null | undefined): number => Number(price?.base ?? 0n) / PICO_IN_NANO;
    const input = nano(prices?.input);
    if (input === 0) return ASSUMED;
    const of = (price: Price | null | undefined, share: number): number => nano(price) || input * share;
    return {
      input,
      cache_read: of(prices?.cacheRead, ASSUMED.cache_read),
      cache_write: of(prices?.cacheWrite5m, ASSUMED.cache_write),
      output: of(prices?.output, ASSUMED.output),
    };
  };
}
