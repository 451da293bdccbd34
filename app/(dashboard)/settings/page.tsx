import type { Metadata } from "next";
import { Suspense } from "react";
import { PageHead } from "#components/shell/page-head.tsx";
import { SectionSkeleton } from "#components/states/skeletons.tsx";
import { openProject } from "../_data/open-project.ts";
import { KeysPanel } from "./_panels/keys.tsx";
import { PricesPanel } from "./_panels/prices.tsx";
import { MembersPanel } from "./_panels/members.tsx";
import { ProjectsPanel } from "./_panels/projects.tsx";
import { PrivacyPanel } from "./_panels/privacy.tsx";
import { ProjectPanel } from "./_panels/project.tsx";
import { RepricePanel } from "./_panels/reprice.tsx";
import { SystemPanel } from "./_panels/system.tsx";
import { TagsPanel } from "./_panels/tags.tsx";
import { OutcomesPanel } from "./_panels/outcomes.tsx";
import { TaskRulesPanel } from "./_panels/task-rules.tsx";
import { TaskTypesPanel } from "./_panels/task-types.tsx";
import { WeeklyReviewPanel } from "./_panels/weekly-review.tsx";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const { project } = await openProject();
  return (
    <>
      <PageHead title="How this project is set up" simulated={project.simulated} />
      <Suspense fallback={<SectionSkeleton height={78} />}>
        <ProjectPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={220} />}>
        <TaskTypesPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={260} />}>
        <TaskRulesPanel />
      </Suspense>
      <OutcomesPanel />
      <Suspense fallback={<SectionSkeleton height={110} />}>
        <WeeklyReviewPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={150} />}>
        <TagsPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={320} />}>
        <PricesPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={150} />}>
        <RepricePanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={200} />}>
        <KeysPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={160} />}>
        <PrivacyPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={160} />}>
        <MembersPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={140} />}>
        <ProjectsPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={140} />}>
        <SystemPanel />
      </Suspense>
    </>
  );
}
