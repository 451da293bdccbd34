import { GEO_RULES, LIST_PRICE_TIERS, TIER_RULES } from "./overlay.ts";
import type { Factor } from "./overlay.ts";

/** The terms a call was served on. */
export interface Terms {
  /** As the response names it, else the request: `batch`, `flex`, `priority`, `fast`, … Null where neither does. */
  readonly serviceTier: string | null;
  /** Anthropic's `inference_geo`. */
  readonly inferenceGeo: string | null;
}

export interface NotedFactor extends Factor {
  /** What changed the list price, for the cost's source: ` × 1/2 (batch)`, or nothing. */
  readonly note: string;
}

const LIST_PRICE: NotedFactor = { num: 1n, den: 1n, note: "" };

/**
 * The factor on a model's token prices under these terms; null where they are known to change the price and by how
 * much is not: such a call costs unknown.
 * @param label the table's `provider/model`.
 */
export function findFactor(label: string, terms: Terms): NotedFactor | null {
  const tier = (terms.serviceTier ?? "").toLowerCase();
  const listed = tier === "" || LIST_PRICE_TIERS.has(tier);
  let result: NotedFactor = LIST_PRICE;
  if (!listed) {
    const rule = TIER_RULES.find((candidate) => candidate.tiers.has(tier) && fits(candidate, label));
    if (rule === undefined) return null;
    result = times(result, rule.factor, tier);
  }
  const { inferenceGeo } = terms;
  const geo = GEO_RULES.find((candidate) => candidate.geo === inferenceGeo && fits(candidate, label));
  return geo === undefined ? result : times(result, geo.factor, `inference in ${geo.geo}`);
}

function fits(rule: { providers: ReadonlySet<string>; model: RegExp }, label: string): boolean {
  const slash = label.indexOf("/");
  return rule.providers.has(label.slice(0, slash)) && rule.model.test(label.slice(slash + 1));
}

function times(noted: NotedFactor, factor: Factor, why: string): NotedFactor {
  if (factor.num === factor.den) return noted;
  const shown = factor.den === 1n ? `${factor.num}` : `${factor.num}/${factor.den}`;
  return { num: noted.num * factor.num, den: noted.den * factor.den, note: `${noted.note} × ${shown} (${why})` };
}
