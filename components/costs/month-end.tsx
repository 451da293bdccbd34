import { PageLink } from "#components/controls/page-link.tsx";
import { Figure } from "#components/figures/figure.tsx";
import { showMoney } from "#components/format/money.ts";
import { showRate } from "#components/format/number.ts";
import { showDay } from "#components/format/time.ts";
import { parseUsd } from "#lib/domain/money.ts";
import type { ReviewForecast } from "#lib/review/document/review.ts";

/** Where the calendar month ends, and whether within its budget. */
export function MonthEnd({ forecast }: { readonly forecast: ReviewForecast | null }) {
  return (
    <section aria-labelledby="month-end" className="mt-9 border-t border-hair pt-5">
      <h2 id="month-end" className="text-[13.5px] font-semibold">
        Where the month ends
      </h2>
      {forecast === null ? (
        <p className="mt-1 text-mute">A forecast needs three complete days of spend; there are fewer so far.</p>
      ) : (
        <Forecast forecast={forecast} />
      )}
    </section>
  );
}

function Forecast({ forecast }: { readonly forecast: ReviewForecast }) {
  const { month, expected_usd, interval_usd, level_since, budget_usd, chance_over, over_on } = forecast;
  const [low, high] = interval_usd.map((usd) => showMoney(parseUsd(usd), 2));
  return (
    <>
      <p className="mt-1 text-mute">
        All spend of {month} in UTC, whatever this page is narrowed to: what its complete days cost, and for the days to
        come the level since {showDay(new Date(level_since))}, weekday by weekday.
      </p>
      <dl className="mt-2 grid grid-cols-2 gap-x-4 border-b border-hair lg:grid-cols-[1.5fr_1fr_1fr_1fr] lg:gap-x-0">
        <Figure
          first
          name="Spend by month’s end"
          meaning="Spent so far in complete days, and for each day to come the level times what its weekday is of an average day"
          value={showMoney(parseUsd(expected_usd), 2)}
          note={`80% interval ${low}–${high}`}
        />
        <Figure
          name="Budget"
          meaning="The budget of the alert rule on all spend of the project"
          value={budget_usd === null ? "none" : showMoney(parseUsd(budget_usd), 2)}
          note={
            <PageLink href="/alerts/rules" className="link">
              {budget_usd === null ? "Set one as an alert" : "Its alert rule"}
            </PageLink>
          }
        />
        {chance_over === null ? null : (
          <Figure
            name="Chance to exceed it"
            meaning="How likely the month costs more than its budget, if it goes on as now"
            value={showRate(chance_over, 0)}
            note={over_on === null ? "likelier within it" : `likelier over it from ${showDay(new Date(over_on))}`}
          />
        )}
      </dl>
    </>
  );
}
