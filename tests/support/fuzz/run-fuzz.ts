import { acceptLogs, acceptMetrics } from "#lib/ingest/accept-logs.ts";
import { acceptTraces } from "#lib/ingest/accept-traces.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import type { Store } from "#lib/store/open-store.ts";
import { verify } from "#lib/store/verify.ts";
import { NOW_MS } from "#tests/unit/ingest/support/spans.ts";

import { makePayload } from "./make-payload.ts";
import type { FuzzPayload } from "./make-payload.ts";

const ACCEPT = { traces: acceptTraces, logs: acceptLogs, metrics: acceptMetrics } as const;
/** Answers to what a sender did wrong, and to what it did right. */
const FITTING: ReadonlySet<number> = new Set([200, 400, 413, 415]);
const MOST_FAULTS = 20;

export interface FuzzPlan {
  readonly seed: number;
  readonly payloads: number;
  /** Spans of real emitters to damage, beside made ones. */
  readonly bases: readonly object[];
  readonly atOnce: number;
}

export interface FuzzReport {
  readonly payloads: number;
  readonly byStatus: Readonly<Record<number, number>>;
  /** Answers that no payload should get, each with the number that makes it again; at most 20. */
  readonly faults: readonly string[];
  /** The longest time one body took among those under way with it, in milliseconds, and its number. */
  readonly slowestMs: number;
  readonly slowest: number;
  readonly neighbours: number;
  readonly neighboursLost: number;
  /** Highest resident size seen, and heap in use after the first and the last quarter, in bytes. */
  readonly peakRss: number;
  readonly heap: readonly [number, number];
  /** What `verify` finds once all is folded, tasks that cannot be folded included. */
  readonly differences: number;
  readonly dirtyTasks: number;
}

/** Sends every payload of a plan to a real store, and says what came of it. */
export async function runFuzz(store: Store, projectId: string, plan: FuzzPlan): Promise<FuzzReport> {
  const byStatus: Record<number, number> = {};
  const faults: string[] = [];
  const kept = new Set<string>();
  let [peakRss, firstHeap, next] = [0, 0, 0];
  let [slowestMs, slowest] = [0, -1];
  const sendOne = async (index: number): Promise<void> => {
    const payload = makePayload(plan.seed, index, plan.bases);
    const started = performance.now();
    const status = await answerTo(payload, store, projectId);
    const took = performance.now() - started;
    if (took > slowestMs) [slowestMs, slowest] = [took, index];
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    const wrong = payload.kept === null ? !FITTING.has(status) : status !== 200;
    if (wrong && faults.length < MOST_FAULTS) faults.push(`payload ${index}: ${status}`);
    if (payload.kept !== null) kept.add(payload.kept);
    if (index % 500 === 0) peakRss = Math.max(peakRss, process.memoryUsage.rss());
    if (index === Math.floor(plan.payloads / 4)) firstHeap = process.memoryUsage().heapUsed;
  };
  const work = async (): Promise<void> => {
    while (next < plan.payloads) {
      const index = next;
      next += 1;
      await sendOne(index);
    }
  };
  await Promise.all(Array.from({ length: plan.atOnce }, work));
  const heap = [firstHeap, process.memoryUsage().heapUsed] as const;
  const lost = await countLost(store, projectId, kept);
  await foldUntilClean(store);
  const { differenceCount, dirtyTasks } = await verify(store);
  return {
    payloads: plan.payloads,
    byStatus,
    faults,
    slowestMs,
    slowest,
    neighbours: kept.size,
    neighboursLost: lost,
    peakRss,
    heap,
    differences: differenceCount,
    dirtyTasks,
  };
}

/** The answer's status; 0 for one that never came, because something was thrown. */
async function answerTo(payload: FuzzPayload, store: Store, projectId: string): Promise<number> {
  const context = { store, projectId, key: "fuzz", nowMs: NOW_MS };
  try {
    return (await ACCEPT[payload.signal](payload, context)).status;
  } catch {
    return 0;
  }
}

/** Neighbours whose task has no call of its own. */
async function countLost(store: Store, projectId: string, kept: ReadonlySet<string>): Promise<number> {
  const { rows } = await store.pool.query<{ task_id: string }>(
    "select distinct task_id from call where project_id = $1 and task_id like 'kept-%'",
    [projectId],
  );
  const stored = new Set(rows.map((row) => row.task_id));
  return [...kept].filter((task) => !stored.has(task)).length;
}
