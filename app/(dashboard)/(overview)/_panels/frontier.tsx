import { Frontier } from "#components/charts/frontier.tsx";
import { ask } from "../../_data/ask.ts";
import { readColours } from "../../_data/read-colours.ts";
import type { View } from "../../_view/read-view.ts";

export async function FrontierPanel({ view }: { readonly view: View }) {
  const [{ rows }, colours] = await Promise.all([ask(view, { groupBy: ["entry_model"] }), readColours()]);
  return <Frontier rows={rows} colours={colours} />;
}
