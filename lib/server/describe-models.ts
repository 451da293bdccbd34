import { toContractRow } from "#lib/analysis/contract-json.ts";
import type { MeasuredModel } from "#lib/analysis/models.ts";
import { divideHalfUp, formatUsd } from "#lib/domain/money.ts";
import { findPrice, PRICE_TABLE } from "#lib/pricing/find-price.ts";
import type { Price } from "#lib/pricing/unit-prices.ts";

/** Prices are kept in pico-dollars, answers are in nano-dollars. */
const PICO_IN_NANO = 1000n;

/** A model as `GET /api/v1/models` tells of it: its list price now, and what the project measured. */
export function describeModel({ model, own_calls, entered_tasks }: MeasuredModel, now: Date) {
  const found = findPrice("", model, now.getTime() * 1000);
  return {
    model,
    priced_as: found?.label ?? null,
    price_table: found === null ? null : PRICE_TABLE,
    usd_per_million_tokens: found && {
      input: perMillion(found.prices.input),
      cache_read: perMillion(found.prices.cacheRead),
      cache_write_5m: perMillion(found.prices.cacheWrite5m),
      cache_write_1h: perMillion(found.prices.cacheWrite1h),
      output: perMillion(found.prices.output),
    },
    own_calls: own_calls && toContractRow(own_calls),
    entered_tasks: entered_tasks && toContractRow(entered_tasks),
  };
}

/** The base price and, where it rises with the size of the input, from how many tokens on. */
function perMillion(price: Price | null) {
  if (price === null) return null;
  const tiers = price.tiers.map((tier) => ({ above_input_tokens: tier.above, usd: usd(tier.price) }));
  return { usd: usd(price.base), tiers };
}

function usd(pico: bigint): string {
  return formatUsd(divideHalfUp(pico, PICO_IN_NANO));
}
