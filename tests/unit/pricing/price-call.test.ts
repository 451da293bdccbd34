import { describe, expect, test } from "vitest";
import type { Usage } from "#lib/domain/call.ts";
import { PRICE_TABLE } from "#lib/pricing/find-price.ts";
import { priceCall } from "#lib/pricing/price-call.ts";
import type { PriceInput } from "#lib/pricing/price-call.ts";
import manifest from "../../../package.json" with { type: "json" };

const NOTHING: Usage = {
  inputUncached: 0,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: 0,
  reasoning: null,
  audioInput: null,
  audioCacheRead: null,
  audioOutput: null,
  toolUses: {},
};

function input(usage: Partial<Usage> | null, other: Partial<PriceInput> = {}): PriceInput {
  return {
    provider: "anthropic",
    models: ["claude-sonnet-4-5"],
    startUs: Date.UTC(2026, 10, 1) * 1000,
    usage: usage === null ? null : { ...NOTHING, ...usage },
    estimated: false,
    failure: "ok",
    fromCache: false,
    inputChars: null,
    uncertainAttempts: 0,
    serviceTier: null,
    inferenceGeo: null,
    ...other,
  };
}

const total = (usage: Partial<Usage> | null, other: Partial<PriceInput> = {}): bigint | null =>
  priceCall(input(usage, other)).total;

// claude-sonnet-4-5: input $3, output $15, cache read $0.30, writes $3.75 (5 min) and $6 (1 h) a million; searches $10 a thousand.
describe("a call's cost", () => {
  test("is the sum of its kinds at their prices", () => {
    const cost = priceCall(
      input({ inputUncached: 1000, cacheRead: 2000, cacheWrite5m: 100, cacheWrite1h: 10, output: 200, reasoning: 50 }),
    );
    // 0.003 + 0.0006 + 0.000375 + 0.00006 = 0.004035 for input, 0.003 for output.
    expect(cost).toEqual({
      total: 7_035_000n,
      input: 4_035_000n,
      possiblyBilled: null,
      estimated: false,
      source: "genai-prices 0.1.8: anthropic/claude-sonnet-4-5",
    });
  });

  test("rounds the sum once, half up: half a nano-dollar becomes one", () => {
    const nano = { provider: "openai", models: ["gpt-4.1-nano"] };
    // gpt-4.1-nano: $0.10 input, $0.025 cache read: 100 and 25 nano-dollars a token.
    expect(total({ inputUncached: 1, cacheRead: 1 }, nano)).toBe(125n);
    // flex halves it: 62.5 becomes 63.
    expect(total({ inputUncached: 1, cacheRead: 1 }, { ...nano, serviceTier: "flex" })).toBe(63n);
  });

  test("counts a web search as a fee that no service tier halves", () => {
    expect(total({ toolUses: { web_search: 2 } })).toBe(20_000_000n);
    expect(total({ inputUncached: 1000, toolUses: { web_search: 2 } }, { serviceTier: "batch" })).toBe(21_500_000n);
  });

  test("halves tokens in a batch, and multiplies them in priority and in fast mode", () => {
    expect(total({ inputUncached: 100_000 }, { serviceTier: "batch" })).toBe(150_000_000n);
    const gpt = { provider: "openai", models: ["gpt-4.1"] };
    expect(total({ inputUncached: 1_000_000 }, { ...gpt, serviceTier: "priority" })).toBe(3_500_000_000n);
    const opus = { models: ["claude-opus-5"] };
    expect(total({ inputUncached: 1_000_000 }, { ...opus, serviceTier: "fast" })).toBe(10_000_000_000n);
    expect(total({ inputUncached: 1_000_000 }, { ...opus, inferenceGeo: "us" })).toBe(5_500_000_000n);
  });

  test("is that of the larger tier once the whole input passes its threshold", () => {
    const gemini = { provider: "google", models: ["gemini-2.5-pro"] };
    expect(total({ inputUncached: 200_000 }, gemini)).toBe(250_000_000n);
    expect(total({ inputUncached: 100_000, cacheRead: 100_001 }, gemini)).toBe(250_000_000n + 25_000_250n);
  });

  test("prices audio at its own price", () => {
    const audio = { provider: "openai", models: ["gpt-4o-realtime-preview"] };
    // $5 text in, $40 audio in, $20 text out, $80 audio out.
    expect(total({ inputUncached: 100, audioInput: 60, output: 10, audioOutput: 4 }, audio)).toBe(
      40n * 5_000n + 60n * 40_000n + 6n * 20_000n + 4n * 80_000n,
    );
  });

  test("is at the price in force when the call started", () => {
    const o3 = { provider: "openai", models: ["o3"] };
    expect(total({ inputUncached: 1_000_000 }, { ...o3, startUs: Date.UTC(2025, 5, 1) * 1000 })).toBe(10_000_000_000n);
    expect(total({ inputUncached: 1_000_000 }, { ...o3, startUs: Date.UTC(2025, 5, 11) * 1000 })).toBe(2_000_000_000n);
  });

  test("is found by what was served, else by what was asked for", () => {
    const other = { provider: "azure.ai.openai", models: ["gpt-4o-mini-2024-07-18", "my-deployment"] };
    expect(total({ inputUncached: 1_000_000 }, other)).toBe(150_000_000n);
    expect(total({ inputUncached: 1_000_000 }, { ...other, models: ["unheard-of", "gpt-4o-mini"] })).toBe(150_000_000n);
  });
});

describe("an unknown cost", () => {
  test("is null, never zero", () => {
    expect(priceCall(input({ inputUncached: 10 }, { models: ["unheard-of"] }))).toEqual({
      total: null,
      input: null,
      possiblyBilled: null,
      estimated: false,
      source: null,
    });
  });

  test("is what a provider, tier, tool or empty price list that nobody knows gives", () => {
    expect(total({ inputUncached: 10 }, { provider: "my-own-server" })).toBeNull();
    expect(total({ inputUncached: 10 }, { serviceTier: "platinum" })).toBeNull();
    expect(total({ toolUses: { teleport: 1 } })).toBeNull();
    expect(
      total({ inputUncached: 10 }, { provider: "openrouter", models: ["google/gemini-2.0-flash-exp:free"] }),
    ).toBeNull();
  });

  test("is that of a call that ended without usage but was answered", () => {
    expect(total(null)).toBeNull();
    expect(total(null, { failure: "refusal" })).toBeNull();
  });
});

describe("a call without usage", () => {
  test("costs nothing when the provider refused it", () => {
    expect(priceCall(input(null, { failure: "rate_limited", inputChars: 4000 }))).toMatchObject({
      total: 0n,
      possiblyBilled: null,
    });
  });

  test("that timed out may have been billed for its input, four characters a token", () => {
    expect(priceCall(input(null, { failure: "timeout", inputChars: 4000 }))).toMatchObject({
      total: 0n,
      possiblyBilled: 3_000_000n,
    });
    expect(priceCall(input(null, { failure: "aborted" })).possiblyBilled).toBeNull();
  });

  test("whose earlier attempts timed out may have been billed for each of them", () => {
    expect(priceCall(input({ inputUncached: 1000 }, { uncertainAttempts: 2 }))).toMatchObject({
      total: 3_000_000n,
      possiblyBilled: 6_000_000n,
    });
  });
});

test("an answer from a cache costs nothing", () => {
  expect(total({ inputUncached: 1000 }, { fromCache: true })).toBe(0n);
});

test("a stream cut short is marked as estimated, and so is a call whose input nobody counted", () => {
  expect(priceCall(input({ inputUncached: 10, output: 5 }, { estimated: true })).estimated).toBe(true);
  expect(priceCall(input({ inputUncached: null, output: 5 })).estimated).toBe(true);
});

test("the version in every cost's source is that of the installed table", () => {
  expect(PRICE_TABLE).toBe(`genai-prices ${manifest.dependencies["@pydantic/genai-prices"]}`);
});
