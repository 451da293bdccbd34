import type { Call } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";

import type { TaskRows } from "./rows.ts";
import { compareText } from "./rows.ts";

interface Version {
  readonly startUs: number;
  readonly endUs: number;
  readonly attributeCount: number;
  readonly contentHash: string;
}

/** Positive when `a` wins over `b`: the later end, then more attributes, then the larger hash. */
function compareVersions(a: Version, b: Version): number {
  return (
    a.endUs - b.endUs ||
    a.attributeCount - b.attributeCount ||
    compareText(a.contentHash, b.contentHash) ||
    a.startUs - b.startUs
  );
}

function keepWinners<V extends Version>(rows: readonly V[], keyOf: (row: V) => string): Map<string, V> {
  const winners = new Map<string, V>();
  for (const row of rows) {
    const key = keyOf(row);
    const other = winners.get(key);
    if (!other || compareVersions(row, other) > 0) winners.set(key, row);
  }
  return winners;
}

function eventKey(event: TaskEvent): string {
  return event.kind === "span" && event.traceId !== null ? `${event.traceId}/${event.spanId}` : event.id;
}

/** One version of each span and event. A span that came both as a call and as another span is what its winner says. */
export function latestVersions(rows: TaskRows): { calls: Call[]; events: TaskEvent[] } {
  const calls = keepWinners(rows.calls, (call) => `${call.traceId}/${call.spanId}`);
  const events = keepWinners(rows.events, eventKey);
  for (const [key, event] of events) {
    const call = calls.get(key);
    if (!call) continue;
    if (compareVersions(event, call) > 0) calls.delete(key);
    else events.delete(key);
  }
  return { calls: [...calls.values()], events: [...events.values()] };
}
