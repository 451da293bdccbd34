import type { PriceRule } from "#lib/domain/price-rule.ts";

/** `gpt-4o* at openai, tier batch` */
export function nameRule({ model, provider, serviceTier }: PriceRule): string {
  const subject = model === "*" ? "any model" : model;
  return `${subject}${provider === "" ? "" : ` at ${provider}`}${serviceTier === null ? "" : `, tier ${serviceTier}`}`;
}

/** `input $0.15, output $0.60 a million; web_search $0.01`, or `−12.5%`. */
export function sayRule({ says }: PriceRule): string {
  if (says.kind === "percent") return `${says.percent.replace("-", "−")}%`;
  const list = (prices: Readonly<Record<string, string>>): string =>
    Object.entries(prices)
      .map(([name, usd]) => `${name.replaceAll("_", " ")} $${usd}`)
      .join(", ");
  const tokens = list(says.usdPerMillion);
  const uses = list(says.usdPerUse);
  const parts = [tokens === "" ? "" : `${tokens} a million tokens`, uses === "" ? "" : `${uses} a use`];
  return parts.filter((part) => part !== "").join("; ");
}
