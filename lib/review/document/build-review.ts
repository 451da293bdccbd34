import type { Queryable } from "#lib/analysis/queryable.ts";
import type { CellSums } from "#lib/analysis/read-cell-sums.ts";
import { FAILURE_CLASSES } from "#lib/domain/failure.ts";
import { formatUsd } from "#lib/domain/money.ts";
import { bucketStart, DAY_MS } from "#lib/domain/time.ts";
import { WASTE_CAUSES } from "#lib/fold/find-waste.ts";
import { listMarks } from "#lib/store/list-marks.ts";
import type { Store } from "#lib/store/open-store.ts";
import { readDecisionDelay } from "#lib/store/reviews.ts";
import { adviseChanges } from "../advise-changes.ts";
import { explainCostPerSuccess, explainSpend } from "../explain-week.ts";
import type { Explained } from "../explain-week.ts";
import { countComparisons, findClaims } from "../find-claims.ts";
import type { Comparison } from "../find-claims.ts";
import type { IsoWeek } from "../iso-week.ts";
import { priceWeightsAt } from "../price-weights.ts";
import { momentsOf, nameIn } from "../read-sums.ts";
import type { Sums } from "../read-sums.ts";
import { ratioOf } from "../statistics/compare-estimates.ts";
import { addMoments, NO_MOMENTS } from "../statistics/describe-group.ts";
import { estimateCostPerSuccess } from "../statistics/estimate-cost-per-success.ts";
import { ADVICE_WEEKS, askWeek } from "./ask-week.ts";
import type { WeekAnswers } from "./ask-week.ts";
import { describeAdvice } from "./describe-advice.ts";
import { forecastOf } from "./forecast-spend.ts";
import { addUp, readPeriod } from "./read-period.ts";
import { judgeByNow } from "./read-since.ts";
import { readMonthlyBudget, tellIncidents } from "./tell-incidents.ts";
import type { ExplainedChange, RatioFigure, Review } from "./review.ts";

export interface ReviewQuestion {
  readonly projectId: string;
  readonly simulated: boolean;
  readonly week: IsoWeek;
  /** Decides what has settled and which days are complete; nothing else depends on it. */
  readonly now: Date;
}

const BEFORE_ANY: number = 7 * DAY_MS;

/** The review of a week, from the roll-ups and the project's own words alone: the same figures give the same review. */
export async function buildReview(store: Store, db: Queryable, question: ReviewQuestion): Promise<Review> {
  const { projectId, week, now } = question;
  const origin = new Date(Math.min(bucketStart(now.getTime(), "day"), week.to.getTime()));
  const [answers, delay, marks, incidents, monthlyBudget] = await Promise.all([
    askWeek(db, { projectId, week, origin }),
    readDecisionDelay(store, projectId, week.to),
    listMarks(store, projectId, week),
    tellIncidents(store, db, { projectId, week, now }),
    readMonthlyBudget(store, projectId),
  ]);
  return {
    week: week.name,
    from: week.from.toISOString(),
    to: week.to.toISOString(),
    settled: now.getTime() >= week.to.getTime() + (delay ?? BEFORE_ANY),
    simulated: question.simulated,
    ...periodsOf(answers),
    ...changesOf(answers, week),
    ...detailsOf(answers),
    incidents,
    forecast: forecastOf(answers.days, { origin, monthlyBudget }),
    advice: adviseChanges(answers.history, ADVICE_WEEKS * 7).map(describeAdvice),
    ...(await judgeByNow(store, db, { projectId, week, now, delay })),
    marks: marks
      .map(({ at, label, kind }) => ({ at: at.toISOString(), label, kind }))
      .sort((a, b) => (`${a.at}${a.kind}${a.label}` < `${b.at}${b.kind}${b.label}` ? -1 : 1)),
    late_changes: [],
  };
}

function periodsOf({ work, now, before, fourWeeks, fourWeeksWork }: WeekAnswers) {
  // A project younger than four weeks is not divided by weeks in which it was not there.
  const weeks = new Set(fourWeeksWork.map((cell) => nameIn(cell, "week"))).size;
  return {
    now: readPeriod(addUp(work.after), addUp(now)),
    before: readPeriod(addUp(work.before), addUp(before)),
    four_weeks: readPeriod(addUp(fourWeeksWork), addUp(fourWeeks), Math.max(weeks, 1)),
    cost_per_success_change: changeOf(now, before),
    four_week_change: changeOf(now, fourWeeks),
  };
}

/** Cost per success of one period over another's, with its interval; null where one has none worth ranking. */
function changeOf(now: readonly CellSums[], before: readonly CellSums[]): RatioFigure | null {
  const of = (cells: readonly CellSums[]) =>
    estimateCostPerSuccess(cells.reduce((sum, { sums }) => addMoments(sum, momentsOf(sums)), NO_MOMENTS));
  const [a, b] = [of(now), of(before)];
  const ratio = a?.sufficient === true && b?.sufficient === true ? ratioOf(a, b) : null;
  return ratio && { ratio: ratio.value, low: ratio.low, high: ratio.high };
}

function changesOf({ work, begun, ended, now, fourWeeks }: WeekAnswers, week: IsoWeek) {
  const weights = priceWeightsAt(week.to);
  const explained = explainCostPerSuccess(ended, weights);
  const comparisons = comparisonsOf(now, fourWeeks);
  return {
    spend_change: changeInWords(explainSpend(work, begun, weights)),
    cost_per_success_explained: explained && changeInWords(explained),
    bridge: bridgeOf({ calls: addUp(work.after), begun: addUp(begun.after), production: addUp(now) }),
    bridge_successes: Number(addUp(now).priced_succeeded),
    claims: findClaims(comparisons).map(({ name, of, ratio }) => ({
      name,
      of,
      ratio: ratio.value,
      low: ratio.low,
      high: ratio.high,
    })),
    compared: countComparisons(comparisons),
  };
}

function changeInWords({ total, interval: ofAll, parts }: Explained): ExplainedChange {
  return {
    total_usd: formatUsd(total),
    total_ci: ofAll && [formatUsd(ofAll[0]), formatUsd(ofAll[1])],
    parts: parts
      .filter(({ nano }) => nano !== 0n)
      .map(({ factor, nano, interval }) => ({
        factor,
        usd: formatUsd(nano),
        ci: interval && [formatUsd(interval[0]), formatUsd(interval[1])],
      })),
  };
}

/** The whole, each task type, and each entry model within a task type. */
function comparisonsOf(now: readonly CellSums[], before: readonly CellSums[]): Comparison[] {
  const by = (cells: readonly CellSums[], name: (cell: CellSums) => string) => {
    const sums = new Map<string, Comparison["now"]>();
    for (const cell of cells)
      sums.set(name(cell), addMoments(sums.get(name(cell)) ?? NO_MOMENTS, momentsOf(cell.sums)));
    return sums;
  };
  const names = [
    () => "all work",
    (cell: CellSums) => nameIn(cell, "task_type"),
    (cell: CellSums) => `${nameIn(cell, "task_type")} on ${nameIn(cell, "entry_model")}`,
  ];
  return names.flatMap((name) => {
    const [after, then] = [by(now, name), by(before, name)];
    return [...after].map(([key, moments]) => ({ name: key, now: moments, before: then.get(key) ?? NO_MOMENTS }));
  });
}

function bridgeOf({ calls, begun, production }: { calls: Sums; begun: Sums; production: Sums }): Review["bridge"] {
  return [
    { step: "spend", usd: formatUsd(calls.cost) },
    { step: "other_weeks", usd: formatUsd(begun.cost - calls.cost) },
    { step: "other_environments", usd: formatUsd(production.cost - begun.cost) },
    { step: "not_decided", usd: formatUsd(production.sum_c - production.cost) },
    { step: "decided_cost", usd: formatUsd(production.sum_c) },
  ];
}

function detailsOf({ now, before, work }: WeekAnswers) {
  const [after, then, calls] = [addUp(now), addUp(before), addUp(work.after)];
  const models = Map.groupBy(work.after, (cell) => nameIn(cell, "model"));
  const unpriced = [...models].map(([model, of]) => ({ model, calls: Number(addUp(of).unpriced_calls) }));
  return {
    waste: WASTE_CAUSES.map((cause) => ({
      cause,
      usd: formatUsd(after[`waste_${cause}`]),
      before_usd: formatUsd(then[`waste_${cause}`]),
    })),
    failures: FAILURE_CLASSES.filter((failure) => failure !== "ok" && after[`f_${failure}`] > 0n)
      .map((failure) => ({
        failure,
        calls: Number(after[`f_${failure}`]),
        before: Number(then[`f_${failure}`]),
        usd: formatUsd(after[`fc_${failure}`]),
      }))
      .sort((a, b) => b.calls - a.calls),
    pricing_coverage:
      calls.usage_calls === 0n ? null : Number(calls.usage_calls - calls.unpriced_calls) / Number(calls.usage_calls),
    unpriced: unpriced
      .filter(({ calls: count }) => count > 0)
      .sort((a, b) => b.calls - a.calls || (a.model < b.model ? -1 : 1)),
  };
}
