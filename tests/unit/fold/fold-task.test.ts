import { expect, test } from "vitest";

import { NEVER_BIN } from "#lib/domain/histogram.ts";
import { foldTask } from "#lib/fold/fold-task.ts";
import type { TaskFigures } from "#lib/fold/fold-task.ts";
import type { TaskRows } from "#lib/fold/rows.ts";
import type { Sums } from "#lib/fold/sums.ts";

import { aCall, anEvent, anOutcome, cost, MONDAY_US, NO_USAGE } from "./build-rows.ts";

function fold(rows: Partial<TaskRows>, declaredTags: readonly string[] = []): TaskFigures {
  const figures = foldTask({ taskId: "t1", calls: [], events: [], ...rows }, { declaredTags });
  if (!figures) throw new Error("a task with rows has figures");
  return figures;
}

function taskSums(figures: TaskFigures): Sums {
  const cell = figures.contribution.find(({ key }) => key.grain === "task" && key.split === "");
  if (!cell) throw new Error("a task has a task cell");
  return cell.sums;
}

function measuresOf(figures: TaskFigures): Record<string, bigint> {
  return Object.fromEntries(taskSums(figures).measures);
}

test("a task without rows has no figures", () => {
  expect(foldTask({ taskId: "t1", calls: [], events: [] }, { declaredTags: [] })).toBeNull();
});

test("a task known only by its outcome is dated by it, and by its first span once one is known", () => {
  const outcome = anOutcome("succeeded", { at: -50 });
  expect(fold({ events: [outcome] })).toMatchObject({
    startUs: MONDAY_US - 50_000_000,
    calls: 0,
    outcome: "succeeded",
  });
  expect(fold({ events: [outcome, anEvent({ at: 5, lasts: 2 })] })).toMatchObject({
    startUs: MONDAY_US + 5_000_000,
    endUs: MONDAY_US + 7_000_000,
  });
});

test("a succeeded task adds its calls, money, tokens and moments to one task cell of its hour", () => {
  const calls = [aCall({ cost: cost(3n) }), aCall({ at: 2, cost: cost(4n) })];
  const figures = fold({ calls, events: [anOutcome("succeeded")] });
  expect(figures.contribution[0]?.key).toEqual({
    grain: "task",
    split: "",
    hourMs: Date.UTC(2026, 10, 16, 10),
    dimensions: ["", "", "gpt-4o", "gpt-4o", "gpt-4o", "openai", "~under_2k", "production"],
  });
  expect(measuresOf(figures)).toEqual({
    tasks: 1n,
    succeeded: 1n,
    outcome_reported: 1n,
    clean_tasks: 1n,
    clean_cost: 7n,
    cost: 7n,
    priced_tasks: 1n,
    priced_succeeded: 1n,
    sum_c: 7n,
    sum_c2: 49n,
    sum_c3: 343n,
    sum_cs: 7n,
    sum_c2s: 49n,
    calls: 2n,
    usage_calls: 2n,
    input_uncached: 200n,
    output: 20n,
    f_ok: 2n,
    fc_ok: 7n,
    ft_ok: 1n,
    // From the start of the first call to the end of the second, a second each.
    task_ms: 3000n,
    busy_ms: 2000n,
  });
});

test("an undecided task keeps its dollars apart, and a cancelled one is neither success, failure nor waste", () => {
  expect(measuresOf(fold({ calls: [aCall()] }))).toMatchObject({ undecided: 1n, undecided_cost: 1_000n, cost: 1_000n });
  const cancelled = measuresOf(fold({ calls: [aCall({ failure: "timeout" })], events: [anOutcome("cancelled")] }));
  expect(cancelled).toMatchObject({ cancelled: 1n, cost: 1_000n });
  expect(Object.keys(cancelled).filter((name) => name.startsWith("waste") || name.startsWith("sum"))).toEqual([]);
});

test("a task with one unpriced call has no place in the moments, and the known part of its cost stays", () => {
  const measures = measuresOf(
    fold({ calls: [aCall(), aCall({ at: 2, cost: cost(null) })], events: [anOutcome("succeeded")] }),
  );
  expect(measures).toMatchObject({ cost: 1_000n, unpriced_calls: 1n, usage_calls: 2n });
  expect(measures).not.toHaveProperty("priced_tasks");
});

test("embeddings are other calls: in the cost, in no count of calls, and they never are the entry model", () => {
  const embedding = aCall({ at: -5, operation: "embedding", model: "text-embedding-3-small", cost: cost(5n) });
  const figures = fold({ calls: [embedding, aCall()] });
  expect(figures).toMatchObject({ entryModel: "gpt-4o", route: "gpt-4o", calls: 1, otherCalls: 1, costNano: 1_005n });
  expect(measuresOf(figures)).toMatchObject({ calls: 1n, other_calls: 1n, cost: 1_005n, f_ok: 1n });
});

test("the closing model is the one that ended last, and the route lists models in order of first use", () => {
  const calls = [
    aCall({ at: 4, model: "b" }),
    aCall({ at: 0, model: "a", lasts: 60 }),
    aCall({ at: 8, model: "b" }),
    aCall({ at: 9, model: "c" }),
  ];
  expect(fold({ calls })).toMatchObject({ entryModel: "a", closingModel: "a", route: "a → b → c", provider: "openai" });
});

test("a failed task whose calls all ended ok failed silently; its reason is the application's", () => {
  const figures = fold({ calls: [aCall()], events: [anOutcome("failed", { reason: "wrong_vendor" })] });
  expect(figures.failureReason).toBe("wrong_vendor");
  expect(measuresOf(figures)).toMatchObject({ silent_failures: 1n, failed: 1n, waste_failed_task: 1_000n });
});

test.each([
  ["exhausted_retries", [aCall({ failure: "rate_limited", resendCount: 2, usage: null })]],
  ["repeated_tool_call", [0, 2, 4].map((at) => aCall({ at, toolCalls: [tool("lookup", "same")] }))],
  ["ended_on_failure", [aCall(), aCall({ at: 2, failure: "refusal" })]],
  [null, [aCall()]],
] as const)("a failed task without a reason failed by %s, as its calls tell", (reason, calls) => {
  expect(fold({ calls, events: [anOutcome("failed")] }).failureReason).toBe(reason);
});

test("reviewed beats reported beats inferred, then the later time, then the larger id", () => {
  const outcomeOf = (...events: Parameters<typeof anOutcome>[]): unknown =>
    fold({ events: events.map((args) => anOutcome(...args)) }).outcome;
  expect(outcomeOf(["failed", { source: "reviewed", at: 1 }], ["succeeded", { at: 9 }])).toBe("failed");
  expect(outcomeOf(["failed", { at: 1 }], ["succeeded", { source: "inferred", at: 9 }])).toBe("failed");
  expect(outcomeOf(["failed", { at: 9 }], ["succeeded", { at: 1 }])).toBe("failed");
  expect(outcomeOf(["failed", { id: "api:b" }], ["succeeded", { id: "api:a" }])).toBe("failed");
});

test("a retry rate counts the calls that needed a retry, and an application retry counts to the call it repeats", () => {
  const calls = [
    aCall({ failure: "overloaded", requestHash: "h", resendCount: 1 }),
    aCall({ at: 2, failure: "timeout", requestHash: "h", resendCount: 0 }),
    aCall({ at: 4, requestHash: "h", resendCount: 0 }),
    aCall({ at: 6, requestHash: "h", resendCount: 0 }),
    aCall({ at: 8 }),
  ];
  expect(measuresOf(fold({ calls }))).toMatchObject({
    calls_with_attempts: 4n,
    attempts: 5n,
    retries: 3n,
    retried_calls: 1n,
    clean_tasks: 1n,
  });
});

test("a re-ask follows a call whose output, tools or check failed, with the same tools, or is marked as one", () => {
  const reasks = (...calls: Parameters<typeof aCall>[0][]): number =>
    fold({ calls: calls.map((call, i) => aCall({ at: 2 * i, ...call })) }).reasks;
  expect(reasks({ failure: "invalid_json" }, {})).toBe(1);
  expect(reasks({ failure: "truncated" }, {}, {})).toBe(1);
  expect(reasks({ facts: { checks: { polite: false } } }, {})).toBe(1);
  expect(reasks({ failure: "refusal" }, {})).toBe(0);
  expect(reasks({ failure: "empty", toolsHash: "x" }, { toolsHash: "y" })).toBe(0);
  expect(reasks({ failure: "empty" }, { toolsHash: "y" })).toBe(1);
  expect(reasks({}, { markedReask: true })).toBe(1);
  expect(reasks({ failure: "empty" }, { markedReask: false })).toBe(0);
  expect(reasks({ failure: "invalid_json", lasts: 10 }, { lasts: 1 }, { at: 12 })).toBe(1);
});

test("first-attempt validity leaves the tool calls of re-asks out", () => {
  const calls = [
    aCall({
      failure: "invalid_arguments",
      toolCalls: [tool("a", "1", "invalid_arguments"), tool("b", "1", "not_validated")],
    }),
    aCall({ at: 2, toolCalls: [tool("a", "2")] }),
  ];
  expect(measuresOf(fold({ calls }))).toMatchObject({ tool_calls: 2n, valid_tool_calls: 1n, first_tool_calls: 1n });
});

test("every wasted dollar has one cause, and waste is never more than the cost", () => {
  const calls = [
    aCall({ at: 0, model: "small", cost: cost(10n, 8n) }),
    aCall({ at: 2, model: "small", cost: cost(20n, 15n), failure: "invalid_json" }),
    aCall({ at: 4, model: "large", cost: cost(100n, 90n), toolCalls: [tool("find", "1")] }),
    aCall({ at: 6, model: "large", cost: cost(7n, 5n), toolCalls: [tool("find", "1")] }),
    aCall({ at: 8, model: "large", cost: cost(9n, 6n) }),
  ];
  const succeeded = fold({ calls, events: [anOutcome("succeeded")] });
  expect(measuresOf(succeeded)).toMatchObject({
    waste_escalated: 10n,
    waste_failed_call: 20n,
    waste_repeated_tool: 7n,
    waste_reask: 75n,
  });
  expect(succeeded.wasteNano).toBe(112n);
  expect(measuresOf(fold({ calls, events: [anOutcome("failed")] }))).toMatchObject({
    waste_failed_task: 146n,
    cost: 146n,
  });
});

test("the size of the first call's input is its stratum, flagged where only tokens tell it", () => {
  const sizeOf = (call: Parameters<typeof aCall>[0]): string =>
    fold({ calls: [aCall(call), aCall({ at: 1 })] }).inputSize;
  expect(sizeOf({ inputChars: 1_999 })).toBe("under_2k");
  expect(sizeOf({ inputChars: 2_000 })).toBe("2k_8k");
  expect(sizeOf({ inputChars: 200_000 })).toBe("over_128k");
  expect(sizeOf({ usage: { ...NO_USAGE, inputUncached: 1_000, cacheRead: 1_000 } })).toBe("~8k_32k");
  expect(sizeOf({ usage: { ...NO_USAGE, inputUncached: 2_200 }, provider: "anthropic" })).toBe("~2k_8k");
  expect(sizeOf({ usage: null })).toBe("");
});

test("a stream that failed before its first token counts as never, and speed needs a stream with usage", () => {
  const calls = [
    aCall({ streamed: true, ttftMs: 500, lasts: 2, usage: { ...NO_USAGE, output: 150 } }),
    aCall({ at: 4, streamed: true, failure: "overloaded", usage: null, cost: cost(null) }),
    aCall({ at: 6, streamed: false }),
  ];
  const { histograms } = taskSums(fold({ calls }));
  expect([...(histograms.ttft_ms ?? [])]).toEqual([
    [159, 1],
    [NEVER_BIN, 1],
  ]);
  expect([...(histograms.output_tokens_per_s ?? [])]).toEqual([[118, 1]]);
  expect([...(histograms.duration_ms ?? [])].map(([, count]) => count)).toEqual([1, 2]);
});

test("the hours a batch waited are no duration of its calls", () => {
  const { histograms } = taskSums(fold({ calls: [aCall({ lasts: 7_200, serviceTier: "batch" })] }));
  expect([histograms.duration_ms, histograms.ttft_ms]).toEqual([null, null]);
});

test("an answer from a cache costs nothing, has no usage and is counted apart", () => {
  const measures = measuresOf(fold({ calls: [aCall({ fromCache: true })] }));
  expect(measures).toMatchObject({ calls: 1n, cached_calls: 1n, f_ok: 1n });
  expect(measures).not.toHaveProperty("cost");
  expect(measures).not.toHaveProperty("usage_calls");
  expect(measures).not.toHaveProperty("calls_without_usage");
});

test("checks on the task count once however often they are said; checks on calls count a call", () => {
  const calls = [0, 2].map((at) => aCall({ at, facts: { checks: { polite: at === 0 } } }));
  const events = [
    anEvent({ facts: { checks: { right: false } } }),
    anEvent({ at: 5, facts: { checks: { right: true } } }),
  ];
  const figures = fold({ calls, events });
  expect(figures.checks).toEqual({ right: true });
  expect(Object.fromEntries(taskSums(figures).checks ?? [])).toEqual({
    polite: { recorded: 2, passed: 1 },
    right: { recorded: 1, passed: 1 },
  });
});

test("type, tags, user, version and environment are what was said last; production where nothing was said", () => {
  const events = [
    anEvent({ at: 9, facts: { type: "invoice", tags: { customer: "b" }, version: "2" } }),
    anEvent({ at: 1, facts: { type: "lead", tags: { customer: "a", step: "1" }, user: "u", environment: "staging" } }),
  ];
  expect(fold({ events })).toMatchObject({
    taskType: "invoice",
    tags: { customer: "b", step: "1" },
    userId: "u",
    version: "2",
    environment: "staging",
  });
  expect(fold({ events: events.slice(0, 1) }).environment).toBe("production");
});

test("a declared tag has a cell by its value, type, entry model and environment only", () => {
  const figures = fold({ calls: [aCall()], events: [anEvent({ facts: { tags: { customer: "acme" } } })] }, [
    "customer",
    "step",
  ]);
  expect(
    figures.contribution.filter(({ key }) => key.grain === "task").map(({ key }) => [key.split, key.dimensions]),
  ).toEqual([
    ["", ["", "", "gpt-4o", "gpt-4o", "gpt-4o", "openai", "~under_2k", "production"]],
    ["customer", ["acme", "", "gpt-4o", "", "", "", "", "production"]],
    ["step", ["", "", "gpt-4o", "", "", "", "", "production"]],
  ]);
});

test("call cells are dated by each call and count the task once, at its first such call", () => {
  const calls = [
    aCall({ model: "a", key: "k1" }),
    aCall({ at: 3600, model: "a", key: "k2" }),
    aCall({ at: 7200, model: "b", failure: "refusal" }),
  ];
  const cells = fold({ calls, events: [anOutcome("succeeded")] }).contribution.filter(
    ({ key }) => key.split === "none",
  );
  const hour = Date.UTC(2026, 10, 16, 10);
  expect(
    cells.map(({ key, sums: { measures } }) => [
      (key.hourMs - hour) / 3_600_000,
      key.dimensions[0],
      ...(["calls", "tasks", "succeeded", "ft_ok", "ft_refusal", "cost"] as const).map(
        (name) => measures.get(name) ?? 0n,
      ),
    ]),
  ).toEqual([
    [0, "a", 1n, 1n, 1n, 1n, 0n, 1_000n],
    [1, "a", 1n, 0n, 0n, 0n, 0n, 1_000n],
    [2, "b", 1n, 1n, 1n, 0n, 1n, 1_000n],
  ]);
  expect(cells.some(({ sums }) => sums.measures.has("priced_tasks"))).toBe(false);
});

function tool(name: string, argsHash: string, verdict: "valid" | "invalid_arguments" | "not_validated" = "valid") {
  return { name, argsHash, verdict, violations: [], why: null };
}
