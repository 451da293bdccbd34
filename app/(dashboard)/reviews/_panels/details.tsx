import { ReviewSection } from "#components/review/review-section.tsx";
import { ReviewTable } from "#components/review/review-table.tsx";
import { FAILURE_WORDS } from "#components/words/failure-words.ts";
import { isFailureClass } from "#lib/domain/failure.ts";
import { claimSentence, incidentSentence } from "#lib/review/document/say-review.ts";
import { count, dollars, percent } from "#lib/review/document/show-figures.ts";
import { WASTE_WORDS } from "#lib/review/document/words.ts";
import type { Review } from "#lib/review/document/review.ts";
import { askReview } from "../../_data/read-review.ts";

/** What moved beyond chance, what was wasted, how calls failed, and how far to trust all of it. */
export async function DetailsPanel({ week }: { readonly week: string }) {
  const review = await askReview(week);
  if (review.now.tasks === 0) return null;
  const waste = review.waste.filter(({ usd, before_usd }) => Number(usd) > 0 || Number(before_usd) > 0);
  return (
    <>
      <ReviewSection
        id="claims"
        title="Beyond chance"
        note={`${count(review.compared)} comparisons with the four weeks before; false discoveries held to 5%.`}
      >
        <Claims claims={review.claims} />
      </ReviewSection>
      {waste.length === 0 ? null : (
        <ReviewSection id="waste" title="Waste">
          <ReviewTable
            caption="Waste by cause"
            head={["", "This week", "Week before"]}
            rows={waste.map(({ cause, usd, before_usd }) => [WASTE_WORDS[cause], dollars(usd), dollars(before_usd)])}
          />
        </ReviewSection>
      )}
      {review.incidents.length === 0 ? null : (
        <ReviewSection id="incidents" title="Incidents">
          <ul className="space-y-1">
            {review.incidents.map((incident) => (
              <li key={`${incident.since}${incident.title}`}>{incidentSentence(incident)}</li>
            ))}
          </ul>
        </ReviewSection>
      )}
      {review.failures.length === 0 ? null : (
        <ReviewSection id="failures" title="How calls failed">
          <ReviewTable
            caption="How calls failed"
            head={["Class", "Calls", "Week before", "Cost"]}
            rows={review.failures
              .slice(0, 8)
              .map(({ failure, calls, before, usd }) => [
                failureWord(failure),
                count(calls),
                count(before),
                dollars(usd),
              ])}
          />
        </ReviewSection>
      )}
      <ReviewSection id="trust" title="How far to trust this">
        <Trust review={review} />
      </ReviewSection>
    </>
  );
}

/** A class that is no longer among ours keeps its own name. */
function failureWord(failure: string): string {
  return isFailureClass(failure) ? FAILURE_WORDS[failure].label : failure;
}

function Claims({ claims }: { readonly claims: Review["claims"] }) {
  if (claims.length === 0) return <p>Nothing got clearly worse or better.</p>;
  return (
    <ul className="space-y-1">
      {claims.map((claim) => (
        <li key={`${claim.name}${claim.of ?? ""}`}>{claimSentence(claim)}</li>
      ))}
    </ul>
  );
}

function Trust({ review: { pricing_coverage: coverage, unpriced, late_changes, marks } }: { readonly review: Review }) {
  const names = unpriced.map(({ model, calls }) => `${model} (${count(calls)} calls)`).join(", ");
  return (
    <ul className="space-y-1">
      {coverage === null ? null : (
        <li>
          {percent(coverage)} of the calls that used tokens have a price.{names === "" ? "" : ` Without one: ${names}.`}
        </li>
      )}
      {late_changes.map(({ what, frozen, now }) => (
        <li key={what}>
          After the week was frozen, {what} changed from {frozen} to {now}.
        </li>
      ))}
      {marks.map(({ at, label, kind }) => (
        <li key={`${at}${label}`}>
          {at.slice(0, 16).replace("T", " ")}: {label} ({kind})
        </li>
      ))}
    </ul>
  );
}
