import { ToolViolations } from "#components/tables/tool-violations.tsx";
import { latestToolViolations } from "#lib/analysis/latest-tool-violations.ts";
import { openProject } from "../../_data/open-project.ts";
import { readColours } from "../../_data/read-colours.ts";
import { modelHref } from "../../_view/model-href.ts";
import type { SearchParams, View } from "../../_view/read-view.ts";

export async function ToolViolationsPanel({ view, params }: { readonly view: View; readonly params: SearchParams }) {
  const { db, project } = await openProject();
  const { task_type, entry_model } = view.filters;
  const filters = {
    ...(task_type.length === 0 ? {} : { task_type }),
    ...(entry_model.length === 0 ? {} : { model: entry_model }),
  };
  const question = { projectId: project.id, ...view.range, filters };
  const [sample, colours] = await Promise.all([
    latestToolViolations(db, { ...question, groupBy: [], timeZone: "UTC", percentiles: false }),
    readColours(),
  ]);
  return <ToolViolations sample={sample} colours={colours} hrefOf={(model) => modelHref(params, model)} />;
}
