import { Figure } from "#components/figures/figure.tsx";
import { Unknown } from "#components/figures/unknown.tsx";
import { shareOf, showCents, showMoney } from "#components/format/money.ts";
import { showCount, showQuantity, showRate } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { parseUsd, type NanoUsd } from "#lib/domain/money.ts";

interface SpendFiguresProps {
  /** Rows of calls, grouped by anything that adds up. */
  readonly now: readonly MetricsRow[];
  readonly before: readonly MetricsRow[];
  /** "the 28 days before" */
  readonly beforeName: string;
  readonly pricingCoverage: number | null;
}

const spendOf = (rows: readonly MetricsRow[]): NanoUsd =>
  rows.reduce((sum, { cost_usd }) => sum + parseUsd(cost_usd), 0n);

/** What was spent on calls, and what that does not hold. */
export function SpendFigures({ now, before, beforeName, pricingCoverage }: SpendFiguresProps) {
  const count = (of: (row: MetricsRow) => number) => now.reduce((sum, row) => sum + of(row), 0);
  const unpriced = count((row) => row.unpriced_calls);
  const possibly = now.reduce((sum, row) => sum + parseUsd(row.possibly_billed_usd), 0n);
  const known = now.some(({ cost_known }) => cost_known);
  return (
    <dl className="-mt-3.5 grid grid-cols-2 gap-x-4 border-b border-hair lg:grid-cols-[1.5fr_repeat(3,1fr)] lg:gap-x-0">
      <Figure
        first
        name="Spend"
        meaning="Cost of all calls that started in this range, embeddings and failed ones included"
        value={known ? showMoney(spendOf(now)) : <Unknown reason="no call here has a price" />}
        note={compare(spendOf(now), spendOf(before), beforeName)}
      />
      <Figure
        name="Calls"
        meaning="Calls that started in this range"
        value={showCount(count((row) => row.calls + row.other_calls))}
        note={sayApart(
          count((row) => row.calls_without_usage),
          count((row) => row.cached_calls),
        )}
      />
      <Figure
        name="Not in the spend: no price"
        meaning="Calls with usage whose model has no price: what they cost is unknown"
        value={showCount(unpriced)}
        note={
          pricingCoverage === null ? "no call carries usage" : `priced ${showRate(pricingCoverage)} of calls with usage`
        }
      />
      <Figure
        name="Not in the spend: possibly billed"
        meaning="Estimate of what calls that timed out or were cut off may have cost; providers do not say"
        value={showCents(possibly)}
        note={`${showQuantity(
          count((row) => row.possibly_billed_calls),
          "call",
        )} timed out or cut off`}
      />
    </dl>
  );
}

/** Calls that add nothing to the spend, because nothing is known of them or because nothing was asked for them. */
function sayApart(withoutUsage: number, cached: number): string {
  const said = `${showQuantity(withoutUsage, "call")} ended ok without usage`;
  return cached === 0 ? said : `${said}, ${showCount(cached)} answered from a gateway's cache at no cost`;
}

/** Spend is a fact, not an estimate: a difference needs no interval. */
function compare(now: NanoUsd, before: NanoUsd, beforeName: string): string {
  if (before === 0n) return `nothing in ${beforeName}`;
  const change = shareOf(now - before, before) ?? 0;
  if (Math.abs(change) < 0.0005) return `as in ${beforeName}`;
  const then = `${showMoney(before)} in ${beforeName}`;
  // Tenfold says that the project had hardly begun, not that spend rose by so many percent.
  if (now > before * 10n) return then;
  return `${change > 0 ? "up" : "down"} ${showRate(Math.abs(change))} on ${then}`;
}
