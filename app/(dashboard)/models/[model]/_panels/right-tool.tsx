import { RightToolTable } from "#components/tables/right-tool-table.tsx";
import { successRateInterval } from "#lib/analysis/success-rate-interval.ts";
import { askOwnCalls } from "../../../_data/ask-own-calls.ts";
import type { View } from "../../../_view/read-view.ts";

/** Nothing where no task says which tool is right. */
export async function ModelRightToolPanel({ view, model }: { readonly view: View; readonly model: string }) {
  const row = await askOwnCalls(view, model);
  return row === null ? null : <RightToolTable row={row} intervalOf={successRateInterval} />;
}
