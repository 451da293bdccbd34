import type { Call } from "#lib/domain/call.ts";
import { bucketStart } from "#lib/domain/time.ts";

import { cellKeyText } from "./contribution.ts";
import type { CellDelta, CellKey } from "./contribution.ts";
import { countCall } from "./count-call.ts";
import { countClasses, countCostOfState, countOutcome } from "./count-task.ts";
import type { TaskReading } from "./read-task.ts";
import { emptySums } from "./sums.ts";

export const CALL_SPLITS = ["none", "service_tier", "key"] as const;
type CallSplit = (typeof CALL_SPLITS)[number];

/**
 * The call cells of a task, dated by each call's start. What is counted by task (its outcome, the classes its calls ended
 * in) is counted once for each combination of dimensions, at the first call that has it.
 */
export function callCells(reading: TaskReading, taskType: string): CellDelta[] {
  const cells = new Map<string, CellDelta>();
  for (const split of CALL_SPLITS) {
    const seen = new Set<string>();
    for (const judged of reading.calls) {
      const { call } = judged;
      const dimensions = dimensionsOf(call, split, taskType);
      const identity = JSON.stringify(dimensions);
      const key: CellKey = {
        grain: "call",
        split,
        hourMs: bucketStart(Math.floor(call.startUs / 1000), "hour"),
        dimensions,
      };
      const text = cellKeyText(key);
      const { sums } = cells.get(text) ?? { sums: emptySums() };
      cells.set(text, { key, sums });
      countCall(sums, judged);
      countCostOfState(sums, reading, [call]);
      if (isFirst(seen, identity)) countOutcome(sums, reading);
      if (call.operation === "generation" && isFirst(seen, `${identity}${call.failure}`)) countClasses(sums, [call]);
    }
  }
  return [...cells.values()];
}

function isFirst(seen: Set<string>, text: string): boolean {
  if (seen.has(text)) return false;
  seen.add(text);
  return true;
}

function dimensionsOf(call: Call, split: CallSplit, taskType: string): string[] {
  return [
    call.model,
    call.provider,
    taskType,
    split === "service_tier" ? (call.serviceTier ?? "") : "",
    split === "key" ? call.key : "",
  ];
}
