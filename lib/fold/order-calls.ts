import type { Call } from "#lib/domain/call.ts";

import { compareText } from "./rows.ts";

type Ordered = Pick<Call, "startUs" | "endUs" | "spanId" | "traceId">;

/** The order of a task's calls: start, end, span id. */
export function compareCalls(a: Ordered, b: Ordered): number {
  return (
    a.startUs - b.startUs || a.endUs - b.endUs || compareText(a.spanId, b.spanId) || compareText(a.traceId, b.traceId)
  );
}

/** Emitters round their clocks, and end a span a little before or after they hand its answer on. */
export const CLOCK_ROUNDING_US = 10_000;

/** Whether `later` was sent when `earlier` had been answered; false for calls that ran side by side. */
export function follows(later: Ordered, earlier: Ordered): boolean {
  return later.startUs >= earlier.endUs - CLOCK_ROUNDING_US && compareCalls(later, earlier) > 0;
}
