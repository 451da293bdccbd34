import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { costPerSuccessInterval } from "#lib/analysis/cost-per-success-interval.ts";
import { divideHalfUp } from "#lib/domain/money.ts";
import { studentT95 } from "#lib/analysis/student-t.ts";
import { momentsOf, seededRandom } from "./task-samples.ts";
import type { SampleTask } from "./task-samples.ts";

const DOLLAR = 1_000_000_000n;
const dollars = (interval: readonly [bigint, bigint] | null): [number, number] => {
  if (interval === null) throw new Error("this sample has no interval");
  return [Number(interval[0]) / Number(DOLLAR), Number(interval[1]) / Number(DOLLAR)];
};

describe("the interval of cost per success", () => {
  it("is the textbook t interval when every task succeeded and costs lie evenly about their mean", () => {
    // 1 to 10 dollars: mean 5.5, standard deviation 3.0277, t of 9 degrees 2.262: 5.5 ± 2.262 × 3.0277 / √10.
    const tasks = Array.from({ length: 10 }, (_, i): SampleTask => ({ cost: BigInt(i + 1) * DOLLAR, succeeded: true }));
    expect(dollars(costPerSuccessInterval(momentsOf(tasks)).interval)).toEqual([
      expect.closeTo(3.334, 3),
      expect.closeTo(7.666, 3),
    ]);
  });

  it("reaches farther up than down when few tasks are dear", () => {
    const tasks = Array.from({ length: 100 }, (_, i): SampleTask => ({
      cost: i < 5 ? 10n * DOLLAR : DOLLAR,
      succeeded: true,
    }));
    const [low, high] = dollars(costPerSuccessInterval(momentsOf(tasks)).interval);
    expect(low).toBeLessThan(1.45);
    expect(high - 1.45).toBeGreaterThan(1.45 - low);
  });

  it("is a point where every task succeeded at one price", () => {
    const tasks = Array.from({ length: 64 }, (): SampleTask => ({ cost: 195_000n, succeeded: true }));
    expect(costPerSuccessInterval(momentsOf(tasks))).toEqual({ interval: [195_000n, 195_000n], sufficient: true });
  });

  it("is not given without a success, nor for a handful of tasks", () => {
    const failed = Array.from({ length: 50 }, (): SampleTask => ({ cost: DOLLAR, succeeded: false }));
    const four = Array.from({ length: 4 }, (_, i): SampleTask => ({ cost: BigInt(i) * DOLLAR, succeeded: true }));
    for (const tasks of [[], failed, four])
      expect(costPerSuccessInterval(momentsOf(tasks))).toEqual({ interval: null, sufficient: false });
  });

  it("has no upper end where the data cannot tell success from none at all", () => {
    const tasks = Array.from({ length: 400 }, (_, i): SampleTask => ({ cost: DOLLAR, succeeded: i === 0 }));
    expect(costPerSuccessInterval(momentsOf(tasks)).interval).toBeNull();
  });

  it("is sufficient from 20 successes on in enough tasks without a tail that decides alone", () => {
    const random = seededRandom(5);
    const sample = (n: number, succeeded: number, dear = 0n): SampleTask[] =>
      Array.from({ length: n }, (_, i) => ({
        cost: i === 0 && dear > 0n ? dear : BigInt(Math.round((1 + random()) * 1e9)),
        succeeded: i < succeeded,
      }));
    const sufficient = (tasks: SampleTask[]) => costPerSuccessInterval(momentsOf(tasks)).sufficient;
    expect(sufficient(sample(200, 20))).toBe(true);
    expect(sufficient(sample(300, 19))).toBe(false);
    expect(sufficient(sample(100, 40))).toBe(true);
    expect(sufficient(sample(60, 60))).toBe(false);
    expect(sufficient(sample(200, 150, 500n * DOLLAR))).toBe(false);
  });

  it("holds the estimate and grows with the unit of money, whatever the tasks", () => {
    const task = fc.record({ cost: fc.bigInt(0n, 5n * DOLLAR), succeeded: fc.boolean() });
    fc.assert(
      fc.property(fc.array(task, { minLength: 5, maxLength: 60 }), (tasks) => {
        const moments = momentsOf(tasks);
        const { interval } = costPerSuccessInterval(moments);
        if (interval === null) return;
        const estimate = divideHalfUp(moments.c, moments.succeeded);
        expect(interval[0]).toBeGreaterThanOrEqual(0n);
        expect(interval[0]).toBeLessThanOrEqual(estimate);
        expect(interval[1]).toBeGreaterThanOrEqual(estimate);
        const thousandfold = tasks.map((each) => ({ ...each, cost: each.cost * 1000n }));
        const scaled = costPerSuccessInterval(momentsOf(thousandfold)).interval;
        // The estimate is rounded to whole nano-dollars before and after, so the ends agree to a few thousand of them.
        expect(Math.abs(Number((scaled?.[1] ?? 0n) - interval[1] * 1000n))).toBeLessThan(
          3000 + Number(interval[1]) * 1e-3,
        );
      }),
    );
  });

  it("covers the truth in 92.5 to 97.5 of 100 samples of skewed costs", () => {
    const random = seededRandom(20261122);
    const truth = (0.7 + 0.3 * 2) / 0.7;
    let covered = 0;
    for (let draw = 0; draw < 2000; draw += 1) {
      const tasks = Array.from({ length: 200 }, (): SampleTask => {
        const succeeded = random() < 0.7;
        // Lognormal of log-sd 1 and mean 1 dollar; failures cost twice as much.
        const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
        return { cost: BigInt(Math.round(Math.exp(normal - 0.5) * (succeeded ? 1 : 2) * 1e9)), succeeded };
      });
      const [low, high] = dollars(costPerSuccessInterval(momentsOf(tasks)).interval);
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / 2000).toBeGreaterThan(0.925);
    expect(covered / 2000).toBeLessThan(0.975);
  });
});

describe("Student's t", () => {
  it.each([
    [4, 2.776],
    [9, 2.262],
    [30, 2.042],
    [100, 1.984],
  ])("of %d degrees has the tabled 95 %% quantile", (freedom, quantile) => {
    expect(studentT95(freedom)).toBeCloseTo(quantile, 2);
  });
});
