import type { PoolClient } from "pg";

import type { Call, CallCost } from "#lib/domain/call.ts";
import type { RepriceJob, RepriceResult } from "#lib/domain/job.ts";
import { readTask } from "#lib/fold/read-task.ts";
import type { TaskRows } from "#lib/fold/rows.ts";

import type { Column } from "./column.ts";
import { unnestRows, unnestSelect } from "./columns.ts";
import type { HeldJob } from "./jobs.ts";
import { markDirty } from "./mark-dirty.ts";
import type { Store } from "./open-store.ts";
import { advance, workOn } from "./work-on-job.ts";
import { readFolded } from "./read-folded.ts";
import { readRows } from "./read-rows.ts";

/** Prices a stored call again; null for one that is not asked about. */
export type PriceAgain = (call: Call) => CallCost | null;

const TASKS_AT_ONCE = 200;
const EVER = { firstUs: 0, lastUs: Date.UTC(2200, 0) * 1000 };
const NOTHING: RepriceResult = { records: 0, changed: 0, frozenTasks: 0, models: {} };

interface Repriced {
  readonly taskId: string;
  readonly call: Call;
  readonly cost: CallCost;
}

const COLUMNS: readonly Column<Repriced>[] = [
  { name: "task_id", type: "text", of: ({ taskId }) => taskId },
  { name: "started_at", type: "timestamptz", of: ({ call }) => call.startUs },
  { name: "trace_id", type: "text", of: ({ call }) => call.traceId },
  { name: "span_id", type: "text", of: ({ call }) => call.spanId },
  { name: "content_hash", type: "text", of: ({ call }) => call.contentHash },
  { name: "cost_nano", type: "bigint", of: ({ cost }) => cost.total },
  { name: "cost_input_nano", type: "bigint", of: ({ cost }) => cost.input },
  { name: "possibly_billed_nano", type: "bigint", of: ({ cost }) => cost.possiblyBilled },
  { name: "estimated", type: "boolean", of: ({ cost }) => cost.estimated },
  { name: "price_source", type: "text", of: ({ cost }) => cost.source },
];
const KEY = ["task_id", "started_at", "trace_id", "span_id", "content_hash"];
const NAMES = COLUMNS.map(({ name }) => name);

/** What a call was is never changed; what it cost is our reading of it, and the one thing that is. */
const UPDATE = `
  with new (${NAMES.join(", ")}) as materialized (${unnestSelect(COLUMNS, 2)})
  update call as row set ${NAMES.filter((name) => !KEY.includes(name))
    .map((name) => `${name} = new.${name}`)
    .join(", ")}
  from new where row.project_id = $1 and ${KEY.map((name) => `row.${name} = new.${name}`).join(" and ")}`;

const IN_RANGE = "project_id = $1 and started_at >= $2 and started_at < $3";

/**
 * The next part of a re-pricing: the costs, the marks that have their tasks folded again and the job's progress in one
 * transaction, so that an interrupted job goes on without counting anything twice.
 * @returns the job as it is now; null when there was nothing left, or the job is another runner's by now.
 */
export async function repricePart(store: Store, held: HeldJob<RepriceJob>, price: PriceAgain): Promise<HeldJob | null> {
  const { projectId, request } = held.job;
  const range = [projectId, new Date(request.from), new Date(request.to)];
  const total = held.job.total ?? (await countTasks(store, range));
  return workOn(store, async (client) => {
    const { rows } = await client.query<{ task_id: string }>(
      `select distinct task_id from call where ${IN_RANGE} and task_id > $4 order by task_id limit $5`,
      [...range, held.cursor ?? "", TASKS_AT_ONCE],
    );
    const last = rows.at(-1);
    if (last === undefined) return null;
    const taskIds = rows.map((row) => row.task_id);
    const result = await repriceTasks(client, { held, taskIds, price });
    const done = held.job.done + taskIds.length;
    return advance(client, held, { cursor: last.task_id, done, total: Math.max(total, done), result });
  });
}

async function countTasks(store: Store, range: readonly unknown[]): Promise<number> {
  const { rows } = await store.pool.query<{ count: number }>(
    `select count(distinct task_id)::integer as count from call where ${IN_RANGE}`,
    [...range],
  );
  return rows[0]?.count ?? 0;
}

interface Part {
  readonly held: HeldJob<RepriceJob>;
  readonly taskIds: readonly string[];
  readonly price: PriceAgain;
}

async function repriceTasks(client: PoolClient, { held, taskIds, price }: Part): Promise<RepriceResult> {
  const { projectId, request, result } = held.job;
  const rows = await readRows(client, { projectId, taskIds, ...EVER });
  const folded = await readFolded(client, projectId, [...taskIds]);
  const ends = { fromUs: Date.parse(request.from) * 1000, toUs: Date.parse(request.to) * 1000 };
  const tally = new Tally(result ?? NOTHING);
  const changed: Repriced[] = [];
  for (const [taskId, before] of rows) {
    const costs = new Map<Call, CallCost>();
    for (const call of before.calls) {
      const cost = call.startUs < ends.fromUs || call.startUs >= ends.toUs ? null : price(call);
      if (cost === null) continue;
      tally.records += 1;
      if (sameCost(call.cost, cost)) continue;
      costs.set(call, cost);
      changed.push({ taskId, call, cost });
    }
    if (folded.get(taskId)?.frozen === true) tally.frozenTasks += 1;
    else
      tally.compare(
        before,
        costs,
        (call) => call.startUs >= ends.fromUs && call.startUs < ends.toUs && price(call) !== null,
      );
  }
  tally.changed += changed.length;
  if (!request.dryRun && changed.length > 0) {
    await client.query({
      name: "reprice-calls",
      text: UPDATE,
      values: [projectId, ...unnestRows(COLUMNS, changed).values],
    });
    const touched = changed.map(({ taskId, call }) => ({ taskId, firstUs: call.startUs, lastUs: call.startUs }));
    await markDirty(client, projectId, touched);
  }
  return tally.result();
}

function sameCost(a: CallCost, b: CallCost): boolean {
  return (
    a.total === b.total &&
    a.input === b.input &&
    a.possiblyBilled === b.possiblyBilled &&
    a.estimated === b.estimated &&
    a.source === b.source
  );
}

interface Sums {
  calls: number;
  before: bigint;
  after: bigint;
  unpricedBefore: number;
  unpricedAfter: number;
}

/** Adds up a re-pricing by model, each call once as the fold counts it. */
class Tally {
  records: number;
  changed: number;
  frozenTasks: number;
  readonly #models: Map<string, Sums>;

  constructor({ records, changed, frozenTasks, models }: RepriceResult) {
    this.records = records;
    this.changed = changed;
    this.frozenTasks = frozenTasks;
    this.#models = new Map(
      Object.entries(models).map(([model, sums]) => [
        model,
        { ...sums, before: BigInt(sums.before), after: BigInt(sums.after) },
      ]),
    );
  }

  /** @param asked whether a call is among those to price again. */
  compare(before: TaskRows, costs: ReadonlyMap<Call, CallCost>, asked: (call: Call) => boolean): void {
    const after = {
      ...before,
      calls: before.calls.map((call) => {
        const cost = costs.get(call);
        return cost === undefined ? call : { ...call, cost };
      }),
    };
    for (const { call } of readTask(before)?.calls ?? []) if (asked(call)) this.#add(call, "before");
    for (const { call } of readTask(after)?.calls ?? []) if (asked(call)) this.#add(call, "after");
  }

  #add({ model, usage, cost }: Call, when: "before" | "after"): void {
    const sums = this.#models.get(model) ?? { calls: 0, before: 0n, after: 0n, unpricedBefore: 0, unpricedAfter: 0 };
    this.#models.set(model, sums);
    const unpriced = usage !== null && cost.total === null ? 1 : 0;
    sums[when] += cost.total ?? 0n;
    if (when === "before") {
      sums.calls += 1;
      sums.unpricedBefore += unpriced;
    } else sums.unpricedAfter += unpriced;
  }

  result(): RepriceResult {
    const models = Object.fromEntries(
      [...this.#models]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([model, sums]) => [model, { ...sums, before: sums.before.toString(), after: sums.after.toString() }]),
    );
    return { records: this.records, changed: this.changed, frozenTasks: this.frozenTasks, models };
  }
}
