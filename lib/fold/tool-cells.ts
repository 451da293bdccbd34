import { cellBucket } from "#lib/domain/time.ts";

import type { CellDelta } from "./contribution.ts";
import type { TaskReading } from "./read-task.ts";
import { addMeasure, emptySums } from "./sums.ts";
import { TOOL_SPLIT } from "./views.ts";

/**
 * The tool calls of a task whose schema was known, by tool and the minute of their call: few tools are offered, and only these
 * sums are kept of them. A name that no request offered is no tool, and has no cell.
 */
export function toolCells(reading: TaskReading, taskType: string): CellDelta[] {
  const cells = new Map<string, CellDelta>();
  for (const call of reading.generation) {
    const hourMs = cellBucket(Math.floor(call.startUs / 1000), "minute");
    for (const { name, verdict } of call.toolCalls) {
      if (verdict === "not_validated" || verdict === "unknown_tool") continue;
      const dimensions = [call.model, call.provider, taskType, "", name];
      const text = `${hourMs}${JSON.stringify(dimensions)}`;
      const cell = cells.get(text) ?? {
        key: { grain: "call", split: TOOL_SPLIT, hourMs, dimensions },
        sums: emptySums(),
      };
      cells.set(text, cell);
      addMeasure(cell.sums, "tool_calls", 1);
      addMeasure(cell.sums, verdict === "valid" ? "valid_tool_calls" : `f_${verdict}`, 1);
    }
  }
  return [...cells.values()];
}
