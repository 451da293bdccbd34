import { expect, test } from "vitest";

import type { NewPriceRule, PriceRule } from "#lib/domain/price-rule.ts";
import { compileBook } from "#lib/pricing/price-book.ts";
import { priceCall } from "#lib/pricing/price-call.ts";
import type { PriceInput } from "#lib/pricing/price-call.ts";

const NOVEMBER = new Date("2026-11-01T00:00:00Z");

let versions = 0;
function rule(says: PriceRule["says"], scope: Partial<NewPriceRule> = {}): PriceRule {
  versions += 1;
  return {
    id: String(versions),
    version: versions,
    provider: "",
    model: "*",
    serviceTier: null,
    from: NOVEMBER,
    until: null,
    note: "",
    createdBy: "test",
    createdAt: NOVEMBER,
    withdrawnAt: null,
    ...scope,
    says,
  };
}

const prices = (input: string, output: string, scope: Partial<NewPriceRule> = {}): PriceRule =>
  rule({ kind: "prices", usdPerMillion: { input, output }, usdPerUse: {} }, scope);
const percent = (text: string, scope: Partial<NewPriceRule> = {}): PriceRule =>
  rule({ kind: "percent", percent: text }, scope);

/** A thousand tokens in, a hundred out. */
function call(over: Partial<PriceInput> = {}): PriceInput {
  return {
    provider: "openai",
    models: ["gpt-4o-mini-2024-07-18", "gpt-4o-mini"],
    startUs: Date.parse("2026-11-10T00:00:00Z") * 1000,
    usage: {
      inputUncached: 1000,
      cacheRead: null,
      cacheWrite5m: null,
      cacheWrite1h: null,
      output: 100,
      reasoning: null,
      audioInput: null,
      audioCacheRead: null,
      audioOutput: null,
      toolUses: {},
    },
    estimated: false,
    failure: "ok",
    fromCache: false,
    inputChars: null,
    uncertainAttempts: 0,
    serviceTier: null,
    inferenceGeo: null,
    ...over,
  };
}

const total = (rules: readonly PriceRule[], over: Partial<PriceInput> = {}): bigint | null =>
  priceCall(call(over), compileBook(rules)).total;

// gpt-4o-mini: 1,000 × $0.15/M + 100 × $0.60/M = $0.00021.
const LIST = 210_000n;

test("a price that the project set comes before the table's, from its start to its end", () => {
  const own = prices("1", "2", { model: "gpt-4o-mini", until: new Date("2026-11-20T00:00:00Z") });
  // 1,000 × $1/M + 100 × $2/M.
  expect(total([own])).toBe(1_200_000n);
  const at = (text: string): Partial<PriceInput> => ({ startUs: Date.parse(text) * 1000 });
  expect(total([own], at("2026-10-31T23:59:59.999Z"))).toBe(LIST);
  expect(total([own], at("2026-11-01T00:00:00Z"))).toBe(1_200_000n);
  expect(total([own], at("2026-11-20T00:00:00Z"))).toBe(LIST);
});

test("a later start takes over from an earlier one, and a withdrawn rule changes nothing", () => {
  const later = prices("3", "3", { model: "gpt-4o-mini", from: new Date("2026-11-05T00:00:00Z") });
  expect(total([prices("1", "2", { model: "gpt-4o-mini" }), later])).toBe(3_300_000n);
  expect(total([{ ...later, withdrawnAt: NOVEMBER }])).toBe(LIST);
});

test("a name comes before a pattern, the longer pattern before the shorter, a named provider before any", () => {
  const any = prices("9", "9");
  const family = prices("8", "8", { model: "gpt-*" });
  const mini = prices("7", "7", { model: "gpt-4o-mini*" });
  const exact = prices("6", "6", { model: "GPT-4o-mini" });
  const azure = prices("5", "5", { model: "gpt-4o-mini", provider: "azure" });
  expect(total([any, family])).toBe(8_800_000n);
  expect(total([any, mini, family])).toBe(7_700_000n);
  expect(total([exact, mini, azure])).toBe(6_600_000n);
  expect(total([exact, mini, azure], { provider: "azure.ai.openai" })).toBe(5_500_000n);
});

test("a model that no table lists costs what the project says, and names the version", () => {
  const own = prices("1", "2", { model: "house-llm" });
  const cost = priceCall(call({ provider: "vllm", models: ["house-llm"] }), compileBook([own]));
  expect(cost.total).toBe(1_200_000n);
  expect(cost.source).toBe(`project price v${own.version}: vllm/house-llm`);
  expect(total([], { provider: "vllm", models: ["house-llm"] })).toBeNull();
});

test("what a project leaves unsaid costs what the table says", () => {
  const input = rule({ kind: "prices", usdPerMillion: { input: "1" }, usdPerUse: {} }, { model: "gpt-4o-mini" });
  // 1,000 × $1/M of its own, 100 × $0.60/M of the table.
  expect(total([input])).toBe(1_060_000n);
  expect(priceCall(call(), compileBook([input])).source).toBe(
    `project price v${input.version} over genai-prices 0.1.8: openai/gpt-4o-mini`,
  );
});

test("a batch halves a price that the project set for any tier, and one set for the batch tier is what a batch costs", () => {
  const any = prices("1", "2", { model: "gpt-4o-mini" });
  const batch = prices("0.4", "0.9", { model: "gpt-4o-mini", serviceTier: "batch" });
  expect(total([any], { serviceTier: "batch" })).toBe(600_000n);
  expect(total([any, batch], { serviceTier: "Batch" })).toBe(490_000n);
  expect(total([any, batch])).toBe(1_200_000n);
});

test("a tool of its own price is a fee, also where the table knows no such tool", () => {
  const usage = { ...(call().usage ?? null), toolUses: { crawl: 3 } } as PriceInput["usage"];
  const crawl = rule({ kind: "prices", usdPerMillion: {}, usdPerUse: { crawl: "0.005" } }, { model: "gpt-4o-mini" });
  expect(total([], { usage })).toBeNull();
  expect(total([crawl], { usage })).toBe(LIST + 15_000_000n);
});

test("a discount lowers the list price and names itself; it does not lower a price that the project set", () => {
  const discount = percent("-12.5", { provider: "openai" });
  const cost = priceCall(call(), compileBook([discount]));
  // 210,000 × 7/8 = 183,750.
  expect(cost.total).toBe(183_750n);
  expect(cost.source).toBe(`genai-prices 0.1.8: openai/gpt-4o-mini, discount 12.5 %, v${discount.version}`);
  expect(total([discount], { provider: "anthropic", models: ["claude-3-5-haiku-latest"] })).toBe(1_200_000n);
  expect(total([discount, prices("1", "2", { model: "gpt-4o-mini" })])).toBe(1_200_000n);
});

test("a mark-up is put on either price, and on what is left after a discount", () => {
  const markUp = percent("10");
  expect(total([markUp])).toBe(231_000n);
  expect(total([markUp, prices("1", "2", { model: "gpt-4o-mini" })])).toBe(1_320_000n);
  // 210,000 × 0.8 × 1.1.
  expect(total([markUp, percent("-20")])).toBe(184_800n);
});
