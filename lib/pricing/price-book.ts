import type { PriceRule, PricedKind, SetPrices } from "#lib/domain/price-rule.ts";
import type { Microseconds } from "#lib/domain/time.ts";

import type { Factor } from "./overlay.ts";
import { PRICE_PROVIDERS } from "./overlay.ts";
import { parsePercent, parsePrice } from "./parse-decimal.ts";
import type { Price, UnitPrices } from "./unit-prices.ts";

/** Whose calls a rule of a project holds for. */
interface Scope {
  readonly version: number;
  /** The table's id of the provider; empty for any. */
  readonly provider: string;
  readonly model: RegExp;
  /** Null for any. */
  readonly serviceTier: string | null;
  readonly fromUs: Microseconds;
  readonly untilUs: Microseconds;
}

export interface OwnPrices extends Scope {
  readonly prices: UnitPrices;
}

interface OwnPercent extends Scope {
  readonly factor: Factor;
  /** `discount 12.5 %` */
  readonly words: string;
}

/** What a project says beside the price table, the most particular rule first. */
export interface PriceBook {
  readonly prices: readonly OwnPrices[];
  readonly discounts: readonly OwnPercent[];
  readonly markUps: readonly OwnPercent[];
}

/** The price table alone. */
export const LIST_PRICES: PriceBook = { prices: [], discounts: [], markUps: [] };

/** What of a call decides which rules hold for it. */
export interface RuleSubject {
  readonly provider: string;
  /** What was served before what was asked for. */
  readonly models: readonly string[];
  readonly serviceTier: string | null;
  readonly startUs: Microseconds;
}

/** One part of a million in micro-percents: (100 % + p) / 100 %. */
const WHOLE = 100_000_000n;
const USES_IN_MILLION = 1_000_000n;

/** @param rules those in force; withdrawn ones change nothing. */
export function compileBook(rules: readonly PriceRule[]): PriceBook {
  const ordered = rules.filter(({ withdrawnAt }) => withdrawnAt === null).sort(compareRules);
  const book = {
    prices: [] as OwnPrices[],
    discounts: [] as OwnPercent[],
    markUps: [] as OwnPercent[],
  };
  for (const rule of ordered) {
    const scope = scopeOf(rule);
    const { says } = rule;
    if (says.kind === "prices") book.prices.push({ ...scope, prices: compileOwn(says) });
    else {
      const percent = parsePercent(says.percent);
      const factor = { num: WHOLE + percent, den: WHOLE };
      const words = `${percent < 0n ? "discount" : "mark-up"} ${says.percent.replace(/^[+-]/, "")} %, v${rule.version}`;
      (percent < 0n ? book.discounts : book.markUps).push({ ...scope, factor, words });
    }
  }
  return book;
}

/** The most particular rule in force: a name before a pattern, the longer pattern, a provider, a tier, the later start. */
export function findRule<R extends Scope>(rules: readonly R[], subject: RuleSubject): R | null {
  if (rules.length === 0) return null;
  const provider = PRICE_PROVIDERS.get(subject.provider) ?? subject.provider;
  const tier = (subject.serviceTier ?? "").toLowerCase();
  for (const rule of rules) {
    if (rule.provider !== "" && rule.provider !== provider) continue;
    if (rule.serviceTier !== null && rule.serviceTier !== tier) continue;
    if (subject.startUs < rule.fromUs || subject.startUs >= rule.untilUs) continue;
    if (subject.models.some((model) => rule.model.test(model))) return rule;
  }
  return null;
}

function compareRules(a: PriceRule, b: PriceRule): number {
  return (
    Number(a.model.includes("*")) - Number(b.model.includes("*")) ||
    b.model.length - a.model.length ||
    Number(b.provider !== "") - Number(a.provider !== "") ||
    Number(b.serviceTier !== null) - Number(a.serviceTier !== null) ||
    b.from.getTime() - a.from.getTime() ||
    b.version - a.version
  );
}

function scopeOf({ version, provider, model, serviceTier, from, until }: PriceRule): Scope {
  const name = provider.toLowerCase();
  return {
    version,
    provider: PRICE_PROVIDERS.get(name) ?? name,
    model: patternOf(model),
    serviceTier: serviceTier === null ? null : serviceTier.toLowerCase(),
    fromUs: from.getTime() * 1000,
    untilUs: until === null ? Infinity : until.getTime() * 1000,
  };
}

/** `*` stands for any characters; everything else for itself, in either case. */
export function patternOf(model: string): RegExp {
  const escaped = model.split("*").map((part) => part.replaceAll(/[.\\+?^${}()|[\]]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join(".*")}$`, "is");
}

function compileOwn({ usdPerMillion, usdPerUse }: SetPrices): UnitPrices {
  const of = (kind: PricedKind): Price | null => {
    const usd = usdPerMillion[kind];
    return usd === undefined ? null : { base: parsePrice(usd), tiers: [] };
  };
  const { request, ...tools } = usdPerUse;
  const perUse = (usd: string): bigint => parsePrice(usd) * USES_IN_MILLION;
  return {
    input: of("input"),
    cacheRead: of("cache_read"),
    cacheWrite5m: of("cache_write_5m"),
    cacheWrite1h: of("cache_write_1h"),
    output: of("output"),
    reasoning: of("reasoning"),
    audioInput: of("audio_input"),
    audioCacheRead: of("audio_cache_read"),
    audioOutput: of("audio_output"),
    request: request === undefined ? null : { base: perUse(request), tiers: [] },
    webSearch: null,
    fileSearch: null,
    tools: new Map(Object.entries(tools).map(([tool, usd]) => [tool, perUse(usd)])),
  };
}
