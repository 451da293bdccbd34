import { describe, expect, it } from "vitest";
import { placeSpendLabels } from "#components/costs/place-spend-labels.ts";
import { roundSteps } from "#components/costs/round-steps.ts";

const series = ["a", "b", "c"].map((name) => ({ name, label: name, colour: "" }));
const plot = { heightOf: (nano: bigint) => Number(nano), height: 100 };
const at = new Date(0);

describe("labels of stacked bars", () => {
  it("stand at the middle of their parts where there is room", () => {
    const labels = placeSpendLabels(series, [{ at, nano: { a: 40n, b: 20n, c: 30n } }], plot);
    expect(labels.map(({ y }) => y)).toEqual([80, 50, 25]);
  });

  it("move up from one another where parts are thin, in the order of the stack", () => {
    const labels = placeSpendLabels(series, [{ at, nano: { a: 40n, b: 2n, c: 2n } }], plot);
    expect(labels.map(({ y }) => y)).toEqual([80, 59, 44]);
  });

  it("are taken from the last bar in which anything was spent", () => {
    const labels = placeSpendLabels(
      series,
      [
        { at, nano: { a: 40n } },
        { at, nano: {} },
      ],
      plot,
    );
    expect(labels[0]?.y).toBe(80);
  });

  it("never leave the plot", () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ name: String(i), label: "", colour: "" }));
    for (const { y } of placeSpendLabels(many, [{ at, nano: { 8: 100n } }], plot)) {
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(100);
    }
  });
});

describe("the steps of an axis from zero", () => {
  it("are round and reach the top", () => {
    expect(roundSteps(13)).toEqual([0, 5, 10, 15]);
    expect(roundSteps(0.9)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });
});
