import { describe, expect, it } from "vitest";
import { perThousand, shareOf, showCents, showMoney, showMoneyInterval, showPrice } from "#components/format/money.ts";
import { showCompact, showDuration, showQuantity, showRate } from "#components/format/number.ts";
import { assignModelColours } from "#components/model-colours.ts";

describe("money on pages", () => {
  it("has cents above ten of them, three digits below, whole dollars from a thousand", () => {
    const amounts = [1_234_567_000_000n, 113_940_000_000n, 438_000_000n, 43_800_000n, 3_450_000n, 195_000n, 0n];
    expect(amounts.map((nano) => showMoney(nano))).toEqual([
      "$1,235",
      "$113.94",
      "$0.44",
      "$0.0438",
      "$0.00345",
      "$0.000195",
      "$0.00",
    ]);
  });

  it("shows an interval with the decimals of its figure", () => {
    expect(showMoneyInterval(113_940_000_000n, [101_614_000_000n, 127_765_000_000n])).toBe("101.61–127.77");
  });

  it("never shows something as nothing", () => {
    expect([showCents(1n), showCents(0n), showCents(12_345_000_000n)]).toEqual(["<$0.01", "$0.00", "$12.35"]);
  });

  it("tells a list price in full, without noughts that say nothing", () => {
    expect([75_000_000n, 31_250_000n, 600_000_000n, 15_000_000_000n, 0n].map(showPrice)).toEqual([
      "$0.075",
      "$0.03125",
      "$0.60",
      "$15.00",
      "$0.00",
    ]);
  });

  it("multiplies exactly", () => {
    expect(perThousand("0.000195001")).toBe(195_001_000n);
  });

  it("has no share of nothing", () => {
    expect([shareOf(1n, 4n), shareOf(0n, 0n)]).toEqual([0.25, null]);
  });
});

describe("rates and counts on pages", () => {
  it("are all or nothing only when they are", () => {
    expect([1, 0.99996, 0.819, 0.0004, 0].map((rate) => showRate(rate))).toEqual([
      "100.0%",
      ">99.9%",
      "81.9%",
      "<0.1%",
      "0.0%",
    ]);
  });

  it("carry their unit", () => {
    expect([showQuantity(1, "task"), showQuantity(1703, "task"), showQuantity(2, "retry", "retries")]).toEqual([
      "1 task",
      "1,703 tasks",
      "2 retries",
    ]);
  });

  it("are short where they are large", () => {
    expect([showCompact(4_751_299), showDuration(412), showDuration(1570), showDuration(125_000)]).toEqual([
      "4.75M",
      "412 ms",
      "1.57 s",
      "2 min 5 s",
    ]);
  });
});

describe("assignModelColours", () => {
  const models = ["gpt-4o", "gpt-4.1", "claude-sonnet-4", "gemini-2.5-pro", "gpt-4.1-mini", "claude-opus-4"];

  it("gives every model a colour of its own, whatever the order they come in", () => {
    const colours = assignModelColours(models);
    expect(new Set(Object.values(colours)).size).toBe(models.length);
    expect(assignModelColours(models.toReversed())).toEqual(colours);
  });

  it("starts again when there are more models than colours", () => {
    const many = Array.from({ length: 40 }, (_, i) => `model-${i}`);
    expect(Object.keys(assignModelColours(many))).toHaveLength(40);
  });
});
