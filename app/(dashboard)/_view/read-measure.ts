import { FAILURE_MEASURES, type FailureMeasure } from "#components/charts/failure-measure.ts";
import { oneOf, type SearchParams } from "./read-view.ts";

/** What the failure table counts: `?measure=`, calls by default. */
export function readMeasure(params: SearchParams): FailureMeasure {
  const asked = oneOf(params, "measure");
  return FAILURE_MEASURES.find((measure) => measure === asked) ?? "calls";
}
