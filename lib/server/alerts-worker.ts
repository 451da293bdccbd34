import { setTimeout as delay } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

import { openStore } from "#lib/store/open-store.ts";

import { log } from "./log.ts";
import { createAlertRounds } from "./run-alerts.ts";
import type { AlertsReport, AlertsWork } from "./start-alerts.ts";

/** The alerts' clock in a thread of its own (`startAlerts`): it ends, in order, at the first message it gets. */
// Only `startAlerts` starts this thread, with these data.
const work = workerData as AlertsWork;
const report = (what: AlertsReport): void => parentPort?.postMessage(what, []);
const store = openStore({ databaseUrl: work.databaseUrl, poolSize: 3 });
const halt = new AbortController();
const rounds = createAlertRounds(store, work, (error) => {
  log.error({ err: error }, "alerts could not be judged or sent");
  report(null);
});

/** Often enough that a message leaves within seconds of the minute it is about. */
const ROUND_MS = 2_000;

async function run(): Promise<void> {
  while (!halt.signal.aborted) {
    const round = await rounds.run(Date.now());
    if (round.minutes > 0) report(round);
    await delay(ROUND_MS, undefined, { signal: halt.signal }).catch(() => undefined);
  }
}

const running = run();
parentPort?.once("message", () => {
  halt.abort();
  void running.then(async () => store.close());
});
