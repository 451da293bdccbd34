import { readFoldLag } from "#lib/store/read-fold-state.ts";

import { log } from "./log.ts";
import { getRuntime } from "./runtime.ts";

export interface Health {
  readonly status: "ok" | "behind" | "down";
  readonly database: "ok" | "down";
  /** Milliseconds from a span's commit until the figures hold it; null when the database does not answer. */
  readonly ingest_lag_ms: number | null;
  readonly waiting_tasks: number | null;
}

/** Figures this far behind are worth a look; ingest still works. */
const BEHIND_MS = 60_000;

export async function readHealth(): Promise<Health> {
  try {
    const { store } = await getRuntime();
    const { marks, ageMs } = await readFoldLag(store);
    const status = ageMs > BEHIND_MS ? "behind" : "ok";
    return { status, database: "ok", ingest_lag_ms: Math.round(ageMs), waiting_tasks: marks };
  } catch (error) {
    log.error({ err: error }, "the database does not answer");
    return { status: "down", database: "down", ingest_lag_ms: null, waiting_tasks: null };
  }
}
