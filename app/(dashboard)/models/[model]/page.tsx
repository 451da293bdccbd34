import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { ModelName } from "#components/model-name.tsx";
import { colourOf } from "#components/model-colours.ts";
import { ChartSkeleton, HeadlineSkeleton, PageTopSkeleton } from "#components/states/skeletons.tsx";
import { askOwnCalls } from "../../_data/ask-own-calls.ts";
import { readOptions } from "../../_data/open-project.ts";
import { readColours } from "../../_data/read-colours.ts";
import { IncidentsPanel } from "../../_panels/incidents.tsx";
import { PageTop } from "../../_panels/page-top.tsx";
import { WhenData } from "../../_panels/when-data.tsx";
import { ofModel, readView, type SearchParams } from "../../_view/read-view.ts";
import { ModelByTaskTypePanel } from "./_panels/by-task-type.tsx";
import { ModelFailuresPanel } from "./_panels/failures.tsx";
import { HeadlinePanel } from "../../_panels/headline.tsx";
import { ModelHoursPanel } from "./_panels/hours.tsx";
import { ModelLimitsPanel } from "./_panels/limits.tsx";
import { ModelPricesPanel } from "./_panels/prices.tsx";
import { ModelRightToolPanel } from "./_panels/right-tool.tsx";
import { ModelSizesPanel } from "./_panels/sizes.tsx";
import { ModelSpeedPanel } from "./_panels/speed.tsx";
import { ModelStepsPanel } from "./_panels/steps.tsx";
import { ModelTokensPanel } from "./_panels/tokens.tsx";
import { ModelWorkPanel } from "./_panels/work.tsx";
import { CostTrendPanel } from "../../_panels/cost-trend.tsx";

interface ModelPageProps {
  readonly params: Promise<{ readonly model: string }>;
  readonly searchParams: Promise<SearchParams>;
}

/** Two columns of even length, whichever panels a model has: padding, as margins are dropped where a column begins. */
const TWO = "gap-x-11 lg:columns-2 [&>section]:mt-0 [&>section]:break-inside-avoid [&>section]:pt-7";

export async function generateMetadata({ params }: ModelPageProps): Promise<Metadata> {
  // Decoded already, as that of the page is not.
  return { title: (await params).model };
}

export default async function ModelPage({ params, searchParams }: ModelPageProps) {
  const model = decodeURIComponent((await params).model);
  const { entryModels, models } = await readOptions();
  if (!entryModels.includes(model) && !models.includes(model)) notFound();
  const query = await searchParams;
  const view = ofModel(readView(query, Date.now()), model);
  const colours = await readColours();
  return (
    <>
      <Suspense fallback={<PageTopSkeleton />}>
        <PageTop
          title={<ModelName model={model} colour={colourOf(colours, model)} />}
          view={view}
          filterModels={false}
        />
      </Suspense>
      <Suspense fallback={<HeadlineSkeleton />}>
        <WhenData
          view={view}
          params={query}
          path={`/models/${encodeURIComponent(model)}`}
          also={askOwnCalls(view, model)}
        >
          <HeadlinePanel view={view} />
          <IncidentsPanel view={view} />
          <Suspense fallback={<ChartSkeleton height={120} />}>
            <ModelByTaskTypePanel view={view} params={query} model={model} />
          </Suspense>
          <Suspense fallback={<ChartSkeleton height={260} />}>
            <CostTrendPanel view={view} />
          </Suspense>
          <Suspense fallback={<ChartSkeleton height={400} />}>
            <ModelStepsPanel view={view} model={model} />
            <ModelSizesPanel view={view} />
          </Suspense>
          <p className="mt-8 border-t border-hair pt-3 text-mute">
            The rest is of the model&rsquo;s own calls, whatever model their task began with. Calls are not kept by
            environment: these are of all environments.
          </p>
          <Suspense fallback={<ChartSkeleton height={240} />}>
            <div className={TWO}>
              <ModelFailuresPanel view={view} params={query} model={model} />
              <ModelRightToolPanel view={view} model={model} />
              <ModelWorkPanel view={view} model={model} />
              <ModelSpeedPanel view={view} model={model} />
              <ModelHoursPanel view={view} model={model} />
              <ModelLimitsPanel view={view} model={model} />
              <ModelTokensPanel view={view} model={model} />
              <ModelPricesPanel model={model} />
            </div>
          </Suspense>
        </WhenData>
      </Suspense>
    </>
  );
}
