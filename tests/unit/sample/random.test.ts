import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "#lib/sample/random.ts";
import { drawStart, spikeWindow } from "#lib/sample/when-tasks-start.ts";

const day = 86_400_000;

describe("a seeded source of chance", () => {
  test("repeats itself for the same seed and stream, and for no other", () => {
    const draw = (seed: number, stream: number): string => createRandom(seed, stream).hex(32);
    expect(draw(1, 2)).toBe(draw(1, 2));
    expect(new Set([draw(1, 2), draw(2, 1), draw(1, 3), draw(1, 0)]).size).toBe(4);
  });

  test("gives the values of sfc32 on every machine", () => {
    expect(createRandom(1).hex(16)).toBe("8995da7f74442f2c");
  });

  test("draws log-normal values around their median with their spread", () => {
    const random = createRandom(3);
    const logs = Array.from({ length: 20_000 }, () => Math.log(random.logNormal(100, 0.5)));
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const spread = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length);
    expect(Math.abs(Math.exp(mean) - 100)).toBeLessThan(2);
    expect(spread).toBeCloseTo(0.5, 1);
  });

  test("picks by weight, never what weighs nothing, and refuses an empty list", () => {
    const random = createRandom(4);
    const picks = Array.from({ length: 8_000 }, () =>
      random.pick([
        ["never", 0],
        ["rarely", 1],
        ["often", 3],
      ]),
    );
    expect(picks.includes("never")).toBe(false);
    expect(picks.filter((pick) => pick === "often").length / picks.length).toBeCloseTo(0.75, 1);
    expect(() => random.pick([])).toThrow("cannot pick from an empty list");
  });
});

describe("the calendar of the sample", () => {
  const instant = fc.date({ min: new Date("2024-01-01"), max: new Date("2035-01-01"), noInvalidDate: true });

  test("the spike is a weekday morning, six to nine days before any end", () => {
    fc.assert(
      fc.property(instant, (now) => {
        const { fromUs, toUs } = spikeWindow(now);
        const from = new Date(fromUs / 1000);
        const age = (now.getTime() - from.getTime()) / day;
        expect(toUs - fromUs).toBe(3 * 3_600_000_000);
        expect([from.getUTCHours(), from.getUTCMinutes(), [0, 6].includes(from.getUTCDay())]).toEqual([9, 0, false]);
        expect(age).toBeGreaterThan(5.5);
        expect(age).toBeLessThan(9);
      }),
    );
  });

  test("every start lies in its range and leaves the task half an hour", () => {
    fc.assert(
      fc.property(instant, fc.integer(), fc.integer({ min: 1, max: 90 }), (now, seed, days) => {
        const from = now.getTime() - days * day;
        const start = drawStart(createRandom(seed), from, now.getTime());
        expect(Number.isSafeInteger(start)).toBe(true);
        expect(start).toBeGreaterThanOrEqual(from * 1000 - 1000);
        expect(start).toBeLessThanOrEqual((now.getTime() - 30 * 60_000) * 1000);
      }),
    );
  });
});
