import type { Metadata } from "next";
import { Suspense } from "react";
import { ChartSkeleton, HeadlineSkeleton, PageTopSkeleton } from "#components/states/skeletons.tsx";
import { PageTop } from "../_panels/page-top.tsx";
import { WhenData } from "../_panels/when-data.tsx";
import { modelHref } from "../_view/model-href.ts";
import { readView, type SearchParams } from "../_view/read-view.ts";
import { ChangesPanel } from "./_panels/changes.tsx";
import { CostByModelPanel } from "./_panels/cost-by-model.tsx";
import { CostByTaskTypePanel } from "./_panels/cost-by-task-type.tsx";
import { CostTrendPanel } from "../_panels/cost-trend.tsx";
import { FailureModesPanel } from "./_panels/failure-modes.tsx";
import { FrontierPanel } from "./_panels/frontier.tsx";
import { HeadlinePanel } from "../_panels/headline.tsx";
import { WastePanel } from "./_panels/waste.tsx";

export const metadata: Metadata = { title: "What success costs" };

const TWO = "grid gap-x-11 min-[1360px]:grid-cols-[minmax(0,1fr)_minmax(0,428px)]";

export default async function OverviewPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const view = readView(params, Date.now());
  return (
    <>
      <Suspense fallback={<PageTopSkeleton />}>
        <PageTop title="What success costs" view={view} />
      </Suspense>
      <Suspense fallback={<HeadlineSkeleton />}>
        <WhenData view={view} params={params} path="/">
          <HeadlinePanel view={view} modelHref={(model) => modelHref(params, model)} />
          <Suspense fallback={null}>
            <ChangesPanel />
          </Suspense>
          <div className={TWO}>
            <Suspense fallback={<ChartSkeleton height={330} />}>
              <CostByModelPanel view={view} params={params} />
            </Suspense>
            <Suspense fallback={<ChartSkeleton height={404} />}>
              <FrontierPanel view={view} params={params} />
            </Suspense>
          </div>
          <div className={TWO}>
            <Suspense fallback={<ChartSkeleton height={260} />}>
              <CostTrendPanel view={view} />
            </Suspense>
            <Suspense fallback={<ChartSkeleton height={280} />}>
              <WastePanel view={view} params={params} />
            </Suspense>
          </div>
          <Suspense fallback={<ChartSkeleton height={320} />}>
            <FailureModesPanel view={view} params={params} />
          </Suspense>
          <Suspense fallback={<ChartSkeleton height={420} />}>
            <CostByTaskTypePanel view={view} params={params} />
          </Suspense>
        </WhenData>
      </Suspense>
    </>
  );
}
