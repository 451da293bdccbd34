import { describe, expect, it } from "vitest";

import type { AnyMeasure } from "#lib/fold/measures.ts";
import type { SampleTask } from "./task-samples.ts";
import { ALL_MEASURES } from "#lib/fold/measures.ts";
import { costPerSuccess, isCostKnown } from "#lib/analysis/cost-per-success.ts";
import { momentsOf, seededRandom } from "./task-samples.ts";

type Sums = Record<AnyMeasure, bigint>;
const DOLLAR = 1_000_000_000n;

function sumsOf(tasks: readonly SampleTask[], over: Partial<Sums> = {}): Sums {
  const { c, c2, c3, cs, c2s, succeeded } = momentsOf(tasks);
  // fromEntries forgets the keys; they are the closed list of measures.
  const none = Object.fromEntries(ALL_MEASURES.map((measure) => [measure, 0n])) as Sums;
  return {
    ...none,
    tasks: BigInt(tasks.length),
    succeeded,
    failed: BigInt(tasks.length) - succeeded,
    priced_tasks: BigInt(tasks.length),
    priced_succeeded: succeeded,
    cost: c,
    usage_calls: BigInt(tasks.length),
    sum_c: c,
    sum_c2: c2,
    sum_c3: c3,
    sum_cs: cs,
    sum_c2s: c2s,
    ...over,
  };
}

/** 200 tasks of one to two dollars, of which 150 succeeded: about $2 a success, give or take ten cents. */
const random = seededRandom(3);
const TASKS = Array.from({ length: 200 }, (_, i): SampleTask => ({
  cost: BigInt(Math.round((1 + random()) * 1e9)),
  succeeded: i < 150,
}));

describe("cost per success", () => {
  it("rounds the quotient of exact sums half up to the nano-dollar", () => {
    const tasks = [1n, 0n].map((cost): SampleTask => ({ cost, succeeded: true }));
    expect(costPerSuccess(sumsOf(tasks), null).cost_per_success_usd).toBe("0.000000001");
  });

  it("is unknown until something succeeded", () => {
    const tasks = TASKS.map((task) => ({ ...task, succeeded: false }));
    expect(costPerSuccess(sumsOf(tasks), DOLLAR)).toEqual({
      cost_per_success_usd: null,
      cost_per_success_ci: null,
      cost_per_success_sufficient: false,
      full_cost_per_success_usd: null,
      undecided_bounds_usd: null,
      provisional: false,
    });
  });

  it("is settled while the few undecided tasks cannot leave its interval", () => {
    const figures = costPerSuccess(sumsOf(TASKS, { undecided: 1n, undecided_cost: DOLLAR }), null);
    expect(figures.provisional).toBe(false);
    expect(figures.cost_per_success_sufficient).toBe(true);
    const [low, high] = [figures.undecided_bounds_usd, figures.cost_per_success_ci].map((ends) => ends?.map(Number));
    expect(low?.[0]).toBeGreaterThan(high?.[0] ?? Infinity);
    expect(low?.[1]).toBeLessThan(high?.[1] ?? 0);
  });

  it("is provisional where more than 2 % are undecided, or one undecided task could cost more than the interval holds", () => {
    expect(costPerSuccess(sumsOf(TASKS, { undecided: 4n }), null).provisional).toBe(false);
    expect(costPerSuccess(sumsOf(TASKS, { undecided: 5n }), null).provisional).toBe(true);
    expect(costPerSuccess(sumsOf(TASKS, { undecided: 1n, undecided_cost: 90n * DOLLAR }), null).provisional).toBe(true);
  });

  it("is unknown, not free, where no call told its usage or had a price", () => {
    const free = TASKS.map((task) => ({ ...task, cost: 0n }));
    const silent = sumsOf(free, { usage_calls: 0n, calls_without_usage: 200n });
    const unpriced = sumsOf(free, { unpriced_calls: 200n });
    expect([silent, unpriced].map(isCostKnown)).toEqual([false, false]);
    expect(costPerSuccess(silent, null).cost_per_success_usd).toBeNull();
    // Calls that failed before any usage, and answers from a cache, did cost nothing.
    expect(isCostKnown(sumsOf(free, { usage_calls: 0n }))).toBe(true);
    expect(costPerSuccess(sumsOf(free), null).cost_per_success_usd).toBe("0.000000000");
  });
});
