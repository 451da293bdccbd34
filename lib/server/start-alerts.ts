import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";

import { log } from "./log.ts";
import type { AlertRound, AlertRoundOptions } from "./run-alerts.ts";

/** What the thread is started with. */
export interface AlertsWork extends AlertRoundOptions {
  readonly databaseUrl: string;
}

/** What the thread tells of a round that judged something; null for one that failed. */
export type AlertsReport = AlertRound | null;

/** How alerts of this process fare. */
export interface AlertsProgress {
  minutes: number;
  series: number;
  errors: number;
  lastDurationMs: number | null;
}

const RESTART_MS = 5_000;

/** Judges and sends in a thread of its own, so that no look at a thousand series holds up a page. */
export function startAlerts(work: AlertsWork): { alerts: AlertsProgress; stopAlerts: () => Promise<void> } {
  const alerts: AlertsProgress = { minutes: 0, series: 0, errors: 0, lastDurationMs: null };
  const halt = new AbortController();

  async function run(): Promise<void> {
    while (!halt.signal.aborted) {
      await runThread(work, halt.signal, (told) => count(alerts, told));
      if (!halt.signal.aborted) await delay(RESTART_MS, undefined, { signal: halt.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    alerts,
    stopAlerts: async () => {
      halt.abort();
      await running;
    },
  };
}

/** Resolves when the thread has ended. */
async function runThread(work: AlertsWork, stop: AbortSignal, tell: (told: AlertsReport) => void): Promise<void> {
  const worker = new Worker(new URL("./alerts-worker.ts", import.meta.url), { workerData: work });
  const ask = (): void => worker.postMessage("stop", []);
  stop.addEventListener("abort", ask, { once: true });
  await new Promise<void>((ended) => {
    worker.on("message", tell);
    worker.once("error", (error) => {
      tell(null);
      log.error({ err: error }, "the thread that judges alerts failed, and is started again");
    });
    worker.once("exit", () => ended());
  });
  stop.removeEventListener("abort", ask);
}

function count(alerts: AlertsProgress, told: AlertsReport): void {
  if (told === null) {
    alerts.errors += 1;
    return;
  }
  alerts.minutes += told.minutes;
  alerts.series = told.series;
  alerts.lastDurationMs = told.durationMs;
}
