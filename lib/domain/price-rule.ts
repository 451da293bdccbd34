/** Kinds of tokens that a project can set a price of. */
export const PRICED_KINDS = [
  "input",
  "cache_read",
  "cache_write_5m",
  "cache_write_1h",
  "output",
  "reasoning",
  "audio_input",
  "audio_cache_read",
  "audio_output",
] as const;
export type PricedKind = (typeof PRICED_KINDS)[number];

/** Decimal texts in dollars, exactly as they were typed. */
export interface SetPrices {
  readonly kind: "prices";
  readonly usdPerMillion: Readonly<Partial<Record<PricedKind, string>>>;
  /** By tool (`web_search`, …); `request` is what every call costs beside its tokens. */
  readonly usdPerUse: Readonly<Record<string, string>>;
}

/** A discount (negative) or a mark-up (positive), as decimal text: `-12.5`. */
export interface SetPercent {
  readonly kind: "percent";
  readonly percent: string;
}

/** What a project says about prices: whose calls it holds for, from when to when, and what. */
export interface NewPriceRule {
  /** Empty for any. */
  readonly provider: string;
  /** A name, or a pattern in which `*` stands for any characters. */
  readonly model: string;
  /** Null for any tier; a price for a named tier is what a call on that tier costs. */
  readonly serviceTier: string | null;
  readonly from: Date;
  /** Exclusive; null while it holds on. */
  readonly until: Date | null;
  readonly says: SetPrices | SetPercent;
  /** Where the figure is from: a contract, a price page. */
  readonly note: string;
  readonly createdBy: string;
}

/** Rules are never changed: another version takes the place of one, or it is withdrawn. */
export interface PriceRule extends NewPriceRule {
  readonly id: string;
  /** Counts the rules of the project from 1. */
  readonly version: number;
  readonly createdAt: Date;
  readonly withdrawnAt: Date | null;
}
