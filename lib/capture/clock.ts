/** Milliseconds by which the monotonic clock may stray from the wall clock before it is set again (sleep, clock changes). */
const MAX_DRIFT_MS = 20;

let offset = Date.now() - performance.now();

/** Epoch milliseconds with a fraction: monotonic within a call, true to the wall clock over days. */
export function now(): number {
  const monotonic = performance.now();
  const drift = Date.now() - (offset + monotonic);
  if (drift > MAX_DRIFT_MS || drift < -MAX_DRIFT_MS) offset += drift;
  return offset + monotonic;
}

/** Epoch nanoseconds as OTLP/JSON writes them, exact to the microsecond. */
export function toNanos(epochMs: number): string {
  return `${Math.round(epochMs * 1000)}000`;
}
