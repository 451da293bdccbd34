import { expect, test } from "vitest";

import type { ToolCall } from "#lib/domain/call.ts";
import { foldTask } from "#lib/fold/fold-task.ts";
import { TOOL_SPLIT } from "#lib/fold/views.ts";

import { aCall, MONDAY_US } from "./build-rows.ts";

const toolCall = (name: string, verdict: ToolCall["verdict"]): ToolCall => ({
  name,
  verdict,
  violations: [],
  why: null,
  argsHash: null,
});

test("tool calls are counted by tool and minute, with what was wrong; names that nobody offered are no tools", () => {
  const calls = [
    aCall({ toolCalls: [toolCall("search", "valid"), toolCall("search", "invalid_arguments")] }),
    aCall({ at: 70, toolCalls: [toolCall("search", "malformed_arguments"), toolCall("crm", "valid")] }),
    aCall({ at: 80, toolCalls: [toolCall("invented", "unknown_tool"), toolCall("crm", "not_validated")] }),
  ];
  const figures = foldTask({ taskId: "t1", calls, events: [] }, { declaredTags: [] });
  const cells = figures?.contribution.filter(({ key }) => key.split === TOOL_SPLIT) ?? [];
  const minute = (us: number): number => (us - MONDAY_US / 1000) / 60_000;
  expect(
    cells.map(({ key, sums }) => [minute(key.hourMs), key.dimensions.at(-1), Object.fromEntries(sums.measures)]),
  ).toEqual([
    [0, "search", { tool_calls: 2n, valid_tool_calls: 1n, f_invalid_arguments: 1n }],
    [1, "search", { tool_calls: 1n, f_malformed_arguments: 1n }],
    [1, "crm", { tool_calls: 1n, valid_tool_calls: 1n }],
  ]);
});
