import { ModelsTable, type ModelSort } from "#components/tables/models-table.tsx";
import { askModels } from "../../_data/ask-models.ts";
import { readColours } from "../../_data/read-colours.ts";
import { readFloorOf } from "../../_data/read-task-types.ts";
import { modelHref } from "../../_view/model-href.ts";
import { oneOf, viewQuery, type SearchParams, type View } from "../../_view/read-view.ts";

/** `?sort=success`, or `?sort=-success` for the other way round; by cost when not said. */
function readSort(params: SearchParams): ModelSort {
  const text = oneOf(params, "sort") ?? "cost";
  return text.startsWith("-") ? { key: text.slice(1), reversed: true } : { key: text, reversed: false };
}

function writeSort({ key, reversed }: ModelSort): string | null {
  if (reversed) return `-${key}`;
  return key === "cost" ? null : key;
}

export async function MeasuredModelsPanel({ view, params }: { readonly view: View; readonly params: SearchParams }) {
  const [{ models, ownCalls }, colours, floor] = await Promise.all([askModels(view), readColours(), readFloorOf(view)]);
  return (
    <ModelsTable
      models={models}
      ownCalls={ownCalls}
      floor={floor}
      sort={readSort(params)}
      colours={colours}
      hrefOf={(model) => modelHref(params, model)}
      sortHref={(sort) => `/models${viewQuery(params, { sort: writeSort(sort) })}`}
    />
  );
}
