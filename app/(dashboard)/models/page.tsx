import type { Metadata } from "next";
import { Suspense } from "react";
import { ChartSkeleton, PageTopSkeleton, SectionSkeleton } from "#components/states/skeletons.tsx";
import { PageTop } from "../_panels/page-top.tsx";
import { WhenData } from "../_panels/when-data.tsx";
import { readView, type SearchParams } from "../_view/read-view.ts";
import { ComparedFairlyPanel } from "./_panels/compared-fairly.tsx";
import { DriftPanel } from "./_panels/drift.tsx";
import { MeasuredModelsPanel } from "./_panels/measured-models.tsx";
import { RunsPanel } from "./_panels/runs.tsx";

export const metadata: Metadata = { title: "How the models compare" };

export default async function ModelsPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const view = readView(params, Date.now());
  return (
    <>
      <Suspense fallback={<PageTopSkeleton />}>
        <PageTop title="How the models compare" view={view} />
      </Suspense>
      <Suspense fallback={<ChartSkeleton height={480} />}>
        <WhenData view={view} params={params} path="/models">
          <MeasuredModelsPanel view={view} params={params} />
          <Suspense fallback={<SectionSkeleton height={220} />}>
            <ComparedFairlyPanel view={view} params={params} />
          </Suspense>
          <Suspense fallback={null}>
            <RunsPanel />
          </Suspense>
          <Suspense fallback={null}>
            <DriftPanel />
          </Suspense>
        </WhenData>
      </Suspense>
    </>
  );
}
