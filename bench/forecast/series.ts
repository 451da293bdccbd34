// Daily spend to forecast: simulated, and that of the product's own sample.
import { findPrice } from "#lib/pricing/find-price.ts";
import type { DaySpend } from "#lib/review/forecast.ts";
import { simulateTasks } from "#lib/sample/generate-sample.ts";
import type { SimulatedCall } from "#lib/sample/simulated-task.ts";

import { normal, seeded } from "../seeded.ts";

export interface Series {
  readonly days: readonly DaySpend[];
}

/** Monday of a week in which no month begins. */
const FIRST_DAY = 20_458;
const LENGTH = 150;
/** A level lasts so many days on average before a release or a new customer moves it. */
const LEVEL_DAYS = 60;

/** Weekdays between an office's and a shop's, noise of a tenth to three tenths, and a level that moves now and then. */
export function simulatedSeries(count: number): Series[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = seeded(seed + 1);
    const weekend = 0.1 + 0.8 * random();
    const noise = 0.08 + 0.22 * random();
    let level = 20 + 180 * random();
    const days = Array.from({ length: LENGTH }, (_, i) => {
      if (random() < 1 / LEVEL_DAYS) level *= random() < 0.5 ? 0.5 + 0.35 * random() : 1.2 + 0.6 * random();
      const weekday = i % 7;
      const factor = weekday < 5 ? 1 + 0.1 * Math.sin(weekday) : weekend;
      return { day: FIRST_DAY + i, usd: level * factor * Math.exp(noise * normal(random) - noise ** 2 / 2) };
    });
    return { days };
  });
}

/** Ninety days of the sample for each seed, priced at the list. */
export function sampleSeries(count: number): Series[] {
  const end = new Date(Date.UTC(2026, 10, 2));
  const last = end.getTime() / 86_400_000;
  return Array.from({ length: count }, (_, seed) => {
    const usd = new Map<number, number>();
    for (const { calls } of simulateTasks({ now: end, seed: seed + 1, days: 95 }))
      for (const call of calls) {
        const day = Math.floor(call.startUs / 86_400_000_000);
        usd.set(day, (usd.get(day) ?? 0) + listPrice(call));
      }
    return { days: Array.from({ length: 95 }, (_, i) => ({ day: last - 95 + i, usd: usd.get(last - 95 + i) ?? 0 })) };
  });
}

function listPrice({ usage, model, startUs }: SimulatedCall): number {
  const prices = findPrice("", model, startUs)?.prices;
  if (usage === null || prices === undefined) return 0;
  const pico = (price: { readonly base: bigint } | null): number => Number(price?.base ?? 0n);
  const uncached = usage.input - usage.cacheRead;
  return (
    (uncached * pico(prices.input) + usage.cacheRead * pico(prices.cacheRead) + usage.output * pico(prices.output)) /
    1e12
  );
}
