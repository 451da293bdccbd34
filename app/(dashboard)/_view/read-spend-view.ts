import { listOf, oneOf, type SearchParams, type View } from "./read-view.ts";

/** What spend can be told apart by; the search parameter `by`. */
export const SPEND_DIMENSIONS = ["model", "task_type", "kind", "service_tier", "key"] as const;
export type SpendDimension = (typeof SPEND_DIMENSIONS)[number];

export const SPEND_TICKS = ["day", "week"] as const;
type SpendTick = (typeof SPEND_TICKS)[number];

export interface SpendView {
  readonly by: SpendDimension;
  readonly tick: SpendTick;
  /** Models of the calls; the filters of tasks (entry model, environment) do not apply to calls. */
  readonly models: readonly string[];
}

/** By model and day unless asked otherwise; beyond three months by week. */
export function readSpendView(params: SearchParams, view: View): SpendView {
  const [by, tick] = [oneOf(params, "by"), oneOf(params, "tick")];
  return {
    by: SPEND_DIMENSIONS.find((dimension) => dimension === by) ?? "model",
    tick: SPEND_TICKS.find((known) => known === tick) ?? (view.tick === "week" ? "week" : "day"),
    models: listOf(params, "model"),
  };
}
