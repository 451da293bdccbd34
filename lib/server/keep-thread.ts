import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { WorkerOptions } from "node:worker_threads";

import { log } from "./log.ts";

interface Thread<Report> {
  readonly file: URL;
  readonly options: WorkerOptions;
  /** Milliseconds before one that ended is started again. */
  readonly restartMs: number;
  /** What it does, as in "the thread that folds". */
  readonly does: string;
  /** Hears what the thread tells; null for what failed. */
  readonly tell: (report: Report | null) => void;
}

/** Runs a thread, and another when it ends unasked. Answers with how to stop it: resolves once it has ended. */
export function keepThread<Report>(thread: Thread<Report>): () => Promise<void> {
  const halt = new AbortController();

  async function run(): Promise<void> {
    while (!halt.signal.aborted) {
      await runThread(thread, halt.signal);
      if (!halt.signal.aborted)
        await delay(thread.restartMs, undefined, { signal: halt.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return async () => {
    halt.abort();
    await running;
  };
}

/** Resolves when the thread has ended. */
async function runThread<Report>({ file, options, does, tell }: Thread<Report>, stop: AbortSignal): Promise<void> {
  const worker = new Worker(file, options);
  const ask = (): void => worker.postMessage("stop", []);
  stop.addEventListener("abort", ask, { once: true });
  await new Promise<void>((ended) => {
    worker.on("message", tell);
    worker.once("error", (error) => {
      tell(null);
      log.error({ err: error }, `the thread that ${does} failed, and is started again`);
    });
    worker.once("exit", () => ended());
  });
  stop.removeEventListener("abort", ask);
}
