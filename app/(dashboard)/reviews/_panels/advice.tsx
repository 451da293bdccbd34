import { AdviceList } from "#components/review/advice-list.tsx";
import { ReviewSection } from "#components/review/review-section.tsx";
import { sayAdvice } from "#lib/server/read-advice.ts";
import { askReview } from "../../_data/read-review.ts";

/** What to change, or that the records speak for nothing. */
export async function AdvicePanel({ week }: { readonly week: string }) {
  const { advice, now } = await askReview(week);
  if (now.tasks === 0) return null;
  return (
    <ReviewSection
      id="advice"
      title="What to change"
      note="One model for all of a task type, where your own records of like work show it cheaper at no less success. The lower bound holds for all that was tried together."
    >
      {advice.length === 0 ? (
        <p>Nothing that the records of the last four weeks are sure enough of.</p>
      ) : (
        <AdviceList lines={advice.map(sayAdvice)} />
      )}
    </ReviewSection>
  );
}
