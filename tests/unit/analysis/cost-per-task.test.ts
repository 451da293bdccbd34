import { describe, expect, it } from "vitest";

import { costPerTask } from "#lib/analysis/cost-per-task.ts";
import { ALL_MEASURES } from "#lib/fold/measures.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";

const DOLLAR = 1_000_000_000n;

function sums(over: Partial<Record<AnyMeasure, bigint>>): Record<AnyMeasure, bigint> {
  // fromEntries forgets the keys; they are the closed list of measures.
  const none = Object.fromEntries(ALL_MEASURES.map((measure) => [measure, 0n])) as Record<AnyMeasure, bigint>;
  return { ...none, ...over };
}

describe("cost per task", () => {
  it("divides what finished tasks cost by their number, failed and cancelled ones included", () => {
    const four = { tasks: 4n, succeeded: 1n, failed: 1n, cancelled: 1n, undecided: 1n, usage_calls: 4n };
    const figure = costPerTask(sums({ ...four, cost: 7n * DOLLAR, undecided_cost: DOLLAR }));
    expect(figure).toBe("2.000000000");
  });

  it("is unknown while no task is finished, or when a call has no price", () => {
    expect(costPerTask(sums({ tasks: 2n, undecided: 2n, usage_calls: 2n, cost: DOLLAR }))).toBeNull();
    expect(costPerTask(sums({ tasks: 2n, succeeded: 2n, usage_calls: 2n, unpriced_calls: 1n }))).toBeNull();
  });
});
