import { Frontier } from "#components/charts/frontier.tsx";
import { ask } from "../../_data/ask.ts";
import { readColours } from "../../_data/read-colours.ts";
import { modelHref } from "../../_view/model-href.ts";
import type { SearchParams, View } from "../../_view/read-view.ts";

export async function FrontierPanel({ view, params }: { readonly view: View; readonly params: SearchParams }) {
  const [{ rows }, colours] = await Promise.all([ask(view, { groupBy: ["entry_model"] }), readColours()]);
  return <Frontier rows={rows} colours={colours} hrefOf={(model) => modelHref(params, model)} />;
}
