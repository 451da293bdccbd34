import { sayTable } from "#components/format/price-table.ts";
import { PriceLedger, type PriceLine } from "#components/tables/price-ledger.tsx";
import type { PriceRule } from "#lib/domain/price-rule.ts";
import { divideHalfUp } from "#lib/domain/money.ts";
import { findCatalogueEntry, PRICE_TABLE } from "#lib/pricing/find-price.ts";
import { parsePrice } from "#lib/pricing/parse-decimal.ts";
import type { Price, UnitPrices } from "#lib/pricing/unit-prices.ts";
import { listAbilities, rulesFor } from "#lib/server/describe-models.ts";
import { describeTable } from "#lib/server/describe-prices.ts";
import { listPriceRules } from "#lib/store/price-rules.ts";
import { openProject } from "../../../_data/open-project.ts";

/** Pico-dollars in a nano-dollar. */
const PICO = 1000n;

/** What the catalogue and the project say of a model: limits, abilities, every price and since when. */
export async function ModelPricesPanel({ model }: { readonly model: string }) {
  const { store, project } = await openProject();
  const entry = findCatalogueEntry("", model);
  const own = rulesFor(model, await listPriceRules(store, project.id));
  const listed = (entry?.periods ?? []).map(({ fromUs, untilUs, hours, prices }) => ({
    from: fromUs === null ? null : new Date(fromUs / 1000),
    until: untilUs === null ? null : new Date(untilUs / 1000),
    source: `list price, ${PRICE_TABLE}${hours === null ? "" : `, ${hours}`}`,
    ...quote(prices),
    words: null,
  }));
  const now = entry?.periods.at(-1)?.prices;
  return (
    <PriceLedger
      label={entry?.label ?? null}
      contextWindow={entry?.contextWindow ?? null}
      deprecated={entry?.deprecated ?? false}
      abilities={now === undefined ? [] : listAbilities(now)}
      table={sayTable(describeTable(new Date()))}
      lines={[...own.map(lineOf), ...listed.reverse()]}
    />
  );
}

function quote({ input, cacheRead, cacheWrite5m, output }: UnitPrices) {
  return { input: nano(input), cacheRead: nano(cacheRead), cacheWrite: nano(cacheWrite5m), output: nano(output) };
}

/** Nano-dollars a million tokens, before any tier by size. */
function nano(price: Price | null): bigint | null {
  return price === null ? null : divideHalfUp(price.base, PICO);
}

function lineOf({ says, from, until, version }: PriceRule): PriceLine {
  const shared = { from, until, source: `your own rule, v${version}` };
  if (says.kind === "percent") {
    const nothing = { input: null, cacheRead: null, cacheWrite: null, output: null };
    return { ...shared, ...nothing, words: `${says.percent.replace("-", "−")}%` };
  }
  const { usdPerMillion: usd } = says;
  return {
    ...shared,
    input: usdOf(usd.input),
    cacheRead: usdOf(usd.cache_read),
    cacheWrite: usdOf(usd.cache_write_5m),
    output: usdOf(usd.output),
    words: null,
  };
}

function usdOf(usd: string | undefined): bigint | null {
  return usd === undefined ? null : divideHalfUp(parsePrice(usd), PICO);
}
