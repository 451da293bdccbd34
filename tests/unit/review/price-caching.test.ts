import { expect, test } from "vitest";

import type { SharedBeginnings } from "#lib/analysis/latest-beginnings.ts";
import { readHistory } from "#lib/review/history.ts";
import { priceCaching } from "#lib/review/price-caching.ts";

import { momentsOf } from "../analysis/task-samples.ts";

const AT = new Date("2026-11-23T00:00:00Z");
const cell = (model: string, count: number, cost: bigint) => ({
  stratum: "triage / under_2k",
  model,
  moments: momentsOf(Array.from({ length: count }, () => ({ cost, succeeded: true }))),
});
const history = readHistory([cell("gpt-4o-mini", 100, 10n), cell("claude-sonnet-4-5", 100, 30n)]);
const today = { assign: () => null, at: AT };

/** Calls of a million tokens of input and none of output. */
function calls(provider: string, model: string, said: Partial<SharedBeginnings> = {}): SharedBeginnings {
  const tokens = { input: 1_000_000, cacheRead: 0, cacheWrite: 0, output: 0 };
  const of = { taskType: "triage", inputSize: "under_2k", entryModel: model, provider, model };
  return { ...of, calls: 100, hashed: 100, again: 60, tokens, couldRead: 0, wouldWrite: 0, ...said };
}

test("what comes again is read at the cache's price, and where writing is free nothing is taken off that", () => {
  // GPT-4o mini reads at half the price of input: 600,000 of a million tokens at half is 30 % less.
  const mini = calls("openai", "gpt-4o-mini", { couldRead: 600_000, wouldWrite: 400_000 });
  const chosen = priceCaching(history, [mini], { ...today, assign: () => "gpt-4o-mini" });
  expect(chosen?.remains).toBeCloseTo(0.7, 9);
  expect(chosen).toMatchObject({ calls: 100, hashed: 100, again: 0.6, cachedAlready: 0 });
});

test("writing is paid for where the vendor asks for it, and a cache that costs more than it saves is not used", () => {
  // Claude reads at a tenth and writes at five quarters: 0.9 × 600,000 − 0.25 × 400,000 of a million.
  const worth = calls("anthropic", "claude-sonnet-4-5", { couldRead: 600_000, wouldWrite: 400_000 });
  const to = { ...today, assign: () => "claude-sonnet-4-5" };
  expect(priceCaching(history, [worth], to)?.remains).toBeCloseTo(1 - 0.44, 9);
  const vain = calls("anthropic", "claude-sonnet-4-5", { couldRead: 100_000, wouldWrite: 900_000 });
  expect(priceCaching(history, [vain], to)?.remains).toBe(1);
});

test("each model is priced from its own calls, and one of which none was seen stays as dear as it is", () => {
  const mini = calls("openai", "gpt-4o-mini", { couldRead: 600_000 });
  // Of 10 and 30 for every two tasks the 10 become 7.
  expect(priceCaching(history, [mini], today)?.remains).toBeCloseTo(37 / 40, 9);
  expect(priceCaching(history, [mini], { ...today, assign: () => "claude-sonnet-4-5" })).toBeNull();
});

test("nothing is said where no call tells how it began", () => {
  expect(priceCaching(history, [calls("openai", "gpt-4o-mini", { hashed: 0 })], today)).toBeNull();
});
