import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { ReviewSection } from "#components/review/review-section.tsx";
import { PageHead } from "#components/shell/page-head.tsx";
import { RUN_TAG } from "#lib/domain/task.ts";
import { readRun } from "#lib/server/read-runs.ts";
import { openProject } from "../../_data/open-project.ts";
import { CheckTable } from "../_panels/check-table.tsx";
import { RunTable } from "../_panels/run-table.tsx";

export const metadata: Metadata = { title: "How the models did in a run" };

export default async function RunPage({ params }: { readonly params: Promise<{ readonly run: string }> }) {
  const run = decodeURIComponent((await params).run);
  const { db, project } = await openProject();
  const rows = await readRun(db, project.id, { run, now: new Date() });
  if (rows.length === 0) notFound();
  const tasks = new URLSearchParams({ [`tag.${RUN_TAG}`]: run, environment: "all" });
  return (
    <>
      <PageHead title="How the models did in a run" simulated={project.simulated} />
      <p className="mb-4 text-mute">
        <span className="font-mono text-note">{run}</span> ·{" "}
        <Link href={`/tasks?${tasks.toString()}`} className="link underline underline-offset-3">
          its tasks
        </Link>{" "}
        ·{" "}
        <Link href="/runs" className="link underline underline-offset-3">
          all runs
        </Link>
      </p>
      <ReviewSection
        id="models"
        title="The models on the same cases"
        note="Each met every case as often as the others. Repeats of one case are no new cases: the intervals tell of these cases, not of others. A call that failed counts as a failure of its task, its tools and its checks."
      >
        <RunTable rows={rows} />
      </ReviewSection>
      <ReviewSection id="checks" title="What was kept to" note="Passed of recorded, by check.">
        <CheckTable rows={rows} />
      </ReviewSection>
    </>
  );
}
