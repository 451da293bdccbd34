const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });

/** `1,703` */
export function showCount(count: number): string {
  return COUNT.format(count);
}

/** `4.75M`, for tokens. */
export function showCompact(count: number): string {
  return COMPACT.format(count);
}

/** `81.9%`; a rate that is not quite all or nothing never reads as 100% or 0%. */
export function showRate(rate: number, places = 1): string {
  const text = (rate * 100).toFixed(places);
  const step = (10 ** -places).toFixed(places);
  if (rate < 1 && Number(text) === 100) return `>${(100 - 10 ** -places).toFixed(places)}%`;
  if (rate > 0 && Number(text) === 0) return `<${step}%`;
  return `${text}%`;
}

/** `80.0–83.7%` */
export function showRateInterval(interval: readonly [number, number]): string {
  return `${(interval[0] * 100).toFixed(1)}–${(interval[1] * 100).toFixed(1)}%`;
}

/** `412 ms`, `1.57 s`, `2 min 5 s` */
export function showDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `1 task`, `1,703 tasks` */
export function showQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${showCount(count)} ${count === 1 ? singular : plural}`;
}
