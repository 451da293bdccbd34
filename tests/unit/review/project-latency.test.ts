import { expect, test } from "vitest";

import { record } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import { readHistory } from "#lib/review/history.ts";
import { projectLatency } from "#lib/review/project-latency.ts";

import { momentsOf } from "../analysis/task-samples.ts";

const tasks = (count: number) => momentsOf(Array.from({ length: count }, () => ({ cost: 1n, succeeded: true })));
const cell = (stratum: string, model: string, count: number) => ({
  stratum,
  model,
  moments: tasks(count),
});
function times(...all: (readonly [ms: number, calls: number])[]): Histogram {
  const histogram: Histogram = new Map();
  for (const [ms, calls] of all) record(histogram, ms, calls);
  return histogram;
}

const history = readHistory([cell("a", "slow", 300), cell("a", "fast", 100), cell("b", "slow", 400)]);
const cells = [
  { stratum: "a", model: "slow", tasks: 300, times: times([2_000, 300]) },
  { stratum: "a", model: "fast", tasks: 100, times: times([100, 180], [500, 20]) },
  { stratum: "b", model: "slow", tasks: 400, times: times([1_000, 400]) },
];

test("today's latency is that of all calls, and another choice weighs its calls by the project's mix", () => {
  const today = projectLatency(history, cells, () => null);
  // Of 900 calls 180 take 100 ms, 20 take 500 ms, 400 take a second: the 450th takes a second, the 855th two.
  expect(today?.p50?.value).toBeCloseTo(1_000, -2);
  expect(today?.p95?.value).toBeCloseTo(2_000, -2);
  const chosen = projectLatency(history, cells, (stratum) => (stratum === "a" ? "fast" : null));
  // Half of the tasks make two calls each: 60 % of the calls take 100 ms, 6.7 % half a second, a third a second.
  expect(chosen?.p50?.value).toBeCloseTo(100, -1);
  expect(chosen?.p95?.value).toBeCloseTo(1_000, -2);
});

test("an interval lies around its quantile, and has no end where too few tasks were seen", () => {
  const spread = times(...Array.from({ length: 400 }, (_, i) => [100 + i, 1] as const));
  const one = (count: number, calls: Histogram) =>
    projectLatency(
      readHistory([cell("a", "m", count)]),
      [{ stratum: "a", model: "m", tasks: count, times: calls }],
      () => "m",
    );
  const many = one(400, spread)?.p50;
  // The median of 100 to 499 ms; 1.96 × √(0.25 / 400) is 4.9 points of 400 ms.
  expect(many?.value).toBeCloseTo(300, -1);
  const { low = 0, high = null } = many ?? {};
  expect((high ?? 0) - low).toBeGreaterThan(25);
  expect((high ?? 0) - low).toBeLessThan(60);
  expect(one(20, times([100, 20]))?.p95?.high).toBeNull();
});

test("a model without calls of its own in a stratum has no latency there, and calls that never answered have none", () => {
  expect(projectLatency(history, cells, () => "fast")).toBeNull();
  const never = [{ stratum: "a", model: "m", tasks: 10, times: times([Infinity, 10]) }];
  expect(projectLatency(readHistory([cell("a", "m", 10)]), never, () => "m")).toEqual({ p50: null, p95: null });
});

test("what hardly any of the work is of may lack a latency of its own", () => {
  const rare = readHistory([cell("a", "m", 970), cell("b", "other", 30)]);
  const seen = [{ stratum: "a", model: "m", tasks: 970, times: times([1_000, 970]) }];
  expect(projectLatency(rare, seen, () => null)?.p50?.value).toBeCloseTo(1_000, -2);
  const more = readHistory([cell("a", "m", 950), cell("b", "other", 50)]);
  expect(projectLatency(more, seen, () => null)).toBeNull();
});
