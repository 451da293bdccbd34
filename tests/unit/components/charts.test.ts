import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logAxis, placeOnLog, showTick } from "#components/charts/log-axis.ts";
import { paretoFront, type FrontierPoint } from "#components/charts/pareto-front.ts";
import { placeLabels } from "#components/charts/place-labels.ts";
import { writeCsv } from "#components/charts/write-csv.ts";
import { parseCsv } from "#lib/server/parse-csv.ts";
import { HOSTILE_TEXTS } from "#tests/support/hostile-texts.ts";

describe("logAxis", () => {
  it("reaches a quarter beyond the values and has round ticks inside", () => {
    const axis = logAxis([4, 40]);
    expect(axis).toEqual({ low: 3.2, high: 50, ticks: [5, 10, 20, 50] });
  });

  it("has more than one tick where the values are less than a decade apart", () => {
    expect(logAxis([30, 78])?.ticks).toEqual([30, 50, 70]);
  });

  it("is missing without a positive value", () => {
    expect(logAxis([0, -1, Number.POSITIVE_INFINITY])).toBeNull();
  });

  it("holds every value, with no more ticks than asked for", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const axis = logAxis(values, 5);
        if (axis === null) throw new Error("no axis");
        expect(axis.ticks.length).toBeLessThanOrEqual(5);
        for (const value of values) {
          expect(placeOnLog(axis, value)).toBeGreaterThan(0);
          expect(placeOnLog(axis, value)).toBeLessThan(1);
        }
      }),
    );
  });

  it("puts the middle of a decade half-way on a geometric scale", () => {
    expect(placeOnLog({ low: 1, high: 100, ticks: [] }, 10)).toBeCloseTo(0.5);
  });

  it("writes ticks without needless places", () => {
    expect([0.002, 0.5, 5, 1000].map(showTick)).toEqual(["$0.002", "$0.5", "$5", "$1,000"]);
  });
});

const point = (model: string, cost: number, success: number): FrontierPoint => ({
  model,
  colour: "",
  cost,
  costText: "",
  success,
  interval: null,
  decided: 100,
  hollow: false,
});

describe("paretoFront", () => {
  it("keeps what nothing cheaper equals", () => {
    const points = [point("dear", 9, 0.9), point("cheap", 1, 0.6), point("middle", 4, 0.9), point("worse", 5, 0.5)];
    expect(paretoFront(points).map(({ model }) => model)).toEqual(["cheap", "middle"]);
  });
});

describe("placeLabels", () => {
  it("keeps two labels of neighbouring dots apart", () => {
    const area = { left: 0, right: 400, top: 0, bottom: 300 };
    const [a, b] = placeLabels(
      [
        { text: "gpt-4.1-mini", x: 200, y: 150 },
        { text: "gpt-4.1-nano", x: 206, y: 150 },
      ],
      area,
    );
    expect(a).toMatchObject({ anchor: "end" });
    expect(b).toMatchObject({ anchor: "start" });
  });

  it("turns a label inward at the edge", () => {
    const [label] = placeLabels([{ text: "claude-sonnet-4", x: 395, y: 150 }], {
      left: 0,
      right: 400,
      top: 0,
      bottom: 300,
    });
    expect(label).toMatchObject({ anchor: "end", dx: -10 });
  });
});

describe("writeCsv", () => {
  it("quotes what needs it, leaves unknown empty and keeps a formula as text", () => {
    const columns = [
      { key: "model", name: "Model" },
      { key: "cost", name: "USD, exact" },
    ];
    const rows = [
      { model: 'a "b"', cost: "0.5" },
      { model: "=1+1", cost: null },
    ];
    expect(writeCsv(columns, rows)).toBe('Model,"USD, exact"\r\n"a ""b""",0.5\r\n\'=1+1,\r\n');
  });

  it.each(HOSTILE_TEXTS)("keeps a name by %s as text in one cell, and numbers as numbers", (_, text) => {
    const columns = [
      { key: "model", name: text },
      { key: "cost", name: "USD" },
    ];
    const cells = parseCsv(
      writeCsv(columns, [
        { model: text, cost: "-0.5" },
        { model: text, cost: -2 },
      ]),
    );
    expect(cells.map((line) => line.length)).toEqual([2, 2, 2]);
    expect(cells.map(([, cost]) => cost)).toEqual(["USD", "-0.5", "-2"]);
    for (const [name = ""] of cells) expect(name).not.toMatch(/^[=+\-@\t\r\n＝]/);
  });
});
