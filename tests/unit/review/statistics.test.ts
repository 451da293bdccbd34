import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { findClaims } from "#lib/review/find-claims.ts";
import { forecastMonth } from "#lib/review/forecast.ts";
import { readHistory } from "#lib/review/history.ts";
import { measureDecision } from "#lib/review/measure-decision.ts";
import { projectPolicy } from "#lib/review/project-policy.ts";
import { differenceOf, ratioOf } from "#lib/review/statistics/compare-estimates.ts";
import { standingClaims } from "#lib/review/statistics/control-false-discoveries.ts";
import { sequentialReach } from "#lib/review/statistics/look-often.ts";
import { normalTail } from "#lib/review/statistics/normal.ts";
import { owenValues, roundToTotal } from "#lib/review/statistics/split-change.ts";
import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";

import { momentsOf } from "../analysis/task-samples.ts";

/** Tasks that cost 10 and 20 nano-dollars by turns, the first `succeeded` of them successes. */
function tasks(count: number, succeeded: number, cost = 10n): CostMoments {
  return momentsOf(
    Array.from({ length: count }, (_, i) => ({ cost: i % 2 === 0 ? cost : 2n * cost, succeeded: i < succeeded })),
  );
}

describe("comparing two figures", () => {
  const a = { value: 10, low: 8, high: 13 };
  const b = { value: 4, low: 3, high: 6 };

  it("takes a difference whose ends borrow from both intervals", () => {
    // 6 − √(2² + 2²) and 6 + √(3² + 1²).
    expect(differenceOf(a, b).low).toBeCloseTo(6 - Math.sqrt(8), 12);
    expect(differenceOf(a, b).high).toBeCloseTo(6 + Math.sqrt(10), 12);
  });

  it("takes a ratio whose inverse is that of the change of places", () => {
    const [there, back] = [ratioOf(a, b), ratioOf(b, a)];
    expect(there?.value).toBeCloseTo(2.5, 12);
    expect((there?.low ?? 0) * (back?.high ?? 0)).toBeCloseTo(1, 12);
  });
});

describe("many comparisons and many looks", () => {
  it("let a claim stand only when it is sure enough for how many were looked at", () => {
    expect(standingClaims([0.04])).toEqual([true]);
    expect(standingClaims([0.04, 0.5, 0.6, 0.9])).toEqual([false, false, false, false]);
    expect(standingClaims([0.001, 0.02, 0.6, 0.9])).toEqual([true, true, false, false]);
  });

  it("ask for more standard errors than a single look does, whatever is known", () => {
    for (const error of [0.01, 0.05, 0.2, 1]) expect(sequentialReach(error)).toBeGreaterThan(2.5);
  });

  it("know the tails of the normal distribution", () => {
    expect(normalTail(1.959963985)).toBeCloseTo(0.025, 6);
    expect(normalTail(-1)).toBeCloseTo(0.841345, 5);
  });

  it("claim nothing of a week like those before it", () => {
    expect(findClaims([{ name: "lead", before: tasks(800, 700), now: tasks(200, 175) }])).toEqual([]);
  });

  it("claim the part that became twice as dear", () => {
    const claims = findClaims([
      { name: "lead", before: tasks(800, 700), now: tasks(200, 175) },
      { name: "invoice", before: tasks(800, 700), now: tasks(200, 175, 20n) },
    ]);
    expect(claims.map(({ name, of }) => [name, of])).toEqual([["invoice", "cost_per_success"]]);
    expect(claims[0]?.ratio.value).toBeCloseTo(2, 9);
  });

  it("claim the part that succeeds less often, also where its cost per success hides it", () => {
    // Three quarters of the successes at three quarters of the cost.
    const claims = findClaims([{ name: "lead", before: tasks(800, 720, 40n), now: tasks(800, 540, 30n) }]);
    expect(claims.map(({ name, of }) => [name, of])).toEqual([["lead", "success_rate"]]);
    expect(claims[0]?.ratio.value).toBeCloseTo(0.75, 9);
    expect(claims[0]?.ratio.high).toBeLessThan(1);
  });
});

describe("splitting a change", () => {
  it("gives a product's two factors half of their joint effect each", () => {
    const sizes = [2, 5];
    const value = (mask: number): number => sizes.reduce((all, size, i) => all * ((mask >> i) & 1 ? size : 1), 1);
    // 10 − 1 = 9: (1 + 5) / 2 for the first, (4 + 8) / 2 for the second.
    expect(owenValues([[0], [1]], value)).toEqual([3, 6]);
  });

  it("adds up after rounding, and leaves at 0 what was 0", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 9 }),
        (parts) => {
          const total = BigInt(Math.round(parts.reduce((sum, part) => sum + part, 0)));
          const rounded = roundToTotal([...parts, 0], total);
          expect(rounded.reduce((sum, part) => sum + part, 0n)).toBe(total);
          if (parts.some((part) => Math.abs(part) >= 0.5)) expect(rounded.at(-1)).toBe(0n);
        },
      ),
    );
  });
});

describe("what another choice of models would cost", () => {
  const cell = (stratum: string, model: string, moments: CostMoments) => ({ stratum, model, moments });
  const history = readHistory([
    cell("easy", "small", tasks(90, 90)),
    cell("easy", "large", tasks(10, 10, 100n)),
    cell("hard", "small", tasks(20, 10, 30n)),
    cell("hard", "large", tasks(80, 80, 300n)),
  ]);

  it("is weighted by the project's mix of work, not by what the model happened to get", () => {
    const { projection } = projectPolicy(history, () => "small");
    // Half of the work is easy (15 a task, all succeed), half hard (45, half succeed).
    expect(projection?.costPerTask.value).toBeCloseTo(30, 9);
    expect(projection?.successRate.value).toBeCloseTo(0.75, 9);
    expect(projection?.grade).toBe("B");
    // Today: (90 × 15 + 10 × 150 + 20 × 45 + 80 × 450) / 200 = 198.75.
    expect(projection?.savedPerTask.value).toBeCloseTo(168.75, 9);
  });

  it("is today's figure where nothing changes, and saves exactly nothing", () => {
    const { projection } = projectPolicy(history, () => null);
    expect(projection?.savedPerTask).toEqual({ value: 0, low: 0, high: 0 });
  });

  it("is refused, with the reason, where the model never did a good part of the work", () => {
    const { refused } = projectPolicy(
      readHistory([cell("easy", "small", tasks(90, 90)), cell("hard", "large", tasks(80, 80))]),
      () => "small",
    );
    expect(refused).toBe("small has 0 tasks in hard, fewer than 10; 47% of the work lies in such strata");
  });

  describe("where a draw chose the model", () => {
    // Who routed by hand gave small the easy half: it looks better there than it is.
    const seen = [cell("all", "small", tasks(900, 890)), cell("all", "large", tasks(300, 290, 100n))];
    const draw = (model: string, moments: CostMoments, design = "small, large | 0.3") => ({
      ...cell("all", model, moments),
      design,
    });
    const draws = [draw("small", tasks(800, 600)), draw("large", tasks(300, 290, 100n))];

    it("is of grade A, and rests on the tasks that were drawn", () => {
      const { projection } = projectPolicy(readHistory(seen, draws), () => "small");
      expect(projection?.grade).toBe("A");
      expect(projection?.successRate.value).toBeCloseTo(0.75, 9);
      // Of drawn tasks today: (800 × 15 + 300 × 150) / 1,100 less 15.
      expect(projection?.savedPerTask.value).toBeCloseTo(57_000 / 1_100 - 15, 9);
    });

    it.each([
      ["a draw for the easy ones alone", [draw("small", tasks(500, 490)), draw("large", tasks(300, 290, 100n))]],
      [
        "too few of the model that is asked about",
        [draw("small", tasks(9, 9)), draw("large", tasks(1_000, 990, 100n))],
      ],
      [
        "draws of which each had its own chances",
        [draw("small", tasks(600, 590)), draw("large", tasks(500, 490), "x | 1")],
      ],
      ["no draw", []],
    ])("is of grade B with %s", (_, some) => {
      expect(projectPolicy(readHistory(seen, some), () => "small").projection?.grade).toBe("B");
    });

    it("is of grade B where only a part of what is moved was drawn", () => {
      const more = readHistory(
        [...seen, cell("other", "small", tasks(90, 90)), cell("other", "large", tasks(90, 90))],
        draws,
      );
      expect(projectPolicy(more, () => "small").projection?.grade).toBe("B");
      expect(projectPolicy(more, (stratum) => (stratum === "all" ? "small" : null)).projection?.grade).toBe("A");
    });
  });
});

describe("the effect of a decision", () => {
  it("is seen through a change of the mix of work", () => {
    const before = [
      { stratum: "easy", moments: tasks(800, 800) },
      { stratum: "hard", moments: tasks(200, 200, 100n) },
    ];
    const after = [
      { stratum: "easy", moments: tasks(200, 200) },
      { stratum: "hard", moments: tasks(800, 800, 100n) },
    ];
    const { effect } = measureDecision(before, after);
    expect(effect?.ratio.value).toBeCloseTo(1, 6);
    expect(effect?.changed).toBe(false);
  });

  it("is not told of work that is not like what was before", () => {
    const { refused } = measureDecision(
      [{ stratum: "easy", moments: tasks(100, 90) }],
      [{ stratum: "hard", moments: tasks(100, 90) }],
    );
    expect(refused).toBe("only 0% of the work since is like work of before");
  });
});

describe("the month's end", () => {
  // 1 September 2026 is day 20,697, a Tuesday.
  const spend = (usd: (day: number) => number, from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => ({ day: from + i, usd: usd(from + i) }));

  it("is thirty days of what every day costs, and over a budget of half of that on the sixteenth", () => {
    const days = spend(() => 10, 20_660, 20_707);
    const found = forecastMonth({ days, monthStart: 20_697, monthEnd: 20_727, budgetUsd: 151 });
    expect(found?.expected).toBeCloseTo(300, 6);
    expect(found?.chanceOver).toBeGreaterThan(0.999);
    expect(found?.overOn).toBe(20_697 + 15);
  });

  it("follows the level since the last change, not the mean of old and new", () => {
    const days = spend((day) => (day < 20_700 ? 10 : 20), 20_660, 20_711);
    const found = forecastMonth({ days, monthStart: 20_697, monthEnd: 20_727, budgetUsd: null });
    expect(found?.levelSince).toBe(20_700);
    expect(found?.expected).toBeCloseTo(3 * 10 + 27 * 20, 6);
  });

  it("is not told from two days", () => {
    expect(forecastMonth({ days: spend(() => 10, 1, 3), monthStart: 1, monthEnd: 31, budgetUsd: null })).toBeNull();
  });
});
