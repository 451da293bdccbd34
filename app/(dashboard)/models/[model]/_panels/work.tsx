import { WorkTable } from "#components/tables/work-table.tsx";
import { askTotal } from "../../../_data/ask.ts";
import { askOwnCalls } from "../../../_data/ask-own-calls.ts";
import type { View } from "../../../_view/read-view.ts";

export async function ModelWorkPanel({ view, model }: { readonly view: View; readonly model: string }) {
  const [own, tasks] = await Promise.all([askOwnCalls(view, model), askTotal(view)]);
  return <WorkTable own={own} tasks={tasks} />;
}
