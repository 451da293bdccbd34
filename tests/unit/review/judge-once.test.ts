import { expect, test } from "vitest";

import { record } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import { judgeOnce } from "#lib/review/judge-once.ts";
import type { OnceCell } from "#lib/review/judge-once.ts";

import { momentsOf } from "../analysis/task-samples.ts";

interface Day {
  readonly tasks?: number;
  readonly succeeded?: number;
  readonly cost?: bigint;
  readonly of?: number;
  readonly counted?: number;
  readonly ms?: number;
}

/** Days of one kind of work, all alike but for what is said of some. */
function days(count: number, said: Day | ((day: number) => Day), stratum = "work"): OnceCell[] {
  return Array.from({ length: count }, (_, day) => {
    const {
      tasks = 20,
      succeeded = tasks,
      cost = 10n,
      of = 0,
      counted = 0,
      ms,
    } = typeof said === "function" ? said(day) : said;
    const times: Histogram = new Map();
    if (ms !== undefined) record(times, ms, tasks);
    const costs = Array.from({ length: tasks }, (__, i) => ({
      cost: i % 2 === 0 ? cost : 2n * cost,
      succeeded: i < succeeded,
    }));
    return { stratum, day: String(day), begun: tasks, of, counted, times, moments: momentsOf(costs) };
  });
}

test("cost per task is compared for the mix of work since, and what was saved is of the tasks since", () => {
  const before = [...days(10, { tasks: 80 }, "easy"), ...days(10, { tasks: 20, cost: 100n }, "hard")];
  const after = [...days(10, { tasks: 20 }, "easy"), ...days(10, { tasks: 80, cost: 50n }, "hard")];
  const { effect } = judgeOnce("cost_per_task", { before, after });
  // A task cost 15 and 150 on average; of the mix since 0.2 × 15 + 0.8 × 150 = 123, and now 0.2 × 15 + 0.8 × 75 = 63.
  expect(effect?.ratio.value).toBeCloseTo(63 / 123, 6);
  expect(effect?.changed).toBe(true);
  expect(effect?.saved?.value).toBeCloseTo(1000 * (123 - 63), 3);
});

test("success that rose beyond chance is a change without money, and success that did not is none", () => {
  const before = days(28, { succeeded: 15 });
  const better = judgeOnce("success_rate", { before, after: days(28, { succeeded: 19 }) }).effect;
  expect(better).toMatchObject({ changed: true, saved: null });
  expect(better?.ratio.value).toBeCloseTo(19 / 15, 6);
  expect(judgeOnce("success_rate", { before, after: before }).effect).toMatchObject({ changed: false });
});

test("retries that come on single days are no proof, where as many spread evenly are", () => {
  const before = days(14, { of: 100, counted: 10 });
  const evenly = judgeOnce("retry_rate", { before, after: days(14, { of: 100, counted: 20 }) }).effect;
  const oneDay = days(14, (day) => ({ of: 100, counted: day === 3 ? 100 : 10 }));
  const storm = judgeOnce("retry_rate", { before, after: oneDay }).effect;
  expect(evenly?.ratio.value).toBeCloseTo(2, 6);
  expect(evenly?.changed).toBe(true);
  // 230 of 1,400 against 140, all of the difference on one day.
  expect(storm?.ratio.value).toBeCloseTo(230 / 140, 6);
  expect(storm?.changed).toBe(false);
});

test("retries that went away altogether are a change, and a side of few days is refused", () => {
  const before = days(14, { of: 100, counted: 10 });
  const gone = judgeOnce("retry_rate", { before, after: days(14, { of: 100, counted: 0 }) }).effect;
  expect(gone?.changed).toBe(true);
  expect(gone?.ratio.value).toBeLessThan(0.01);
  expect(judgeOnce("retry_rate", { before, after: days(4, { of: 100, counted: 10 }) }).refused).toBe(
    "a side has fewer than 5 days with such calls",
  );
});

test("how long calls take is judged by its 95th percentile", () => {
  const before = days(28, { ms: 1_000 });
  const { effect } = judgeOnce("call_p95", { before, after: days(28, { ms: 500 }) });
  expect(effect?.ratio.value).toBeCloseTo(0.5, 1);
  expect(effect?.changed).toBe(true);
  expect(judgeOnce("call_p95", { before: days(28, {}), after: before }).refused).toBe(
    "a side has no calls whose time is known",
  );
});

test("work that is not like what was before is not judged", () => {
  const { refused } = judgeOnce("success_rate", { before: days(14, {}, "easy"), after: days(14, {}, "hard") });
  expect(refused).toBe("only 0% of the work since is like work of before");
});
