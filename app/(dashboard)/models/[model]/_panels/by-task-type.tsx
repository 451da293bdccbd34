import { ModelByTaskType } from "#components/charts/model-by-task-type.tsx";
import { ask } from "../../../_data/ask.ts";
import { modelHref } from "../../../_view/model-href.ts";
import type { SearchParams, View } from "../../../_view/read-view.ts";

interface ModelByTaskTypePanelProps {
  readonly view: View;
  readonly params: SearchParams;
  readonly model: string;
}

export async function ModelByTaskTypePanel({ view, params, model }: ModelByTaskTypePanelProps) {
  const { rows } = await ask(view, { groupBy: ["task_type"] });
  return <ModelByTaskType rows={rows} hrefOf={(type) => modelHref(params, model, { task_type: type })} />;
}
