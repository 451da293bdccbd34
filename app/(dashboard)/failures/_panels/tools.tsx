import { NotCalledTable } from "#components/tables/not-called-table.tsx";
import { ToolChoices } from "#components/tables/tool-choices.tsx";
import { ToolsTable } from "#components/tables/tools-table.tsx";
import { ToolViolations } from "#components/tables/tool-violations.tsx";
import { latestToolChoices, latestTools } from "#lib/analysis/latest-tools.ts";
import { latestToolViolations } from "#lib/analysis/latest-tool-violations.ts";
import { successRateInterval } from "#lib/analysis/success-rate-interval.ts";
import { askFailures } from "../../_data/ask-failures.ts";
import { openProject } from "../../_data/open-project.ts";
import { readColours } from "../../_data/read-colours.ts";
import { modelHref } from "../../_view/model-href.ts";
import type { SearchParams, View } from "../../_view/read-view.ts";

const TWO = "grid gap-x-11 min-[1360px]:grid-cols-2";

/** What models do wrong with tools: their arguments, the tool itself, or no call where there should be one. */
export async function ToolsPanel({ view, params }: { readonly view: View; readonly params: SearchParams }) {
  const { db, project } = await openProject();
  const { task_type, entry_model } = view.filters;
  const filters = {
    ...(task_type.length === 0 ? {} : { task_type }),
    ...(entry_model.length === 0 ? {} : { model: entry_model }),
  };
  const question = { projectId: project.id, ...view.range, filters, groupBy: [], timeZone: "UTC", percentiles: false };
  const [violations, tools, choices, { rows, field }, colours] = await Promise.all([
    latestToolViolations(db, question),
    latestTools(db, question),
    latestToolChoices(db, question),
    askFailures(view),
    readColours(),
  ]);
  const shared = { colours, hrefOf: (model: string) => modelHref(params, model) };
  return (
    <>
      <div className={TWO}>
        <ToolViolations sample={violations} {...shared} />
        <ToolsTable sample={tools} {...shared} />
      </div>
      <div className={TWO}>
        <ToolChoices sample={choices} {...shared} />
        <NotCalledTable rows={rows} field={field} intervalOf={successRateInterval} {...shared} />
      </div>
    </>
  );
}
