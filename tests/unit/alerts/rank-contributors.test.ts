import { expect, test } from "vitest";

import { rankContributors } from "#lib/alerts/rank-contributors.ts";
import type { CallSeen } from "#lib/alerts/rank-contributors.ts";

function seen(tools: CallSeen["tools"]): CallSeen {
  return {
    taskId: "t1",
    startedAt: "2026-11-16T10:00:00.000Z",
    taskType: "qualify",
    provider: "openai",
    model: "gpt-5",
    failure: "invalid_arguments",
    httpStatus: 200,
    hasUsage: true,
    costNano: 1n,
    resendCount: 0,
    json: null,
    attempts: [],
    tools,
  };
}

const CALLS = [
  seen([
    { name: "search", verdict: "invalid_arguments" },
    { name: "crm", verdict: "valid" },
  ]),
  seen([
    { name: "crm", verdict: "malformed_arguments" },
    { name: "crm", verdict: "unknown_tool" },
  ]),
];
const named = (subject: string, tool?: string) =>
  rankContributors(
    { metric: subject === "" ? "tool_invalidity" : "failure_class", subject, tool },
    CALLS,
  ).contributors.map((one) => `${one.tool} ${one.failure} ${one.hits}`);

test("behind invalid tool calls stand all tools, behind those of one tool it alone", () => {
  expect(named("")).toEqual(["search invalid_arguments 1", "crm malformed_arguments 1", "crm unknown_tool 1"]);
  expect(named("", "crm")).toEqual(["crm malformed_arguments 1"]);
});

test("a class of failures of one tool is a verdict on its calls, not the class that the whole call ended in", () => {
  expect(named("invalid_arguments", "search")).toEqual(["search invalid_arguments 1"]);
  expect(named("invalid_arguments", "crm")).toEqual([]);
});
