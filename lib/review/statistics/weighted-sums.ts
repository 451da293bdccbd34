import { studentT95 } from "#lib/analysis/student-t.ts";
import { Z_95 } from "#lib/analysis/success-rate-interval.ts";
import type { GroupMoments } from "./describe-group.ts";

/** One group's place in a weighted sum of means: Σ weight × mean over groups. */
export interface WeightedGroup {
  readonly weight: number;
  readonly moments: GroupMoments;
  /** Success rate of the group's model over all its tasks: a stratum of ten without a failure is not sure to have none. */
  readonly priorRate: number;
}

/** A figure with its 95 % interval, as numbers; `high` null where it has no end. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number | null;
}

export function scaled({ value, low, high }: Estimate, times: number): Estimate {
  return { value: value * times, low: low * times, high: high === null ? null : high * times };
}

/** Tasks that a model's overall success rate weighs in a stratum's variance (empirical Bayes; not in its mean). */
const PRIOR_TASKS = 2;
/** How much more variance of cost per success than the sample shows may be supposed for failures it does not show. */
const MOST_SMOOTHING = 1.5;
/** Fewest degrees of freedom that the expansion of t is good for. */
const LEAST_FREEDOM = 3;
/** How much farther the upper end looks where dear tasks show late, per unit of skewness; by bench/whatif.ts. */
const TAIL_REACH = 1;
const MOST_REACH = 2.2;

/** Mean, variance of the mean, its degrees of freedom (Satterthwaite, 1946) and its skewness, at c − θs. */
interface Reading {
  readonly mean: number;
  readonly variance: number;
  readonly freedom: number;
  readonly skewness: number;
}

function read(groups: readonly WeightedGroup[], theta: number, cost: 0 | 1): Reading {
  let [mean, variance, smoothed, third, spread] = [0, 0, 0, 0, 0];
  for (const { weight, moments: m, priorRate } of groups) {
    mean += weight * (cost * m.meanCost - theta * m.successRate);
    const ofCost = cost * (m.varCost - 2 * theta * m.covariance);
    const part = Math.max((weight * weight * (ofCost + theta * theta * m.varSuccess)) / m.tasks, 0);
    variance += part;
    const unseen = Math.max(smoothedVariance(m, priorRate) - m.varSuccess, 0);
    smoothed += part + (weight * weight * theta * theta * unseen) / m.tasks;
    spread += (part * part) / Math.max(m.tasks - 1, 1);
    const [ccc, ccs, css, sss] = m.third;
    const cube = cost * (ccc - 3 * theta * ccs + 3 * theta * theta * css) - theta ** 3 * sss;
    third += (weight ** 3 * cube) / m.tasks ** 2;
  }
  return {
    mean,
    variance: variance === 0 || cost === 0 ? smoothed : Math.min(smoothed, variance * MOST_SMOOTHING),
    freedom: spread === 0 ? 1e9 : Math.max((variance * variance) / spread, LEAST_FREEDOM),
    skewness: variance === 0 ? 0 : third / variance ** 1.5,
  };
}

function smoothedVariance({ tasks, successRate }: GroupMoments, priorRate: number): number {
  const rate = (tasks * successRate + PRIOR_TASKS * priorRate) / (tasks + PRIOR_TASKS);
  return rate * (1 - rate);
}

/** P. Hall's transformation (J. R. Stat. Soc. B 54, 1992), which takes the skewness out of a t statistic. */
function transform(t: number, skewness: number): number {
  const bent = skewness * t;
  return t + (bent * t) / 3 + (bent * bent * t) / 27 + skewness / 6;
}

/** Σ weight × mean cost in nano-dollars, with the interval of a stratified mean. */
export function weightedCost(groups: readonly WeightedGroup[]): Estimate {
  const { mean, variance, freedom, skewness } = read(groups, 0, 1);
  const se = Math.sqrt(variance);
  const quantile = studentT95(freedom);
  if (se === 0) return { value: mean, low: mean, high: mean };
  const up = Math.max(
    solve(skewness, -quantile * reachOf(skewness, TAIL_REACH)),
    -quantile * reachOf(skewness, MOST_REACH),
  );
  return { value: mean, low: mean - se * solve(skewness, quantile), high: mean - se * up };
}

/** The transformation is flat far out, where no end would be found for long: `most` ends it. */
function reachOf(skewness: number, most: number): number {
  return 1 + most * Math.max(skewness, 0);
}

/** The t at which the transformed statistic is `target`; it rises with t, so halving finds it. */
function solve(skewness: number, target: number): number {
  let [low, high] = [-60, 60];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (transform(middle, skewness) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Σ weight × success rate; its interval is that of a stratified proportion with the variance of a smoothed rate. */
export function weightedSuccess(groups: readonly WeightedGroup[]): Estimate {
  const reading = read(groups, 1, 0);
  const value = -reading.mean;
  const half = Z_95 * Math.sqrt(reading.variance);
  return { value, low: value - half, high: value + half };
}

/**
 * Σ weight × cost / Σ weight × success, the cost per success of a mix of work that is held fixed ("this mix"). Fieller's
 * construction over strata: θ is kept when Σ weight × mean(c − θs) is not told apart from 0. Null without a success.
 */
export function weightedCostPerSuccess(groups: readonly WeightedGroup[]): Estimate | null {
  const cost = groups.reduce((sum, { weight, moments }) => sum + weight * moments.meanCost, 0);
  const success = groups.reduce((sum, { weight, moments }) => sum + weight * moments.successRate, 0);
  if (!(success > 0)) return null;
  const ratio = cost / success;
  const value = ratio - ratioBias(groups, { cost, success });
  const statistic = (theta: number): { t: number; quantile: number; tooHigh: boolean } => {
    const { mean, variance, freedom, skewness } = read(groups, theta, 1);
    const quantile = studentT95(freedom);
    const plain = variance === 0 ? Math.sign(mean) * Infinity : mean / Math.sqrt(variance);
    const t = variance === 0 ? plain : transform(plain, skewness);
    return {
      t,
      quantile,
      tooHigh: t < -quantile * reachOf(skewness, TAIL_REACH) || plain < -quantile * reachOf(skewness, MOST_REACH),
    };
  };
  const se = Math.sqrt(read(groups, ratio, 1).variance) / success;
  if (se === 0) return { value, low: value, high: value };
  return {
    value,
    low: bisect(ratio, 0, (theta) => statistic(theta).t > statistic(theta).quantile),
    high: searchUp({ value: ratio, step: 2 * se }, (theta) => statistic(theta).tooHigh),
  };
}

/** What a quotient of means is too large by on average, to second order: M. Tin, J. Am. Stat. Assoc. 60 (1965). */
function ratioBias(groups: readonly WeightedGroup[], { cost, success }: { cost: number; success: number }): number {
  let [square, cross] = [0, 0];
  for (const { weight, moments: m } of groups) {
    square += (weight * weight * m.varSuccess) / m.tasks;
    cross += (weight * weight * m.covariance) / m.tasks;
  }
  return (cost * square) / success ** 3 - cross / success ** 2;
}

/** How lopsided the mean of c − θs is: beyond about 0.9 its interval does not hold what it promises. */
export function weightedSkewness(groups: readonly WeightedGroup[], theta: number): number {
  return read(groups, theta, 1).skewness;
}

function searchUp({ value, step }: { value: number; step: number }, rejects: (x: number) => boolean): number | null {
  for (let reach = step, doubled = 0; doubled < 30; doubled += 1, reach *= 2)
    if (rejects(value + reach)) return bisect(value, value + reach, rejects);
  return null;
}

/** The last value that is kept on the way from one that is to one that may not be. */
function bisect(kept: number, end: number, rejects: (x: number) => boolean): number {
  if (!rejects(end)) return end;
  let [inside, outside] = [kept, end];
  for (let i = 0; i < 50; i += 1) {
    const middle = (inside + outside) / 2;
    if (rejects(middle)) outside = middle;
    else inside = middle;
  }
  return inside;
}
