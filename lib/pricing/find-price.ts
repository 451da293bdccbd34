import { calcPrice } from "@pydantic/genai-prices";
import type { ConditionalPrice, ModelInfo, ModelPrice } from "@pydantic/genai-prices";
import type { Microseconds } from "#lib/domain/time.ts";
import { GATEWAYS, PRICE_PROVIDERS } from "./overlay.ts";
import { compilePrices } from "./unit-prices.ts";
import type { UnitPrices } from "./unit-prices.ts";

/** The version of the bundled price table; a test holds it equal to the installed package. */
export const PRICE_TABLE = "genai-prices 0.1.8";
/** When that version was published to the npm registry. */
export const PRICE_TABLE_DATE = "2026-09-23T10:11:04Z";

export interface FoundPrice {
  /** Provider and model of the table's entry, e.g. `openai/gpt-4o-mini`. */
  readonly label: string;
  readonly prices: UnitPrices;
}

interface Match {
  readonly label: string;
  readonly model: ModelInfo;
}

/** Names come from outside: a bounded cache keeps invented ones from filling memory. */
const CACHE_LIMIT = 4096;
const matches = new Map<string, Match | null>();
const compiled = new WeakMap<ModelPrice, UnitPrices>();

/**
 * The table's entry for a model as a provider sells it, with the prices in force at an instant.
 * Null when provider or model is not in the table. An empty provider, or a gateway's, is read from the model's name.
 */
export function findPrice(provider: string, model: string, startUs: Microseconds): FoundPrice | null {
  const match = matchModel(provider, model);
  if (match === null) return null;
  const inForce = pricesInForce(match.model, startUs);
  let prices = compiled.get(inForce);
  if (prices === undefined) {
    prices = compilePrices(inForce);
    compiled.set(inForce, prices);
  }
  return { label: match.label, prices };
}

/** Prices of the table that hold from one instant to another. */
export interface PricePeriod {
  /** Null where the table names no start. */
  readonly fromUs: Microseconds | null;
  /** Exclusive; null while they hold on. */
  readonly untilUs: Microseconds | null;
  /** `16:30–00:30 UTC` where they hold for these hours of the day only. */
  readonly hours: string | null;
  readonly prices: UnitPrices;
}

export interface CatalogueEntry {
  /** Provider and model of the table's entry, e.g. `openai/gpt-4o-mini`. */
  readonly label: string;
  /** Tokens of input and output together; null where the table does not say. */
  readonly contextWindow: number | null;
  readonly deprecated: boolean;
  /** The earliest first. */
  readonly periods: readonly PricePeriod[];
}

/** All that the table tells of a model: limits, and every price it ever had. Null when it is not in the table. */
export function findCatalogueEntry(provider: string, model: string): CatalogueEntry | null {
  const match = matchModel(provider, model);
  if (match === null) return null;
  const { context_window, deprecated, prices } = match.model;
  const entries: readonly ConditionalPrice[] = Array.isArray(prices) ? prices : [{ prices }];
  const periods = entries.map(({ constraint, prices: quoted }, i) => ({
    fromUs: startOf(constraint),
    untilUs: entries.slice(i + 1).reduce<number | null>((next, later) => next ?? startOf(later.constraint), null),
    hours:
      constraint?.type === "time_of_date"
        ? `${hourOf(constraint.start_time)}–${hourOf(constraint.end_time)} UTC`
        : null,
    prices: compilePrices(quoted),
  }));
  return { label: match.label, contextWindow: context_window ?? null, deprecated: deprecated === true, periods };
}

function startOf(constraint: ConditionalPrice["constraint"]): Microseconds | null {
  return constraint?.type === "start_date" ? Date.parse(constraint.start_date) * 1000 : null;
}

function hourOf(time: string): string {
  return new Date(secondOfDay(time) * 1000).toISOString().slice(11, 16);
}

function matchModel(provider: string, model: string): Match | null {
  const key = `${provider}\n${model}`;
  const known = matches.get(key);
  if (known !== undefined) return known;
  const match = askTable(provider, model);
  if (matches.size >= CACHE_LIMIT) matches.clear();
  matches.set(key, match);
  return match;
}

function askTable(provider: string, model: string): Match | null {
  if (model === "") return null;
  if (provider === "" || GATEWAYS.has(provider)) return askGateway(model);
  return ask(PRICE_PROVIDERS.get(provider) ?? provider, model);
}

/** `anthropic/claude-…` names its vendor; a bare name is matched by what vendors call their models. */
function askGateway(model: string): Match | null {
  const slash = model.indexOf("/");
  if (slash > 0) {
    const vendor = model.slice(0, slash).toLowerCase();
    const found = ask(PRICE_PROVIDERS.get(vendor) ?? vendor, model.slice(slash + 1));
    if (found !== null) return found;
  }
  return ask(undefined, model);
}

function ask(providerId: string | undefined, model: string): Match | null {
  const found = calcPrice({}, model, providerId === undefined ? {} : { providerId });
  return found === null ? null : { label: `${found.provider.id}/${found.model.id}`, model: found.model };
}

/** The last entry whose start has come; the first where none has, as the table's own reader does. */
function pricesInForce(model: ModelInfo, startUs: Microseconds): ModelPrice {
  if (!Array.isArray(model.prices)) return model.prices;
  const startMs = startUs / 1000;
  for (let i = model.prices.length - 1; i >= 0; i--) {
    const entry = model.prices[i];
    if (entry !== undefined && applies(entry.constraint, startMs)) return entry.prices;
  }
  return model.prices[0]?.prices ?? {};
}

function applies(constraint: ConditionalPrice["constraint"], startMs: number): boolean {
  if (constraint === undefined) return true;
  if (constraint.type === "start_date") return startMs >= Date.parse(constraint.start_date);
  const second = (startMs / 1000) % 86_400;
  const from = secondOfDay(constraint.start_time);
  const to = secondOfDay(constraint.end_time);
  return to < from ? second >= from || second < to : second >= from && second < to;
}

/** `16:30:00Z` or with an offset, as seconds of the UTC day. */
function secondOfDay(time: string): number {
  return (((Date.parse(`1970-01-02T${time}`) / 1000) % 86_400) + 86_400) % 86_400;
}
