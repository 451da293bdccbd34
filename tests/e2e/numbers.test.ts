import type { APIRequestContext, Page } from "@playwright/test";
import { weekOf } from "#lib/review/iso-week.ts";
import { askJson } from "#tests/support/ask-json.ts";
import { queryRaw } from "#tests/support/query-raw.ts";
import { readFormula } from "#tests/support/read-formula.ts";
import { readShown, readShownInterval, type Shown } from "#tests/support/read-shown.ts";
import { readTable } from "#tests/support/read-table.ts";
import { expect, test } from "./dashboard-test.ts";

type Row = Readonly<Record<string, unknown>>;

interface Figure {
  readonly formula: string;
  readonly group: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Whole days of the past, so that page, API and raw rows are asked for the very same range. */
const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const FROM = day(22);
const TO = day(1);
const RANGE = `from=${FROM}&to=${TO}`;

const PAGES = [
  "/",
  "/models",
  "/failures?class=invalid_arguments",
  "/failures?measure=tasks",
  "/failures?measure=dollars",
  "/costs",
  "/costs?by=service_tier",
  "/costs?by=key",
  "/tasks",
] as const;
/** Fewer figures than this on a page, and somebody has lost them. */
const LEAST: Readonly<Record<string, number>> = {
  "/": 180,
  "/models": 150,
  "/costs": 50,
  "/costs?by=service_tier": 4,
  "/costs?by=key": 4,
  "/tasks": 100,
};
/** What calls are kept by beside their model alone. */
const OF_CALLS: readonly string[] = ["service_tier", "key"];

/** Every figure of the page that says what it is, with the text it begins with. */
async function readFigures(page: Page): Promise<Figure[]> {
  await expect(page.locator(".skeleton")).toHaveCount(0);
  const read = await page.locator("main [data-measure]").evaluateAll((elements) =>
    elements.map((element) => ({
      formula: element.getAttribute("data-measure") ?? "",
      group: element.closest("[data-group]")?.getAttribute("data-group") ?? "",
      text: [...element.childNodes].find(({ textContent }) => (textContent ?? "").trim() !== "")?.textContent ?? "",
    })),
  );
  // Written by `groupOf`, as JSON of texts.
  return read.map((figure) => ({ ...figure, group: JSON.parse(figure.group) as Record<string, string> }));
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The metrics of a page, asked once for each kind of group. Calls are kept by neither environment nor entry model. */
function openAnswers(request: APIRequestContext, entryModel: string | null) {
  const rows = new Map<string, Promise<readonly Row[]>>();
  const ask = async (fields: readonly string[]): Promise<readonly Row[]> => {
    const ofTasks = `&environment=production${entryModel === null ? "" : `&entry_model=${encodeURIComponent(entryModel)}`}`;
    const names = fields.some((field) => OF_CALLS.includes(field)) ? ["model", ...fields] : fields;
    const groups = names.length === 0 ? "" : `&group_by=${names.join(",")}`;
    const filters = names.includes("model") ? "" : ofTasks;
    const answer = await askJson(request, `/api/v1/metrics?${RANGE}&percentiles=1${groups}${filters}`);
    // As the contract says.
    return answer["rows"] as readonly Row[];
  };
  return async (group: Figure["group"]): Promise<Row> => {
    if (group["task"] !== undefined) return askTask(request, group["task"]);
    const fields = Object.keys(group).toSorted();
    const key = fields.join(",");
    const asked = rows.get(key) ?? ask(fields);
    rows.set(key, asked);
    const found = (await asked).filter((row) => fields.every((field) => textOf(row[field]) === group[field]));
    const [first] = found;
    if (first === undefined) throw new Error(`the API has no row of ${JSON.stringify(group)}`);
    return found.length === 1 ? first : addUp(found);
  };
}

/** The counts and dollars of several rows together; rates and intervals do not add up and are left out. */
function addUp(rows: readonly Row[]): Row {
  const names = ["calls", "other_calls", "unpriced_calls", "cost_usd", "possibly_billed_usd"];
  return Object.fromEntries(
    names.map((name) => [name, rows.reduce((sum, row) => sum + Number(readFormula(name, row) ?? 0), 0)]),
  );
}

async function askTask(request: APIRequestContext, id: string): Promise<Row> {
  const task = await askJson(request, `/api/v1/tasks/${encodeURIComponent(id)}`);
  // As the contract says.
  const calls = (task["calls"] as readonly Row[]).map((call) => ({ ...call, input_tokens: inputOf(call["tokens"]) }));
  return { ...task, calls, duration_ms: Date.parse(String(task["ended_at"])) - Date.parse(String(task["started_at"])) };
}

/** All that was read by a call; null where the provider said no usage. */
function inputOf(tokens: unknown): number | null {
  if (typeof tokens !== "object" || tokens === null) return null;
  const kinds = ["input_uncached", "cache_read", "cache_write_5m", "cache_write_1h"];
  return kinds.reduce((sum, kind) => sum + Number(Reflect.get(tokens, kind) ?? 0), 0);
}

const within = (shown: Shown | null | undefined, value: number, slack = 0): boolean =>
  shown !== null && shown !== undefined && value >= shown.low - slack && value <= shown.high + slack;

/** What is wrong with a figure; null where it says what the API says. */
function faultOf({ formula, group, text }: Figure, row: Row): string | null {
  const value = readFormula(formula, row);
  const fault = `${formula} of ${JSON.stringify(group)} reads "${text}", the API says ${JSON.stringify(value)}`;
  if (value !== null && typeof value !== "number") {
    const ends = readShownInterval(text);
    return value.every((end, i) => within(ends[i], end)) ? null : fault;
  }
  const shown = text.includes("–") ? undefined : readShown(text);
  if (shown === null) return isUnknown(value, row) ? null : fault;
  // The API tells both ends of a task to the millisecond, which its length is told from to the microsecond.
  const slack = formula === "duration_ms" ? 1 : 0;
  return value !== null && within(shown, value, slack) ? null : fault;
}

/** A sum in which calls have no price is not zero but unknown. */
function isUnknown(value: number | null, row: Row): boolean {
  if (value === null || !Number.isFinite(value)) return true;
  return value === 0 && (Number(row["unpriced_calls"] ?? 0) > 0 || row["cost_known"] === false);
}

async function expectAgreement(page: Page, request: APIRequestContext, entryModel: string | null): Promise<number> {
  const figures = await readFigures(page);
  const rowOf = openAnswers(request, entryModel);
  const faults: string[] = [];
  for (const figure of figures) {
    const fault = faultOf(figure, await rowOf(figure.group));
    if (fault !== null) faults.push(fault);
  }
  expect(faults).toEqual([]);
  return figures.length;
}

test("every figure on every page is the one that the metrics API gives", async ({ dashboard, request }) => {
  test.slow();
  for (const path of PAGES) {
    await dashboard.goto(`${path}${path.includes("?") ? "&" : "?"}${RANGE}`);
    const read = await expectAgreement(dashboard, request, null);
    expect(read, `figures on ${path}`).toBeGreaterThanOrEqual(LEAST[path] ?? 40);
  }
});

test("every figure of one model and of one task is the one that the API gives", async ({ dashboard, request }) => {
  for (const [model, least] of [
    ["gpt-4o-mini", 80],
    ["gpt-4.1", 80],
  ] as const) {
    await dashboard.goto(`/models/${model}?${RANGE}`);
    expect(await expectAgreement(dashboard, request, model), model).toBeGreaterThanOrEqual(least);
  }
  const { tasks } = await askJson(request, `/api/v1/tasks?${RANGE}&limit=1`);
  // As the contract says.
  const [task] = tasks as readonly { readonly id: string }[];
  await dashboard.goto(`/tasks/${encodeURIComponent(task?.id ?? "")}`);
  expect(await expectAgreement(dashboard, request, null)).toBeGreaterThanOrEqual(10);
});

/** One column of a page's table, by the words of its rows. */
async function readColumn(page: Page, caption: string, column: number): Promise<ReadonlyMap<string, string>> {
  return new Map((await readTable(page, caption)).map((row) => [row[0] ?? "", row[column] ?? ""]));
}

function expectColumn(shown: ReadonlyMap<string, string>, formulas: Readonly<Record<string, string>>, row: Row): void {
  for (const [name, formula] of Object.entries(formulas)) {
    const [text, value] = [shown.get(name) ?? "", readFormula(formula, row)];
    expect(within(readShown(text), Number(value)), `${name} reads "${text}", the API says ${String(value)}`).toBe(true);
  }
}

test("the figures of a week in its review are those that the metrics API gives for its days", async ({
  dashboard,
  request,
}) => {
  const { name: week, from, to } = weekOf(new Date(Date.now() - 8 * 86_400_000));
  await dashboard.goto(`/reviews/${week}`);
  const days = `from=${from.toISOString()}&to=${to.toISOString()}`;
  const answer = await askJson(request, `/api/v1/metrics?${days}&environment=production`);
  // As the contract says.
  const [row = {}] = answer["rows"] as readonly Row[];
  const formulas = {
    Tasks: "tasks",
    Succeeded: "succeeded",
    Failed: "failed",
    Undecided: "undecided",
    "Success rate": "success_rate",
    "Cost of 1,000 successes": "1000 * cost_per_success_usd",
  };
  expectColumn(await readColumn(dashboard, "The week's figures", 1), formulas, row);
});

test("what the best policy would cost, and succeed in, is on the what-if page as the API says it", async ({
  dashboard,
  request,
}) => {
  await dashboard.goto("/what-if?best=1");
  const said = await askJson(request, "/api/v1/what-if?best=1");
  const month = `Spend a month, ${Math.round(Number(said["tasks_a_month"])).toLocaleString("en")} tasks`;
  const formulas = {
    [month]: "tasks_a_month * projection.cost_per_task.usd",
    "The same in batches (assumed: half the price)": "tasks_a_month * projection.cost_per_task.usd / 2",
    "Success rate": "projection.success_rate.value",
    "Cost of 1,000 successes": "1000 * projection.cost_per_success.usd",
    "95% of tasks within": "task_ms.p95.value",
    "First token after, median": "ttft_ms.p50.value",
  };
  expectColumn(await readColumn(dashboard, "Today and the chosen policy", 2), formulas, said);
});

/** The latest version of each span, as the fold counts it. */
const CALLS = `
  with calls as (
    select distinct on (task_id, trace_id, span_id) task_id, started_at, model, operation, failure, has_usage, cost_nano, output
    from call order by task_id, trace_id, span_id, ended_at desc, attribute_count desc, content_hash desc)`;

test("the metrics API says what the raw rows say", async ({ request }) => {
  const ofTasks = await queryRaw(
    `${CALLS}, costs as (select task_id, sum(cost_nano) as nano, sum(output) as output from calls group by task_id)
     select entry_model, task_type, count(*)::int as tasks, (count(*) filter (where outcome = 'succeeded'))::int as succeeded,
       (count(*) filter (where outcome = 'failed'))::int as failed, sum(calls)::int as calls,
       coalesce(sum(nano), 0)::float8 / 1e9 as cost_usd, sum(waste_nano)::float8 / 1e9 as waste_usd, coalesce(sum(output), 0)::float8 as output
     from task left join costs using (task_id)
     where environment = 'production' and started_at >= $1::date and started_at < $2::date group by 1, 2`,
    [FROM, TO],
  );
  const tasks = await askJson(
    request,
    `/api/v1/metrics?${RANGE}&environment=production&group_by=entry_model,task_type`,
  );
  expectSame(ofTasks, tasks, ["entry_model", "task_type"]);
  const ofCalls = await queryRaw(
    `${CALLS} select c.model, task_type, (count(*) filter (where operation = 'generation'))::int as calls,
       (count(*) filter (where operation <> 'generation'))::int as other_calls, coalesce(sum(c.cost_nano), 0)::float8 / 1e9 as cost_usd,
       (count(*) filter (where has_usage and c.cost_nano is null))::int as unpriced_calls,
       (count(*) filter (where operation = 'generation' and failure not in ('ok')))::int as failures,
       coalesce(sum(c.output), 0)::float8 as output
     from calls c join task using (task_id)
     where c.started_at >= $1::date and c.started_at < $2::date group by 1, 2`,
    [FROM, TO],
  );
  expectSame(ofCalls, await askJson(request, `/api/v1/metrics?${RANGE}&group_by=model,task_type`), [
    "model",
    "task_type",
  ]);
});

function expectSame(raw: readonly Row[], answer: Row, fields: readonly string[]): void {
  // As the contract says.
  const rows = answer["rows"] as readonly Row[];
  const nameOf = (row: Row): string => fields.map((field) => textOf(row[field])).join(" / ");
  expect(rows.map(nameOf).toSorted()).toEqual(raw.map(nameOf).toSorted());
  expect(raw.length).toBeGreaterThanOrEqual(20);
  const byName = new Map(rows.map((row) => [nameOf(row), row]));
  for (const expected of raw) {
    const row = byName.get(nameOf(expected)) ?? {};
    for (const [name, value] of Object.entries(expected)) {
      if (typeof value !== "number") continue;
      const said = readFormula(name === "output" ? "tokens.output" : name, row) ?? 0;
      expect(Number(said), `${name} of ${nameOf(expected)}`).toBeCloseTo(value, 7);
    }
  }
}
