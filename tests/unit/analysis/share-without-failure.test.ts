import fc from "fast-check";
import { expect, test } from "vitest";

import { estimateSteps } from "#lib/analysis/share-without-failure.ts";

test("a task that ends early counts for the steps it reached and for no later one", () => {
  // 100 tasks: 10 fail at their first call, 40 end well after one, 10 fail at their second, 40 end well after two.
  const { sampled_tasks, steps } = estimateSteps([
    { calls: 2, firstFailed: 1, tasks: 10 },
    { calls: 1, firstFailed: null, tasks: 40 },
    { calls: 3, firstFailed: 2, tasks: 10 },
    { calls: 2, firstFailed: null, tasks: 40 },
  ]);
  expect(sampled_tasks).toBe(100);
  expect(steps.map(({ step, at_risk, failed }) => [step, at_risk, failed])).toEqual([
    [1, 100, 10],
    [2, 50, 10],
  ]);
  expect(steps[0]?.share).toBeCloseTo(0.9, 12);
  // 0.9 × (1 − 10/50) = 0.72, not the 0.8 of all tasks without a failure.
  expect(steps[1]?.share).toBeCloseTo(0.72, 12);
  // Greenwood: 10/(100·90) + 10/(50·40) = 0.0061111; reach 1.96·0.078174/0.328504 = 0.46642.
  expect(steps[1]?.share_ci[0]).toBeCloseTo(0.72 ** Math.exp(0.46642), 4);
  expect(steps[1]?.share_ci[1]).toBeCloseTo(0.72 ** Math.exp(-0.46642), 4);
});

test("a step that fewer than ten tasks reach is not told", () => {
  expect(estimateSteps([{ calls: 5, firstFailed: null, tasks: 9 }]).steps).toEqual([]);
  expect(estimateSteps([{ calls: 1, firstFailed: null, tasks: 30 }]).steps).toEqual([
    { step: 1, at_risk: 30, failed: 0, share: 1, share_ci: [0.9, 1] },
  ]);
});

test("shares only fall, and lie within their intervals, whatever the tasks did", () => {
  const group = fc
    .record({ calls: fc.integer({ min: 1, max: 30 }), at: fc.integer({ min: 1, max: 60 }), tasks: fc.nat({ max: 50 }) })
    .map(({ calls, at, tasks }) => ({ calls, firstFailed: at > calls ? null : at, tasks }));
  fc.assert(
    fc.property(fc.array(group, { maxLength: 20 }), (groups) => {
      const { steps } = estimateSteps(groups);
      steps.forEach(({ share, share_ci: [low, high] }, i) => {
        expect(share).toBeLessThanOrEqual(steps[i - 1]?.share ?? 1);
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
      });
    }),
  );
});
