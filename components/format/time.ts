const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const HOUR = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const INSTANT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZone: "UTC",
});

/** `16 Nov`, in UTC or another zone. */
export function showDay(at: Date, timeZone = "UTC"): string {
  return timeZone === "UTC"
    ? DAY.format(at)
    : at.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone });
}

/** `16 Nov 14:00`, in UTC. */
export function showHour(at: Date): string {
  return `${DAY.format(at)} ${HOUR.format(at)}`;
}

/** `16 Nov 2026, 14:03:22`, in UTC. */
export function showInstant(at: Date): string {
  return INSTANT.format(at);
}

/** `2026-11-16`, in UTC. */
export function isoDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** How long something lasted: `40 min`, `7 h`, `3 days`. */
export function showLength(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`;
}
