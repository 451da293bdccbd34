/** A logarithmic axis over positive values; positions are fractions of its length. */
export interface LogAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** How far the axis reaches beyond the outermost value, as a factor. */
const MARGIN = 1.25;

function candidates(low: number, high: number, steps: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(low)); decade <= Math.ceil(Math.log10(high)); decade++)
    for (const step of steps) {
      const tick = Number((step * 10 ** decade).toPrecision(2));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  return ticks;
}

/** Ticks within a decade, densest first: the first set that fits is taken. */
const STEPS = [[1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]] as const;

/** An axis with at most `most` round ticks; null without a positive value. */
export function logAxis(values: readonly number[], most = 6): LogAxis | null {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return null;
  const low = Math.min(...positive) / MARGIN;
  const high = Math.max(...positive) * MARGIN;
  for (const steps of STEPS) {
    const ticks = candidates(low, high, steps);
    if (ticks.length <= most) return { low, high, ticks };
  }
  const decades = candidates(low, high, [1]);
  const every = Math.ceil(decades.length / most);
  return { low, high, ticks: decades.filter((_, i) => i % every === 0) };
}

/** Position of a value as a fraction from 0 to 1, held inside the axis. */
export function placeOnLog(axis: LogAxis, value: number): number {
  if (value <= axis.low) return 0;
  if (value >= axis.high) return 1;
  return Math.log(value / axis.low) / Math.log(axis.high / axis.low);
}

/** `$5`, `$0.02`, `$1,000`: a tick without needless places. */
export function showTick(dollars: number): string {
  return `$${dollars.toLocaleString("en-US", { maximumSignificantDigits: 2 })}`;
}
