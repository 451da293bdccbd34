import type { Call, ValueFacts } from "#lib/domain/call.ts";
import { waitedUs } from "#lib/domain/call.ts";

import type { ToolChoice } from "./find-tool-choices.ts";
import { CHECK_SIZES, TOOL_SIZES } from "./measures.ts";
import type { JudgedCall, TaskReading } from "./read-task.ts";
import { addMeasure } from "./sums.ts";
import type { Sums } from "./sums.ts";

/** Adds the pauses of a call, and what its answer was found to be beside the verdicts on its tool calls. */
export function countAnswer(sums: Sums, { call, choice }: JudgedCall): void {
  addMeasure(sums, "wait_ms", Math.round((waitedUs(call) ?? 0) / 1000));
  if (call.json !== null) addMeasure(sums, "json_requested", 1);
  if (call.json === "ok") addMeasure(sums, "json_ok", 1);
  for (const { values } of call.toolCalls) if (values) countValues(sums, "tool", values);
  if (call.jsonValues) countValues(sums, "json", call.jsonValues);
  countMechanism(sums, call);
  if (choice !== null) countChoice(sums, choice);
}

function countMechanism(sums: Sums, { jsonMechanism: mechanism, json, toolCalls }: Call): void {
  if (mechanism === null) return;
  const judged = toolCalls.filter(({ verdict }) => verdict !== "not_validated");
  const asked = mechanism === "tool" ? judged.length > 0 : json !== null;
  // JSON through a tool is as good as the tool's arguments.
  const ok = mechanism === "tool" ? judged.every(({ verdict }) => verdict === "valid") : json === "ok";
  if (asked) addMeasure(sums, `asked_${mechanism}`, 1);
  if (asked && ok) addMeasure(sums, `ok_${mechanism}`, 1);
}

function countValues(sums: Sums, of: "tool" | "json", { optional, leaves }: ValueFacts): void {
  if (optional) {
    addMeasure(sums, `${of}_optional_offered`, optional.offered);
    addMeasure(sums, `${of}_optional_filled`, optional.filled);
  }
  if (leaves) {
    addMeasure(sums, `${of}_leaves`, leaves.checked);
    addMeasure(sums, `${of}_ungrounded`, leaves.ungrounded);
  }
}

/** Adds a model's choice of tool where the right one is known, also by how many it chose among. */
function countChoice(sums: Sums, { expected, called, right, offered }: ToolChoice): void {
  addMeasure(sums, "expected_tools", 1);
  if (right) addMeasure(sums, "right_tools", 1);
  if (expected !== "" && called === "") addMeasure(sums, "uncalled_tools", 1);
  const size = offered === null ? undefined : TOOL_SIZES.find(({ most }) => offered <= most);
  if (size === undefined) return;
  addMeasure(sums, size.all, 1);
  if (right) addMeasure(sums, size.right, 1);
}

/** Adds checks by how many of them were made at once: a model that keeps two rules may not keep six. */
export function countChecksByNumber(sums: Sums, checks: readonly boolean[]): void {
  const size = checks.length === 0 ? undefined : CHECK_SIZES.find(({ most }) => checks.length <= most);
  if (size === undefined) return;
  addMeasure(sums, size.all, checks.length);
  addMeasure(sums, size.right, checks.filter(Boolean).length);
}

/** Adds how long a task took, and how long at least one of its calls was going on; the rest went to tools and the application. */
export function countTaskTime(sums: Sums, { calls, startUs, endUs }: TaskReading): void {
  addMeasure(sums, "task_ms", Math.round((endUs - startUs) / 1000));
  let busyUs = 0;
  let untilUs = -Infinity;
  // In order of start.
  for (const { call } of calls) {
    busyUs += Math.max(0, call.endUs - Math.max(call.startUs, untilUs));
    untilUs = Math.max(untilUs, call.endUs);
  }
  addMeasure(sums, "busy_ms", Math.round(busyUs / 1000));
}
