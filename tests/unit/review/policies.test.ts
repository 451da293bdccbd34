import { describe, expect, it } from "vitest";

import { readHistory } from "#lib/review/history.ts";
import { parseWeek, weekOf } from "#lib/review/iso-week.ts";
import { toPolicy, writePolicyFunction } from "#lib/review/policy-rules.ts";
import { projectPolicy } from "#lib/review/project-policy.ts";
import { bestPolicy, searchPolicies } from "#lib/review/search-policies.ts";
import { suggestExperiment } from "#lib/review/suggest-experiment.ts";
import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";

import { momentsOf } from "../analysis/task-samples.ts";

function tasks(count: number, succeeded: number, cost: bigint): CostMoments {
  return momentsOf(
    Array.from({ length: count }, (_, i) => ({ cost: i % 2 === 0 ? cost : 2n * cost, succeeded: i < succeeded })),
  );
}
const cell = (stratum: string, model: string, moments: CostMoments) => ({ stratum, model, moments });

/** Small is as good for short leads and much worse for long ones; large is ten times as dear. */
const history = readHistory([
  cell("lead / under_2k", "small", tasks(600, 590, 10n)),
  cell("lead / under_2k", "large", tasks(600, 590, 100n)),
  cell("lead / 8k_32k", "small", tasks(300, 60, 30n)),
  cell("lead / 8k_32k", "large", tasks(300, 290, 300n)),
]);

describe("the best policies", () => {
  it("run from the cheapest to the most successful, each dearer and better than the one before", () => {
    const found = searchPolicies(history).map(({ projection }) => projection);
    const costs = found.map(({ costPerTask }) => costPerTask.value);
    const rates = found.map(({ successRate }) => successRate.value);
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
    expect(costs.length).toBeGreaterThan(1);
  });

  it("take the small model only for short work where success may not fall", () => {
    const best = bestPolicy(searchPolicies(history), null);
    expect(best && [...best.choice]).toEqual([
      ["lead / 8k_32k", "large"],
      ["lead / under_2k", "small"],
    ]);
    expect(best?.projection.successChange.value).toBeGreaterThan(0);
  });

  it("have none that reaches what nothing reaches", () => {
    expect(bestPolicy(searchPolicies(history), 0.999)).toBeNull();
  });
});

describe("a policy to take away", () => {
  const policy = toPolicy(
    history,
    new Map([
      ["lead / 8k_32k", "large"],
      ["lead / under_2k", "small"],
    ]),
    0.05,
  );

  it("asks for small inputs before large ones, with the other model behind", () => {
    expect(policy.rules).toEqual([
      { taskType: "lead", maxInputTokens: 500, models: ["small", "large"], explore: 0.05 },
      { taskType: "lead", maxInputTokens: 8000, models: ["large", "small"], explore: 0.05 },
    ]);
  });

  it("offers what such work was seen to ask of both models, and the function asks for it", () => {
    const seen = readHistory([
      { ...cell("lead / under_2k", "small", tasks(600, 590, 10n)), abilities: ["tools", "json"] },
      { ...cell("lead / under_2k", "large", tasks(600, 590, 100n)), abilities: ["tools"] },
    ]);
    const offering = toPolicy(seen, new Map([["lead / under_2k", "small"]]));
    expect(offering.rules).toEqual([
      { taskType: "lead", maxInputTokens: 500, offers: ["tools"], models: ["small", "large"] },
    ]);
    expect(writePolicyFunction(offering)).toContain(
      '&& inputTokens <= 500 && needs.every((need) => ["tools"].includes(need))) return',
    );
  });

  it("is a function that chooses the same", () => {
    const code = writePolicyFunction(policy);
    expect(code).toContain('if (taskType === "lead" && inputTokens <= 500) return ["small","large"];');
    expect(code.trimEnd().endsWith("}")).toBe(true);
  });
});

describe("an experiment", () => {
  it("is suggested where a model that is cheap elsewhere was never tried", () => {
    const open = readHistory([
      cell("lead / under_2k", "small", tasks(600, 590, 10n)),
      cell("lead / under_2k", "large", tasks(600, 590, 100n)),
      cell("invoice / under_2k", "large", tasks(900, 450, 100n)),
    ]);
    const experiment = suggestExperiment(open);
    // 16 × 0.5 × 0.5 / 0.05² = 1,600 tasks, and never more than a thousand.
    expect(experiment).toMatchObject({ taskType: "invoice", model: "small", tasks: 1000 });
    expect(projectPolicy(open, () => "small").refused).toContain("small has 0 tasks in invoice / under_2k");
  });
});

describe("an ISO week", () => {
  it("belongs to the year of its Thursday", () => {
    expect(weekOf(new Date("2027-01-01T00:00:00Z")).name).toBe("2026-W53");
    expect(weekOf(new Date("2026-11-22T23:59:59Z")).name).toBe("2026-W47");
    expect(parseWeek("2026-W01").from.toISOString()).toBe("2025-12-29T00:00:00.000Z");
  });

  it("that is none is refused by name", () => {
    expect(() => parseWeek("2026-W54")).toThrow('"2026-W54" is not an ISO week; write it as 2026-W47');
    expect(() => parseWeek("last")).toThrow('"last" is not an ISO week');
  });
});
