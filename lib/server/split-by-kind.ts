import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { parseUsd } from "#lib/domain/money.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import { findPrice } from "#lib/pricing/find-price.ts";
import { priceAt } from "#lib/pricing/unit-prices.ts";
import type { Price } from "#lib/pricing/unit-prices.ts";

/** What tokens are billed as; `unsplit` is spend whose kinds have no list price, such as per-request fees. */
export const TOKEN_KINDS = ["input_uncached", "cache_read", "cache_write", "output", "unsplit"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

type Split = Record<TokenKind, NanoUsd>;

/**
 * The recorded spend of one model's calls by kind of token, in nano-dollars: in proportion to the list price of each kind at
 * an instant, so that the kinds add up to what was recorded whatever tiers, discounts and fees were in it.
 * @param row grouped by `model` and `model_provider`, alone or with a time.
 */
export function splitByKind(row: MetricsRow, at: Date): Split {
  const spend = parseUsd(row.cost_usd);
  const split: Split = { input_uncached: 0n, cache_read: 0n, cache_write: 0n, output: 0n, unsplit: 0n };
  const weights = weigh(row, at);
  const whole = weights.reduce((sum, [, weight]) => sum + weight, 0n);
  if (whole === 0n) return { ...split, unsplit: spend };
  let before = 0n;
  let given = 0n;
  // Cut at running totals, so that rounding neither loses nor invents a nano-dollar.
  for (const [kind, weight] of weights) {
    before += weight;
    const upTo = (spend * before) / whole;
    split[kind] = upTo - given;
    given = upTo;
  }
  return split;
}

function weigh(row: MetricsRow, at: Date): [TokenKind, bigint][] {
  const provider = String(row.group["model_provider"] ?? "");
  const found = findPrice(provider, String(row.group["model"] ?? ""), at.getTime() * 1000);
  if (found === null) return [];
  const { input, cacheRead, cacheWrite5m, output } = found.prices;
  const of = (tokens: number | null, price: Price | null) =>
    price === null ? 0n : BigInt(tokens ?? 0) * priceAt(price, 0);
  return [
    ["input_uncached", of(row.tokens.input_uncached, input)],
    ["cache_read", of(row.tokens.cache_read, cacheRead ?? input)],
    ["cache_write", of(row.tokens.cache_write, cacheWrite5m ?? input)],
    ["output", of(row.tokens.output, output)],
  ];
}
