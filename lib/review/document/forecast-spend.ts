import type { Queryable } from "#lib/analysis/queryable.ts";
import type { CellSums } from "#lib/analysis/read-cell-sums.ts";
import { formatUsd } from "#lib/domain/money.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import { bucketStart, DAY_MS } from "#lib/domain/time.ts";
import type { Store } from "#lib/store/open-store.ts";
import { forecastMonth } from "../forecast.ts";
import { nameIn } from "../read-sums.ts";
import { readSpendByDay } from "./ask-week.ts";
import type { ReviewForecast } from "./review.ts";
import { readMonthlyBudget } from "./tell-incidents.ts";

/** Spend of a project to the end of this UTC month, from its complete days; null with fewer than three of them. */
export async function forecastSpend(
  store: Store,
  db: Queryable,
  { projectId, now }: { projectId: string; now: Date },
): Promise<ReviewForecast | null> {
  const origin = new Date(bucketStart(now.getTime(), "day"));
  const [cells, monthlyBudget] = await Promise.all([
    readSpendByDay(db, projectId, origin),
    readMonthlyBudget(store, projectId),
  ]);
  return forecastOf(cells, { origin, monthlyBudget });
}

/** @param cells by day; the month is that of the last complete day before the origin. */
export function forecastOf(
  cells: readonly CellSums[],
  { origin, monthlyBudget }: { origin: Date; monthlyBudget: NanoUsd | null },
): ReviewForecast | null {
  const last = new Date(origin.getTime() - DAY_MS);
  const month = Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), 1) / DAY_MS;
  const next = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1, 1) / DAY_MS;
  const byDay = new Map<number, number>();
  for (const cell of cells) {
    const day = Date.parse(nameIn(cell, "day")) / DAY_MS;
    byDay.set(day, (byDay.get(day) ?? 0) + Number(cell.sums.cost) / 1e9);
  }
  const first = Math.min(...byDay.keys());
  if (!Number.isFinite(first)) return null;
  const length = origin.getTime() / DAY_MS - first;
  const days = Array.from({ length }, (_, i) => ({ day: first + i, usd: byDay.get(first + i) ?? 0 }));
  const budgetUsd = monthlyBudget === null ? null : Number(monthlyBudget) / 1e9;
  const found = forecastMonth({ days, monthStart: month, monthEnd: next, budgetUsd });
  const usd = (dollars: number): string => formatUsd(BigInt(Math.round(dollars * 1e9)));
  const day = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);
  return (
    found && {
      month: day(month).slice(0, 7),
      expected_usd: usd(found.expected),
      interval_usd: [usd(found.low), usd(found.high)],
      level_since: day(found.levelSince),
      budget_usd: budgetUsd === null ? null : usd(budgetUsd),
      chance_over: found.chanceOver,
      over_on: found.overOn === null ? null : day(found.overOn),
    }
  );
}
