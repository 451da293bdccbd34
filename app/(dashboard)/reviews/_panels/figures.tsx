import { PageLink } from "#components/controls/page-link.tsx";
import { ReviewTable } from "#components/review/review-table.tsx";
import { forecastSentence, fourWeekSentence, openingSentence } from "#lib/review/document/say-review.ts";
import { count, dollarInterval, dollars, percent, perThousand } from "#lib/review/document/show-figures.ts";
import type { Period, UsdInterval } from "#lib/review/document/review.ts";
import { askReview } from "../../_data/read-review.ts";

interface WeekProps {
  readonly week: string;
}

/** The week in a sentence, its figures beside those before it, and where the month is heading. */
export async function FiguresPanel({ week }: WeekProps) {
  const review = await askReview(week);
  const fourWeeks = fourWeekSentence(review);
  return (
    <>
      <p className="mb-2 text-note text-mute">
        {review.from.slice(0, 10)} to {review.to.slice(0, 10)} (UTC).{" "}
        {review.settled ? "Settled." : "Not settled yet: outcomes are still coming in."}
      </p>
      <p className="mb-4 max-w-[860px] text-[15px] leading-normal">{openingSentence(review)}</p>
      {review.now.tasks + review.before.tasks + review.four_weeks.tasks === 0 ? (
        <p className="mb-4">
          <PageLink href="/connect" className="link">
            How calls get here
          </PageLink>
        </p>
      ) : (
        <div className="mb-4">
          <ReviewTable
            caption="The week's figures"
            head={["", "This week", "Week before", "Four-week mean"]}
            rows={rowsOf([review.now, review.before, review.four_weeks])}
          />
        </div>
      )}
      {fourWeeks === null ? null : <p className="mb-2 max-w-[860px]">{fourWeeks}</p>}
      {review.forecast === null ? null : <p className="mb-7 max-w-[860px]">{forecastSentence(review.forecast)}</p>}
    </>
  );
}

function rowsOf(periods: readonly Period[]): (readonly string[])[] {
  const row = (name: string, of: (period: Period) => string): readonly string[] => [name, ...periods.map(of)];
  const interval = (ci: UsdInterval): string =>
    ci === null ? "—" : dollarInterval([perThousand(ci[0]), perThousand(ci[1])]);
  return [
    row("Spend", (of) => (of.spend_known ? dollars(of.spend_usd) : "unknown")),
    row("Tasks", (of) => count(of.tasks)),
    row("Succeeded", (of) => count(of.succeeded)),
    row("Failed", (of) => count(of.failed)),
    row("Undecided", (of) => count(of.undecided)),
    row("Success rate", (of) => (of.success_rate === null ? "—" : percent(of.success_rate))),
    row("Cost of 1,000 successes", (of) =>
      of.cost_per_success_usd === null ? "—" : dollars(perThousand(of.cost_per_success_usd)),
    ),
    row("95% interval", (of) => interval(of.cost_per_success_ci)),
  ];
}
