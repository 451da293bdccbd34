import { expect, test } from "vitest";

import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import { compareModels, mostUsedModel } from "#lib/review/compare-models.ts";
import { readHistory } from "#lib/review/history.ts";

import { momentsOf } from "../analysis/task-samples.ts";

/** Costs alternate about their mean. */
function tasks(count: number, succeeded: number, mean: bigint): CostMoments {
  return momentsOf(
    Array.from({ length: count }, (_, i) => ({
      cost: i % 2 === 0 ? mean / 2n : (3n * mean) / 2n,
      succeeded: i < succeeded,
    })),
  );
}
const cell = (stratum: string, model: string, moments: CostMoments) => ({ stratum, model, moments });

test("a model that got the hard work is compared on the same work, and that the table says otherwise is pointed out", () => {
  // Large costs less than small on either kind of work, but it got the hard one.
  const history = readHistory([
    cell("easy", "small", tasks(1800, 1800, 100n)),
    cell("easy", "large", tasks(200, 200, 80n)),
    cell("hard", "small", tasks(200, 200, 1_000n)),
    cell("hard", "large", tasks(1800, 1800, 800n)),
  ]);
  expect(mostUsedModel(history)).toBe("large");
  const [of] = compareModels(history, "small");
  expect(of).toMatchObject({ model: "large", against: "small", overlap: 1, tasks: 2000, refused: null });
  // (1,800 × 800 + 200 × 80) / (1,800 × 100 + 200 × 1,000) = 3.83 as it stands; 440 / 550 on the same mix.
  expect(of?.rawRatio).toBeCloseTo(728 / 190, 9);
  expect(of?.figures?.ratio.value).toBeCloseTo(0.8, 9);
  expect(of?.figures?.difference.value).toBeCloseTo(-110, 6);
  expect(of?.figures).toMatchObject({ verdict: "cheaper", reversed: true, breakEvenFailureCost: null });
  expect(of?.figures?.ratio.high).toBeLessThan(1);
});

test("the dearer, more successful model is worth it from a cost of failure on", () => {
  const history = readHistory([
    cell("a", "small", tasks(2000, 1600, 100n)),
    cell("a", "large", tasks(2000, 1900, 400n)),
  ]);
  const [of] = compareModels(history, "small");
  expect(of?.figures?.verdict).toBe("dearer");
  // 300 more a task, 15 points more success.
  expect(of?.figures?.breakEvenFailureCost).toBeCloseTo(2_000, 6);
  expect(of?.figures?.successDifference.low).toBeGreaterThan(0);
});

test.each([
  {
    name: "they did not do the same work",
    cells: [cell("a", "small", tasks(500, 400, 10n)), cell("b", "large", tasks(500, 400, 10n))],
    said: "there is no kind of work of which both have 10 tasks",
  },
  {
    name: "one has too few tasks",
    cells: [cell("a", "small", tasks(500, 400, 10n)), cell("a", "large", tasks(15, 12, 10n))],
    said: "large has 15 decided tasks in work that both did, fewer than 20",
  },
  {
    name: "they share a small part of the work",
    cells: [
      cell("a", "small", tasks(100, 90, 10n)),
      cell("a", "large", tasks(100, 90, 10n)),
      cell("b", "small", tasks(800, 700, 10n)),
    ],
    said: "only 20% of their work is of kinds that both did",
  },
])("there is no verdict where $name", ({ cells, said }) => {
  const [of] = compareModels(readHistory(cells), "small");
  expect(of).toMatchObject({ figures: null, refused: said });
});
