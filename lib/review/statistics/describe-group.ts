import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";

/** Central moments of cost (nano-dollars) and success (0 or 1) over the tasks of one group, taken per task. */
export interface GroupMoments {
  readonly tasks: number;
  readonly meanCost: number;
  readonly successRate: number;
  /** Unbiased variances and covariance; 0 with fewer than two tasks. */
  readonly varCost: number;
  readonly varSuccess: number;
  readonly covariance: number;
  /** Third central moments of (c, c, c), (c, c, s), (c, s, s), (s, s, s). */
  readonly third: readonly [number, number, number, number];
}

/** Differences are taken in integers first: floats see only what is left, so that large even costs lose no digits. */
export function describeGroup(m: CostMoments): GroupMoments {
  const n = m.tasks;
  if (n === 0n) throw new RangeError("a group without tasks has no moments; leave it out");
  const size = Number(n);
  const unbiased = size > 1 ? size * (size - 1) : 0;
  const p = Number(m.succeeded) / size;
  const covariance = Number(n * m.cs - m.c * m.succeeded);
  const cube = size ** 3;
  const perTask = covariance / size ** 2;
  return {
    tasks: size,
    meanCost: Number(m.c) / size,
    successRate: p,
    varCost: unbiased === 0 ? 0 : Number(n * m.c2 - m.c ** 2n) / unbiased,
    varSuccess: unbiased === 0 ? 0 : Number(n * m.succeeded - m.succeeded ** 2n) / unbiased,
    covariance: unbiased === 0 ? 0 : covariance / unbiased,
    third: [
      Number(n * n * m.c3 - 3n * n * m.c * m.c2 + 2n * m.c ** 3n) / cube,
      Number(n * n * m.c2s - n * m.succeeded * m.c2 - 2n * m.c * (n * m.cs - m.succeeded * m.c)) / cube,
      (1 - 2 * p) * perTask,
      p * (1 - p) * (1 - 2 * p),
    ],
  };
}

/** The moments of two groups together. */
export function addMoments(a: CostMoments, b: CostMoments): CostMoments {
  return {
    tasks: a.tasks + b.tasks,
    succeeded: a.succeeded + b.succeeded,
    c: a.c + b.c,
    c2: a.c2 + b.c2,
    c3: a.c3 + b.c3,
    cs: a.cs + b.cs,
    c2s: a.c2s + b.c2s,
  };
}

export const NO_MOMENTS: CostMoments = { tasks: 0n, succeeded: 0n, c: 0n, c2: 0n, c3: 0n, cs: 0n, c2s: 0n };
