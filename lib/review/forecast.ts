import { normalTail } from "./statistics/normal.ts";

/** Spend of one UTC day, in dollars (floats: a forecast is no account). */
export interface DaySpend {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly usd: number;
}

export interface Forecast {
  /** Spend of the whole month in dollars, with its 80 % interval. */
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** Chance of more than the budget by month's end, and the first day on which it is likelier than not; null without a budget. */
  readonly chanceOver: number | null;
  readonly overOn: number | null;
  /** First day of the level that is projected: after the last measured change. */
  readonly levelSince: number;
}

export interface ForecastQuestion {
  /** Complete days, oldest first, without gaps; what is before the month helps to know the weekdays. */
  readonly days: readonly DaySpend[];
  /** First day of the month, and of the next one. */
  readonly monthStart: number;
  readonly monthEnd: number;
  readonly budgetUsd: number | null;
}

/** Two-sided 80 % quantile of the normal distribution. */
const Z_80 = 1.2815515655;
/** Days that the weekdays are learnt from, and that a change is looked for in. */
const MEMORY = 56;
/** Days that each side of a change needs, and how many standard errors it must be. */
const LEAST_SIDE = 4;
const CHANGE_REACH = 3;
/** Days' worth of evidence that all weekdays are alike. */
const WEEKDAY_PRIOR = 1;
/** Spread of a day about its level where too few days are known to measure it. */
const UNKNOWN_SPREAD = 0.5;
const LEAST_DAYS = 3;
/** Earlier forecasts that say how far this one may stray, the days each needs, and what stands for them while there are none. */
const BACKTESTS = 8;
const LEAST_BACKTEST = 14;
const BACKTEST_PRIOR = 3;
const PRIOR_SCALE = 1.2;
const MOST_STRAYED = 16;

/**
 * Spend to the end of the month: what the month has spent, and for the days to come the level since the last measured change
 * times what the weekday is of an average day. Null with fewer than three days of history.
 */
export function forecastMonth({ days, monthStart, monthEnd, budgetUsd }: ForecastQuestion): Forecast | null {
  const known = days.filter(({ day }) => day < monthEnd).slice(-MEMORY);
  const last = known.at(-1);
  if (last === undefined || known.length < LEAST_DAYS) return null;
  const reading = readHistory(known);
  const spent = days.filter(({ day }) => day >= monthStart && day < monthEnd).reduce((sum, { usd }) => sum + usd, 0);
  const scale = scaleOf(known, monthEnd - 1 - last.day);
  const until = (end: number): Reach => {
    const { expected, error } = project(reading, end);
    return { expected: spent + expected, error: error * scale };
  };
  const { expected, error } = until(monthEnd);
  return {
    expected,
    low: Math.max(spent, expected - Z_80 * error),
    high: expected + Z_80 * error,
    ...overBudget({ budgetUsd, from: last.day + 1, monthEnd }, until),
    levelSince: reading.since,
  };
}

interface Reach {
  readonly expected: number;
  readonly error: number;
}

function readHistory(known: readonly DaySpend[]): LevelReading {
  const { weekdays, since } = readLevels(known);
  const level = known.filter(({ day }) => day >= since).map(({ day, usd }) => usd / factorOf(weekdays, day));
  const mean = average(level);
  return {
    weekdays,
    mean,
    spread: Math.max(relativeSpread(level, mean), 0.02) * mean,
    drift: driftOf(known, weekdays),
    level: level.length,
    last: known.at(-1)?.day ?? 0,
    since,
  };
}

/**
 * How much farther than reckoned the same forecast strayed when it was made earlier, for as many days ahead: root mean
 * square, pulled towards a prior while there were few.
 */
function scaleOf(known: readonly DaySpend[], ahead: number): number {
  let [sum, count] = [BACKTEST_PRIOR * PRIOR_SCALE ** 2, BACKTEST_PRIOR];
  const horizon = Math.max(Math.min(ahead, Math.floor(known.length / 2)), 1);
  const step = Math.max(Math.floor(horizon / 3), 1);
  for (
    let end = known.length, tried = 0;
    end - horizon >= LEAST_BACKTEST && tried < BACKTESTS;
    end -= step, tried += 1
  ) {
    const then = known.slice(0, end - horizon);
    const { expected, error } = project(readHistory(then), (known[end - 1]?.day ?? 0) + 1);
    const actual = known.slice(end - horizon, end).reduce((total, { usd }) => total + usd, 0);
    if (error === 0) continue;
    sum += Math.min(((actual - expected) / error) ** 2, MOST_STRAYED);
    count += 1;
  }
  return Math.sqrt(sum / count);
}

interface LevelReading {
  readonly weekdays: readonly number[];
  readonly mean: number;
  readonly spread: number;
  /** Chance that a day starts another level, times how much such a change moves it, squared. */
  readonly drift: number;
  readonly level: number;
  readonly last: number;
  /** First day of the level. */
  readonly since: number;
}

/** Days vary by themselves; the level is not known exactly; and it may change again before the month is over. */
function project(of: LevelReading, end: number): Reach {
  let [expected, weights, squares, ahead, drift] = [0, 0, 0, 0, 0];
  for (let day = of.last + 1; day < end; day += 1) {
    const factor = factorOf(of.weekdays, day);
    expected += factor * of.mean;
    weights += factor;
    squares += factor * factor;
  }
  for (let day = end - 1; day > of.last; day -= 1) {
    ahead += factorOf(of.weekdays, day);
    drift += of.drift * ahead * ahead;
  }
  const own = of.spread ** 2 * (squares + (weights * weights) / Math.max(of.level, 1));
  return { expected, error: Math.sqrt(own + of.mean ** 2 * drift) };
}

function overBudget(
  { budgetUsd, from, monthEnd }: { budgetUsd: number | null; from: number; monthEnd: number },
  until: (end: number) => Reach,
): Pick<Forecast, "chanceOver" | "overOn"> {
  if (budgetUsd === null) return { chanceOver: null, overOn: null };
  const end = until(monthEnd);
  const chanceOver =
    end.error === 0 ? Number(end.expected > budgetUsd) : normalTail((budgetUsd - end.expected) / end.error);
  for (let day = from - 1; day < monthEnd; day += 1)
    if (until(day + 1).expected > budgetUsd) return { chanceOver, overOn: day };
  return { chanceOver, overOn: null };
}

/** Weekday factors and the last change, each read with the other's help, twice. */
function readLevels(days: readonly DaySpend[]): { weekdays: readonly number[]; since: number } {
  let weekdays: readonly number[] = Array.from({ length: 7 }, () => 1);
  let since = days[0]?.day ?? 0;
  for (let round = 0; round < 3; round += 1) {
    const flat = days.map(({ day, usd }) => ({ day, usd: usd / factorOf(weekdays, day) }));
    const starts = findChanges(flat);
    since = starts.at(-1) ?? since;
    weekdays = weekdayFactors(days, starts);
  }
  return { weekdays, since };
}

/** Days that start a new level, the first day included: the strongest break splits, then each side is looked at again. */
function findChanges(days: readonly DaySpend[]): number[] {
  const [first] = days;
  if (first === undefined) return [];
  let best = { at: -1, strength: CHANGE_REACH };
  for (let at = LEAST_SIDE; at <= days.length - LEAST_SIDE; at += 1) {
    const strength = strengthOf(days.slice(0, at), days.slice(at));
    if (strength > best.strength) best = { at, strength };
  }
  if (best.at < 0) return [first.day];
  return [...findChanges(days.slice(0, best.at)), ...findChanges(days.slice(best.at))];
}

function strengthOf(before: readonly DaySpend[], after: readonly DaySpend[]): number {
  const [a, b] = [before.map(({ usd }) => usd), after.map(({ usd }) => usd)];
  const [x, y] = [average(a), average(b)];
  const squares = (values: readonly number[], mean: number): number =>
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const variance = (squares(a, x) + squares(b, y)) / Math.max(a.length + b.length - 2, 1);
  const error = Math.sqrt(variance * (1 / a.length + 1 / b.length));
  // Less than a tenth is not worth forgetting what came before it.
  return Math.abs(y - x) < 0.1 * Math.max(x, y) ? 0 : Math.abs(y - x) / error;
}

/** What a weekday is of an average day, relative to the level of its time; pulled towards 1 by a day's worth. */
function weekdayFactors(days: readonly DaySpend[], starts: readonly number[]): number[] {
  const levels = starts.map((start, i) => {
    const of = days.filter(({ day }) => day >= start && day < (starts[i + 1] ?? Infinity));
    return { start, mean: average(of.map(({ usd }) => usd)) };
  });
  const raw = Array.from({ length: 7 }, (_, weekday) => {
    const ratios = days
      .filter(({ day }) => weekdayOf(day) === weekday)
      .flatMap(({ day, usd }) => {
        const mean = levels.findLast(({ start }) => start <= day)?.mean ?? 0;
        return mean > 0 ? [usd / mean] : [];
      });
    const sum = ratios.reduce((total, ratio) => total + ratio, 0);
    return Math.max(
      (sum + WEEKDAY_PRIOR * (days.length < 14 ? 1 : average(ratios))) / (ratios.length + WEEKDAY_PRIOR),
      0.01,
    );
  });
  const mean = average(raw);
  return raw.map((factor) => factor / mean);
}

/** Relative variance a day by which levels have moved: that of the changes found, or a little where there were none. */
function driftOf(days: readonly DaySpend[], weekdays: readonly number[]): number {
  const flat = days.map(({ day, usd }) => ({ day, usd: usd / factorOf(weekdays, day) }));
  const starts = findChanges(flat);
  const means = starts.map((start, i) =>
    average(flat.filter(({ day }) => day >= start && day < (starts[i + 1] ?? Infinity)).map(({ usd }) => usd)),
  );
  const moves = means.slice(1).map((mean, i) => ((mean - (means[i] ?? mean)) / Math.max(mean, means[i] ?? mean)) ** 2);
  return moves.reduce((sum, move) => sum + move, 0) / Math.max(days.length, 28);
}

function relativeSpread(values: readonly number[], mean: number): number {
  if (values.length < LEAST_DAYS || mean === 0) return UNKNOWN_SPREAD;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
}

function factorOf(weekdays: readonly number[], day: number): number {
  return weekdays[weekdayOf(day)] ?? 1;
}

/** 0 is Monday; day 0 of the epoch was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
