import { keepThread } from "./keep-thread.ts";
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
  const { stop: stopAlerts } = keepThread<AlertRound>({
    file: new URL("./alerts-worker.ts", import.meta.url),
    options: { workerData: work },
    restartMs: RESTART_MS,
    does: "judges alerts",
    tell: (told) => count(alerts, told),
  });
  return { alerts, stopAlerts };
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
