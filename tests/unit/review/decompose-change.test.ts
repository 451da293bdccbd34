import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decomposeCostPerSuccess, decomposeSpend } from "#lib/review/decompose-change.ts";
import type { OutcomeWork, Parts, SpendPeriod } from "#lib/review/decompose-change.ts";
import type { Work } from "#lib/review/work-factors.ts";

const weights = (model: string) =>
  model === "large"
    ? { input: 3000, cache_read: 300, cache_write: 3750, output: 15000 }
    : { input: 150, cache_read: 75, cache_write: 150, output: 600 };

function work(over: Partial<Work> = {}): Work {
  return {
    taskType: "lead",
    model: "small",
    calls: 100,
    reasks: 0,
    tokens: { input: 150_000, cache_read: 0, cache_write: 0, output: 50_000 },
    cost: 52_500_000n,
    ...over,
  };
}
const period = (tasks: number, ...works: readonly Work[]): SpendPeriod => ({
  tasks: new Map([["lead", tasks]]),
  work: works,
});
const changed = (parts: Parts): string[] =>
  Object.entries(parts)
    .filter(([, part]) => part !== 0n)
    .map(([name]) => name);
const sum = (parts: Parts): bigint => Object.values(parts).reduce((all, part) => all + part, 0n);

describe("why spend changed", () => {
  it("is volume where twice the tasks do twice the same work", () => {
    const twice = work({
      calls: 200,
      tokens: { input: 300_000, cache_read: 0, cache_write: 0, output: 100_000 },
      cost: 105_000_000n,
    });
    const parts = decomposeSpend(period(100, work()), period(200, twice), weights);
    expect(changed(parts)).toEqual(["volume"]);
    expect(parts.volume).toBe(52_500_000n);
  });

  it("is the price where the same tokens cost half", () => {
    const parts = decomposeSpend(period(100, work()), period(100, work({ cost: 26_250_000n })), weights);
    expect(changed(parts)).toEqual(["price"]);
    expect(parts.price).toBe(-26_250_000n);
  });

  it("is output tokens where answers grow, and nothing else", () => {
    const longer = work({
      tokens: { input: 150_000, cache_read: 0, cache_write: 0, output: 100_000 },
      cost: 82_500_000n,
    });
    const parts = decomposeSpend(period(100, work()), period(100, longer), weights);
    expect(changed(parts)).toEqual(["output"]);
    expect(parts.output).toBe(30_000_000n);
  });

  it("is re-asks where a tenth of the calls is asked again alike", () => {
    const again = work({
      calls: 110,
      reasks: 10,
      tokens: { input: 165_000, cache_read: 0, cache_write: 0, output: 55_000 },
      cost: 57_750_000n,
    });
    const parts = decomposeSpend(period(100, work()), period(100, again), weights);
    expect(changed(parts)).toEqual(["reasks"]);
    expect(parts.reasks).toBe(5_250_000n);
  });

  it("is the mix of models where a model enters and takes half of the calls", () => {
    const half = work({
      calls: 50,
      tokens: { input: 75_000, cache_read: 0, cache_write: 0, output: 25_000 },
      cost: 26_250_000n,
    });
    const large = { ...half, model: "large", cost: 600_000_000n };
    const parts = decomposeSpend(period(100, work()), period(100, half, large), weights);
    expect(changed(parts)).toEqual(["model_mix"]);
    expect(parts.model_mix).toBe(573_750_000n);
  });

  it("keeps apart what calls cost whose tasks began in another week", () => {
    const stray = work({ taskType: "invoice", cost: 7n });
    const parts = decomposeSpend(period(100, work()), period(100, work(), stray), weights);
    expect(changed(parts)).toEqual(["carried"]);
    expect(parts.carried).toBe(7n);
  });

  const works = fc.uniqueArray(
    fc.record({
      taskType: fc.constantFrom("lead", "invoice", "support"),
      model: fc.constantFrom("small", "large", "new"),
      calls: fc.integer({ min: 1, max: 10_000 }),
      reasks: fc.integer({ min: 0, max: 100 }),
      tokens: fc.record({
        input: fc.nat(1e8),
        cache_read: fc.nat(1e8),
        cache_write: fc.nat(1e6),
        output: fc.nat(1e7),
      }),
      cost: fc.bigInt({ min: 0n, max: 1_000_000_000_000n }),
    }),
    { selector: ({ taskType, model }) => `${taskType} ${model}`, maxLength: 9 },
  );
  const periods = fc.record({
    tasks: fc
      .array(fc.tuple(fc.constantFrom("lead", "invoice", "support"), fc.integer({ min: 0, max: 5000 })))
      .map((entries) => new Map(entries)),
    work: works,
  });

  it("adds up to the nano-dollar, whatever the two weeks hold", () => {
    const total = ({ work: of }: SpendPeriod): bigint => of.reduce((all, { cost }) => all + cost, 0n);
    fc.assert(
      fc.property(periods, periods, (before, after) => {
        expect(sum(decomposeSpend(before, after, weights))).toBe(total(after) - total(before));
      }),
      { numRuns: 60 },
    );
  });

  it("leaves every other part at 0 when only the volume or only the price changed", () => {
    const times = (of: Work, by: number): Work => ({
      ...of,
      calls: of.calls * by,
      reasks: of.reasks * by,
      tokens: {
        input: of.tokens.input * by,
        cache_read: of.tokens.cache_read * by,
        cache_write: of.tokens.cache_write * by,
        output: of.tokens.output * by,
      },
      cost: of.cost * BigInt(by),
    });
    const whole = periods.filter(({ tasks, work: of }) => of.every(({ taskType }) => (tasks.get(taskType) ?? 0) > 0));
    fc.assert(
      fc.property(whole, fc.integer({ min: 2, max: 9 }), (before, by) => {
        const tasks = new Map([...before.tasks].map(([type, count]) => [type, count * by]));
        const more = { tasks, work: before.work.map((of) => times(of, by)) };
        expect(changed(decomposeSpend(before, more, weights)).filter((name) => name !== "volume")).toEqual([]);
        const dearer = { ...before, work: before.work.map((of) => ({ ...of, cost: of.cost * BigInt(by) })) };
        const metered = before.work.every(({ tokens }) => tokens.input + tokens.output > 0);
        const others = changed(decomposeSpend(before, dearer, weights)).filter((name) => name !== "price");
        if (metered) expect(others).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("why cost per success changed", () => {
  const ended = (over: Partial<OutcomeWork> = {}): OutcomeWork => ({ ...work(), tasks: 100, succeeded: 80, ...over });

  it("is the success rate where fewer tasks end well", () => {
    const parts = decomposeCostPerSuccess([ended()], [ended({ succeeded: 40 })], weights);
    expect(parts && changed(parts)).toEqual(["success_rate"]);
    // 52,500,000 / 80 and / 40 nano-dollars.
    expect(parts?.success_rate).toBe(1_312_500n - 656_250n);
  });

  it("does not change with volume alone", () => {
    const twice = ended({
      tasks: 200,
      succeeded: 160,
      calls: 200,
      tokens: { input: 300_000, cache_read: 0, cache_write: 0, output: 100_000 },
      cost: 105_000_000n,
    });
    const parts = decomposeCostPerSuccess([ended()], [twice], weights);
    expect(parts && changed(parts)).toEqual([]);
  });

  it("cannot be said of a week without a success", () => {
    expect(decomposeCostPerSuccess([ended()], [ended({ succeeded: 0 })], weights)).toBeNull();
  });
});
