import type { ReactNode } from "react";
import { EmptyProject } from "#components/states/empty-project.tsx";
import { NoData } from "#components/states/no-data.tsx";
import { askTotal } from "../_data/ask.ts";
import { readOptions } from "../_data/open-project.ts";
import { nameSpan } from "../_view/name-span.ts";
import { viewQuery, type SearchParams, type View } from "../_view/read-view.ts";

interface WhenDataProps {
  readonly view: View;
  readonly params: SearchParams;
  readonly path: string;
  /** Something else worth drawing where no task fits the view; null when that is missing too. */
  readonly also?: Promise<unknown>;
  readonly children: ReactNode;
}

/** Its children when there is something to draw; otherwise why there is not, and what to do. */
export async function WhenData({ view, params, path, also, children }: WhenDataProps) {
  const total = await askTotal(view);
  if (total !== null || ((await also) ?? null) !== null) return children;
  const options = await readOptions();
  if (options.taskTypes.length === 0 && options.entryModels.length === 0) return <EmptyProject />;
  const everything = { task_type: null, entry_model: null, environment: "all" };
  return (
    <NoData
      range={nameSpan(view)}
      longerHref={view.span === "90d" ? null : `${path}${viewQuery(params, { span: "90d", from: null, to: null })}`}
      allHref={`${path}${viewQuery(params, everything)}`}
    />
  );
}
