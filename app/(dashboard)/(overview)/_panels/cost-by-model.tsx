import { CostByModel } from "#components/charts/cost-by-model.tsx";
import { ask } from "../../_data/ask.ts";
import { readColours } from "../../_data/read-colours.ts";
import { readFloorOf } from "../../_data/read-task-types.ts";
import { modelHref } from "../../_view/model-href.ts";
import type { SearchParams, View } from "../../_view/read-view.ts";

export async function CostByModelPanel({ view, params }: { readonly view: View; readonly params: SearchParams }) {
  const [{ rows }, colours, floor] = await Promise.all([
    ask(view, { groupBy: ["entry_model"] }),
    readColours(),
    readFloorOf(view),
  ]);
  return <CostByModel rows={rows} colours={colours} floor={floor} hrefOf={(model) => modelHref(params, model)} />;
}
