import { CostByTaskType } from "#components/charts/cost-by-task-type.tsx";
import { ask } from "../../_data/ask.ts";
import { readColours } from "../../_data/read-colours.ts";
import { readFloors } from "../../_data/read-task-types.ts";
import { modelHref } from "../../_view/model-href.ts";
import { viewQuery, type SearchParams, type View } from "../../_view/read-view.ts";

export async function CostByTaskTypePanel({ view, params }: { readonly view: View; readonly params: SearchParams }) {
  const [{ rows }, colours, floors] = await Promise.all([
    ask(view, { groupBy: ["task_type", "entry_model"] }),
    readColours(),
    readFloors(),
  ]);
  return (
    <CostByTaskType
      rows={rows}
      colours={colours}
      floors={floors}
      hrefOf={(model, type) => modelHref(params, model, type === "" ? {} : { task_type: type })}
      narrowTo={(type) => `/${viewQuery(params, { task_type: type === "" ? null : type })}`}
    />
  );
}
