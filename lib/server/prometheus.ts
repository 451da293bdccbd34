import { readFoldLag } from "#lib/store/read-fold-state.ts";

import { alertMetrics } from "./alert-metrics.ts";
import type { Runtime } from "./runtime.ts";

interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly value: number;
}

/** The server's own figures in Prometheus' text format, version 0.0.4. No names from spans: they would be labels without end. */
export async function readPrometheus({ store, reads, folding, alerts }: Runtime): Promise<string> {
  const { marks, ageMs } = await readFoldLag(store);
  const metrics: Metric[] = [
    {
      name: "outturn_fold_waiting_tasks",
      type: "gauge",
      help: "Tasks waiting to be folded, counted to 100000.",
      value: marks,
    },
    {
      name: "outturn_ingest_lag_seconds",
      type: "gauge",
      help: "Age of the oldest task that waits.",
      value: ageMs / 1000,
    },
    {
      name: "outturn_folded_tasks_total",
      type: "counter",
      help: "Marks of tasks folded by this process.",
      value: folding.marks,
    },
    {
      name: "outturn_folds_total",
      type: "counter",
      help: "Folds by this process that changed something.",
      value: folding.folds,
    },
    {
      name: "outturn_fold_errors_total",
      type: "counter",
      help: "Folds by this process that failed.",
      value: folding.errors,
    },
    {
      name: "outturn_pool_connections",
      type: "gauge",
      help: "Open database connections.",
      value: reads.connections.total + store.pool.totalCount,
    },
    {
      name: "outturn_pool_waiting",
      type: "gauge",
      help: "Requests waiting for a connection.",
      value: reads.connections.waiting + store.pool.waitingCount,
    },
    {
      name: "process_resident_memory_bytes",
      type: "gauge",
      help: "Resident memory.",
      value: process.memoryUsage.rss(),
    },
    { name: "process_uptime_seconds", type: "gauge", help: "Seconds since the start.", value: process.uptime() },
  ];
  const own = metrics
    .map(({ name, type, help, value }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`)
    .join("");
  return own + (await alertMetrics(store, alerts, Date.now()));
}
