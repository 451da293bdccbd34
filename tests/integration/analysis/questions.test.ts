import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { ClonedDatabase } from "#tests/support/database-template.ts";
import type { Store } from "#lib/store/open-store.ts";
import { cloneDatabase } from "#tests/support/database-template.ts";
import { failures, parseFailuresQuery } from "#lib/analysis/failures.ts";
import { filterOptions } from "#lib/analysis/filter-options.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { models } from "#lib/analysis/models.ts";
import { openStore } from "#lib/store/open-store.ts";
import { call, outcome, toolCall } from "./calls.ts";
import { insertProject } from "./cells.ts";

const RANGE = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-12-01T00:00:00Z") };
let database: ClonedDatabase;
let store: Store;
let projectId: string;

beforeAll(async () => {
  database = await cloneDatabase();
  store = openStore({ databaseUrl: database.url, poolSize: 3 });
  projectId = await insertProject(store.pool);
  const badDate = { kind: "wrong_type", path: "/date" } as const;
  const noCity = { kind: "missing_required", path: "/city" } as const;
  const invalid = (violations: (typeof badDate | typeof noCity)[]) =>
    toolCall("book", { verdict: "invalid_arguments", violations });
  await store.write({
    projectId,
    calls: [
      // Wrong arguments, repaired by the same model: succeeded.
      call("a", "2026-11-03T10:00:00Z", { failure: "invalid_arguments", toolCalls: [invalid([badDate, noCity])] }),
      call("a", "2026-11-03T10:00:01Z", { toolCalls: [toolCall("book")] }),
      // Wrong arguments, handed to another model, then a time-out: failed.
      call("b", "2026-11-04T10:00:00Z", { failure: "invalid_arguments", toolCalls: [invalid([badDate])] }),
      call("b", "2026-11-04T10:00:01Z", {
        model: "claude-sonnet-4-5",
        provider: "anthropic",
        failure: "timeout",
        usage: null,
        cost: { total: null, input: null, possiblyBilled: null, estimated: false, source: null },
      }),
      // A tool nobody offered, in another type of task and another environment.
      call("c", "2026-11-05T10:00:00Z", {
        failure: "unknown_tool",
        toolCalls: [toolCall("fly", { verdict: "unknown_tool" })],
        facts: { type: "travel", environment: "staging" },
      }),
    ],
    events: [
      outcome("a", "2026-11-03T10:01:00Z", "succeeded"),
      outcome("b", "2026-11-04T10:01:00Z", "failed"),
      outcome("c", "2026-11-05T10:01:00Z", "failed"),
    ],
  });
  await foldUntilClean(store);
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

const ask = async (words: string) => {
  const context = { projectId, declaredTags: [], now: RANGE.to };
  return failures(store.pool, parseFailuresQuery(new URLSearchParams(words), context));
};

const tool = (name: string, calls: number, valid: number) => ({
  model: "gpt-4o-mini",
  tool: name,
  tool_calls: calls,
  judged: calls,
  valid,
  validity: valid / calls,
  optional_offered: 0,
  optional_filled: 0,
  optional_fill_rate: null,
  leaves: 0,
  ungrounded: 0,
  ungrounded_rate: null,
});

describe("failures", () => {
  it("are counted by model and task type, with the violations of the latest tasks", async () => {
    const shared = { class_group: "tools", cost_usd: "0.010000000" };
    expect(await ask("from=2026-11-01&to=2026-12-01")).toEqual({
      rows: [
        {
          ...shared,
          model: "gpt-4o-mini",
          task_type: "triage",
          class: "invalid_arguments",
          calls: 2,
          of_calls: 3,
          tasks: 2,
          cost_usd: "0.020000000",
        },
        {
          model: "claude-sonnet-4-5",
          task_type: "triage",
          class: "timeout",
          class_group: "transport",
          calls: 1,
          of_calls: 1,
          tasks: 1,
          cost_usd: "0.000000000",
        },
        {
          ...shared,
          model: "gpt-4o-mini",
          task_type: "travel",
          class: "unknown_tool",
          calls: 1,
          of_calls: 1,
          tasks: 1,
        },
      ],
      latest_tool_violations: {
        sampled_tasks: 3,
        rows: [
          violation("book", "invalid_arguments", { kind: "wrong_type", path: "/date", tool_calls: 2 }),
          violation("book", "invalid_arguments", { kind: "missing_required", path: "/city", tool_calls: 1 }),
          violation("fly", "unknown_tool", { kind: null, path: null, tool_calls: 1 }),
        ],
      },
      latest_tool_choices: { sampled_tasks: 0, rows: [] },
      latest_tools: { sampled_tasks: 3, rows: [tool("book", 3, 1), tool("fly", 1, 0)] },
      from: "2026-11-01T00:00:00.000Z",
      to: "2026-12-01T00:00:00.000Z",
    });
  });

  it("can be narrowed to a model, a task type and a range", async () => {
    const narrowed = await ask("from=2026-11-04&to=2026-12-01&model=gpt-4o-mini&task_type=triage");
    expect(narrowed.rows.map((row) => [row.class, row.calls])).toEqual([["invalid_arguments", 1]]);
    expect(narrowed.latest_tool_violations).toEqual({
      sampled_tasks: 1,
      rows: [violation("book", "invalid_arguments", { kind: "wrong_type", path: "/date", tool_calls: 1 })],
    });
    expect((await ask("from=2026-12-01&to=2026-12-02")).latest_tool_violations).toEqual({ sampled_tasks: 0, rows: [] });
  });
});

describe("models", () => {
  it("show their own calls beside the tasks that began with them", async () => {
    const measured = await models(store.pool, { projectId, ...RANGE });
    expect(
      measured.map(({ model, own_calls, entered_tasks }) => [model, own_calls?.calls, entered_tasks?.tasks]),
    ).toEqual([
      ["claude-sonnet-4-5", 1, undefined],
      ["gpt-4o-mini", 4, 3],
    ]);
    expect(measured[1]).toMatchObject({
      own_calls: { tool_validity: 0.25, success_rate: null },
      // Three tasks of 2, 1 and 1 cents, one of which succeeded.
      entered_tasks: { success_rate: 1 / 3, cost_per_success_usd: "0.040000000" },
    });
    const production = await models(store.pool, { projectId, ...RANGE, environments: ["production"] });
    expect(production[1]?.entered_tasks?.tasks).toBe(2);
  });
});

describe("filter options", () => {
  it("name what there ever was, or what a range holds", async () => {
    expect(await filterOptions(store.pool, projectId)).toEqual({
      taskTypes: ["travel", "triage"],
      entryModels: ["gpt-4o-mini"],
      models: ["claude-sonnet-4-5", "gpt-4o-mini"],
      environments: ["production", "staging"],
    });
    const day = { from: new Date("2026-11-03T00:00:00Z"), to: new Date("2026-11-04T00:00:00Z") };
    expect(await filterOptions(store.pool, projectId, day)).toEqual({
      taskTypes: ["triage"],
      entryModels: ["gpt-4o-mini"],
      models: ["gpt-4o-mini"],
      environments: ["production"],
    });
  });

  it("are empty for a project without tasks", async () => {
    const empty = { taskTypes: [], entryModels: [], models: [], environments: [] };
    expect(await filterOptions(store.pool, await insertProject(store.pool))).toEqual(empty);
  });
});

function violation(tool: string, verdict: string, counts: Record<string, unknown>): Record<string, unknown> {
  return { model: "gpt-4o-mini", tool, verdict, ...counts };
}
