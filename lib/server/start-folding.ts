import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";

import { log } from "./log.ts";
import type { FoldProgress } from "./runtime.ts";

/** What the thread tells of each fold; null for one that failed. */
export type FoldReport = { readonly marks: number; readonly durationMs: number } | null;

const RESTART_MS = 1_000;
/** Room for what is new; more of it saves no time here, and is never given back. */
const YOUNG_MB = 24;

/**
 * Folds in a thread of its own, so that a long fold holds up no request and a second processor is used. A thread that ends
 * unasked is started again: nothing half folded is ever committed.
 */
export function startFolding(databaseUrl: string): { folding: FoldProgress; stopFolding: () => Promise<void> } {
  const folding: FoldProgress = { marks: 0, folds: 0, errors: 0, lastDurationMs: null };
  const halt = new AbortController();

  async function run(): Promise<void> {
    while (!halt.signal.aborted) {
      await runThread(databaseUrl, halt.signal, (told) => count(folding, told));
      if (!halt.signal.aborted) await delay(RESTART_MS, undefined, { signal: halt.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    folding,
    stopFolding: async () => {
      halt.abort();
      await running;
    },
  };
}

/** Resolves when the thread has ended. */
async function runThread(databaseUrl: string, stop: AbortSignal, tell: (told: FoldReport) => void): Promise<void> {
  const worker = new Worker(new URL("./fold-worker.ts", import.meta.url), {
    workerData: databaseUrl,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const ask = (): void => worker.postMessage("stop", []);
  stop.addEventListener("abort", ask, { once: true });
  await new Promise<void>((ended) => {
    worker.on("message", tell);
    worker.once("error", (error) => {
      tell(null);
      log.error({ err: error }, "the thread that folds failed, and is started again");
    });
    worker.once("exit", () => ended());
  });
  stop.removeEventListener("abort", ask);
}

function count(folding: FoldProgress, told: FoldReport): void {
  if (told === null) {
    folding.errors += 1;
    return;
  }
  folding.marks += told.marks;
  folding.folds += 1;
  folding.lastDurationMs = told.durationMs;
}
