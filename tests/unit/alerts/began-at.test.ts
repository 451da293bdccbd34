import { expect, test } from "vitest";

import { beganAt } from "#lib/alerts/began-at.ts";
import type { RateJudgement } from "#lib/alerts/detect/series.ts";

const judged = { calls: 1_000, hits: 300, expectedRate: 0.02 } as RateJudgement;

/** A hundred minutes of ten calls up to minute 5,000. */
const history = (hits: (minute: number) => number) => ({
  now: 5_000,
  minutes: {
    calls: new Float64Array(100).fill(10),
    hits: Float64Array.from({ length: 100 }, (_, i) => hits(4_900 + i)),
  },
  hours: { calls: new Float64Array(0), hits: new Float64Array(0) },
});

test("a rise began with its first bad minute, however long the window that shows it", () => {
  expect(
    beganAt(
      history((minute) => (minute >= 4_970 ? 9 : 0)),
      judged,
    ),
  ).toBe(4_970);
  expect(
    beganAt(
      history((minute) => (minute === 4_930 ? 1 : minute >= 4_996 ? 10 : 0)),
      judged,
    ),
  ).toBe(4_996);
});
