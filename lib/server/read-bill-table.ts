import type { BillLine } from "#lib/domain/bill.ts";

import { checkCurrency, NOTHING, refuse, splitLineItem, toNano } from "./bill-fields.ts";

/** One line of a table by its columns' names; empty where the table has no such column. */
type Row = (column: string) => string;

interface Format {
  /** Columns that no other export has all of. */
  readonly columns: readonly string[];
  /** Null for a line that says nothing, as of a day without usage. */
  readonly read: (row: Row) => BillLine | null;
}

const FORMATS: readonly Format[] = [
  { columns: ["start_time_iso", "amount_value"], read: openaiCost },
  { columns: ["start_time_iso", "num_model_requests", "input_tokens"], read: openaiUsage },
  { columns: ["usage_date_utc", "cost_usd"], read: anthropicCost },
  { columns: ["usage_date_utc", "usage_output_tokens"], read: anthropicUsage },
];

/** The CSV that OpenAI's and Anthropic's consoles export. @throws OutturnError `bad_request` for any other. */
export function readBillTable([head = [], ...rows]: readonly string[][]): BillLine[] {
  const position = new Map(head.map((name, i) => [name.trim().toLowerCase(), i]));
  const format = FORMATS.find(({ columns }) => columns.every((column) => position.has(column)));
  if (format === undefined) {
    const known = FORMATS.map(({ columns }) => columns.join(" and ")).join("; ");
    return refuse(`The columns are those of no export that is known. One of these is needed: ${known}.`);
  }
  return rows.flatMap((fields) => format.read((column) => fields[position.get(column) ?? -1] ?? "") ?? []);
}

function openaiCost(row: Row): BillLine | null {
  if (row("amount_value") === "") return null;
  checkCurrency(row("amount_currency") === "" ? "usd" : row("amount_currency"));
  const costNano = toNano(row("amount_value"));
  return {
    ...NOTHING,
    provider: "openai",
    report: "cost",
    day: dayOf(row("start_time_iso")),
    ...splitLineItem(row("line_item")),
    costNano,
  };
}

function openaiUsage(row: Row): BillLine | null {
  if (row("num_model_requests") === "") return null;
  const batch = row("batch").toLowerCase() === "true" ? "batch" : "";
  return {
    ...NOTHING,
    provider: "openai",
    report: "usage",
    day: dayOf(row("start_time_iso")),
    model: row("model"),
    item: [batch, row("service_tier")].filter((part) => part !== "").join(", "),
    requests: countOf(row, "num_model_requests"),
    inputTokens: countOf(row, "input_tokens"),
    outputTokens: countOf(row, "output_tokens"),
  };
}

function anthropicCost(row: Row): BillLine | null {
  if (row("cost_usd") === "") return null;
  return {
    ...NOTHING,
    provider: "anthropic",
    report: "cost",
    day: dayOf(row("usage_date_utc")),
    model: row("model"),
    item: [row("usage_type"), row("token_type")].filter((part) => part !== "").join(", "),
    costNano: toNano(row("cost_usd")),
  };
}

const ANTHROPIC_INPUT = [
  "usage_input_tokens_no_cache",
  "usage_input_tokens_cache_write_5m",
  "usage_input_tokens_cache_write_1h",
  "usage_input_tokens_cache_read",
];

function anthropicUsage(row: Row): BillLine {
  return {
    ...NOTHING,
    provider: "anthropic",
    report: "usage",
    day: dayOf(row("usage_date_utc")),
    model: row("model_version"),
    item: row("usage_type"),
    inputTokens: ANTHROPIC_INPUT.reduce((sum, column) => sum + (countOf(row, column) ?? 0n), 0n),
    outputTokens: countOf(row, "usage_output_tokens"),
  };
}

function countOf(row: Row, column: string): bigint | null {
  const text = row(column);
  if (text === "") return null;
  return /^\d{1,18}$/.test(text) ? BigInt(text) : refuse(`"${text.slice(0, 40)}" in column ${column} is not a count.`);
}

function dayOf(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? refuse(`"${text.slice(0, 40)}" is not a day.`) : at.toISOString().slice(0, 10);
}
