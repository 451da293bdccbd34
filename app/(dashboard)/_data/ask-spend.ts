import { listBuckets } from "#lib/analysis/list-buckets.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { splitByKind, TOKEN_KINDS } from "#lib/server/split-by-kind.ts";
import type { SpendBucket, SpendPart } from "#components/costs/spend-part.ts";
import type { SpendDimension, SpendView } from "../_view/read-spend-view.ts";
import type { View } from "../_view/read-view.ts";
import { ask } from "./ask.ts";
import { openProject } from "./open-project.ts";

export interface Spend {
  /** Most spent first. */
  readonly parts: readonly SpendPart[];
  /** Every day or week of the range, those without spend too. */
  readonly buckets: readonly SpendBucket[];
  readonly timeZone: string;
}

/** What has to be grouped by to tell calls apart by it. */
const FIELDS: Readonly<Record<SpendDimension, readonly string[]>> = {
  model: ["model"],
  task_type: ["model_provider", "task_type"],
  kind: ["model", "model_provider"],
  service_tier: ["model_provider", "service_tier"],
  key: ["model_provider", "key"],
};

/** Calls are kept by task type, or by service tier, or by key: never by two of them together. */
export function canAsk(view: View, { by }: SpendView): boolean {
  return view.filters.task_type.length === 0 || (by !== "service_tier" && by !== "key");
}

/** The filters that calls know. */
export function spendFilters(view: View, { models }: SpendView): Readonly<Record<string, readonly string[]>> {
  const { task_type } = view.filters;
  return {
    ...(task_type.length === 0 ? {} : { task_type }),
    ...(models.length === 0 ? {} : { model: models }),
  };
}

/** Spend by the start of each call, in the project's billing zone, told apart by one thing. */
export async function askSpend(view: View, spend: SpendView): Promise<Spend> {
  const { project } = await openProject();
  const timeZone = project.billingZone;
  const filters = spendFilters(view, spend);
  const { rows } = await ask(view, { groupBy: [...FIELDS[spend.by], spend.tick], filters, timeZone });
  const parts = new Map<string, SpendPart>();
  const sums = new Map<number, Map<string, bigint>>();
  for (const row of rows) {
    const at = new Date(row.group[spend.tick] ?? 0);
    const bucket = sums.get(at.getTime()) ?? new Map<string, bigint>();
    sums.set(at.getTime(), bucket);
    for (const part of partsOf(row, spend.by, at)) {
      parts.set(part.name, add(parts.get(part.name), part));
      bucket.set(part.name, (bucket.get(part.name) ?? 0n) + part.nano);
    }
  }
  return {
    parts: [...parts.values()].sort((a, b) => (a.nano === b.nano ? b.calls - a.calls : a.nano < b.nano ? 1 : -1)),
    buckets: listBuckets(view.range, spend.tick, timeZone).map((at) => ({
      at,
      nano: Object.fromEntries(sums.get(at.getTime()) ?? []),
    })),
    timeZone,
  };
}

function partsOf(row: MetricsRow, by: SpendDimension, at: Date): SpendPart[] {
  const counts = {
    calls: row.calls + row.other_calls,
    unpricedCalls: row.unpriced_calls,
    possiblyBilled: parseUsd(row.possibly_billed_usd),
  };
  if (by !== "kind") return [{ name: String(row.group[by] ?? ""), nano: parseUsd(row.cost_usd), ...counts }];
  const split = splitByKind(row, at);
  // A call has tokens of several kinds: it is counted with none of them.
  const none = { calls: 0, unpricedCalls: 0, possiblyBilled: 0n };
  return TOKEN_KINDS.flatMap((kind) => (split[kind] === 0n ? [] : [{ name: kind, nano: split[kind], ...none }]));
}

function add(a: SpendPart | undefined, b: SpendPart): SpendPart {
  if (a === undefined) return b;
  return {
    name: a.name,
    nano: a.nano + b.nano,
    calls: a.calls + b.calls,
    unpricedCalls: a.unpricedCalls + b.unpricedCalls,
    possiblyBilled: a.possiblyBilled + b.possiblyBilled,
  };
}
