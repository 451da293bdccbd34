import { toContractRow } from "#lib/analysis/contract-json.ts";
import type { Drift } from "#lib/analysis/find-drift.ts";
import type { MeasuredModel } from "#lib/analysis/models.ts";
import { divideHalfUp, formatUsd } from "#lib/domain/money.ts";
import type { PriceRule } from "#lib/domain/price-rule.ts";
import type { ServedModel } from "#lib/domain/served-model.ts";
import { findCatalogueEntry, findPrice, PRICE_TABLE } from "#lib/pricing/find-price.ts";
import { patternOf } from "#lib/pricing/price-book.ts";
import type { Price, UnitPrices } from "#lib/pricing/unit-prices.ts";
import { describeRule } from "./describe-prices.ts";

/** Prices are kept in pico-dollars, answers are in nano-dollars. */
const PICO_IN_NANO = 1000n;

/** What `GET /api/v1/models` is told from beside what was measured. */
interface SaidOfPrices {
  readonly now: Date;
  /** The project's; withdrawn ones change nothing. */
  readonly rules: readonly PriceRule[];
}

/** A model as `GET /api/v1/models` tells of it: the catalogue's entry, its list price now, the project's own, and what was measured. */
export function describeModel({ model, own_calls, entered_tasks }: MeasuredModel, { now, rules }: SaidOfPrices) {
  const found = findPrice("", model, now.getTime() * 1000);
  return {
    model,
    priced_as: found?.label ?? null,
    price_table: found === null ? null : PRICE_TABLE,
    usd_per_million_tokens: found && describePrices(found.prices),
    abilities: found && listAbilities(found.prices),
    ...describeEntry(model),
    own_prices: rulesFor(model, rules).map(describeRule),
    own_calls: own_calls && toContractRow(own_calls),
    entered_tasks: entered_tasks && toContractRow(entered_tasks),
  };
}

/** What the project set for a model, and has not withdrawn. */
export function rulesFor(model: string, rules: readonly PriceRule[]): PriceRule[] {
  return rules.filter((rule) => rule.withdrawnAt === null && patternOf(rule.model).test(model));
}

function describeEntry(model: string) {
  const entry = findCatalogueEntry("", model);
  if (entry === null) return { context_window: null, deprecated: null, price_history: null };
  return {
    context_window: entry.contextWindow,
    deprecated: entry.deprecated,
    price_history: entry.periods.map(({ fromUs, untilUs, hours, prices }) => ({
      from: instant(fromUs),
      until: instant(untilUs),
      hours,
      source: PRICE_TABLE,
      usd_per_million_tokens: describePrices(prices),
    })),
  };
}

/** What a model can do as far as its price list tells: what has a price can be had. Others may be able to all the same. */
export function listAbilities(prices: UnitPrices): string[] {
  const abilities: readonly (readonly [string, Price | null])[] = [
    ["prompt_cache", prices.cacheRead],
    ["audio_input", prices.audioInput],
    ["audio_output", prices.audioOutput],
    ["web_search", prices.webSearch],
    ["file_search", prices.fileSearch],
  ];
  return abilities.flatMap(([name, price]) => (price === null ? [] : [name]));
}

function describePrices(prices: UnitPrices) {
  return {
    input: perMillion(prices.input),
    cache_read: perMillion(prices.cacheRead),
    cache_write_5m: perMillion(prices.cacheWrite5m),
    cache_write_1h: perMillion(prices.cacheWrite1h),
    output: perMillion(prices.output),
  };
}

/** A name that is answered by another model than before. */
export function describeDrift({ provider, requested, before, now, complete }: Drift) {
  const seen = ({ served, firstAt, lastAt }: ServedModel) => ({
    model: served,
    first_at: firstAt.toISOString(),
    last_at: lastAt.toISOString(),
  });
  return { provider, requested, before: seen(before), now: seen(now), complete };
}

function instant(us: number | null): string | null {
  return us === null ? null : new Date(us / 1000).toISOString();
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
