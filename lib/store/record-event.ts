import { createHash } from "node:crypto";

import type { OutcomeFact, TaskEvent, TaskFacts } from "#lib/domain/task.ts";
import type { Microseconds } from "#lib/domain/time.ts";

import type { Store } from "./open-store.ts";

/** Something said of a task over the API, also of one not seen yet. */
export interface SaidOfTask {
  readonly taskId: string;
  /** When it was said, epoch microseconds; for an outcome, when it came about. */
  readonly atUs: Microseconds;
  /** The caller's own id; the same id again is the same event. Without one, equal statements are one event. */
  readonly id?: string;
  readonly outcome?: Omit<OutcomeFact, "atUs">;
  readonly checks?: Readonly<Record<string, boolean>>;
}

/** Records outcomes and checks, all of them or none. @throws OutturnError `unavailable` when the database cannot be reached. */
export async function recordEvents(store: Store, projectId: string, said: readonly SaidOfTask[]): Promise<void> {
  await store.write({ projectId, calls: [], events: said.map(eventOf) });
}

function eventOf({ taskId, atUs, id, outcome, checks }: SaidOfTask): TaskEvent {
  const facts: TaskFacts = { ...(outcome && { outcome: { ...outcome, atUs } }), ...(checks && { checks }) };
  const contentHash = createHash("sha256")
    .update(JSON.stringify([taskId, atUs, facts]))
    .digest("hex")
    .slice(0, 32);
  return {
    id: `api:${id ?? contentHash}`,
    kind: "api",
    ownTaskId: taskId,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    scope: "api",
    name: outcome ? "outcome" : "checks",
    startUs: atUs,
    endUs: atUs,
    facts,
    attributeCount: 0,
    contentHash,
  };
}
