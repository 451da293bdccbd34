import { FailureClassTable } from "#components/tables/failure-class-table.tsx";
import type { FailureClass } from "#lib/domain/failure.ts";
import { ask } from "../../_data/ask.ts";
import { needsTaskGroupings } from "../../_data/ask-models.ts";
import { readColours } from "../../_data/read-colours.ts";
import { modelHref } from "../../_view/model-href.ts";
import { viewQuery, type SearchParams, type View } from "../../_view/read-view.ts";

interface FailureClassPanelProps {
  readonly view: View;
  readonly params: SearchParams;
  readonly failure: FailureClass;
}

/** One class: which models, in which type of task. */
export async function FailureClassPanel({ view, params, failure }: FailureClassPanelProps) {
  const field = (await needsTaskGroupings(view)) ? "entry_model" : "model";
  const { task_type } = view.filters;
  const filters = field === "model" ? { filters: task_type.length === 0 ? {} : { task_type } } : {};
  const [{ rows }, colours] = await Promise.all([
    ask(view, { groupBy: [field, "task_type"], ...filters }),
    readColours(),
  ]);
  return (
    <FailureClassTable
      failure={failure}
      rows={rows}
      field={field}
      colours={colours}
      hrefOf={(model) => modelHref(params, model)}
      tasksHref={`/tasks${viewQuery(params, { failure })}`}
    />
  );
}
