import { findFactor } from "./find-factor.ts";
import type { NotedFactor, Terms } from "./find-factor.ts";
import { findPrice, PRICE_TABLE } from "./find-price.ts";
import type { FoundPrice } from "./find-price.ts";
import { PRICE_PROVIDERS } from "./overlay.ts";
import type { Factor } from "./overlay.ts";
import { findRule } from "./price-book.ts";
import type { OwnPrices, PriceBook, RuleSubject } from "./price-book.ts";
import type { UnitPrices } from "./unit-prices.ts";

/** Everything that a call's usage is multiplied with. */
export interface ResolvedPrice {
  /** `provider/model`, the table's where it lists the model. */
  readonly label: string;
  readonly prices: UnitPrices;
  /** On tokens; null where the terms change the price and by how much is not known. */
  readonly tier: NotedFactor | null;
  /** The project's discount and mark-up, on tokens and fees. */
  readonly percent: NotedFactor;
  /** Where the prices are from, and which version. */
  readonly source: string;
}

const NO_PERCENT: NotedFactor = { num: 1n, den: 1n, note: "" };

/** The price in force when a call started: the project's own before the table's. Null where neither has one. */
export function resolvePrice(subject: RuleSubject & Terms, book: PriceBook): ResolvedPrice | null {
  const listed = findListed(subject);
  const own = findRule(book.prices, subject);
  const label = listed?.label ?? nameUnlisted(subject);
  const percent = findPercent(subject, book, own);
  if (own === null) {
    if (listed === null) return null;
    return { label, prices: listed.prices, tier: findFactor(label, subject), percent, source: PRICE_TABLE };
  }
  // A price set for a tier is that tier's; the place of inference still counts.
  const terms = own.serviceTier === null ? subject : { ...subject, serviceTier: null };
  const prices = listed === null ? own.prices : mergePrices(own.prices, listed.prices);
  return { label, prices, tier: findFactor(label, terms), percent, source: nameOwn(own, listed) };
}

function nameUnlisted({ provider, models }: RuleSubject): string {
  const seller = provider === "" ? "unknown" : (PRICE_PROVIDERS.get(provider) ?? provider);
  return `${seller}/${models[0] ?? ""}`;
}

function findListed({ provider, models, startUs }: RuleSubject): FoundPrice | null {
  for (const model of models) {
    const found = findPrice(provider, model, startUs);
    if (found !== null) return found;
  }
  return null;
}

function nameOwn({ version }: OwnPrices, listed: FoundPrice | null): string {
  return `project price v${version}${listed === null ? "" : ` over ${PRICE_TABLE}`}`;
}

/** A price that the project set is what it pays: a discount does not lower it again. A mark-up is put on either. */
function findPercent(subject: RuleSubject, book: PriceBook, own: OwnPrices | null): NotedFactor {
  const discount = own === null ? findRule(book.discounts, subject) : null;
  const markUp = findRule(book.markUps, subject);
  if (discount === null && markUp === null) return NO_PERCENT;
  let result = NO_PERCENT;
  for (const rule of [discount, markUp]) if (rule !== null) result = times(result, rule.factor, rule.words);
  return result;
}

function times(noted: NotedFactor, { num, den }: Factor, words: string): NotedFactor {
  return { num: noted.num * num, den: noted.den * den, note: `${noted.note}, ${words}` };
}

/** What the project leaves unsaid costs what the table says. */
function mergePrices(own: UnitPrices, listed: UnitPrices): UnitPrices {
  return {
    input: own.input ?? listed.input,
    cacheRead: own.cacheRead ?? listed.cacheRead,
    cacheWrite5m: own.cacheWrite5m ?? listed.cacheWrite5m,
    cacheWrite1h: own.cacheWrite1h ?? listed.cacheWrite1h,
    output: own.output ?? listed.output,
    reasoning: own.reasoning ?? listed.reasoning,
    audioInput: own.audioInput ?? listed.audioInput,
    audioCacheRead: own.audioCacheRead ?? listed.audioCacheRead,
    audioOutput: own.audioOutput ?? listed.audioOutput,
    request: own.request ?? listed.request,
    webSearch: listed.webSearch,
    fileSearch: listed.fileSearch,
    tools: own.tools,
  };
}
