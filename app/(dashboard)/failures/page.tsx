import type { Metadata } from "next";
import { Suspense } from "react";
import { ChartSkeleton, PageTopSkeleton } from "#components/states/skeletons.tsx";
import { IncidentsPanel } from "../_panels/incidents.tsx";
import { PageTop } from "../_panels/page-top.tsx";
import { WhenData } from "../_panels/when-data.tsx";
import { readFailureClass } from "../_view/read-failure-class.ts";
import { readView, type SearchParams } from "../_view/read-view.ts";
import { FailureClassPanel } from "./_panels/failure-class.tsx";
import { FailuresByModelPanel } from "./_panels/failures-by-model.tsx";
import { ToolsPanel } from "./_panels/tools.tsx";

export const metadata: Metadata = { title: "How work fails" };

export default async function FailuresPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const view = readView(params, Date.now());
  const failure = readFailureClass(params);
  return (
    <>
      <Suspense fallback={<PageTopSkeleton />}>
        <PageTop title="How work fails" view={view} />
      </Suspense>
      <Suspense fallback={<ChartSkeleton height={400} />}>
        <WhenData view={view} params={params} path="/failures">
          <IncidentsPanel view={view} />
          <FailuresByModelPanel view={view} params={params} />
          {failure === null ? null : (
            <Suspense fallback={<ChartSkeleton height={260} />}>
              <FailureClassPanel view={view} params={params} failure={failure} />
            </Suspense>
          )}
          <Suspense fallback={<ChartSkeleton height={260} />}>
            <ToolsPanel view={view} params={params} />
          </Suspense>
        </WhenData>
      </Suspense>
    </>
  );
}
