import { FailureList } from "#components/tables/failure-list.tsx";
import { askOwnCalls } from "../../../_data/ask-own-calls.ts";
import { viewQuery, type SearchParams, type View } from "../../../_view/read-view.ts";

interface ModelFailuresPanelProps {
  readonly view: View;
  readonly params: SearchParams;
  readonly model: string;
}

export async function ModelFailuresPanel({ view, params, model }: ModelFailuresPanelProps) {
  const row = await askOwnCalls(view, model);
  return <FailureList row={row} classHref={(failure) => `/failures${viewQuery(params, { class: failure })}`} />;
}
