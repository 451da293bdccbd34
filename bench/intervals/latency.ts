// Coverage of the intervals of a projected latency: quantiles of the calls' times under a choice of models, weighted by the mix.
import { record } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import { readHistory } from "#lib/review/history.ts";
import { projectLatency } from "#lib/review/project-latency.ts";

import { addTask, emptyMoments, toCostMoments } from "../float-moments.ts";
import { normal, seeded } from "../seeded.ts";
import { cellOf, count, emptyTally, holds } from "./tally.ts";
import type { Cell } from "./tally.ts";

const SIZES = [60, 100, 200, 500, 1000, 3000];
/** Three kinds of work; what one model did of each is half of it, whatever share of all work it is. */
const STRATA = [
  { share: 0.5, medianMs: 400 },
  { share: 0.3, medianMs: 1_000 },
  { share: 0.2, medianMs: 3_000 },
] as const;
/** Draws that the truth is read from. */
const TRUTH = 400_000;
/** Most draws a cell: a quantile moves no more with ten times as many. */
const MOST_DRAWS = 10_000;

export function latencyCells(draws: number): Cell[] {
  return [0.5, 1].flatMap((logSd) => {
    const random = seeded(77 * logSd);
    const truth = truthOf(logSd, random);
    return SIZES.flatMap((n) => cellsAt({ logSd, n, random, truth }, Math.min(draws, MOST_DRAWS)));
  });
}

type Truth = Readonly<Record<"p50" | "p95", number>>;

/** By sorting, not by histogram: that bins are 4 % wide is a part of what is judged. */
function truthOf(logSd: number, random: () => number): Truth {
  const times = STRATA.flatMap(({ share, medianMs }) =>
    Array.from({ length: share * TRUTH }, () => medianMs * Math.exp(logSd * normal(random))),
  ).sort((a, b) => a - b);
  return { p50: times[TRUTH / 2] ?? 0, p95: times[0.95 * TRUTH] ?? 0 };
}

interface LatencyOf {
  readonly logSd: number;
  readonly n: number;
  readonly random: () => number;
  readonly truth: Truth;
}

function cellsAt({ logSd, n, random, truth }: LatencyOf, draws: number): Cell[] {
  const tallies = { p50: emptyTally(), p95: emptyTally() };
  const history = readHistory(
    STRATA.map(({ share }, i) => ({ stratum: String(i), model: "m", moments: tasksOf(n * share) })),
  );
  for (let draw = 0; draw < draws; draw += 1) {
    const cells = STRATA.map(({ medianMs }, i) => {
      const times: Histogram = new Map();
      // A third of the tasks in each: the mix weighs them otherwise than they were seen.
      const tasks = Math.round(n / STRATA.length);
      for (let task = 0; task < tasks; task += 1) record(times, medianMs * Math.exp(logSd * normal(random)));
      return { stratum: String(i), model: "m", tasks, times };
    });
    const latency = projectLatency(history, cells, () => "m");
    for (const name of ["p50", "p95"] as const) {
      const one = latency?.[name] ?? null;
      count(tallies[name], holds(one, truth[name]), one?.high !== null);
    }
  }
  const of = { logSd, dearer: 1, rate: 1, n };
  return [
    cellOf({ ...of, source: "projected p50 of a call" }, tallies.p50),
    cellOf({ ...of, source: "projected p95 of a call" }, tallies.p95),
  ];
}

function tasksOf(tasks: number) {
  const moments = emptyMoments();
  for (let i = 0; i < tasks; i += 1) addTask(moments, 1, true);
  return toCostMoments(moments);
}
