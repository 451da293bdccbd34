import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { TransferListItem, WorkerOptions } from "node:worker_threads";

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
  /** Hears that a thread ended, asked or not: nothing it was sent will be answered. */
  readonly ended?: () => void;
}

export interface KeptThread {
  /** @returns false while none runs: nobody will hear of the message. */
  post(message: unknown, transfer: readonly TransferListItem[]): boolean;
  /** Resolves once it has ended. */
  readonly stop: () => Promise<void>;
}

/** Runs a thread, and another when it ends unasked. */
export function keepThread<Report>(thread: Thread<Report>): KeptThread {
  const halt = new AbortController();
  let current: Worker | null = null;

  async function run(): Promise<void> {
    while (!halt.signal.aborted) {
      current = new Worker(thread.file, thread.options);
      await untilEnd(current, thread, halt.signal);
      current = null;
      thread.ended?.();
      if (!halt.signal.aborted)
        await delay(thread.restartMs, undefined, { signal: halt.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    post: (message, transfer) => {
      current?.postMessage(message, transfer);
      return current !== null;
    },
    stop: async () => {
      halt.abort();
      await running;
    },
  };
}

/** Resolves when the thread has ended. */
async function untilEnd<Report>(worker: Worker, { does, tell }: Thread<Report>, stop: AbortSignal): Promise<void> {
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
