const DAY = { day: "numeric", month: "short" } as const;
const HOUR = { hour: "2-digit", minute: "2-digit" } as const;
const INSTANT = { ...DAY, year: "numeric", ...HOUR, second: "2-digit" } as const;

type Style = typeof DAY | typeof HOUR | typeof INSTANT;

/** Making a formatter costs a hundred times what using it does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(style: Style, timeZone: string): Intl.DateTimeFormat {
  const key = `${timeZone} ${Object.keys(style).join(" ")}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat("en-GB", { ...style, timeZone });
  formatters.set(key, known);
  return known;
}

/** `16 Nov`, in UTC or another zone. */
export function showDay(at: Date, timeZone = "UTC"): string {
  return formatterOf(DAY, timeZone).format(at);
}

/** `16 Nov 14:00`, in UTC or another zone. */
export function showHour(at: Date, timeZone = "UTC"): string {
  return `${showDay(at, timeZone)} ${formatterOf(HOUR, timeZone).format(at)}`;
}

/** `16 Nov 2026, 14:03:22`, in UTC or another zone. */
export function showInstant(at: Date, timeZone = "UTC"): string {
  return formatterOf(INSTANT, timeZone).format(at);
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
