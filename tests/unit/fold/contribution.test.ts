import { expect, test } from "vitest";

import { decodeContribution, encodeContribution, isSameContribution } from "#lib/fold/contribution.ts";
import { addMeasure } from "#lib/fold/sums.ts";

/** As versions before 2026-11-24 wrote it, with the names of measures and of each cell. */
const WRITTEN_OUT = JSON.stringify({
  sums: [
    [
      ["calls", 1, "cost", 7, "sum_c3", "1000000000000000000000"],
      ["polite", 1, 0],
      [[5, 1], [], []],
    ],
  ],
  cells: [
    ["call", "none", 3_600_000, ["small", "openai", "triage", "", ""], 0],
    ["call", "key", 3_600_000, ["small", "openai", "", "", "main"], 0],
  ],
});

test("a contribution as earlier versions wrote it is read, and is the same as that of today", () => {
  const deltas = decodeContribution(WRITTEN_OUT);
  expect(deltas.map(({ key }) => key)).toEqual([
    { grain: "call", split: "none", hourMs: 3_600_000, dimensions: ["small", "openai", "triage", "", ""] },
    { grain: "call", split: "key", hourMs: 3_600_000, dimensions: ["small", "openai", "", "", "main"] },
  ]);
  expect(Object.fromEntries(deltas[0]?.sums.measures ?? [])).toEqual({ calls: 1n, cost: 7n, sum_c3: 10n ** 21n });
  const written = encodeContribution(deltas);
  expect(written.length).toBeLessThan(WRITTEN_OUT.length);
  expect(decodeContribution(written)).toEqual(deltas);
  expect(isSameContribution(WRITTEN_OUT, written)).toBe(true);
});

test("a contribution of other sums is another one", () => {
  const deltas = decodeContribution(WRITTEN_OUT);
  // The two cells share their sums.
  for (const { sums } of deltas.slice(1)) addMeasure(sums, "cost", 1);
  expect(isSameContribution(WRITTEN_OUT, encodeContribution(deltas))).toBe(false);
  for (const { sums } of deltas.slice(1)) addMeasure(sums, "cost", -1);
  expect(isSameContribution(WRITTEN_OUT, encodeContribution(deltas))).toBe(true);
});

test("a measure that this version does not know is named", () => {
  const newer = WRITTEN_OUT.replace('"calls"', '"daydreams"');
  expect(() => decodeContribution(newer)).toThrow(
    new RangeError('a contribution holds the measure "daydreams", which is not one of ours'),
  );
});
