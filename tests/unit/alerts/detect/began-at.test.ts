import { expect, test } from "vitest";

import { beganAt } from "#lib/alerts/detect/began-at.ts";

const judged = { base: 1_000, amount: 300, expected: 20 };

/** A hundred minutes of ten calls up to minute 5,000. */
const history = (hits: (minute: number) => number) => ({
  now: 5_000,
  bases: new Float64Array(100).fill(10),
  amounts: Float64Array.from({ length: 100 }, (_, i) => hits(4_900 + i)),
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

test("a fall began with the first minute that lacks, whatever it is that was expected", () => {
  const halved = { base: 1_000, amount: 500, expected: 1_000 };
  expect(
    beganAt(
      history((minute) => (minute >= 4_980 ? 1 : 10)),
      halved,
      -1,
    ),
  ).toBe(4_980);
});
