import type { Metadata } from "next";
import { PageHead } from "#components/shell/page-head.tsx";
import { listRuns } from "#lib/server/read-runs.ts";
import { openProject } from "../_data/open-project.ts";
import { RunList } from "./_panels/run-list.tsx";

export const metadata: Metadata = { title: "Runs of your own cases" };

export default async function RunsPage() {
  const { db, project } = await openProject();
  const runs = await listRuns(db, project.id, new Date());
  return (
    <>
      <PageHead title="Runs of your own cases" simulated={project.simulated} />
      {runs.length === 0 ? (
        <div className="max-w-[760px]">
          <h2 className="text-[15px] font-semibold">No cases were run yet</h2>
          <p className="mt-1 mb-3 text-mute">
            Give cases whose right end you know to several models. Each run then stands here: success, right tools,
            valid arguments, speed and cost of every model on the very same work.
          </p>
          <pre tabIndex={0} className="overflow-x-auto rounded-md bg-sel px-3.5 py-3 font-mono text-note">
            npm run outturn -- run-cases examples/cases/support-agent.jsonl --models gpt-4.1-mini,claude-haiku-4-5
          </pre>
        </div>
      ) : (
        <RunList runs={runs} />
      )}
    </>
  );
}
