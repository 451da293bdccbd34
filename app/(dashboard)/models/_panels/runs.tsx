import { ReviewSection } from "#components/review/review-section.tsx";
import { listRuns } from "#lib/server/read-runs.ts";
import { openProject } from "../../_data/open-project.ts";
import { RunList } from "../../runs/_panels/run-list.tsx";

const MOST = 5;

/** The latest runs of the project's own cases; nothing without any. */
export async function RunsPanel() {
  const { db, project } = await openProject();
  const runs = await listRuns(db, project.id, new Date());
  if (runs.length === 0) return null;
  return (
    <ReviewSection id="runs" title="Runs of your own cases" note="The latest; each compares models on the same cases.">
      <RunList runs={runs.slice(0, MOST)} />
    </ReviewSection>
  );
}
