import { StepsTable } from "#components/tables/steps-table.tsx";
import { shareWithoutFailure } from "#lib/analysis/share-without-failure.ts";
import { taskFilters } from "../../../_data/ask.ts";
import { openProject } from "../../../_data/open-project.ts";
import type { View } from "../../../_view/read-view.ts";

/** Nothing where too few tasks began with the model, or their rows are gone. */
export async function ModelStepsPanel({ view, model }: { readonly view: View; readonly model: string }) {
  const { db, project } = await openProject();
  const { task_type = null, environment = null } = taskFilters(view);
  const sample = await shareWithoutFailure(db, {
    projectId: project.id,
    ...view.range,
    entryModel: model,
    taskTypes: task_type,
    environments: environment,
  });
  return sample.steps.length === 0 ? null : <StepsTable sample={sample} />;
}
