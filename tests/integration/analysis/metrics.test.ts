import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Pool } from "pg";

import type { ClonedDatabase } from "#tests/support/database-template.ts";
import type { MetricsQuery } from "#lib/analysis/metrics-row.ts";
import { binOf, binValue } from "#lib/domain/histogram.ts";
import { cloneDatabase } from "#tests/support/database-template.ts";
import { metrics, metricsJson } from "#lib/analysis/metrics.ts";
import { toContractJson } from "#lib/analysis/contract-json.ts";
import { insertCallCell, insertProject, insertTaskCell } from "./cells.ts";

let database: ClonedDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await cloneDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  // Dropping the database may cut a connection that is still saying goodbye.
  pool.on("error", () => undefined);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

function ask(projectId: string, question: Partial<MetricsQuery> = {}): MetricsQuery {
  return {
    projectId,
    from: new Date("2026-11-01T00:00:00Z"),
    to: new Date("2026-12-01T00:00:00Z"),
    groupBy: [],
    filters: {},
    timeZone: "UTC",
    percentiles: false,
    ...question,
  };
}

const DOLLAR = 1_000_000_000n;

describe("a task grouping", () => {
  it("adds up the cells of each group into one whole row", async () => {
    const projectId = await insertProject(pool);
    // Three tasks at $1, $2 and $3: the first two succeeded. One more is undecided and has cost $0.50 so far.
    await insertTaskCell(pool, projectId, {
      at: "2026-11-03T10:20:00Z",
      dimensions: { task_type: "triage", entry_model: "gpt-4o-mini" },
      checks: { right_tool: { recorded: 2, passed: 1 } },
      values: { ttft_ms: [200, 200], duration_ms: [1000], output_tokens_per_s: [50] },
      sums: {
        tasks: 3,
        succeeded: 2,
        undecided: 1,
        clean_tasks: 2,
        outcome_reported: 2,
        cost: (7n * DOLLAR) / 2n,
        undecided_cost: DOLLAR / 2n,
        clean_cost: 3n * DOLLAR,
        priced_tasks: 2,
        priced_succeeded: 2,
        sum_c: 3n * DOLLAR,
        sum_c2: 5n * DOLLAR ** 2n,
        sum_c3: 9n * DOLLAR ** 3n,
        sum_cs: 3n * DOLLAR,
        sum_c2s: 5n * DOLLAR ** 2n,
        calls: 4,
        other_calls: 1,
        usage_calls: 5,
        attempts: 6,
        calls_with_attempts: 4,
        retries: 2,
        retried_calls: 1,
        input_uncached: 1000,
        cache_read: 200,
        output: 300,
        f_ok: 4,
        fc_ok: 3n * DOLLAR,
        ft_ok: 3,
      },
    });
    await insertTaskCell(pool, projectId, {
      at: "2026-11-04T23:59:59Z",
      dimensions: { task_type: "triage", entry_model: "gpt-4o-mini" },
      checks: { right_tool: { recorded: 1, passed: 1 }, polite: { recorded: 1, passed: 0 } },
      values: { ttft_ms: [400, Infinity], duration_ms: [3000], output_tokens_per_s: [] },
      sums: {
        tasks: 1,
        failed: 1,
        silent_failures: 1,
        outcome_reviewed: 1,
        cost: 3n * DOLLAR,
        possibly_billed: 5_000_000n,
        possibly_billed_calls: 1,
        waste_failed_task: 3n * DOLLAR,
        priced_tasks: 1,
        sum_c: 3n * DOLLAR,
        sum_c2: 9n * DOLLAR ** 2n,
        sum_c3: 27n * DOLLAR ** 3n,
        calls: 2,
        usage_calls: 2,
        calls_without_usage: 0,
        reasks: 1,
        input_uncached: 500,
        output: 100,
        reasoning: 40,
        tool_calls: 2,
        valid_tool_calls: 1,
        first_tool_calls: 1,
        first_valid_tool_calls: 1,
        tool_optional_offered: 4,
        tool_optional_filled: 1,
        tool_leaves: 10,
        tool_ungrounded: 2,
        asked_schema: 2,
        ok_schema: 1,
        expected_tools: 3,
        right_tools: 2,
        uncalled_tools: 1,
        expected_of_9: 2,
        right_of_9: 1,
        checks_of_2: 4,
        passed_of_2: 3,
        task_ms: 9000,
        busy_ms: 6000,
        wait_ms: 500,
        json_requested: 2,
        json_ok: 1,
        f_ok: 1,
        f_invalid_arguments: 1,
        fc_invalid_arguments: DOLLAR,
        ft_ok: 1,
        ft_invalid_arguments: 1,
      },
    });
    const answer = await metrics(pool, ask(projectId, { groupBy: ["task_type", "entry_model"], percentiles: true }));
    expect(answer.pricing_coverage).toBe(1);
    expect(answer.rows).toEqual([
      {
        group: { task_type: "triage", entry_model: "gpt-4o-mini" },
        tasks: 4,
        succeeded: 2,
        failed: 1,
        cancelled: 0,
        undecided: 1,
        undecided_cost_usd: "0.500000000",
        // A quarter of the tasks is undecided: it could still be (6 + 0.5) / 3 or (6 + 0.5) / 2.
        provisional: true,
        undecided_bounds_usd: ["2.166666667", "3.250000000"],
        success_rate: 2 / 3,
        success_rate_ci: [expect.closeTo(0.2077, 4), expect.closeTo(0.9385, 4)],
        cost_usd: "6.500000000",
        cost_known: true,
        possibly_billed_usd: "0.005000000",
        possibly_billed_calls: 1,
        cost_per_task_usd: "2.000000000",
        cost_per_success_usd: "3.000000000",
        cost_per_success_ci: null,
        cost_per_success_sufficient: false,
        full_cost_per_success_usd: null,
        unpriced_calls: 0,
        waste_usd: "3.000000000",
        waste_by_cause: {
          failed_task: "3.000000000",
          failed_call: "0.000000000",
          escalated: "0.000000000",
          repeated_tool: "0.000000000",
          reask: "0.000000000",
        },
        silent_failures: 1,
        clean_tasks: 2,
        clean_cost_usd: "3.000000000",
        priced_tasks: 3,
        outcome_sources: { reported: 2, reviewed: 1, inferred: 0 },
        calls: 6,
        other_calls: 1,
        usage_calls: 7,
        calls_without_usage: 0,
        estimated_calls: 0,
        cached_calls: 0,
        attempts: 6,
        calls_with_attempts: 4,
        retries: 2,
        retry_rate: 0.25,
        reasks: 1,
        reask_rate: 1 / 6,
        tokens: { input_uncached: 1500, cache_read: 200, cache_write: 0, output: 400, reasoning: 40 },
        tool_calls: 2,
        valid_tool_calls: 1,
        tool_validity: 0.5,
        first_attempt_tool_validity: 1,
        json_requested: 2,
        json_ok: 1,
        json_compliance: 0.5,
        json_by_mechanism: { schema: { requested: 2, ok: 1, compliance: 0.5 } },
        tool_arguments: {
          optional_offered: 4,
          optional_filled: 1,
          optional_fill_rate: 0.25,
          leaves: 10,
          ungrounded: 2,
          ungrounded_rate: 0.2,
        },
        json_answers: null,
        right_tool: {
          expected: 3,
          right: 2,
          rate: 2 / 3,
          not_called: 1,
          by_tools_offered: [{ tools: "5-9", expected: 2, right: 1, rate: 0.5 }],
        },
        checks_by_number: [{ checks: "2", recorded: 4, passed: 3, rate: 0.75 }],
        task_time_ms: { total: 9000, in_calls: 6000 },
        wait_ms: 500,
        checks: { polite: { recorded: 1, passed: 0 }, right_tool: { recorded: 3, passed: 2 } },
        // Of 200, 200, 400 and one that never came: the median lies between the second and the third, the rest is never.
        ttft_ms: { p50: (near(200) + near(400)) / 2, p95: null, p99: null },
        duration_ms: {
          p50: close((near(1000) + near(3000)) / 2),
          p95: close(near(1000) + 0.95 * (near(3000) - near(1000))),
          p99: close(near(1000) + 0.99 * (near(3000) - near(1000))),
        },
        output_tokens_per_s: { p50: near(50) },
        failures: { ok: 5, invalid_arguments: 1 },
        failure_cost_usd: { ok: "3.000000000", invalid_arguments: "1.000000000" },
        failure_tasks: { ok: 4, invalid_arguments: 1 },
      },
    ]);
  });

  it("leaves null what no call of the group let anyone see", async () => {
    const projectId = await insertProject(pool);
    await insertTaskCell(pool, projectId, {
      at: "2026-11-03T10:00:00Z",
      sums: { tasks: 2, succeeded: 1, failed: 1, calls: 3, usage_calls: 2, unpriced_calls: 2, calls_without_usage: 1 },
    });
    await insertTaskCell(pool, projectId, {
      at: "2026-11-03T10:00:00Z",
      dimensions: { task_type: "unseen" },
      sums: { tasks: 1, undecided: 1, calls: 1, f_network: 1, ft_network: 1 },
    });
    const question = ask(projectId, { groupBy: ["task_type"] });
    const json = toContractJson(await metrics(pool, question));
    expect((await metricsJson(pool, question)).toString()).toBe(JSON.stringify(json));
    const none = { ...question, projectId: await insertProject(pool) };
    expect((await metricsJson(pool, none)).toString()).toBe(JSON.stringify(toContractJson(await metrics(pool, none))));
    expect(json.pricing_coverage).toBe(0);
    expect(json.rows[0]).toMatchObject({
      task_type: "triage",
      success_rate: 0.5,
      cost_usd: null,
      cost_per_success_usd: null,
      cost_per_success_ci: null,
      priced_tasks: 0,
      attempts: null,
      retries: null,
      retry_rate: null,
      tokens: { input_uncached: 0 },
      tool_validity: null,
      json_compliance: null,
    });
    expect(json.rows[1]).toMatchObject({
      task_type: "unseen",
      success_rate: null,
      success_rate_ci: null,
      // A call that failed without usage is free: the provider bills nothing for it.
      cost_usd: "0.000000000",
      tokens: { input_uncached: null, cache_read: null, cache_write: null, output: null, reasoning: null },
      reask_rate: 0,
      provisional: true,
    });
    expect(JSON.parse(JSON.stringify(json.rows[0]))).not.toHaveProperty("ttft_ms");
  });

  it("says no cost per success where fewer than 95 % of the decided tasks are priced", async () => {
    const projectId = await insertProject(pool);
    const tasks = { tasks: 20, succeeded: 20, usage_calls: 20, calls: 20, sum_c: 38n * DOLLAR, cost: 38n * DOLLAR };
    const at = "2026-11-03T10:00:00Z";
    const enough = { ...tasks, unpriced_calls: 1, priced_tasks: 19, priced_succeeded: 19 };
    const few = { ...tasks, unpriced_calls: 2, priced_tasks: 18, priced_succeeded: 18 };
    await insertTaskCell(pool, projectId, { at, dimensions: { task_type: "enough" }, sums: enough });
    await insertTaskCell(pool, projectId, { at, dimensions: { task_type: "few" }, sums: few });
    const { rows } = await metrics(pool, ask(projectId, { groupBy: ["task_type"] }));
    expect(rows.map((row) => row.cost_per_success_usd)).toEqual(["2.000000000", null]);
  });

  it("adds what a failure costs only where every task type of the group says it", async () => {
    const projectId = await insertProject(pool);
    const sums = {
      tasks: 3,
      succeeded: 2,
      failed: 1,
      calls: 3,
      priced_tasks: 3,
      priced_succeeded: 2,
      sum_c: 6n * DOLLAR,
    };
    await insertTaskCell(pool, projectId, { at: "2026-11-03T10:00:00Z", dimensions: { task_type: "a" }, sums });
    await insertTaskCell(pool, projectId, { at: "2026-11-03T10:00:00Z", dimensions: { task_type: "b" }, sums });
    const full = async (groupBy: string[]) =>
      (await metrics(pool, ask(projectId, { groupBy }))).rows.map((row) => row.full_cost_per_success_usd);
    expect(await full(["task_type"])).toEqual([null, null]);
    await setFailureCost(projectId, "a", 10n * DOLLAR);
    expect(await full(["task_type"])).toEqual(["8.000000000", null]);
    expect(await full([])).toEqual([null]);
    await setFailureCost(projectId, "b", 2n * DOLLAR);
    // (12 + 10 + 2) / 4
    expect(await full([])).toEqual(["6.000000000"]);
  });

  it("answers a declared tag from the cells of that tag alone", async () => {
    const projectId = await insertProject(pool);
    const at = "2026-11-03T10:00:00Z";
    await insertTaskCell(pool, projectId, { at, sums: { tasks: 5, calls: 5 } });
    await insertTaskCell(pool, projectId, {
      at,
      tag: { name: "customer", value: "acme" },
      sums: { tasks: 3, calls: 3 },
    });
    await insertTaskCell(pool, projectId, { at, tag: { name: "customer", value: "" }, sums: { tasks: 2, calls: 2 } });
    await insertTaskCell(pool, projectId, { at, tag: { name: "prompt", value: "v7" }, sums: { tasks: 5, calls: 5 } });
    const { rows } = await metrics(pool, ask(projectId, { groupBy: ["tag.customer"] }));
    expect(rows.map((row) => [row.group, row.tasks])).toEqual([
      [{ "tag.customer": "" }, 2],
      [{ "tag.customer": "acme" }, 3],
    ]);
    const filtered = await metrics(pool, ask(projectId, { filters: { "tag.customer": ["acme"] } }));
    expect(filtered.rows.map((row) => row.tasks)).toEqual([3]);
  });

  it("has no row for a range without tasks, nor for groups that others' corrections left empty", async () => {
    const projectId = await insertProject(pool);
    await insertTaskCell(pool, projectId, { at: "2026-11-03T10:00:00Z", sums: { tasks: 0, calls: 0 } });
    const answer = await metrics(pool, ask(projectId));
    expect(answer).toEqual({ rows: [], pricing_coverage: null, from: ask(projectId).from, to: ask(projectId).to });
  });

  it("never reads another project's cells", async () => {
    const [mine, other] = [await insertProject(pool), await insertProject(pool)];
    await insertTaskCell(pool, other, { at: "2026-11-03T10:00:00Z", sums: { tasks: 9, calls: 9 } });
    expect((await metrics(pool, ask(mine, { groupBy: ["entry_model"] }))).rows).toEqual([]);
  });
});

describe("a call grouping", () => {
  it("counts the model's own calls and leaves success and cost per success unknown", async () => {
    const projectId = await insertProject(pool);
    const at = "2026-11-03T10:00:00Z";
    await insertCallCell(pool, projectId, {
      at,
      sums: { tasks: 4, succeeded: 3, failed: 1, calls: 10, usage_calls: 10, unpriced_calls: 5, cost: DOLLAR },
    });
    await insertCallCell(pool, projectId, {
      at,
      split: "service_tier",
      dimensions: { service_tier: "batch" },
      sums: { tasks: 2, calls: 6 },
    });
    const answer = await metrics(pool, ask(projectId, { groupBy: ["model"] }));
    expect(answer.pricing_coverage).toBe(0.5);
    expect(answer.rows).toHaveLength(1);
    expect(answer.rows[0]).toMatchObject({
      group: { model: "gpt-4o-mini" },
      tasks: 4,
      succeeded: 3,
      calls: 10,
      cost_usd: "1.000000000",
      success_rate: null,
      success_rate_ci: null,
      cost_per_success_usd: null,
      cost_per_success_ci: null,
      full_cost_per_success_usd: null,
      provisional: false,
    });
    const tiers = await metrics(pool, ask(projectId, { groupBy: ["model", "service_tier"] }));
    expect(tiers.rows.map((row) => [row.group["service_tier"], row.calls])).toEqual([["batch", 6]]);
  });
});

/** Equal but for the last bits of a float. */
function close(value: number): unknown {
  return expect.closeTo(value, 6);
}

function near(value: number): number {
  return binValue(binOf(value));
}

async function setFailureCost(projectId: string, name: string, nano: bigint): Promise<void> {
  await pool.query("insert into task_type (project_id, name, failure_cost_nano) values ($1, $2, $3)", [
    projectId,
    name,
    String(nano),
  ]);
}
