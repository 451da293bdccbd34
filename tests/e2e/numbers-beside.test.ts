import { randomBytes } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { askJson } from "#tests/support/ask-json.ts";
import { E2E } from "#tests/support/e2e-server.ts";
import { queryRaw } from "#tests/support/query-raw.ts";
import { readFormula } from "#tests/support/read-formula.ts";
import { readShown } from "#tests/support/read-shown.ts";
import { readTable } from "#tests/support/read-table.ts";
import { expect, expectAccessible, test } from "./dashboard-test.ts";

/* Figures that no row of the metrics API holds, or that only pages of one thing show: each against the rows it is counted from. */

/** The latest version of each span, as the fold counts it. */
const CALLS = `
  with calls as (
    select distinct on (task_id, trace_id, span_id) *
    from call order by task_id, trace_id, span_id, ended_at desc, attribute_count desc, content_hash desc)`;

function expectShown(text: string, value: number, of: string): void {
  const shown = readShown(text);
  const agrees = shown !== null && value >= shown.low && value <= shown.high;
  expect(agrees, `${of} reads "${text}", the rows say ${value}`).toBe(true);
}

test("the share without failure through each step is what the raw calls say", async ({ dashboard }) => {
  const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const [from, to] = [day(22), day(1)];
  await dashboard.goto(`/models/gpt-4.1?from=${from}&to=${to}`);
  const shown = await readTable(dashboard, "Share without failure through each step");
  const tasks = await queryRaw(
    `${CALLS} select array_agg(failure order by c.started_at, c.ended_at, span_id) as ends
     from calls c join task t using (task_id)
     where t.entry_model = 'gpt-4.1' and t.environment = 'production' and operation = 'generation'
       and t.started_at >= $1::date and t.started_at < $2::date group by task_id`,
    [from, to],
  );
  // An array of texts, by the query.
  const ends = tasks.map((task) => task["ends"] as readonly string[]);
  expect(shown.length).toBeGreaterThanOrEqual(3);
  let share = 1;
  for (const [i, [step = "", rate = "", , reached = "", failed = ""]] of shown.entries()) {
    expect(step).toBe(String(i + 1));
    const atRisk = ends.filter((all) => all.length > i && all.slice(0, i).every((end) => end === "ok"));
    const failures = atRisk.filter((all) => all[i] !== "ok").length;
    share *= 1 - failures / atRisk.length;
    expectShown(reached, atRisk.length, `tasks that reached step ${step}`);
    expectShown(failed, failures, `tasks that failed at step ${step}`);
    expectShown(rate, share, `share through step ${step}`);
  }
});

test("a model's prices are those that the API and the catalogue tell", async ({ dashboard, request }) => {
  await dashboard.goto("/models/gpt-4o-mini");
  const [shown = []] = await readTable(dashboard, "Price history");
  const { models } = await askJson(request, "/api/v1/models");
  // As the contract says.
  const model = (models as readonly Readonly<Record<string, unknown>>[]).find((one) => one["model"] === "gpt-4o-mini");
  for (const [at, kind] of [
    [1, "input"],
    [2, "cache_read"],
    [4, "output"],
  ] as const)
    expectShown(shown[at] ?? "", Number(readFormula(`usd_per_million_tokens.${kind}.usd`, model ?? {})), kind);
});

test("what is unpriced, and how large the database is, stand in the settings as the database says", async ({
  dashboard,
}) => {
  await dashboard.goto("/settings");
  const line = await dashboard.getByText(/openai · [\d,]+ calls, [\d.]+[KM] tokens/).textContent();
  const [, calls = "", tokens = ""] = /· ([\d,]+) calls, (\S+) tokens/.exec(line ?? "") ?? [];
  const [raw = {}] = await queryRaw(
    `${CALLS} select count(*)::int as calls,
       sum(coalesce(input_uncached, 0) + coalesce(cache_read, 0) + coalesce(cache_write_5m, 0) + coalesce(cache_write_1h, 0)
         + coalesce(output, 0))::float8 as tokens, pg_database_size(current_database())::float8 as bytes,
       current_setting('server_version') as version
     from calls where model like 'ft:%' and has_usage and cost_nano is null and started_at >= now() - interval '90 days'`,
    [],
  );
  expectShown(calls, Number(raw["calls"]), "calls without a price");
  expectThreeDigits(tokens, Number(raw["tokens"]));
  const said = await dashboard.getByText(/^[\d,.]+ [kMG]B, PostgreSQL/).textContent();
  const [, megabytes = "", version = ""] = /^([\d,]+) MB, PostgreSQL (\S+)/.exec(said ?? "") ?? [];
  // It grows while it is looked at.
  expect(Number(megabytes) / (Number(raw["bytes"]) / 1e6)).toBeCloseTo(1, 1);
  expect(String(raw["version"])).toContain(version);
});

/** `4.57M` has three digits: half of the last either way. */
function expectThreeDigits(text: string, value: number): void {
  const [, digits = "", unit = ""] = /^([\d.]+)([KM])$/.exec(text) ?? [];
  const said = Number(digits) * (unit === "M" ? 1e6 : 1e3);
  expect(Math.abs(said - value) / value, `${text} tokens, the rows say ${value}`).toBeLessThan(0.005);
}

test("a run of cases shows what its tasks and calls come to", async ({ dashboard, request }) => {
  const run = `e2e-${randomBytes(4).toString("hex")}`;
  const sent = await request.post("/v1/traces", {
    headers: { authorization: `Bearer ${E2E.ingestKey}` },
    data: { resourceSpans: [{ scopeSpans: [{ scope: { name: "cases" }, spans: aRun(run) }] }] },
  });
  expect(sent.status()).toBe(200);
  await expect
    .poll(async () => (await askRun(request, run)).reduce((sum, row) => sum + Number(row["tasks"]), 0))
    .toBe(8);
  const rows = await askRun(request, run);
  const raw = await queryRaw(
    `${CALLS}, costs as (select task_id, sum(cost_nano) as nano from calls group by task_id)
     select entry_model, count(*)::int as tasks, (count(*) filter (where outcome = 'succeeded'))::int as succeeded,
       sum(nano)::float8 / 1e9 as cost_usd
     from task join costs using (task_id) where tags ->> 'outturn.run' = $1 group by 1 order by 1`,
    [run],
  );
  await dashboard.goto(`/runs/${run}`);
  const shown = new Map(
    (await readTable(dashboard, "The models on the same cases")).map(([name = "", ...of]) => [name, of]),
  );
  expect(raw.map((one) => one["tasks"])).toEqual([4, 4]);
  for (const [i, one] of raw.entries()) {
    const [model, tasks, succeeded] = [String(one["entry_model"]), Number(one["tasks"]), Number(one["succeeded"])];
    const row = rows.find((said) => said["entry_model"] === model) ?? {};
    const first = (name: string): string => (shown.get(name)?.[i] ?? "").split(" (")[0] ?? "";
    expectShown(first("Cases given"), tasks, `cases of ${model}`);
    expectShown(first("Success"), succeeded / tasks, `success of ${model}`);
    expectShown(first("Calls a case"), Number(readFormula("calls / tasks", row)), `calls of ${model}`);
    expectShown(first("Cost"), Number(one["cost_usd"]), `cost of ${model}`);
    expectShown(first("Cost per success"), Number(one["cost_usd"]) / succeeded, `cost per success of ${model}`);
    expect(Number(row["cost_usd"])).toBeCloseTo(Number(one["cost_usd"]), 9);
  }
  await expectAccessible(dashboard);
  await dashboard.goto("/runs");
  const [, tasks = "", success = "", cost = ""] =
    (await readTable(dashboard, "Runs")).find(([name]) => name === run) ?? [];
  expectShown(tasks, 8, "tasks of the run");
  expectShown(success, 6 / 8, "success of the run");
  expectShown(cost, Number(raw[0]?.["cost_usd"]) + Number(raw[1]?.["cost_usd"]), "cost of the run");
});

async function askRun(request: APIRequestContext, run: string) {
  const range = `from=${new Date(Date.now() - 86_400_000).toISOString()}&to=${new Date(Date.now() + 3_600_000).toISOString()}`;
  const answer = await askJson(
    request,
    `/api/v1/metrics?${range}&task_type=${run}&environment=cases&group_by=entry_model&percentiles=1`,
  );
  // As the contract says.
  return answer["rows"] as readonly Readonly<Record<string, unknown>>[];
}

/** Four cases on each of two models, of which all and two succeed. */
function aRun(run: string): readonly object[] {
  const now = BigInt(Date.now()) * 1_000_000n;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const whole = (key: string, intValue: number) => ({ key, value: { intValue } });
  return Array.from({ length: 8 }, (_, i) => ({
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: "chat",
    kind: 3,
    startTimeUnixNano: String(now - 900_000_000n),
    endTimeUnixNano: String(now),
    attributes: [
      text("gen_ai.operation.name", "chat"),
      text("gen_ai.provider.name", "openai"),
      text("gen_ai.request.model", i < 4 ? "gpt-4o-mini" : "gpt-4.1"),
      whole("gen_ai.usage.input_tokens", 1_000 + i),
      whole("gen_ai.usage.output_tokens", 100),
      text("outturn.task.id", `${run}-${i}`),
      text("outturn.task.type", run),
      text("outturn.task.outcome", i < 6 ? "succeeded" : "failed"),
      text("outturn.tag.outturn.run", run),
      text("deployment.environment.name", "cases"),
    ],
  }));
}
