import type { ModelPrice, TieredPrices } from "@pydantic/genai-prices";

/** Pico-dollars (10⁻¹²) per million units, whatever the table quotes per: an integer, so that sums are exact. */
export type UnitPrice = bigint;

/** A price that may rise with the size of the whole input; `above` is exclusive and ascending. */
export interface Price {
  readonly base: UnitPrice;
  readonly tiers: readonly { readonly above: number; readonly price: UnitPrice }[];
}

/** The prices of one model at one time. Null is not quoted: the wider kind's price applies, or none at all. */
export interface UnitPrices {
  readonly input: Price | null;
  readonly cacheRead: Price | null;
  readonly cacheWrite5m: Price | null;
  readonly cacheWrite1h: Price | null;
  readonly output: Price | null;
  readonly reasoning: Price | null;
  readonly audioInput: Price | null;
  readonly audioCacheRead: Price | null;
  readonly audioOutput: Price | null;
  readonly request: Price | null;
  readonly webSearch: Price | null;
  readonly fileSearch: Price | null;
  /** What a project pays for a use of these tools, whatever the table says. */
  readonly tools: ReadonlyMap<string, UnitPrice>;
}

const NO_TOOLS: ReadonlyMap<string, UnitPrice> = new Map();

const PICO_DIGITS = 12;

/**
 * A price in dollars as integer pico-dollars, read from its shortest decimal form so that no binary error enters.
 * Digits beyond the twelfth are noise of the table's own conversions and rounded half up.
 * @throws RangeError for a number that is negative or not finite.
 */
export function toPico(dollars: number): bigint {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(dollars));
  if (!match)
    throw new RangeError(`${String(dollars)} is not a price in dollars: expected a finite number of at least 0`);
  const fraction = match[2] ?? "";
  const digits = BigInt((match[1] ?? "0") + fraction);
  const exponent = Number(match[3] ?? 0) - fraction.length + PICO_DIGITS;
  if (exponent >= 0) return digits * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return (2n * digits + divisor) / (2n * divisor);
}

/** @param perMillion how many of the quoted units make a million: 1 for prices per million, 1,000 for prices per thousand. */
function toPrice(quoted: number | TieredPrices | undefined, perMillion: bigint): Price | null {
  if (quoted === undefined) return null;
  if (typeof quoted === "number") return { base: toPico(quoted) * perMillion, tiers: [] };
  const tiers = quoted.tiers
    .map((tier) => ({ above: tier.start, price: toPico(tier.price) * perMillion }))
    .sort((a, b) => a.above - b.above);
  return { base: toPico(quoted.base) * perMillion, tiers };
}

/** The kinds that Outturn counts, out of all that genai-prices quotes. */
export function compilePrices(model: ModelPrice): UnitPrices {
  const perMillion = (key: string): Price | null => toPrice(model[key], 1n);
  const perThousand = (key: string): Price | null => toPrice(model[key], 1000n);
  return {
    input: perMillion("input_mtok"),
    cacheRead: perMillion("cache_read_mtok"),
    cacheWrite5m: perMillion("cache_write_5m_mtok") ?? perMillion("cache_write_mtok"),
    cacheWrite1h: perMillion("cache_write_1h_mtok"),
    output: perMillion("output_mtok"),
    reasoning: perMillion("output_reasoning_mtok"),
    audioInput: perMillion("input_audio_mtok"),
    audioCacheRead: perMillion("cache_audio_read_mtok"),
    audioOutput: perMillion("output_audio_mtok"),
    request: perThousand("requests_kcount"),
    webSearch: perThousand("web_searches_kcount"),
    fileSearch: perThousand("storage_searches_kcount"),
    tools: NO_TOOLS,
  };
}

/** The price for an input of so many tokens in all. */
export function priceAt(price: Price, totalInput: number): UnitPrice {
  let current = price.base;
  for (const tier of price.tiers) {
    if (totalInput > tier.above) current = tier.price;
  }
  return current;
}
