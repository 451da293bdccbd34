import { AdviceList } from "#components/review/advice-list.tsx";
import { ReviewSection } from "#components/review/review-section.tsx";
import { readAdvice } from "#lib/server/read-advice.ts";
import { openProject } from "../../_data/open-project.ts";

/** The changes worth most, as the review would advise them today; nothing where the records speak for none. */
export async function ChangesPanel() {
  const { db, project } = await openProject();
  const lines = await readAdvice(db, project.id, new Date());
  if (lines.length === 0) return null;
  return (
    <div className="mt-5">
      <ReviewSection
        id="changes"
        title="Worth changing this week"
        note="From the records of like work in the last four weeks."
      >
        <AdviceList lines={lines} />
      </ReviewSection>
    </div>
  );
}
