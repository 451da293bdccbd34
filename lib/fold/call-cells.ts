import type { Call } from "#lib/domain/call.ts";
import { bucketStart, cellBucket } from "#lib/domain/time.ts";

import type { CellDelta } from "./contribution.ts";
import { countCall } from "./count-call.ts";
import { countChecksByNumber } from "./count-quality.ts";
import { countClasses, countCostOfState, countOutcome } from "./count-task.ts";
import type { TaskReading } from "./read-task.ts";
import { emptySums } from "./sums.ts";
import { watched } from "./watched-sums.ts";

const HOUR_SPLITS = ["none", "service_tier", "key"] as const;
type CallSplit = (typeof HOUR_SPLITS)[number] | "minute";

/**
 * The call cells of a task, dated by each call's start. What is counted by task (its outcome, the classes its calls ended
 * in) is counted once for each combination of dimensions, at the first call that has it.
 */
export function callCells(reading: TaskReading, taskType: string): CellDelta[] {
  const whole = splitCells(reading, "none", taskType);
  const hours = HOUR_SPLITS.flatMap((split) => {
    const values = new Set(reading.calls.map(({ call }) => valueOf(call, split)));
    const [only = ""] = values;
    // Most tasks use one key and one service tier: their cells hold the same sums under another name.
    return values.size > 1 ? splitCells(reading, split, taskType) : whole.map((cell) => rename(cell, split, only));
  });
  return [...hours, ...minuteCells(reading, whole, taskType)];
}

/** The same by the minute; of these the roll-ups keep a few measures and the latest days (`watched`). */
function minuteCells(reading: TaskReading, whole: readonly CellDelta[], taskType: string): CellDelta[] {
  const minutes = new Set(reading.calls.map(({ call }) => bucketOf(call, "minute")));
  const [only] = minutes;
  if (minutes.size === 1 && only !== undefined)
    return whole.map(({ key, sums }) => ({ key: { ...key, split: "minute", hourMs: only }, sums }));
  return splitCells(reading, "minute", taskType).map(({ key, sums }) => ({ key, sums: watched(sums) }));
}

function bucketOf({ startUs }: Call, split: CallSplit): number {
  const ms = Math.floor(startUs / 1000);
  return split === "minute" ? cellBucket(ms, "minute") : bucketStart(ms, "hour");
}

function splitCells(reading: TaskReading, split: CallSplit, taskType: string): CellDelta[] {
  const cells = new Map<string, CellDelta>();
  const seen = new Set<string>();
  for (const judged of reading.calls) {
    const { call } = judged;
    const dimensions = withValue([call.model, call.provider, taskType, "", ""], split, valueOf(call, split));
    const identity = JSON.stringify(dimensions);
    const hourMs = bucketOf(call, split);
    const text = `${hourMs}${identity}`;
    const { sums } = cells.get(text) ?? { sums: emptySums() };
    cells.set(text, { key: { grain: "call", split, hourMs, dimensions }, sums });
    countCall(sums, judged);
    if (call.operation === "generation") countChecksByNumber(sums, Object.values(call.facts.checks ?? {}));
    countCostOfState(sums, reading, [call]);
    if (isFirst(seen, identity)) countOutcome(sums, reading);
    if (call.operation === "generation" && isFirst(seen, `${identity}${call.failure}`)) countClasses(sums, [call]);
  }
  return [...cells.values()];
}

function rename({ key, sums }: CellDelta, split: CallSplit, value: string): CellDelta {
  return { key: { ...key, split, dimensions: withValue(key.dimensions, split, value) }, sums };
}

function valueOf(call: Call, split: CallSplit): string {
  switch (split) {
    case "none":
    case "minute":
      return "";
    case "service_tier":
      return call.serviceTier ?? "";
    case "key":
      return call.key;
  }
}

/** The dimensions (`CALL_DIMENSIONS`); of the last three only the one that the split fills, as no question joins two. */
function withValue(
  [model = "", provider = "", taskType = ""]: readonly string[],
  split: CallSplit,
  value: string,
): string[] {
  return [
    model,
    provider,
    split === "none" || split === "minute" ? taskType : "",
    split === "service_tier" ? value : "",
    split === "key" ? value : "",
  ];
}

function isFirst(seen: Set<string>, text: string): boolean {
  if (seen.has(text)) return false;
  seen.add(text);
  return true;
}
