import { TAG_PREFIX } from "#lib/analysis/groupings.ts";
import type { Grouping } from "#lib/analysis/groupings.ts";
import { latestTaskTimes } from "#lib/analysis/latest-task-times.ts";
import type { TaskTimes } from "#lib/analysis/latest-task-times.ts";
import type { Queryable } from "#lib/analysis/queryable.ts";
import type { CellSums } from "#lib/analysis/read-cell-sums.ts";
import { DRAW_TAG, readDraw } from "#lib/domain/policy.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import { DAY_MS, WEEK_MS } from "#lib/domain/time.ts";
import type { TwoWeeks } from "../explain-week.ts";
import type { HistogramName } from "#lib/fold/measures.ts";
import type { Records } from "../history.ts";
import { weeksBefore } from "../iso-week.ts";
import type { IsoWeek } from "../iso-week.ts";
import type { LatencyCell } from "../project-latency.ts";
import { momentsOf, nameIn, PRODUCTION, readSums } from "../read-sums.ts";
import { stratumOf } from "../stratum.ts";

/** Weeks of records that advice rests on, the week of the review the last of them. */
export const ADVICE_WEEKS = 4;
/** Days of spend that a forecast looks back on. */
const FORECAST_DAYS = 63;

/** Everything a review reads from the roll-ups. */
export interface WeekAnswers {
  /** Calls by model, task type and day; tasks begun by task type and day, all environments. */
  readonly work: TwoWeeks;
  readonly begun: TwoWeeks;
  /** Production's tasks by task type, route and day. */
  readonly ended: TwoWeeks;
  /** The same weeks and the four before by task type and entry model. */
  readonly now: readonly CellSums[];
  readonly before: readonly CellSums[];
  readonly fourWeeks: readonly CellSums[];
  readonly fourWeeksWork: readonly CellSums[];
  /** Calls by vendor and day, the latest nine weeks before the forecast's origin. */
  readonly days: readonly CellSums[];
  readonly history: Records;
}

export async function askWeek(
  db: Queryable,
  { projectId, week, origin }: { projectId: string; week: IsoWeek; origin: Date },
): Promise<WeekAnswers> {
  const [last, four] = [weeksBefore(week, 1), weeksBefore(week, 4)];
  const calls = (range: TimeRange, groupBy: readonly string[]) => readSums(db, { projectId, range, groupBy });
  const tasks = (range: TimeRange, groupBy: readonly string[]) =>
    readSums(db, { projectId, range, groupBy, filters: PRODUCTION });
  const twice = async (ask: (range: TimeRange) => Promise<CellSums[]>): Promise<TwoWeeks> => {
    const [before, after] = await Promise.all([ask(last), ask(week)]);
    return { before, after };
  };
  const [work, begun, ended, now, before, fourWeeks, fourWeeksWork, days, history] = await Promise.all([
    twice((range) => calls(range, ["model", "task_type", "day"])),
    twice((range) => calls(range, ["task_type", "day"])),
    twice((range) => tasks(range, ["task_type", "route", "day"])),
    tasks(week, ["task_type", "entry_model"]),
    tasks(last, ["task_type", "entry_model"]),
    tasks(four, ["task_type", "entry_model"]),
    calls(four, ["model", "week"]),
    readSpendByDay(db, projectId, origin),
    readRecords(db, projectId, adviceRange(week)),
  ]);
  return { work, begun, ended, now, before, fourWeeks, fourWeeksWork, days, history };
}

/** Calls by vendor and day, as long before the origin as a forecast looks back. */
export async function readSpendByDay(db: Queryable, projectId: string, origin: Date): Promise<CellSums[]> {
  const range = { from: new Date(origin.getTime() - FORECAST_DAYS * DAY_MS), to: origin };
  return readSums(db, { projectId, range, groupBy: ["model_provider", "day"] });
}

export function adviceRange(week: IsoWeek): TimeRange {
  return { from: new Date(week.to.getTime() - ADVICE_WEEKS * WEEK_MS), to: week.to };
}

/** The cells by draw (lib/fold/views.ts), which no question of users reaches. */
const DRAWS: Grouping = { kind: "task", split: "draw", time: null };
const DRAW_GROUPS = [`${TAG_PREFIX}${DRAW_TAG}`, "task_type", "input_size"] as const;
const HISTORY_GROUPS = ["task_type", "input_size", "entry_model"] as const;

function stratumIn(cell: CellSums): string {
  return stratumOf(nameIn(cell, "task_type"), nameIn(cell, "input_size"));
}

/** How long tasks and their calls took, and how long calls were waited for, by the same strata and models. */
export interface Latencies {
  readonly tasks: readonly LatencyCell[];
  readonly calls: readonly LatencyCell[];
  readonly firstTokens: readonly LatencyCell[];
}

export async function readLatencies(db: Queryable, projectId: string, range: TimeRange): Promise<Latencies> {
  const question = { projectId, range, groupBy: HISTORY_GROUPS, filters: PRODUCTION, percentiles: true };
  const [cells, times] = await Promise.all([readSums(db, question), latestTaskTimes(db, { projectId, range })]);
  const of = (name: HistogramName): LatencyCell[] =>
    cells.map((cell) => ({
      stratum: stratumIn(cell),
      model: nameIn(cell, "entry_model"),
      tasks: Number(cell.sums.tasks),
      times: cell.histograms?.[name] ?? new Map<number, number>(),
    }));
  return { tasks: times.map(cellOfTasks), calls: of("duration_ms"), firstTokens: of("ttft_ms") };
}

function cellOfTasks({ taskType, inputSize, model, times }: TaskTimes): LatencyCell {
  const tasks = [...times.values()].reduce((sum, count) => sum + count, 0);
  return { stratum: stratumOf(taskType, inputSize), model, tasks, times };
}

/** Production's decided tasks by stratum and entry model, and those whose entry model was drawn. */
export async function readRecords(db: Queryable, projectId: string, range: TimeRange): Promise<Records> {
  const question = { projectId, range, filters: PRODUCTION };
  const [cells, draws] = await Promise.all([
    readSums(db, { ...question, groupBy: HISTORY_GROUPS }),
    readSums(db, { ...question, groupBy: DRAW_GROUPS, grouping: DRAWS }),
  ]);
  const priced = (cell: CellSums): boolean => cell.sums.priced_tasks > 0n;
  return {
    cells: cells.filter(priced).map((cell) => ({
      stratum: stratumIn(cell),
      model: nameIn(cell, "entry_model"),
      moments: momentsOf(cell.sums),
      abilities: [...(cell.sums.tool_calls > 0n ? ["tools"] : []), ...(cell.sums.json_requested > 0n ? ["json"] : [])],
    })),
    draws: draws.filter(priced).flatMap((cell) => {
      const draw = readDraw(nameIn(cell, DRAW_GROUPS[0]));
      if (draw === null) return [];
      const { drawn: model, design } = draw;
      return [{ stratum: stratumIn(cell), model, design, moments: momentsOf(cell.sums) }];
    }),
  };
}
