import { keepThread } from "./keep-thread.ts";
import type { FoldProgress } from "./runtime.ts";
import type { Tracer } from "./tracing/tracer.ts";

/** What the thread tells of each fold; null for one that failed. */
export type FoldReport = { readonly marks: number; readonly durationMs: number } | null;

const RESTART_MS = 1_000;
/** Room for what is new; more of it saves no time here, and is never given back. */
const YOUNG_MB = 24;

/**
 * Folds in a thread of its own, so that a long fold holds up no request and a second processor is used. A thread that ends
 * unasked is started again: nothing half folded is ever committed.
 */
export function startFolding(
  databaseUrl: string,
  tracer: Tracer,
): { folding: FoldProgress; stopFolding: () => Promise<void> } {
  const folding: FoldProgress = { marks: 0, folds: 0, errors: 0, lastDurationMs: null };
  const stopFolding = keepThread<NonNullable<FoldReport>>({
    file: new URL("./fold-worker.ts", import.meta.url),
    options: { workerData: databaseUrl, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } },
    restartMs: RESTART_MS,
    does: "folds",
    tell: (told) => {
      count(folding, told);
      const facts = { "outturn.fold.marks": told?.marks };
      if (told !== null) tracer.note({ name: "fold", kind: "internal", facts }, told.durationMs);
    },
  });
  return { folding, stopFolding };
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
