import { describe, expect, test } from "vitest";

import type { Call, ToolCall, ValueFacts } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";
import { foldTask } from "#lib/fold/fold-task.ts";
import { MeasureSums } from "#lib/fold/measure-sums.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";

import { aCall, anEvent } from "./build-rows.ts";

const called = (name: string, values?: ValueFacts): ToolCall => ({
  name,
  verdict: "valid",
  violations: [],
  why: null,
  argsHash: null,
  ...(values && { values }),
});
const expects = (expectedTool: string): TaskEvent => anEvent({ facts: { expectedTool } });

function fold(calls: readonly Call[], events: readonly TaskEvent[] = []) {
  const figures = foldTask({ taskId: "t1", calls, events }, { declaredTags: [] });
  const cell = (grain: "task" | "call", model: string): MeasureSums =>
    figures?.contribution.find(
      ({ key }) =>
        key.grain === grain &&
        (grain === "task" ? key.split === "" : key.split === "none" && key.dimensions[0] === model),
    )?.sums.measures ?? new MeasureSums();
  const only = (measures: MeasureSums, names: readonly AnyMeasure[]): Record<string, number> =>
    Object.fromEntries(names.flatMap((name) => (measures.has(name) ? [[name, Number(measures.get(name))]] : [])));
  return {
    choices: figures?.toolChoices,
    task: (...names: AnyMeasure[]) => only(cell("task", ""), names),
    of: (model: string, ...names: AnyMeasure[]) => only(cell("call", model), names),
  };
}

const COUNTS = [
  "expected_tools",
  "right_tools",
  "uncalled_tools",
  "expected_of_1",
  "expected_of_4",
  "right_of_4",
] as const;

describe("the right tool", () => {
  test("is decided by the first call that asked for a tool, and counted to its model", () => {
    const calls = [
      aCall({ model: "a" }),
      aCall({ model: "b", at: 2, toolsOffered: 3, toolCalls: [called("web_search")] }),
      aCall({ model: "a", at: 4, toolsOffered: 3, toolCalls: [called("crm_lookup")] }),
    ];
    const { choices, task, of } = fold(calls, [expects("crm_lookup")]);
    expect(choices).toEqual([{ model: "b", expected: "crm_lookup", called: "web_search", right: false, offered: 3 }]);
    expect(task(...COUNTS)).toEqual({ expected_tools: 1, expected_of_4: 1 });
    expect(of("b", ...COUNTS)).toEqual({ expected_tools: 1, expected_of_4: 1 });
    expect(of("a", ...COUNTS)).toEqual({});
  });

  test("may be one of several called at once", () => {
    const calls = [aCall({ toolsOffered: 2, toolCalls: [called("web_search"), called("crm_lookup")] })];
    const { choices, task } = fold(calls, [expects("crm_lookup")]);
    expect(choices).toMatchObject([{ called: "crm_lookup", right: true }]);
    expect(task(...COUNTS)).toEqual({ expected_tools: 1, right_tools: 1, expected_of_4: 1, right_of_4: 1 });
  });

  test("was not called where the model answered instead", () => {
    const { choices, task } = fold([aCall({ toolsOffered: 1 })], [expects("crm_lookup")]);
    expect(choices).toMatchObject([{ called: "", right: false }]);
    expect(task(...COUNTS)).toEqual({ expected_tools: 1, uncalled_tools: 1, expected_of_1: 1 });
  });

  test("may be none at all", () => {
    expect(fold([aCall()], [expects("")]).choices).toMatchObject([{ expected: "", called: "", right: true }]);
    const { choices, task } = fold([aCall({ toolCalls: [called("web_search")] })], [expects("")]);
    expect(choices).toMatchObject([{ called: "web_search", right: false, offered: null }]);
    expect(task(...COUNTS)).toEqual({ expected_tools: 1 });
  });

  test("said on a call's own span is of that call", () => {
    const calls = [
      aCall({ facts: { expectedTool: "x" }, toolCalls: [called("x")] }),
      aCall({ at: 2, facts: { expectedTool: "y" }, toolCalls: [called("x")] }),
    ];
    expect(fold(calls).choices).toMatchObject([
      { expected: "x", right: true },
      { expected: "y", called: "x", right: false },
    ]);
  });

  test("is not chosen by a call that no model answered, and the latest word on it holds", () => {
    const failed = aCall({ failure: "rate_limited" });
    expect(fold([failed], [expects("x")]).choices).toEqual([]);
    const answered = aCall({ at: 2, toolCalls: [called("y")] });
    const events = [expects("x"), anEvent({ at: 5, facts: { expectedTool: "y" } })];
    expect(fold([failed, answered], events).choices).toMatchObject([{ expected: "y", right: true }]);
  });
});

test("values filled in, and JSON by how it was asked for, add up over a task's calls", () => {
  const values = { optional: { offered: 4, filled: 1 }, leaves: { checked: 3, ungrounded: 1 } };
  const invalid: ToolCall = { ...called("x"), verdict: "invalid_arguments" };
  const { task } = fold([
    aCall({ toolCalls: [called("x", values), called("x", { optional: { offered: 1, filled: 1 } })] }),
    aCall({ at: 2, json: "ok", jsonMechanism: "prompt", jsonValues: values }),
    aCall({ at: 4, json: "invalid_json", jsonMechanism: "prompt" }),
    aCall({ at: 6, jsonMechanism: "tool", toolCalls: [called("x")] }),
    aCall({ at: 8, jsonMechanism: "tool", toolCalls: [invalid] }),
  ]);
  expect(task("tool_optional_offered", "tool_optional_filled", "tool_leaves", "tool_ungrounded")).toEqual({
    tool_optional_offered: 5,
    tool_optional_filled: 2,
    tool_leaves: 3,
    tool_ungrounded: 1,
  });
  expect(task("json_optional_filled", "json_ungrounded", "json_requested", "json_ok")).toEqual({
    json_optional_filled: 1,
    json_ungrounded: 1,
    json_requested: 2,
    json_ok: 1,
  });
  expect(task("asked_prompt", "ok_prompt", "asked_tool", "ok_tool", "asked_schema")).toEqual({
    asked_prompt: 2,
    ok_prompt: 1,
    asked_tool: 2,
    ok_tool: 1,
  });
});

test("checks are counted by how many were made of the task, and of each call", () => {
  const calls = [aCall({ model: "a", facts: { checks: { polite: true, short: false } } })];
  const { task, of } = fold(calls, [anEvent({ facts: { checks: { right: true } } })]);
  expect(task("checks_of_1", "checks_of_2", "checks_of_5", "passed_of_5")).toEqual({ checks_of_5: 3, passed_of_5: 2 });
  expect(of("a", "checks_of_2", "passed_of_2", "checks_of_5")).toEqual({ checks_of_2: 2, passed_of_2: 1 });
});

test("a task's time is split into calls, their pauses and the rest", () => {
  const attempt = {
    index: 1,
    httpStatus: 200,
    durationMs: 1,
    ttftMs: null,
    errorType: null,
    failure: "ok" as const,
    requestId: null,
  };
  const attempts = [
    { ...attempt, index: 0, waitMs: null },
    { ...attempt, waitMs: 500 },
    { ...attempt, index: 2, waitMs: 250.4 },
  ];
  // From 0 to 3 s and from 2 to 4 s: four seconds with a call going on, in a task of ten.
  const calls = [aCall({ lasts: 3, attempts }), aCall({ at: 2, lasts: 2 })];
  expect(fold(calls, [anEvent({ lasts: 10 })]).task("task_ms", "busy_ms", "wait_ms")).toEqual({
    task_ms: 10_000,
    busy_ms: 4000,
    wait_ms: 750,
  });
});
