import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { metrics } from "#lib/analysis/metrics.ts";
import type { Queryable } from "#lib/analysis/queryable.ts";
import type { BillLine } from "#lib/domain/bill.ts";
import { formatUsd, parseUsd } from "#lib/domain/money.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import { DAY_MS, type TimeRange } from "#lib/domain/time.ts";
import { findPrice } from "#lib/pricing/find-price.ts";

/** Why a day of a model differs from the bill. */
export const DIFFERENCES = [
  "same",
  "not_captured",
  "partly_captured",
  "more_than_billed",
  "not_on_the_bill",
  "without_price",
  "of_no_model",
] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** One model's day, or days; dollars in nano-dollars, tokens of input and output together. */
export interface Compared {
  readonly provider: string;
  /** The price table's name where it knows the model, so that aliases and snapshots meet. */
  readonly model: string;
  /** Null where no cost export covers it. */
  readonly billed: NanoUsd | null;
  readonly captured: NanoUsd;
  /** Null where no usage export covers it. */
  readonly billedTokens: bigint | null;
  readonly capturedTokens: bigint;
  readonly unpricedCalls: number;
  readonly difference: Difference;
}

export interface Reconciliation {
  /** Billed dollars that calls here account for, of all of them, credits aside; null without a cost export. */
  readonly capturedShare: number | null;
  readonly billed: NanoUsd;
  readonly captured: NanoUsd;
  readonly days: readonly (Compared & { readonly day: string })[];
  readonly models: readonly Compared[];
}

/** One per cent: what is nearer is rounding and the minute at midnight. */
const SAME = 100n;

/** What bills say beside what was captured, by UTC day and by model. Only days and providers that a bill covers are compared. */
export function reconcile(lines: readonly BillLine[], rows: readonly MetricsRow[]): Reconciliation {
  const cells = new Map<string, Cell>();
  for (const line of lines) addBilled(cellOf(cells, line.day, line.provider, line.model), line);
  const covered = new Set(lines.map(({ day, provider }) => `${day} ${provider}`));
  for (const row of rows) {
    const day = String(row.group["day"] ?? "").slice(0, 10);
    const provider = String(row.group["model_provider"] ?? "");
    if (!covered.has(`${day} ${provider}`)) continue;
    addCaptured(cellOf(cells, day, provider, String(row.group["model"] ?? "")), row);
  }
  const days = [...cells.values()].map((cell) => ({ day: cell.day, ...compared(cell) }));
  days.sort((a, b) => compareText(a.day, b.day) || bySize(a, b));
  const charged = days.filter(({ billed }) => billed !== null && billed > 0n);
  const charges = sum(charged.map(({ billed }) => billed ?? 0n));
  // A day's surplus on one model does not make up for what is missing elsewhere.
  const accounted = sum(charged.map((day) => smaller(day.billed ?? 0n, day.captured)));
  return {
    capturedShare: charges > 0n ? Number((accounted * 1_000_000n) / charges) / 1_000_000 : null,
    billed: sum(days.map(({ billed }) => billed ?? 0n)),
    captured: sum(days.map(({ captured }) => captured)),
    days,
    models: overDays([...cells.values()]).sort(bySize),
  };
}

/** Reads what was captured of the days that lines cover. */
export async function readCaptured(
  db: Queryable,
  projectId: string,
  lines: readonly BillLine[],
): Promise<MetricsRow[]> {
  const days = lines.map(({ day }) => Date.parse(day));
  if (days.length === 0) return [];
  const range: TimeRange = { from: new Date(Math.min(...days)), to: new Date(Math.max(...days) + DAY_MS) };
  const providers = [...new Set(lines.map(({ provider }) => provider))];
  const { rows } = await metrics(db, {
    projectId,
    ...range,
    groupBy: ["model_provider", "model", "day"],
    filters: { model_provider: providers },
    timeZone: "UTC",
    percentiles: false,
  });
  return [...rows];
}

interface Cell {
  readonly day: string;
  readonly provider: string;
  readonly model: string;
  billed: NanoUsd | null;
  billedTokens: bigint | null;
  captured: NanoUsd;
  capturedTokens: bigint;
  calls: number;
  unpricedCalls: number;
}

const MIDDAY_MS = DAY_MS / 2;

function cellOf(cells: Map<string, Cell>, day: string, provider: string, named: string): Cell {
  const model = nameOf(provider, named, Date.parse(day) + MIDDAY_MS);
  const key = `${day} ${provider} ${model}`;
  const known = cells.get(key);
  if (known !== undefined) return known;
  const nothing = { billed: null, billedTokens: null, captured: 0n, capturedTokens: 0n, calls: 0, unpricedCalls: 0 };
  const cell: Cell = { day, provider, model, ...nothing };
  cells.set(key, cell);
  return cell;
}

/** Consoles write `Claude Sonnet 4.5` for what calls name `claude-sonnet-4-5-20250929`: both are one entry of the table. */
function nameOf(provider: string, model: string, atMs: number): string {
  if (model === "") return "";
  for (const name of [model, model.toLowerCase().replaceAll(/[ .]/g, "-")]) {
    const found = findPrice(provider, name, atMs * 1000);
    if (found !== null) return found.label.slice(found.label.indexOf("/") + 1);
  }
  return model;
}

function addBilled(cell: Cell, { costNano, inputTokens, outputTokens }: BillLine): void {
  if (costNano !== null) cell.billed = (cell.billed ?? 0n) + costNano;
  if (inputTokens !== null || outputTokens !== null)
    cell.billedTokens = (cell.billedTokens ?? 0n) + (inputTokens ?? 0n) + (outputTokens ?? 0n);
}

function addCaptured(cell: Cell, row: MetricsRow): void {
  const { input_uncached, cache_read, cache_write, output } = row.tokens;
  cell.captured += parseUsd(row.cost_usd);
  for (const tokens of [input_uncached, cache_read, cache_write, output]) cell.capturedTokens += BigInt(tokens ?? 0);
  cell.calls += row.calls + row.other_calls;
  cell.unpricedCalls += row.unpriced_calls;
}

function compared(cell: Cell): Compared {
  const { day: _, calls: __, ...rest } = cell;
  return { ...rest, difference: differenceOf(cell) };
}

function differenceOf({
  model,
  billed,
  billedTokens,
  captured,
  capturedTokens,
  calls,
  unpricedCalls,
}: Cell): Difference {
  if (model === "") return "of_no_model";
  if (billed === null && billedTokens === null) return "not_on_the_bill";
  if (calls === 0) return "not_captured";
  if (unpricedCalls > 0) return "without_price";
  // Dollars where a bill tells them, else tokens.
  const [theirs, ours] = billed === null ? [billedTokens ?? 0n, capturedTokens] : [billed, captured];
  const apart = ours - theirs;
  if ((apart < 0n ? -apart : apart) * SAME <= (theirs < 0n ? -theirs : theirs)) return "same";
  return apart < 0n ? "partly_captured" : "more_than_billed";
}

function overDays(cells: readonly Cell[]): Compared[] {
  const models = new Map<string, Cell>();
  for (const cell of cells) {
    const key = `${cell.provider} ${cell.model}`;
    const known = models.get(key);
    if (known === undefined) models.set(key, { ...cell });
    else merge(known, cell);
  }
  return [...models.values()].map(compared);
}

function merge(into: Cell, cell: Cell): void {
  if (cell.billed !== null) into.billed = (into.billed ?? 0n) + cell.billed;
  if (cell.billedTokens !== null) into.billedTokens = (into.billedTokens ?? 0n) + cell.billedTokens;
  into.captured += cell.captured;
  into.capturedTokens += cell.capturedTokens;
  into.calls += cell.calls;
  into.unpricedCalls += cell.unpricedCalls;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, nano) => total + nano, 0n);
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function bySize(a: Compared, b: Compared): number {
  const [x, y] = [a.billed ?? a.captured, b.billed ?? b.captured];
  return x === y ? compareText(a.model, b.model) : x < y ? 1 : -1;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A reconciliation as the API tells of it. */
export function describeReconciliation({ capturedShare, billed, captured, days, models }: Reconciliation) {
  return {
    captured_share: capturedShare,
    billed_usd: formatUsd(billed),
    captured_usd: formatUsd(captured),
    models: models.map(describeCompared),
    days: days.map(({ day, ...rest }) => ({ day, ...describeCompared(rest) })),
  };
}

function describeCompared({ provider, model, difference, ...figures }: Compared) {
  return {
    provider,
    model,
    difference,
    billed_usd: figures.billed === null ? null : formatUsd(figures.billed),
    captured_usd: formatUsd(figures.captured),
    billed_tokens: figures.billedTokens === null ? null : Number(figures.billedTokens),
    captured_tokens: Number(figures.capturedTokens),
    unpriced_calls: figures.unpricedCalls,
  };
}
