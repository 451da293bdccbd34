import type { Metadata } from "next";
import { Suspense } from "react";
import { NoData } from "#components/states/no-data.tsx";
import { EmptyProject } from "#components/states/empty-project.tsx";
import { ChartSkeleton, FiguresSkeleton, PageTopSkeleton } from "#components/states/skeletons.tsx";
import { ask } from "../_data/ask.ts";
import { spendFilters } from "../_data/ask-spend.ts";
import { readOptions } from "../_data/open-project.ts";
import { PageTop } from "../_panels/page-top.tsx";
import { nameSpan } from "../_view/name-span.ts";
import { readSpendView, type SpendView } from "../_view/read-spend-view.ts";
import { readView, viewQuery, type SearchParams, type View } from "../_view/read-view.ts";
import { BillPanel } from "./_panels/bill.tsx";
import { CalculatorPanel } from "./_panels/calculator.tsx";
import { MonthEndPanel } from "./_panels/month-end.tsx";
import { SpendHeadlinePanel } from "./_panels/spend-headline.tsx";
import { SpendPanel } from "./_panels/spend.tsx";

export const metadata: Metadata = { title: "Where the money goes" };

export default async function CostsPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const view = readView(params, Date.now());
  const spend = readSpendView(params, view);
  return (
    <>
      <Suspense fallback={<PageTopSkeleton />}>
        <PageTop title="Where the money goes" view={view} ofCalls={spend.models} />
      </Suspense>
      <Suspense
        fallback={
          <>
            <FiguresSkeleton />
            <ChartSkeleton height={620} />
          </>
        }
      >
        <Spend view={view} spend={spend} params={params} />
      </Suspense>
      <Suspense fallback={<ChartSkeleton height={150} />}>
        <MonthEndPanel />
      </Suspense>
      <Suspense fallback={<ChartSkeleton height={320} />}>
        <CalculatorPanel view={view} params={params} />
      </Suspense>
      <Suspense fallback={<ChartSkeleton height={90} />}>
        <BillPanel view={view} />
      </Suspense>
    </>
  );
}

interface SpendProps {
  readonly view: View;
  readonly spend: SpendView;
  readonly params: SearchParams;
}

async function Spend({ view, spend, params }: SpendProps) {
  const { rows } = await ask(view, { groupBy: ["model_provider"], filters: spendFilters(view, spend) });
  if (rows.length === 0) {
    const { models } = await readOptions();
    if (models.length === 0) return <EmptyProject />;
    const longer = { span: "90d", from: null, to: null };
    return (
      <NoData
        range={nameSpan(view)}
        longerHref={view.span === "90d" ? null : `/costs${viewQuery(params, longer)}`}
        allHref={`/costs${viewQuery(params, { task_type: null })}`}
      />
    );
  }
  return (
    <>
      <SpendHeadlinePanel view={view} spend={spend} />
      <SpendPanel view={view} spend={spend} params={params} />
    </>
  );
}
