import type { SharedBeginnings } from "#lib/analysis/latest-beginnings.ts";
import type { Price, UnitPrices } from "#lib/pricing/unit-prices.ts";
import { findPrice } from "#lib/pricing/find-price.ts";
import type { History, StratumHistory } from "./history.ts";
import type { Assignment } from "./project-policy.ts";
import { stratumOf } from "./stratum.ts";

/** What caching the beginnings that calls share would leave of the cost of a choice of models. */
export interface CachingEstimate {
  /** Share of the cost that remains; 1 where nothing is saved. Assumed: see docs/review.md. */
  readonly remains: number;
  /** Calls of the sample, those of them that say how they began, and the share of these that began as another just had. Observed. */
  readonly calls: number;
  readonly hashed: number;
  readonly again: number;
  /** Share of the input that was read from a cache anyway, and is in today's cost. Observed. */
  readonly cachedAlready: number;
}

/**
 * Prices a cache for a choice of models from what their own calls have in common: none carries over from one model to another.
 * Kinds of work in which writing the cache costs more than it saves, or of which no call was seen, are left as they are.
 * @returns null where no call says how it began.
 */
export function priceCaching(
  history: History,
  rows: readonly SharedBeginnings[],
  { assign, at }: { assign: Assignment; at: Date },
): CachingEstimate | null {
  const groups = Map.groupBy(rows, (row) => keyOf(stratumOf(row.taskType, row.inputSize), row.entryModel));
  const parts = history.strata.flatMap((stratum) => partsOf(history, stratum, assign(stratum.name)));
  const of = parts.map((part) => ({ ...part, rows: groups.get(part.key) ?? [] }));
  const cost = of.reduce((sum, part) => sum + part.cost, 0);
  const left = of.reduce((sum, part) => sum + part.cost * (1 - savedShare(part.rows, at)), 0);
  const used = of.flatMap((part) => part.rows);
  const add = (value: (row: SharedBeginnings) => number): number => used.reduce((sum, row) => sum + value(row), 0);
  const hashed = add((row) => row.hashed);
  if (hashed === 0 || cost === 0) return null;
  const read = add(({ tokens }) => tokens.cacheRead);
  const input = add(({ tokens }) => tokens.input + tokens.cacheRead + tokens.cacheWrite);
  return {
    remains: left / cost,
    calls: add((row) => row.calls),
    hashed,
    again: add((row) => row.again) / hashed,
    cachedAlready: input === 0 ? 0 : read / input,
  };
}

function keyOf(stratum: string, model: string): string {
  return `${stratum}\n${model}`;
}

/** Today's models of a stratum, or the chosen one, each with its part of the projected cost. */
function partsOf({ tasks }: History, { name, tasks: ofStratum, models }: StratumHistory, chosen: string | null) {
  const own = chosen === null ? undefined : models.get(chosen);
  const used = own === undefined ? [...models.values()] : [own];
  return used.map(({ model, moments }) => {
    const work = own === undefined ? moments.tasks : ofStratum;
    return { key: keyOf(name, model), cost: (work / tasks) * moments.meanCost };
  });
}

/** Share of what the calls cost at list prices that a cache would save; 0 where it would save nothing. */
function savedShare(rows: readonly SharedBeginnings[], at: Date): number {
  let [saved, cost] = [0, 0];
  for (const { provider, model, tokens, couldRead, wouldWrite } of rows) {
    const prices = findPrice(provider, model, at.getTime() * 1000)?.prices;
    if (prices === undefined) continue;
    const { input, cacheRead, cacheWrite, output } = unitsOf(prices);
    cost +=
      tokens.input * input + tokens.cacheRead * cacheRead + tokens.cacheWrite * cacheWrite + tokens.output * output;
    saved += couldRead * (input - cacheRead) - wouldWrite * (cacheWrite - input);
  }
  return cost > 0 ? Math.min(Math.max(saved / cost, 0), 1) : 0;
}

/** A model without a price for reading a cache has none to read; one without a price for writing asks what input costs. */
function unitsOf({ input, cacheRead, cacheWrite5m, output }: UnitPrices) {
  const unit = (price: Price | null): number | null => (price === null ? null : Number(price.base));
  const plain = unit(input) ?? 0;
  return {
    input: plain,
    cacheRead: unit(cacheRead) ?? plain,
    cacheWrite: cacheRead === null ? plain : (unit(cacheWrite5m) ?? plain),
    output: unit(output) ?? 0,
  };
}
