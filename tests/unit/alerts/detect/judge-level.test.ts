import { describe, expect, it } from "vitest";

import { judgeLevel } from "#lib/alerts/detect/judge-level.ts";
import type { LevelHistory } from "#lib/alerts/detect/series.ts";

const NOW = 30_000_000;
const OPTIONS = { sensitivity: "normal", seriesInProject: 1 } as const;

/** Four weeks of amounts that swing by a tenth, 10 a minute, the last `minutes` of them at `factor` times that. */
function swinging(factor: number, minutes: number): LevelHistory {
  const swing = (i: number): number => (i % 2 === 0 ? 0.9 : 1.1);
  return {
    now: NOW,
    minutes: {
      amounts: new Float64Array(1440).map((_, i) => 10 * swing(i) * (i >= 1440 - minutes ? factor : 1)),
      weights: null,
    },
    hours: { amounts: new Float64Array(28 * 24).map((_, i) => 600 * swing(i)), weights: null },
  };
}

describe("judging a level", () => {
  it("calls steady amounts calm", () => {
    for (const direction of ["above", "below"] as const) {
      expect(judgeLevel(swinging(1, 0), { ...OPTIONS, direction })).toMatchObject({ alarm: false, calm: true });
    }
  });

  it("sees amounts that trebled, above only", () => {
    const tripled = swinging(3, 60);
    expect(judgeLevel(tripled, { ...OPTIONS, direction: "above" })).toMatchObject({ alarm: true, calm: false });
    expect(judgeLevel(tripled, { ...OPTIONS, direction: "below" }).alarm).toBe(false);
  });

  it("sees traffic that stopped", () => {
    const judgement = judgeLevel(swinging(0, 55), { ...OPTIONS, direction: "below" });
    expect(judgement).toMatchObject({ alarm: true, level: 0, since: NOW - 55 });
    expect(judgement.expectedLevel).toBeCloseTo(10, 0);
  });
});
