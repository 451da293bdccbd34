import type { Interval } from "./metrics-row.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import { divideHalfUp } from "#lib/domain/money.ts";
import { studentT95 } from "./student-t.ts";

/** Moments over the decided, fully priced tasks of a group: cost `c` in nano-dollars, success `s` 0 or 1. Exact. */
export interface CostMoments {
  readonly tasks: bigint;
  readonly succeeded: bigint;
  readonly c: bigint;
  readonly c2: bigint;
  readonly c3: bigint;
  readonly cs: bigint;
  readonly c2s: bigint;
}

export interface CostInterval {
  /** 95 % interval in nano-dollars; null where the tasks are too few for one with an end. */
  readonly interval: Interval<NanoUsd> | null;
  /** Whether simulation finds the interval to hold what it promises for samples such as this. */
  readonly sufficient: boolean;
}

/** Fewer tasks have no usable variance. */
const LEAST_TASKS = 5n;
/** Successes, successes × tasks, and |skewness of the influence values| / √n from which an interval may be ranked by. */
const SUFFICIENT_SUCCESSES = 20n;
const SUFFICIENT_PRODUCT = 4000n;
const SUFFICIENT_SKEWNESS = 0.9;
/** Ends are looked for to this part of a nano-dollar. */
const RESOLUTION = 0.01;
/**
 * How much farther than t the upper end looks, per unit of (third moment of cost within each outcome) / √n: a long tail of
 * dear tasks shows late, while failures that are dear alike are seen at once.
 */
const TAIL_REACH = 1.3;

/**
 * 95 % interval of Σc / Σs, the cost per successful task. A value θ is kept when the mean of c − θs is not told apart from 0
 * (E. C. Fieller, J. R. Stat. Soc. B 16, 1954) by a t statistic made symmetric with the third moment (P. Hall, "On the
 * removal of skewness by transformation", J. R. Stat. Soc. B 54, 1992). Its constants are chosen by simulation: bench/intervals.ts.
 */
export function costPerSuccessInterval(moments: CostMoments): CostInterval {
  if (moments.succeeded === 0n || moments.tasks < LEAST_TASKS) return { interval: null, sufficient: false };
  const centre = divideHalfUp(moments.c, moments.succeeded);
  const test = testAround(moments, centre);
  const start = test(0);
  if (!(start.spread > 0)) return { interval: [centre, centre], sufficient: isLarge(moments) };
  const low = searchLower(test, -Number(centre));
  const high = searchUpper(test, (4 * start.spread) / Number(moments.succeeded));
  return {
    interval: high === null ? null : [centre + BigInt(Math.floor(low)), centre + BigInt(Math.ceil(high))],
    sufficient: high !== null && isLarge(moments) && Math.abs(start.skewness) <= SUFFICIENT_SKEWNESS,
  };
}

function isLarge({ tasks, succeeded }: CostMoments): boolean {
  return succeeded >= SUFFICIENT_SUCCESSES && succeeded * tasks >= SUFFICIENT_PRODUCT;
}

/** The test of θ = centre + offset: the transformed statistic, and the t it has to stay within below and above. */
interface Reading {
  readonly statistic: number;
  readonly quantile: number;
  readonly upperQuantile: number;
  /** Skewness of c − θs over √n. */
  readonly skewness: number;
  /** √n × standard deviation of c − θs. */
  readonly spread: number;
}

type Test = (offset: number) => Reading;

/** Sums are shifted to c − centre·s in integers first, so that floats only ever see what is left near the estimate. */
function testAround(m: CostMoments, centre: bigint): Test {
  const n = Number(m.tasks);
  const s = Number(m.succeeded);
  const w = Number(m.c - centre * m.succeeded);
  const w2 = Number(m.c2 - 2n * centre * m.cs + centre ** 2n * m.succeeded);
  const w3 = Number(m.c3 - 3n * centre * m.c2s + 3n * centre ** 2n * m.cs - centre ** 3n * m.succeeded);
  const ws = Number(m.cs - centre * m.succeeded);
  const w2s = Number(m.c2s - 2n * centre * m.cs + centre ** 2n * m.succeeded);
  const cubeWithin = Number(cubeWithinOutcomes(m)) / n;
  const quantile = studentT95(n - 1);
  return (offset) => {
    const mean = (w - offset * s) / n;
    // Multiplied out: a hundred offsets are looked at for each row of an answer, and powers take most of the time.
    const square = (w2 - offset * (2 * ws - offset * s)) / n;
    const cube = (w3 - offset * (3 * w2s - offset * (3 * ws - offset * s))) / n;
    const variance = square - mean * mean;
    const scale = variance * Math.sqrt(n * variance);
    const skewness = (cube - mean * (3 * square - 2 * mean * mean)) / scale;
    const t = mean / Math.sqrt(variance / (n - 1));
    const bent = skewness * t;
    const statistic = t + (bent * t) / 3 + (bent * bent * t) / 27 + skewness / 6;
    const tail = Math.max(cubeWithin / scale, 0);
    return {
      statistic,
      quantile,
      upperQuantile: quantile * (1 + TAIL_REACH * tail),
      skewness,
      spread: Math.sqrt(n * variance),
    };
  };
}

/** Σ(c − mean of its outcome)³, in cubic nano-dollars to the nearest few. */
function cubeWithinOutcomes(m: CostMoments): bigint {
  const ofOutcome = (n: bigint, c: bigint, c2: bigint): bigint =>
    n === 0n ? 0n : (2n * c ** 3n - 3n * n * c * c2) / n ** 2n;
  const succeeded = ofOutcome(m.succeeded, m.cs, m.c2s);
  return m.c3 + succeeded + ofOutcome(m.tasks - m.succeeded, m.c - m.cs, m.c2 - m.c2s);
}

/** The least offset that is kept; costs are not negative, so none below `floor` is looked at. */
function searchLower(test: Test, floor: number): number {
  const rejects = (offset: number): boolean => {
    const reading = test(offset);
    return reading.statistic > reading.quantile;
  };
  return rejects(floor) ? bisect(0, floor, rejects) : floor;
}

/** The greatest offset that is kept; null where every one is, as with a handful of successes. */
function searchUpper(test: Test, step: number): number | null {
  const rejects = (offset: number): boolean => {
    const reading = test(offset);
    return reading.statistic < -reading.upperQuantile;
  };
  for (let reach = step, doubled = 0; doubled < 40; doubled += 1, reach *= 2)
    if (rejects(reach)) return bisect(0, reach, rejects);
  return null;
}

function bisect(kept: number, rejected: number, rejects: (offset: number) => boolean): number {
  let [inside, outside] = [kept, rejected];
  for (let i = 0; i < 50 && Math.abs(outside - inside) > RESOLUTION; i += 1) {
    const middle = (inside + outside) / 2;
    if (rejects(middle)) outside = middle;
    else inside = middle;
  }
  return inside;
}
