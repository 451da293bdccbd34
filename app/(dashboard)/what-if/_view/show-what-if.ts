import { showDuration } from "#components/format/number.ts";
import type { Estimate } from "#lib/review/statistics/weighted-sums.ts";
import { percent } from "#lib/review/document/show-figures.ts";
import { showNano } from "../../_view/show-nano.ts";

export const UNKNOWN = "—";

/** Milliseconds as people read them. */
export function showMs(time: Estimate | null | undefined): string {
  return time ? showDuration(time.value) : UNKNOWN;
}

export function showMsRange(time: Estimate | null | undefined): string {
  if (!time) return UNKNOWN;
  return `${showDuration(time.low)} to ${time.high === null ? "no bound" : showDuration(time.high)}`;
}

export function showNanoRange({ low, high }: Estimate, times = 1): string {
  return `${showNano(low * times)} to ${high === null ? "no bound" : showNano(high * times)}`;
}

/** `+1.2 points` */
export function showPoints(change: number): string {
  return `${signed(change)} points`;
}

/** `−2.6 to +8.9` points */
export function showPointsRange({ low, high }: Estimate): string {
  return `${signed(low)} to ${signed(high ?? 1)}`;
}

/** What rounds to nothing has no sign. */
function signed(change: number): string {
  const text = (Math.abs(change) * 100).toFixed(1);
  return text === "0.0" ? text : `${change < 0 ? "−" : "+"}${text}`;
}

export function showRateRange({ low, high }: Estimate): string {
  return `${percent(low)} to ${percent(high ?? 1)}`;
}
