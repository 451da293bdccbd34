import type { Metadata } from "next";
import { PageHead } from "#components/shell/page-head.tsx";
import { EmptyProject } from "#components/states/empty-project.tsx";
import { readWhatIf } from "../_data/ask-what-if.ts";
import { openProject } from "../_data/open-project.ts";
import type { SearchParams } from "../_view/read-view.ts";
import { AnswerPanel } from "./_panels/answer.tsx";
import { ChoicePanel } from "./_panels/choice.tsx";
import { ExperimentPanel } from "./_panels/experiment.tsx";
import { FrontierPanel } from "./_panels/frontier.tsx";
import { PolicyPanel } from "./_panels/policy.tsx";

export const metadata: Metadata = { title: "What another model would cost" };

export default async function WhatIfPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const [{ project }, asked] = await Promise.all([openProject(), readWhatIf(params)]);
  return (
    <>
      <PageHead title="What another model would cost" simulated={project.simulated} />
      {asked.history.tasks === 0 ? (
        <EmptyProject />
      ) : (
        <>
          <AnswerPanel asked={asked} />
          <ChoicePanel asked={asked} params={params} />
          <FrontierPanel asked={asked} />
          <PolicyPanel asked={asked} params={params} />
          <ExperimentPanel asked={asked} />
        </>
      )}
    </>
  );
}
