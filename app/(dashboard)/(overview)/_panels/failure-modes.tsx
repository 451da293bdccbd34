import { FailureTable } from "#components/charts/failure-table.tsx";
import { askFailures } from "../../_data/ask-failures.ts";
import { readColours } from "../../_data/read-colours.ts";
import { modelHref } from "../../_view/model-href.ts";
import { readMeasure } from "../../_view/read-measure.ts";
import { viewQuery, type SearchParams, type View } from "../../_view/read-view.ts";

export async function FailureModesPanel({ view, params }: { readonly view: View; readonly params: SearchParams }) {
  const [{ rows, field }, colours] = await Promise.all([askFailures(view), readColours()]);
  return (
    <FailureTable
      title="How work fails, by model"
      rows={rows}
      field={field}
      measure={readMeasure(params)}
      colours={colours}
      hrefOf={(model) => modelHref(params, model)}
      measureHref={(measure) => `/${viewQuery(params, { measure: measure === "calls" ? null : measure })}`}
      classHref={(failure) => `/failures${viewQuery(params, { class: failure })}`}
    />
  );
}
