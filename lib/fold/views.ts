import { DRAW_TAG } from "#lib/domain/policy.ts";

import type { CellKey } from "./contribution.ts";
import { CALL_DIMENSIONS, TASK_DIMENSIONS } from "./measures.ts";
import type { CallDimension, TaskDimension } from "./measures.ts";

/**
 * The same sums by some of their dimensions only, the others empty: a question about those reads a tenth of the rows.
 * What a view leaves out adds up exactly, because a task has one value in each dimension that is left out.
 */
export interface View {
  /** What cells of the view are stored under. */
  readonly split: string;
  readonly dimensions: ReadonlySet<string>;
}

/** Cells by tool: the column `key` then holds the tool's name. Of their tiers only the hour and the minute are kept. */
export const TOOL_SPLIT = "tool";

/** Dimensions of the cells by draw. */
export const DRAW_DIMENSIONS = ["tag_value", "task_type", "input_size", "environment"] as const;

const view = (split: string, dimensions: readonly (TaskDimension | CallDimension | "tag_value")[]): View => ({
  split,
  dimensions: new Set(dimensions),
});

/** A route settles its models and provider, and a task type mostly its sizes, so that more names add few cells. */
const WHOLE_VIEWS: readonly View[] = [
  view("route", ["route", "entry_model", "closing_model", "provider", "environment"]),
  view("type", ["task_type", "input_size", "environment"]),
  view("all", TASK_DIMENSIONS),
];

/** Tasks whose entry model was drawn, by draw: what was randomised is compared by itself. */
const DRAW_VIEWS: readonly View[] = [view("draw", DRAW_DIMENSIONS)];

const CALL_VIEWS: readonly View[] = [
  view("model", ["model", "model_provider"]),
  view("none", ["model", "model_provider", "task_type"]),
  view("service_tier", ["model", "model_provider", "service_tier"]),
  view("key", ["model", "model_provider", "key"]),
  view(TOOL_SPLIT, ["model", "model_provider", "task_type", "key"]),
];

/** The views in which cells are kept, the narrowest first; `split` is that of a contribution's key (`CellKey`). */
export function viewsOf(grain: "task" | "call", split: string): readonly View[] {
  if (grain === "call")
    return CALL_VIEWS.filter((one) => one.split === split || (split === "none" && one.split === "model"));
  if (split === "") return WHOLE_VIEWS;
  if (split === DRAW_TAG) return DRAW_VIEWS;
  return [
    view(`tag_value.${split}`, ["tag_value", "environment"]),
    view(`tag.${split}`, ["tag_value", "task_type", "entry_model", "environment"]),
  ];
}

/** The key of the view's cell that a contribution to this cell adds to. */
export function inView(key: CellKey, { split, dimensions }: View): CellKey {
  const columns = DIMENSION_COLUMNS[key.grain];
  const kept = key.dimensions.map((value, i) => (dimensions.has(columns[i] ?? "") ? value : ""));
  return { ...key, split, dimensions: kept };
}

/** Columns of the dimensions, in the order of a cell's key. */
export const DIMENSION_COLUMNS: Readonly<Record<"task" | "call", readonly string[]>> = {
  task: ["tag_value", ...TASK_DIMENSIONS],
  call: CALL_DIMENSIONS,
};
