import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { learnBaseline } from "#lib/alerts/detect/learn-baseline.ts";

const PRIOR = { dispersion: 3, leastDispersion: 1 };
const HOURS = 28 * 24;
const NOW_HOUR = 500_000;

/** Four weeks of 6,000 calls an hour; `rateOf` the hour says how many of them are hits. */
function learn(rateOf: (hour: number) => number): ReturnType<typeof learnBaseline> {
  const bases = new Float64Array(HOURS).fill(6000);
  return learnBaseline({ bases, amounts: bases.map((base, i) => base * rateOf(i)) }, NOW_HOUR, PRIOR);
}

/** The hour of `levels` that is now's. */
function now({ levels, firstHour }: ReturnType<typeof learnBaseline>): number {
  return levels[NOW_HOUR - firstHour] ?? Number.NaN;
}

describe("learning what is expected", () => {
  it("expects a steady rate to go on", () => {
    const baseline = learn(() => 0.03);
    expect(now(baseline)).toBeCloseTo(0.03, 4);
    expect(baseline.hours).toBe(HOURS - 12);
  });

  it("expects of each hour of the day what that hour had", () => {
    const byDay = (hour: number): number => 0.03 * (1 + 0.4 * Math.cos((2 * Math.PI * hour) / 24));
    const { levels, firstHour } = learn(byDay);
    levels.forEach((level, i) => {
      expect(level / byDay(firstHour + i - (NOW_HOUR - HOURS))).toBeCloseTo(1, 1);
    });
  });

  it("does not take a past outage for the expectation", () => {
    const outage = (hour: number): number => (hour >= 300 && hour < 306 ? 0.6 : 0.03);
    expect(now(learn(outage)) / 0.03).toBeCloseTo(1, 1);
  });

  it("does not let the last half day excuse itself", () => {
    expect(now(learn((hour) => (hour >= HOURS - 12 ? 0.3 : 0.03)))).toBeCloseTo(now(learn(() => 0.03)), 6);
  });

  it("follows a level that settled elsewhere two weeks ago", () => {
    expect(now(learn((hour) => (hour < HOURS / 2 ? 0.03 : 0.06))) / 0.06).toBeGreaterThan(0.9);
  });

  it("does not depend on how many calls there are when all are hits in proportion", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (times) => {
        const bases = new Float64Array(HOURS).fill(6000 * times);
        const amounts = bases.map((base) => base * 0.03);
        expect(now(learnBaseline({ bases, amounts }, NOW_HOUR, PRIOR))).toBeCloseTo(0.03, 4);
      }),
    );
  });

  it("gives finite figures for any past", () => {
    const hour = fc.record({ base: fc.nat(50), hits: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(hour, { maxLength: 400 }), (hours) => {
        const bases = Float64Array.from(hours, ({ base }) => base);
        const amounts = Float64Array.from(hours, ({ base, hits }) => Math.min(base, hits));
        const { levels, uncertainty, dispersion } = learnBaseline({ bases, amounts }, NOW_HOUR, PRIOR);
        expect([...levels, uncertainty, dispersion].every((x) => Number.isFinite(x) && x >= 0)).toBe(true);
      }),
    );
  });
});
