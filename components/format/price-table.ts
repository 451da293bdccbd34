import { isoDay } from "./time.ts";

interface PriceTable {
  readonly source: string;
  readonly published_at: string;
  readonly age_days: number;
  /** Whether it is old enough that prices may have changed since. */
  readonly stale: boolean;
}

/** Which table list prices are from, how old it is, and what to do when it is old. */
export function sayTable({ source, published_at, age_days, stale }: PriceTable): string {
  const age = age_days === 1 ? "1 day old" : `${age_days} days old`;
  const said = `${source} of ${isoDay(new Date(published_at))}, ${age}`;
  return stale ? `${said}: prices may have changed since, so update Outturn or set those that did` : said;
}
