import { ModelByTaskType } from "#components/charts/model-by-task-type.tsx";
import { colourOf } from "#components/model-colours.ts";
import { ask } from "../../../_data/ask.ts";
import { readColours } from "../../../_data/read-colours.ts";
import { readFloors } from "../../../_data/read-task-types.ts";
import { modelHref } from "../../../_view/model-href.ts";
import type { SearchParams, View } from "../../../_view/read-view.ts";

interface ModelByTaskTypePanelProps {
  readonly view: View;
  readonly params: SearchParams;
  readonly model: string;
}

export async function ModelByTaskTypePanel({ view, params, model }: ModelByTaskTypePanelProps) {
  const [{ rows }, colours, floors] = await Promise.all([
    ask(view, { groupBy: ["task_type"] }),
    readColours(),
    readFloors(),
  ]);
  return (
    <ModelByTaskType
      rows={rows}
      floors={floors}
      colour={colourOf(colours, model)}
      hrefOf={(type) => modelHref(params, model, { task_type: type })}
    />
  );
}
