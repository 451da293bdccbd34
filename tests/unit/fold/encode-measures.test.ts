import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodeMeasures, encodeMeasures } from "#lib/fold/encode-measures.ts";
import { MeasureSums } from "#lib/fold/measure-sums.ts";
import { ALL_MEASURES, MEASURE_NUMBERS } from "#lib/fold/measures.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";

const value = fc.bigInt({ min: -(2n ** 120n), max: 2n ** 120n });
const measures = fc.array(fc.tuple(fc.constantFrom(...ALL_MEASURES), value)).map((pairs) => new Map(pairs));

describe("the measures of cells laid end to end", () => {
  it("add up exactly, whatever their size and sign, and those that come to 0 are absent", () => {
    fc.assert(
      fc.property(fc.array(measures), (cells) => {
        const expected = new Map<AnyMeasure, bigint>();
        for (const cell of cells)
          for (const [measure, one] of cell) expected.set(measure, (expected.get(measure) ?? 0n) + one);
        const sums = decodeMeasures(Buffer.concat(cells.map((cell) => encodeMeasures(MeasureSums.of(cell)))));
        const present = [...expected].filter(([, sum]) => sum !== 0n);
        expect(new Map(sums)).toEqual(new Map(present));
      }),
    );
  });

  it("add up exactly over a hundred thousand cells", () => {
    const cell = encodeMeasures(MeasureSums.of([["sum_c3", 10n ** 30n + 7n]]));
    const sums = decodeMeasures(Buffer.concat(Array.from({ length: 100_000 }, () => cell)));
    expect(new Map(sums)).toEqual(new Map([["sum_c3", 10n ** 35n + 700_000n]]));
  });

  it("come to what is left when some are taken from others", () => {
    fc.assert(
      fc.property(measures, measures, (kept, taken) => {
        const [a, b] = [encodeMeasures(MeasureSums.of(kept)), encodeMeasures(MeasureSums.of(taken))];
        expect(new Map(decodeMeasures(Buffer.concat([a, b]), b))).toEqual(new Map(decodeMeasures(a)));
      }),
    );
  });

  it("are refused when they are cut or hold a number that is none of ours, and leave nothing behind", () => {
    const cell = encodeMeasures(
      MeasureSums.of([
        ["tasks", 1n],
        ["cost", 1_000_000n],
      ]),
    );
    expect(() => decodeMeasures(cell.subarray(0, 3))).toThrow("a cell's sums of 3 bytes end in the middle of one");
    expect(() => decodeMeasures(Buffer.from([255, 2]))).toThrow("measure number 255, which is not one of ours");
    expect(new Map(decodeMeasures(cell))).toEqual(
      new Map([
        ["tasks", 1n],
        ["cost", 1_000_000n],
      ]),
    );
  });
});

describe("the number of a measure", () => {
  it("is one of its own, and stays what it was when cells were written", () => {
    expect(new Set(MEASURE_NUMBERS.values()).size).toBe(ALL_MEASURES.length);
    const stored = (["tasks", "cost", "sum_c3", "json_ok", "f_ok", "ft_invalid_arguments", "busy_ms"] as const).map(
      (measure) => MEASURE_NUMBERS.get(measure),
    );
    expect(stored).toEqual([0, 10, 24, 49, 64, 126, 189]);
  });
});
