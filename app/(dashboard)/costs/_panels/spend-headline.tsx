import { SpendFigures } from "#components/costs/spend-figures.tsx";
import { ask } from "../../_data/ask.ts";
import { spendFilters } from "../../_data/ask-spend.ts";
import { nameBefore } from "../../_view/name-span.ts";
import type { SpendView } from "../../_view/read-spend-view.ts";
import type { View } from "../../_view/read-view.ts";

export async function SpendHeadlinePanel({ view, spend }: { readonly view: View; readonly spend: SpendView }) {
  const question = { groupBy: ["model_provider"], filters: spendFilters(view, spend) };
  const [now, before] = await Promise.all([ask(view, question), ask(view, { ...question, range: view.before })]);
  return (
    <SpendFigures
      now={now.rows}
      before={before.rows}
      beforeName={nameBefore(view)}
      pricingCoverage={now.pricing_coverage}
    />
  );
}
