import fc from "fast-check";
import { expect, test } from "vitest";

import { MeasureSums } from "#lib/fold/measure-sums.ts";
import { ALL_MEASURES, MEASURE_NUMBERS } from "#lib/fold/measures.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";

const measure = fc.constantFrom(...ALL_MEASURES.slice(0, 4), "f_ok" as const, "sum_c3" as const);
const bounds = { min: -(2n ** 90n), max: 2n ** 90n };
const value = fc.oneof(fc.maxSafeInteger(), fc.bigInt(bounds), fc.constantFrom(2 ** 51, -(2 ** 51), 2n ** 51n + 1n));
const steps = fc.array(fc.tuple(measure, value), { maxLength: 40 });

/** The same in bigints and a Map. */
function plainly(all: readonly (readonly [AnyMeasure, number | bigint])[]): Map<AnyMeasure, bigint> {
  const sums = new Map<AnyMeasure, bigint>();
  for (const [name, one] of all) sums.set(name, (sums.get(name) ?? 0n) + BigInt(one));
  return new Map([...sums].filter(([, sum]) => sum !== 0n));
}

test("sums are exact beyond what a double holds and back again, and those that come to 0 are absent", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const sums = new MeasureSums();
      for (const [name, one] of all) sums.add(name, one);
      const expected = plainly(all);
      expect(new Map(sums)).toEqual(expected);
      expect(sums.isEmpty()).toBe(expected.size === 0);
      for (const name of ALL_MEASURES) expect(sums.get(name)).toBe(expected.get(name));
    }),
  );
});

test("adding all of another is adding each, and taking it away again leaves what was there", () => {
  fc.assert(
    fc.property(steps, steps, (some, others) => {
      const [sums, more] = [new MeasureSums(), new MeasureSums()];
      for (const [name, one] of some) sums.add(name, one);
      for (const [name, one] of others) more.add(name, one);
      sums.addAll(more, 1);
      expect(new Map(sums)).toEqual(plainly([...some, ...others]));
      sums.addAll(more, -1);
      expect(new Map(sums)).toEqual(plainly(some));
    }),
  );
});

test("a selection adds the chosen measures alone, and a flat list numbers them in order", () => {
  const sums = MeasureSums.of([
    ["tasks", 2n],
    ["sum_c3", 10n ** 30n],
    ["cost", 7n],
  ]);
  const [tasks = 0, failed = 0, cost = 0, cubes = 0] = (["tasks", "failed", "cost", "sum_c3"] as const).map((measure) =>
    MEASURE_NUMBERS.get(measure),
  );
  const some = new MeasureSums();
  some.addSome(sums, [cubes, tasks, failed], 1);
  expect([...some]).toEqual([
    ["tasks", 2n],
    ["sum_c3", 10n ** 30n],
  ]);
  expect(sums.flat()).toEqual([tasks, 2, cost, 7, cubes, "1000000000000000000000000000000"]);
  some.addSome(sums, [cubes, tasks, failed], -1);
  expect(some.isEmpty()).toBe(true);
});
