import { DRAW_TAG, readDraw } from "#lib/domain/policy.ts";
import { RUN_TAG } from "#lib/domain/task.ts";
import { bucketStart } from "#lib/domain/time.ts";

import type { CellDelta } from "./contribution.ts";
import { countCall } from "./count-call.ts";
import { countChecksByNumber, countTaskTime } from "./count-quality.ts";
import { countClasses, countCostOfState, countMoments, countOutcome } from "./count-task.ts";
import { TASK_DIMENSIONS } from "./measures.ts";
import type { TaskDimension } from "./measures.ts";
import type { TaskReading } from "./read-task.ts";
import type { FoldSettings } from "./rows.ts";
import { addCheck, emptySums } from "./sums.ts";
import { DRAW_DIMENSIONS } from "./views.ts";

/** Dimensions that a cell of a declared tag keeps; the others are empty there, or every tag would multiply them all. */
const TAG_CELL_DIMENSIONS: readonly TaskDimension[] = ["task_type", "entry_model", "environment"];

const DRAWN: readonly string[] = DRAW_DIMENSIONS;

/**
 * The task cells of a task: one of all its dimensions, one for each declared tag (value empty where it has none), one of the
 * run of cases it belongs to, and one of the draw that chose its entry model.
 */
export function taskCells(
  reading: TaskReading,
  dimensions: Readonly<Record<TaskDimension, string>>,
  settings: FoldSettings,
): CellDelta[] {
  const sums = emptySums();
  countOutcome(sums, reading);
  for (const judged of reading.calls) countCall(sums, judged);
  countCostOfState(
    sums,
    reading,
    reading.calls.map(({ call }) => call),
  );
  countClasses(sums, reading.generation);
  countMoments(sums, reading);
  for (const [name, passed] of Object.entries(reading.facts.checks))
    addCheck(sums, name, { recorded: 1, passed: Number(passed) });
  countChecksByNumber(sums, [
    ...Object.values(reading.facts.checks),
    ...reading.generation.flatMap(({ facts }) => Object.values(facts.checks ?? {})),
  ]);
  countTaskTime(sums, reading);
  const hourMs = bucketStart(Math.floor(reading.startUs / 1000), "hour");
  const whole = {
    grain: "task",
    split: "",
    hourMs,
    dimensions: ["", ...TASK_DIMENSIONS.map((name) => dimensions[name])],
  };
  const named = (kept: readonly string[]): string[] =>
    TASK_DIMENSIONS.map((name) => (kept.includes(name) ? dimensions[name] : ""));
  const ofRun = reading.facts.tags[RUN_TAG] === undefined ? [] : [RUN_TAG];
  const ofTags = [...new Set([...settings.declaredTags, ...ofRun])].sort().map((tag) => ({
    ...whole,
    split: tag,
    dimensions: [reading.facts.tags[tag] ?? "", ...named(TAG_CELL_DIMENSIONS)],
  }));
  const draw = reading.facts.tags[DRAW_TAG] ?? "";
  const ofDraw = readDraw(draw) === null ? [] : [{ ...whole, split: DRAW_TAG, dimensions: [draw, ...named(DRAWN)] }];
  return [whole, ...ofTags, ...ofDraw].map((key) => ({ key: { ...key, grain: "task" as const }, sums }));
}
