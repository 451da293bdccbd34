// Coverage of the intervals that comparisons and projections show: difference and ratio of two models' cost per success, and
// what a fixed mix of work costs per success and per task.
import { differenceOf, ratioOf } from "#lib/review/statistics/compare-estimates.ts";
import { estimateCostPerSuccess } from "#lib/review/statistics/estimate-cost-per-success.ts";
import { readHistory } from "#lib/review/history.ts";
import { projectPolicy } from "#lib/review/project-policy.ts";

import { addTask, emptyMoments, toCostMoments } from "../float-moments.ts";
import type { FloatMoments } from "../float-moments.ts";
import { normal, seeded } from "../seeded.ts";
import { cellOf, count, emptyTally, holds } from "./tally.ts";
import type { Cell, Tally } from "./tally.ts";

const SIZES = [30, 60, 100, 150, 200, 300, 500, 1000, 3000];
const SCALE = 10_000_000;
/** Success rates of the two sides, and how many times dearer the second one's tasks are. */
const PAIRS = [
  { rates: [0.3, 0.5], dearer: 1 },
  { rates: [0.7, 0.8], dearer: 4 },
  { rates: [0.9, 0.95], dearer: 1 },
  { rates: [0.5, 0.95], dearer: 2 },
] as const;

/** The same tasks read at growing sizes, both sides of a pair alike. */
export function comparisonCells(draws: number): Cell[] {
  return [0.5, 1, 1.5].flatMap((logSd) => PAIRS.flatMap((pair, i) => pairCells({ logSd, pair, seed: i + 1 }, draws)));
}

interface PairOf {
  readonly logSd: number;
  readonly pair: (typeof PAIRS)[number];
  readonly seed: number;
}

function pairCells({ logSd, pair, seed }: PairOf, draws: number): Cell[] {
  const random = seeded(100 * logSd + seed);
  const truths = pair.rates.map((rate, i) => (SCALE * (i === 1 ? pair.dearer : 1) * Math.exp(logSd ** 2 / 2)) / rate);
  const [first = 1, second = 1] = truths;
  const tallies = SIZES.map(() => ({ difference: emptyTally(), ratio: emptyTally() }));
  for (let draw = 0; draw < draws; draw += 1) {
    const sides = [emptyMoments(), emptyMoments()];
    for (let i = 1, size = 0; size < SIZES.length; i += 1) {
      sides.forEach((side, at) =>
        drawTask(side, { rate: pair.rates[at] ?? 0, scale: SCALE * (at === 1 ? pair.dearer : 1), logSd }, random),
      );
      if (i !== SIZES[size]) continue;
      judgePair(tallies[size], sides, { difference: first - second, ratio: first / second });
      size += 1;
    }
  }
  return tallies.flatMap((tally, i) => {
    const of = { logSd, dearer: pair.dearer, rate: pair.rates[0], n: SIZES[i] ?? 0 };
    return [cellOf({ ...of, source: "difference" }, tally.difference), cellOf({ ...of, source: "ratio" }, tally.ratio)];
  });
}

function judgePair(
  tally: { difference: Tally; ratio: Tally } | undefined,
  sides: readonly FloatMoments[],
  truth: { difference: number; ratio: number },
): void {
  const [a, b] = sides.map((side) => estimateCostPerSuccess(toCostMoments(side)));
  const sufficient = a?.sufficient === true && b?.sufficient === true;
  count(tally?.difference, !a || !b || holds(differenceOf(a, b), truth.difference), sufficient);
  count(tally?.ratio, !a || !b || holds(ratioOf(a, b), truth.ratio), sufficient);
}

interface Work {
  readonly rate: number;
  readonly scale: number;
  readonly logSd: number;
}

function drawTask(into: FloatMoments, { rate, scale, logSd }: Work, random: () => number): void {
  addTask(into, Math.exp(logSd * normal(random)) * scale, random() < rate);
}

/** Three kinds of work, most of it easy, of which one model took a fifth at random: what would all of it cost on that model? */
const STRATA = [
  { share: 0.5, rate: 0.95, scale: SCALE },
  { share: 0.3, rate: 0.8, scale: 3 * SCALE },
  { share: 0.2, rate: 0.5, scale: 8 * SCALE },
] as const;

export function projectionCells(draws: number): Cell[] {
  return [0.5, 1, 1.5].flatMap((logSd) => {
    const random = seeded(1000 * logSd);
    return SIZES.filter((n) => n >= 60).flatMap((n) => projectionsAt({ logSd, n, random }, draws));
  });
}

interface ProjectionOf {
  readonly logSd: number;
  readonly n: number;
  readonly random: () => number;
}

function projectionsAt({ logSd, n, random }: ProjectionOf, draws: number): Cell[] {
  const mean = Math.exp(logSd ** 2 / 2);
  const tallies = { success: emptyTally(), task: emptyTally() };
  for (let draw = 0; draw < draws; draw += 1) {
    const samples = STRATA.map(emptyMoments);
    STRATA.forEach(({ share, rate, scale }, i) => {
      const into = samples[i] ?? emptyMoments();
      for (let task = 0; task < Math.round(n * share); task += 1) drawTask(into, { rate, scale, logSd }, random);
    });
    const history = readHistory(
      samples.map((sample, i) => ({
        stratum: String(i),
        model: "m",
        moments: toCostMoments(sample),
      })),
    );
    const { projection } = projectPolicy(history, () => "m");
    const cost = STRATA.reduce((sum, { share, scale }) => sum + share * scale * mean, 0);
    const rate = STRATA.reduce((sum, { share, rate }) => sum + share * rate, 0);
    const sufficient = projection?.sufficient === true;
    count(tallies.success, projection === null || holds(projection.costPerSuccess, cost / rate), sufficient);
    count(tallies.task, projection === null || holds(projection.costPerTask, cost), sufficient);
  }
  const of = { logSd, dearer: 1, rate: 0.815, n };
  return [
    cellOf({ ...of, source: "projected cost per success" }, tallies.success),
    cellOf({ ...of, source: "projected cost per task" }, tallies.task),
  ];
}
