import { FailureTable } from "#components/charts/failure-table.tsx";
import { askFailures } from "../../_data/ask-failures.ts";
import { readColours } from "../../_data/read-colours.ts";
import { modelHref } from "../../_view/model-href.ts";
import { readFailureClass } from "../../_view/read-failure-class.ts";
import { readMeasure } from "../../_view/read-measure.ts";
import { viewQuery, type SearchParams, type View } from "../../_view/read-view.ts";

export async function FailuresByModelPanel({ view, params }: { readonly view: View; readonly params: SearchParams }) {
  const [{ rows, field }, colours] = await Promise.all([askFailures(view), readColours()]);
  const measure = readMeasure(params);
  const opened = readFailureClass(params);
  const counted = measure === "calls" ? null : measure;
  return (
    <FailureTable
      title="Failures by model and class"
      rows={rows}
      field={field}
      measure={measure}
      colours={colours}
      hrefOf={(model) => modelHref(params, model)}
      measureHref={(next) =>
        `/failures${viewQuery(params, { measure: next === "calls" ? null : next, class: opened })}`
      }
      classHref={(failure) =>
        `/failures${viewQuery(params, { measure: counted, class: failure === opened ? null : failure })}`
      }
    />
  );
}
