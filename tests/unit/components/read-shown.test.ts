import { expect, test } from "vitest";

import { readZone } from "#components/format/read-zone.ts";
import { showInstant } from "#components/format/time.ts";
import { readFormula } from "#tests/support/read-formula.ts";
import { readShown, readShownInterval } from "#tests/support/read-shown.ts";

test("a figure may stand for whatever rounds to it, and for nothing else", () => {
  const holds = (text: string, value: number): boolean => {
    const shown = readShown(text);
    return shown !== null && value >= shown.low && value <= shown.high;
  };
  expect([holds("$113.94", 113.944), holds("$113.94", 113.946)]).toEqual([true, false]);
  expect([holds("81.9%", 0.8186), holds("81.9%", 0.8199)]).toEqual([true, false]);
  expect([holds("4.75M", 4_745_001), holds("4.75M", 4_756_000)]).toEqual([true, false]);
  expect([holds("2 min 5 s", 125_400), holds("1.57 s", 1_576)]).toEqual([true, false]);
  expect([holds("<$0.01", 0.004), holds(">99.9%", 0.9995), holds("·", 1)]).toEqual([true, true, false]);
  expect(readShown("—unknown: no price")).toBeNull();
  expect(readShownInterval("80.0–83.7%").map((end) => end?.low.toFixed(3))).toEqual(["0.799", "0.836"]);
  expect(() => readShown("many")).toThrow("is no figure");
});

test("a formula is worked out from a row, and is unknown where a part of it is", () => {
  const row = { cost_usd: "3.5", calls: 4, failures: { ok: 1, timeout: 2, truncated: 1 }, tokens: { output: null } };
  expect(readFormula("cost_usd / (calls - 2) * 1000", row)).toBe(1750);
  expect(readFormula("failures / calls", row)).toBe(0.75);
  expect(readFormula("failures.refusal", row)).toBe(0);
  expect(readFormula("tokens.output / calls", row)).toBeNull();
  expect(readFormula("range * 2", { range: ["1", "2"] })).toEqual([2, 4]);
});

test("times are told in the reader's zone, and in UTC where it is none", () => {
  const at = new Date("2026-11-16T14:03:22Z");
  expect(showInstant(at, readZone("Asia%2FKolkata"))).toBe("16 Nov 2026, 19:33:22");
  expect(["", undefined, "Mars/Base", "%"].map(readZone)).toEqual(["UTC", "UTC", "UTC", "UTC"]);
});
