import { ChangeParts } from "#components/review/change-parts.tsx";
import { ReviewSection } from "#components/review/review-section.tsx";
import { ReviewTable } from "#components/review/review-table.tsx";
import { dollarInterval, dollars, perThousand, signedDollars } from "#lib/review/document/show-figures.ts";
import { bridgeSentence } from "#lib/review/document/say-review.ts";
import { BRIDGE_WORDS, FACTOR_WORDS } from "#lib/review/document/words.ts";
import type { ExplainedChange } from "#lib/review/document/review.ts";
import { askReview } from "../../_data/read-review.ts";

/** Why spend and cost per success are not what they were, and how the one leads to the other. */
export async function ChangePanel({ week }: { readonly week: string }) {
  const review = await askReview(week);
  const { spend_change, cost_per_success_explained: explained, bridge, now } = review;
  return (
    <>
      {spend_change.parts.length === 0 ? null : (
        <ReviewSection
          id="spend-change"
          title="Why spend changed"
          note="On the week before; the parts add up to the change. Intervals from how the weekdays differ."
        >
          <Parts caption="Why spend changed" change={spend_change} show={signedDollars} />
        </ReviewSection>
      )}
      {explained === null || explained.parts.length === 0 ? null : (
        <ReviewSection id="success-change" title="Why 1,000 successes cost more or less">
          <Parts
            caption="Why 1,000 successes cost more or less"
            change={explained}
            show={(usd) => signedDollars(perThousand(usd))}
          />
        </ReviewSection>
      )}
      {now.tasks === 0 ? null : (
        <ReviewSection
          id="bridge"
          title="From spend to cost per success"
          note="Spend is dated by call, success by the start of the task."
        >
          <ReviewTable
            caption="From spend to cost per success"
            head={["", "Dollars"]}
            rows={bridge.map(({ step, usd }) => [BRIDGE_WORDS[step], dollars(usd)])}
          />
          <p className="mt-2">{bridgeSentence(review)}</p>
        </ReviewSection>
      )}
    </>
  );
}

interface PartsProps {
  readonly caption: string;
  readonly change: ExplainedChange;
  readonly show: (usd: string) => string;
}

function Parts({ caption, change, show }: PartsProps) {
  const largest = Math.max(...change.parts.map(({ usd }) => Math.abs(Number(usd))));
  const parts = change.parts.map(({ factor, usd, ci }) => ({
    name: FACTOR_WORDS[factor],
    amount: show(usd),
    share: Number(usd) / largest,
    interval: dollarInterval(ci, show),
  }));
  const totalInterval = dollarInterval(change.total_ci ?? null, show);
  return <ChangeParts caption={caption} parts={parts} total={show(change.total_usd)} totalInterval={totalInterval} />;
}
