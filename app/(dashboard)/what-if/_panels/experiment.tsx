import { ReviewSection } from "#components/review/review-section.tsx";
import { suggestExperiment } from "#lib/review/suggest-experiment.ts";
import type { WhatIf } from "#lib/server/ask-what-if.ts";
import { count } from "#lib/review/document/show-figures.ts";
import { showNano } from "../../_view/show-nano.ts";

/** What the records cannot answer and would be worth most to know. */
export function ExperimentPanel({ asked: { history, tasksAMonth } }: { readonly asked: WhatIf }) {
  const experiment = suggestExperiment(history);
  if (experiment === null) return null;
  const { taskType, model, tasks, couldSavePerTask } = experiment;
  const share = history.strata
    .filter(({ name }) => name.startsWith(`${taskType} /`))
    .reduce((sum, one) => sum + one.tasks, 0);
  const month = (couldSavePerTask * tasksAMonth * share) / history.tasks;
  return (
    <ReviewSection id="experiment" title="The most valuable experiment">
      <p className="max-w-[860px]">
        Send {count(tasks)} tasks of <b>{taskType}</b> to <b>{model}</b>, chosen by chance. Where it was seen it is
        cheaper than what does that work today; if that holds here it saves {showNano(month)} a month, but the records
        do not say how well it would do. So many tasks tell five points of success apart.
      </p>
    </ReviewSection>
  );
}
