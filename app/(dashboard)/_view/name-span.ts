import { showDay, showHour } from "#components/format/time.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import type { View } from "./read-view.ts";

const NAMES = { "24h": "Last 24 hours", "7d": "Last 7 days", "28d": "Last 28 days", "90d": "Last 90 days" } as const;

/** `Last 28 days`, or `1 Nov – 7 Nov` for a range of whole days. */
export function nameSpan(view: View): string {
  if (view.span !== "custom") return NAMES[view.span];
  const { from, to } = view.range;
  const whole = from.getTime() % DAY_MS === 0 && to.getTime() % DAY_MS === 0;
  if (!whole) return `${showHour(from)} – ${showHour(to)}`;
  const last = new Date(to.getTime() - DAY_MS);
  return last.getTime() === from.getTime() ? showDay(from) : `${showDay(from)} – ${showDay(last)}`;
}

const BEFORE = {
  "24h": "the 24 hours before",
  "7d": "the 7 days before",
  "28d": "the 28 days before",
  "90d": "the 90 days before",
  custom: "the same span before",
} as const;

export function nameBefore(view: View): string {
  return BEFORE[view.span];
}
