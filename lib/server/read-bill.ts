import { z } from "zod";

import type { BillLine } from "#lib/domain/bill.ts";
import { storable } from "#lib/ingest/storable-text.ts";

import { checkCurrency, NOTHING, refuse, splitLineItem, toNano } from "./bill-fields.ts";
import { parseCsv } from "./parse-csv.ts";
import { readBillTable } from "./read-bill-table.ts";

const LONGEST_TEXT = 200;

const count = z.number().int().nonnegative().nullish();
const text = z.string().nullish();

const OPENAI_COST = z.object({
  amount: z.object({ value: z.union([z.number(), z.string()]), currency: z.string() }),
  line_item: text,
});
const OPENAI_USAGE = z.object({
  object: z.string().startsWith("organization.usage."),
  model: text,
  num_model_requests: count,
  input_tokens: count,
  output_tokens: count,
  batch: z.boolean().nullish(),
  service_tier: text,
});
const ANTHROPIC_COST = z.object({
  /** Cents, as decimal text. */
  amount: z.string(),
  currency: z.string(),
  model: text,
  description: text,
  cost_type: text,
  token_type: text,
});
const ANTHROPIC_USAGE = z.object({
  uncached_input_tokens: z.number().int().nonnegative(),
  cache_read_input_tokens: count,
  cache_creation: z.object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }).nullish(),
  output_tokens: count,
  model: text,
  service_tier: text,
});
const PAGE = z.object({
  data: z.array(
    z.object({
      start_time: z.number().optional(),
      starting_at: z.string().optional(),
      results: z.array(z.unknown()),
    }),
  ),
  has_more: z.boolean().optional(),
});
type Bucket = z.infer<typeof PAGE>["data"][number];

/**
 * A provider's usage or cost export: the JSON of its admin API (one page, or a list of pages), or the CSV of its console.
 * Lines of one day, model and item are added up.
 * @throws OutturnError `bad_request` saying what cannot be read.
 */
export function readBill(file: string): BillLine[] {
  const trimmed = file.replace(/^\uFEFF/, "").trim();
  const lines = /^[[{]/.test(trimmed) ? readPages(trimmed) : readBillTable(parseCsv(storable(trimmed, trimmed.length)));
  if (lines.length === 0) refuse("The export holds no line with a cost or with tokens.");
  return addUp(lines);
}

function readPages(json: string): BillLine[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    refuse("The export is not JSON, though it begins like it: was it cut off?");
  }
  const pages = z.array(PAGE).safeParse(Array.isArray(value) ? value : [value]);
  if (!pages.success)
    refuse("The JSON is no page of OpenAI's or Anthropic's usage or cost API: it has no `data` of buckets.");
  if (pages.data?.at(-1)?.has_more === true)
    refuse("The export says that more pages follow: send all of them as one list.");
  return (pages.data ?? []).flatMap(({ data }) =>
    data.flatMap((bucket) => bucket.results.map((row) => readResult(row, bucket))),
  );
}

function readResult(row: unknown, bucket: Bucket): BillLine {
  const day = dayOf(bucket);
  const openaiCost = OPENAI_COST.safeParse(row);
  if (openaiCost.success) return openaiCostLine(openaiCost.data, day);
  const openaiUsage = OPENAI_USAGE.safeParse(row);
  if (openaiUsage.success) return openaiUsageLine(openaiUsage.data, day);
  const anthropicUsage = ANTHROPIC_USAGE.safeParse(row);
  if (anthropicUsage.success) return anthropicUsageLine(anthropicUsage.data, day);
  const anthropicCost = ANTHROPIC_COST.safeParse(row);
  if (anthropicCost.success) return anthropicCostLine(anthropicCost.data, day);
  return refuse(
    `A result of ${day} is neither OpenAI's nor Anthropic's: ${JSON.stringify(row).slice(0, LONGEST_TEXT)}`,
  );
}

function openaiCostLine({ amount, line_item }: z.infer<typeof OPENAI_COST>, day: string): BillLine {
  checkCurrency(amount.currency);
  return {
    ...NOTHING,
    provider: "openai",
    report: "cost",
    day,
    ...splitLineItem(line_item ?? ""),
    costNano: toNano(amount.value),
  };
}

function openaiUsageLine(row: z.infer<typeof OPENAI_USAGE>, day: string): BillLine {
  const item = [row.batch === true ? "batch" : "", row.service_tier ?? ""].filter((part) => part !== "").join(", ");
  return {
    ...NOTHING,
    provider: "openai",
    report: "usage",
    day,
    model: row.model ?? "",
    item,
    requests: whole(row.num_model_requests),
    inputTokens: whole(row.input_tokens),
    outputTokens: whole(row.output_tokens),
  };
}

function anthropicCostLine(row: z.infer<typeof ANTHROPIC_COST>, day: string): BillLine {
  checkCurrency(row.currency);
  const item = row.description ?? [row.cost_type ?? "", row.token_type ?? ""].filter((part) => part !== "").join(", ");
  const CENTS = 2;
  return {
    ...NOTHING,
    provider: "anthropic",
    report: "cost",
    day,
    model: row.model ?? "",
    item,
    costNano: toNano(row.amount, CENTS),
  };
}

function anthropicUsageLine(row: z.infer<typeof ANTHROPIC_USAGE>, day: string): BillLine {
  const { cache_creation: written } = row;
  const input =
    row.uncached_input_tokens +
    (row.cache_read_input_tokens ?? 0) +
    (written?.ephemeral_5m_input_tokens ?? 0) +
    (written?.ephemeral_1h_input_tokens ?? 0);
  return {
    ...NOTHING,
    provider: "anthropic",
    report: "usage",
    day,
    model: row.model ?? "",
    item: row.service_tier ?? "",
    inputTokens: BigInt(input),
    outputTokens: whole(row.output_tokens),
  };
}

function dayOf({ start_time, starting_at }: Bucket): string {
  const at = start_time === undefined ? new Date(starting_at ?? "") : new Date(start_time * 1000);
  return Number.isNaN(at.getTime())
    ? refuse("A bucket says no time at which it starts.")
    : at.toISOString().slice(0, 10);
}

function whole(value: number | null | undefined): bigint | null {
  return value == null ? null : BigInt(value);
}

function addUp(lines: readonly BillLine[]): BillLine[] {
  const byKey = new Map<string, BillLine>();
  for (const line of lines) {
    const cut = { ...line, model: storable(line.model, LONGEST_TEXT), item: storable(line.item, LONGEST_TEXT) };
    const key = JSON.stringify([cut.provider, cut.report, cut.day, cut.model, cut.item]);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? cut : { ...cut, ...sumOf(known, cut) });
  }
  return [...byKey.values()];
}

type Amounts = Pick<BillLine, "costNano" | "requests" | "inputTokens" | "outputTokens">;

function sumOf(a: Amounts, b: Amounts): Amounts {
  const add = (x: bigint | null, y: bigint | null): bigint | null => (x === null ? y : y === null ? x : x + y);
  return {
    costNano: add(a.costNano, b.costNano),
    requests: add(a.requests, b.requests),
    inputTokens: add(a.inputTokens, b.inputTokens),
    outputTokens: add(a.outputTokens, b.outputTokens),
  };
}
