/** Milliseconds by which the monotonic clock may stray from the wall clock before it is set again (sleep, clock changes). */
const MAX_DRIFT_MS = 20;
/** Asking the wall clock costs microseconds on some machines, so it is asked once a second at most. */
const CHECK_MS = 1000;

let offset = Date.now() - performance.now();
let checkedAt = performance.now();

/** Epoch milliseconds with a fraction, monotonic within a call. */
export function now(): number {
  return offset + performance.now();
}

/** The same, brought back to the wall clock first where it has strayed: asked at the start of a call. */
export function startTime(): number {
  const monotonic = performance.now();
  if (monotonic - checkedAt > CHECK_MS) {
    checkedAt = monotonic;
    const drift = Date.now() - (offset + monotonic);
    if (drift > MAX_DRIFT_MS || drift < -MAX_DRIFT_MS) offset += drift;
  }
  return offset + monotonic;
}

/** Epoch nanoseconds as OTLP/JSON writes them, exact to the microsecond. Seconds repeat, and so does their text. */
export function toNanos(epochMs: number): string {
  const micros = Math.round(epochMs * 1000);
  const seconds = Math.floor(micros / 1e6);
  return `${seconds}${String(1e6 + micros - seconds * 1e6).slice(1)}000`;
}
