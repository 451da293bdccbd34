import { viewQuery, type SearchParams } from "./read-view.ts";

/** A model's page, seen over the same time and filters. */
export function modelHref(params: SearchParams, model: string, changes: Readonly<Record<string, string>> = {}): string {
  return `/models/${encodeURIComponent(model)}${viewQuery(params, { entry_model: null, ...changes })}`;
}
