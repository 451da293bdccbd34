import { describe, expect, test } from "vitest";

import { toNano } from "#lib/server/bill-fields.ts";
import { readBill } from "#lib/server/read-bill.ts";

const NOTHING = { costNano: null, requests: null, inputTokens: null, outputTokens: null };
/** 2026-11-03 in Unix seconds. */
const TUESDAY = Date.UTC(2026, 10, 3) / 1000;

const page = (bucket: object, more = false): string =>
  JSON.stringify({ object: "page", data: [bucket], has_more: more, next_page: more ? "p2" : null });

describe("an export is read", () => {
  test("from OpenAI's costs API, by line item, to the nano-dollar", () => {
    const results = [
      {
        object: "organization.costs.result",
        amount: { value: 0.06, currency: "usd" },
        line_item: "gpt-4o-mini-2024-07-18, input",
      },
      {
        object: "organization.costs.result",
        amount: { value: 6e-7, currency: "usd" },
        line_item: "gpt-4o-mini-2024-07-18, output",
      },
      {
        object: "organization.costs.result",
        amount: { value: "0.8958740000000000", currency: "USD" },
        line_item: null,
      },
    ];
    const day = { ...NOTHING, provider: "openai", report: "cost", day: "2026-11-03" };
    expect(readBill(page({ object: "bucket", start_time: TUESDAY, end_time: TUESDAY + 86_400, results }))).toEqual([
      { ...day, model: "gpt-4o-mini-2024-07-18", item: "input", costNano: 60_000_000n },
      { ...day, model: "gpt-4o-mini-2024-07-18", item: "output", costNano: 600n },
      { ...day, model: "", item: "", costNano: 895_874_000n },
    ]);
  });

  test("from OpenAI's usage API, lines of one model and tier added up", () => {
    const row = {
      object: "organization.usage.completions.result",
      model: "gpt-4o",
      num_model_requests: 2,
      input_tokens: 30,
      output_tokens: 5,
      batch: true,
    };
    expect(readBill(page({ start_time: TUESDAY, results: [row, { ...row, project_id: "other" }] }))).toEqual([
      {
        provider: "openai",
        report: "usage",
        day: "2026-11-03",
        model: "gpt-4o",
        item: "batch",
        costNano: null,
        requests: 4n,
        inputTokens: 60n,
        outputTokens: 10n,
      },
    ]);
  });

  test("from Claude's cost report, whose amounts are cents", () => {
    const row = {
      amount: "123.45",
      currency: "USD",
      model: "claude-sonnet-4-5",
      description: null,
      cost_type: "tokens",
      token_type: "output_tokens",
    };
    const [line] = readBill(
      page({ starting_at: "2026-11-03T00:00:00Z", ending_at: "2026-11-04T00:00:00Z", results: [row] }),
    );
    expect(line).toEqual({
      ...NOTHING,
      provider: "anthropic",
      report: "cost",
      day: "2026-11-03",
      model: "claude-sonnet-4-5",
      item: "tokens, output_tokens",
      costNano: 1_234_500_000n,
    });
  });

  test("from Claude's usage report, cache reads and writes among the input, pages as a list", () => {
    const row = {
      uncached_input_tokens: 100,
      cache_read_input_tokens: 20,
      cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 4 },
      output_tokens: 50,
      model: "claude-sonnet-4-5",
      service_tier: "standard",
    };
    const bucket = { starting_at: "2026-11-03T00:00:00Z", results: [row] };
    const pages = `[${page(bucket, true)},${page({ ...bucket, starting_at: "2026-11-04T00:00:00Z" })}]`;
    expect(readBill(pages).map(({ day, inputTokens, outputTokens }) => [day, inputTokens, outputTokens])).toEqual([
      ["2026-11-03", 127n, 50n],
      ["2026-11-04", 127n, 50n],
    ]);
  });

  test("from the CSV of both consoles", () => {
    const openai =
      "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id\n" +
      `${TUESDAY},0,2026-11-03T00:00:00+00:00,x,0.895874,usd,"gpt-4o-2024-08-06, cached input",p\n` +
      `${TUESDAY + 86_400},0,2026-11-04T00:00:00+00:00,x,,,,\n`;
    expect(readBill(openai)).toMatchObject([
      { day: "2026-11-03", model: "gpt-4o-2024-08-06", item: "cached input", costNano: 895_874_000n },
    ]);
    const usage =
      "start_time_iso,num_model_requests,model,batch,service_tier,input_tokens,output_tokens\n" +
      "2026-11-03T00:00:00+00:00,7,gpt-4o,False,default,700,70\n2026-11-04T00:00:00+00:00,,,,,,\n";
    expect(readBill(usage)).toMatchObject([{ item: "default", requests: 7n, inputTokens: 700n, outputTokens: 70n }]);
    const cost =
      "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,cost_type\n" +
      "2026-11-03,Claude Sonnet 4.5,Default,k,message,≤ 200k,input_cache_read,18.71,token\n";
    expect(readBill(cost)).toMatchObject([
      {
        provider: "anthropic",
        model: "Claude Sonnet 4.5",
        item: "message, input_cache_read",
        costNano: 18_710_000_000n,
      },
    ]);
    const tokens =
      "usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens\n" +
      "2026-11-03,claude-opus-5,10,20,30,40,50\n";
    expect(readBill(tokens)).toMatchObject([{ model: "claude-opus-5", inputTokens: 100n, outputTokens: 50n }]);
  });
});

test.each([
  ["day,amount\n2026-11-03,5\n", /columns are those of no export/],
  ['{"data": 5}', /has no `data` of buckets/],
  ['{"data": [', /was it cut off/],
  [page({ start_time: TUESDAY, results: [] }, true), /more pages follow/],
  [page({ start_time: TUESDAY, results: [] }), /holds no line/],
  [page({ start_time: TUESDAY, results: [{ surprise: 1 }] }), /neither OpenAI's nor Anthropic's: \{"surprise":1\}/],
  [page({ start_time: TUESDAY, results: [{ amount: { value: 1, currency: "eur" } }] }), /in EUR/],
  ["usage_date_utc,cost_usd\n2026-11-03,twelve\n", /"twelve" is not an amount/],
  ["usage_date_utc,usage_output_tokens\nsoon,5\n", /"soon" is not a day/],
])("%j is refused with the reason", (file, reason) => {
  expect(() => readBill(file)).toThrow(reason);
});

test("amounts are read exactly: cents, exponents, credits, and what is finer than a nano-dollar half up", () => {
  expect(toNano("123.45", 2)).toBe(1_234_500_000n);
  expect(toNano(1e-7)).toBe(100n);
  expect(toNano("-5")).toBe(-5_000_000_000n);
  expect(toNano("0.0000000005")).toBe(1n);
  expect(toNano("0.00000000049")).toBe(0n);
});

test("names in an export steer no terminal that shows them, and no NUL stops the database", () => {
  const hostile = "gpt\u001B[2J\u0000-5";
  const table = `start_time_iso,num_model_requests,input_tokens,model\r\n2026-11-20,1,5,${hostile}\r\n`;
  const result = { object: "organization.usage.completions.result", model: hostile, input_tokens: 5 };
  const page = JSON.stringify({ data: [{ start_time: 1_763_596_800, results: [result] }] });
  for (const file of [table, page]) expect(readBill(file)[0]?.model).toBe("gpt\uFFFD[2J\uFFFD-5");
  expect(() => readBill(`start_time_iso,amount_value,amount_currency\n2026-11-20,1,\u001B[2J`)).toThrow(
    /^[\P{Cc}\n]*$/u,
  );
});
