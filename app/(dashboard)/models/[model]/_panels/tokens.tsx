import { TokenLedger } from "#components/tables/token-ledger.tsx";
import { askOwnCalls } from "../../../_data/ask-own-calls.ts";
import type { View } from "../../../_view/read-view.ts";

export async function ModelTokensPanel({ view, model }: { readonly view: View; readonly model: string }) {
  const row = await askOwnCalls(view, model);
  return row === null ? null : <TokenLedger row={row} />;
}
