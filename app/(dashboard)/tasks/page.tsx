import type { Metadata } from "next";
import { Suspense } from "react";
import { ChartSkeleton, PageTopSkeleton } from "#components/states/skeletons.tsx";
import { PageTop } from "../_panels/page-top.tsx";
import { WhenData } from "../_panels/when-data.tsx";
import { readView, type SearchParams } from "../_view/read-view.ts";
import { TaskListPanel } from "./_panels/task-list.tsx";

export const metadata: Metadata = { title: "What happened" };

export default async function TasksPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const view = readView(params, Date.now());
  return (
    <>
      <Suspense fallback={<PageTopSkeleton />}>
        <PageTop title="What happened" view={view} />
      </Suspense>
      <Suspense fallback={<ChartSkeleton height={640} />}>
        <WhenData view={view} params={params} path="/tasks">
          <TaskListPanel view={view} params={params} />
        </WhenData>
      </Suspense>
    </>
  );
}
