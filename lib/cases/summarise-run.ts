import { costPerSuccessInterval } from "#lib/analysis/cost-per-success-interval.ts";
import type { Interval } from "#lib/analysis/metrics-row.ts";
import { successRateInterval } from "#lib/analysis/success-rate-interval.ts";
import type { Call } from "#lib/domain/call.ts";
import { failureGroup } from "#lib/domain/failure.ts";
import { quantiles, record } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import { divideHalfUp } from "#lib/domain/money.ts";
import type { TaskEvent } from "#lib/domain/task.ts";

/** So many of so many. */
export interface Share {
  readonly of: number;
  readonly met: number;
}

/** How one model did in a run. Null is unknown. */
export interface ModelSummary {
  readonly model: string;
  readonly tasks: number;
  readonly succeeded: number;
  /** 95 % interval of the success rate. */
  readonly successInterval: Interval<number> | null;
  readonly rightTool: Share;
  /** Tool calls whose schema was known. */
  readonly validArguments: Share;
  readonly json: Share;
  readonly checks: Share;
  /** Model calls a task, on average. */
  readonly steps: number | null;
  readonly ttftMs: { readonly p50: number | null; readonly p95: number | null };
  readonly outputTokensPerS: number | null;
  /** Nano-dollars of all its tasks; null where a call has no price. */
  readonly cost: bigint | null;
  readonly costPerSuccess: bigint | null;
  readonly costPerSuccessInterval: Interval<bigint> | null;
}

interface TaskDone {
  readonly succeeded: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
  readonly calls: readonly Call[];
}

/** Checks that have a column of their own. */
const OWN_COLUMNS = new Set(["right_tool", "right_arguments", "json_schema"]);

/** What a run found, a model each, by the formulas of the pages. */
export function summariseRun(
  { calls, events }: { readonly calls: readonly Call[]; readonly events: readonly TaskEvent[] },
  models: readonly string[],
): ModelSummary[] {
  const byTask = Map.groupBy(calls, (call) => call.ownTaskId);
  const ended = events.filter(({ facts }) => facts.outcome !== undefined);
  const byModel = Map.groupBy(ended, ({ facts }) => facts.tags?.["model"]);
  return models.map((model) => {
    const tasks = (byModel.get(model) ?? []).map(({ ownTaskId, facts }) => ({
      succeeded: facts.outcome?.outcome === "succeeded",
      checks: facts.checks ?? {},
      calls: byTask.get(ownTaskId) ?? [],
    }));
    return summarise(model, tasks);
  });
}

function summarise(model: string, tasks: readonly TaskDone[]): ModelSummary {
  const calls = tasks.flatMap((task) => task.calls);
  const verdicts = calls.flatMap(({ toolCalls }) => toolCalls.map(({ verdict }) => verdict));
  const succeeded = tasks.filter((task) => task.succeeded).length;
  const checks = tasks.flatMap((task) => Object.entries(task.checks));
  return {
    model,
    tasks: tasks.length,
    succeeded,
    successInterval: successRateInterval(succeeded, tasks.length),
    rightTool: share(checks.filter(([name]) => name === "right_tool").map(([, passed]) => passed)),
    validArguments: share(verdicts.filter((it) => it !== "not_validated").map((it) => it === "valid")),
    json: share(calls.flatMap(({ json }) => (json === null ? [] : [json === "ok"]))),
    checks: share(checks.filter(([name]) => !OWN_COLUMNS.has(name)).map(([, passed]) => passed)),
    steps: tasks.length === 0 ? null : calls.length / tasks.length,
    ...measureTimes(calls),
    ...measureCost(tasks),
  };
}

function share(answers: readonly boolean[]): Share {
  return { of: answers.length, met: answers.filter(Boolean).length };
}

function measureTimes(calls: readonly Call[]): Pick<ModelSummary, "ttftMs" | "outputTokensPerS"> {
  const ttft: Histogram = new Map();
  const speed: Histogram = new Map();
  for (const call of calls) {
    const first = firstTokenMs(call);
    if (first === null) continue;
    record(ttft, first);
    const writingMs = (call.endUs - call.startUs) / 1000 - first;
    const output = call.usage?.output ?? 0;
    if (output > 0 && writingMs > 0) record(speed, (1000 * output) / writingMs);
  }
  const [p50 = null, p95 = null] = quantiles(ttft, [0.5, 0.95]);
  const [outputTokensPerS = null] = quantiles(speed, [0.5]);
  return { ttftMs: { p50, p95 }, outputTokensPerS };
}

/** A call that failed before its first token ranks slower than any that got one, or an outage would look fast. */
function firstTokenMs({ ttftMs, failure }: Call): number | null {
  const group = failureGroup(failure);
  return ttftMs ?? (group === "transport" || group === "provider" ? Infinity : null);
}

function measureCost(
  tasks: readonly TaskDone[],
): Pick<ModelSummary, "cost" | "costPerSuccess" | "costPerSuccessInterval"> {
  const costs = tasks.map((task) => ({ succeeded: task.succeeded, cost: sumCost(task.calls) }));
  const sum = { tasks: BigInt(tasks.length), succeeded: 0n, c: 0n, c2: 0n, c3: 0n, cs: 0n, c2s: 0n };
  for (const { succeeded, cost } of costs) {
    if (cost === null) return { cost: null, costPerSuccess: null, costPerSuccessInterval: null };
    sum.c += cost;
    sum.c2 += cost ** 2n;
    sum.c3 += cost ** 3n;
    if (!succeeded) continue;
    sum.succeeded += 1n;
    sum.cs += cost;
    sum.c2s += cost ** 2n;
  }
  if (sum.succeeded === 0n) return { cost: sum.c, costPerSuccess: null, costPerSuccessInterval: null };
  const { interval } = costPerSuccessInterval(sum);
  return { cost: sum.c, costPerSuccess: divideHalfUp(sum.c, sum.succeeded), costPerSuccessInterval: interval };
}

/** Null where a call was billed that has no price. */
function sumCost(calls: readonly Call[]): bigint | null {
  let sum = 0n;
  for (const { cost } of calls) {
    if (cost.total === null) return null;
    sum += cost.total;
  }
  return sum;
}
