import { DAY_MS, HOUR_MS } from "#lib/domain/time.ts";
import { DAYS, START_MS } from "./play-tasks.ts";

/** A question of the contract, as the parameters of its URL. */
export interface Question {
  readonly groupBy: readonly string[];
  readonly days: number;
  readonly from: Date;
  readonly to: Date;
  readonly percentiles: boolean;
}

const TASK_GROUPINGS = [
  [],
  ["task_type"],
  ["entry_model"],
  ["closing_model"],
  ["route"],
  ["provider"],
  ["input_size"],
  ["environment"],
  ["task_type", "entry_model"],
  ["task_type", "route"],
  ["route", "entry_model", "closing_model", "provider"],
  ["task_type", "entry_model", "closing_model", "route", "provider", "input_size", "environment"],
  ["tag.customer"],
  ["tag.step"],
  ["tag.customer", "task_type"],
  ["tag.step", "entry_model"],
];
const CALL_GROUPINGS = [
  ["model"],
  ["model_provider"],
  ["model", "task_type"],
  ["model", "service_tier"],
  ["model_provider", "key"],
];
const TIMES = [[], ["hour"], ["day"], ["week"], ["hour_of_day"], ["hour_of_week"]];
const RANGES = [1, 7, 30, 90];
/** Ranges begin and end at this hour of the day, so that all tiers take part. */
const ODD_HOUR = 5;

/** Every range × grouping × time that the contract knows; `odd` ranges are hour-aligned, the others whole days. */
export function questions(percentiles: boolean, odd: boolean): Question[] {
  return RANGES.flatMap((days) =>
    [...TASK_GROUPINGS, ...CALL_GROUPINGS].flatMap((names) =>
      TIMES.filter(([time]) => time !== "hour" || days <= 31).map((time) => ({
        groupBy: [...names, ...time],
        days,
        ...rangeOf(days, odd),
        percentiles,
      })),
    ),
  );
}

function rangeOf(days: number, odd: boolean): { from: Date; to: Date } {
  // The longest range needs all the days there are: hour-aligned it begins a little later and ends with them.
  const end =
    START_MS + DAYS * DAY_MS - (odd && days < DAYS ? DAY_MS : 0) + (odd && days < DAYS ? ODD_HOUR * HOUR_MS : 0);
  const from = odd && days === DAYS ? START_MS + ODD_HOUR * HOUR_MS : end - days * DAY_MS;
  return { from: new Date(from), to: new Date(end) };
}

export function pathOf({ groupBy, from, to, percentiles }: Question): string {
  const asked = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() });
  if (groupBy.length > 0) asked.set("group_by", groupBy.join(","));
  if (percentiles) asked.set("percentiles", "1");
  return `/api/v1/metrics?${asked.toString()}`;
}

export function nameOf({ groupBy, days, percentiles }: Question): string {
  return `${days} d by ${groupBy.join(", ") || "nothing"}${percentiles ? ", percentiles" : ""}`;
}

export function isByHourOf({ groupBy }: Question): boolean {
  return groupBy.includes("hour_of_day") || groupBy.includes("hour_of_week");
}

/** Questions that are asked of the raw rows too. */
export const COMPARED: readonly {
  readonly groupBy: readonly string[];
  readonly days: number;
  readonly percentiles: boolean;
}[] = [
  { groupBy: [], days: 90, percentiles: false },
  { groupBy: ["task_type", "entry_model"], days: 90, percentiles: false },
  { groupBy: ["route", "day"], days: 30, percentiles: false },
  { groupBy: ["task_type", "hour_of_week"], days: 90, percentiles: false },
  { groupBy: ["entry_model"], days: 90, percentiles: true },
  { groupBy: ["entry_model"], days: 1, percentiles: true },
];

/** Each name as it is written over the raw rows, in Postgres and in DuckDB. */
const RAW_FIELDS: Readonly<Record<string, string>> = {
  day: "date_trunc('day', task_at)",
  hour_of_week: "(extract(isodow from task_at) - 1) * 24 + extract(hour from task_at)",
};

/** The same question over raw rows: fewer figures than an answer has, so that it is not slowed by what nobody compares. */
export function rawSql({ groupBy, from, to, percentiles }: Question): string {
  const fields = groupBy.map((name) => RAW_FIELDS[name] ?? name);
  const figures = [
    "count(*) as calls",
    "count(*) filter (where is_first) as tasks",
    "count(*) filter (where is_first and succeeded) as succeeded",
    "sum(cost_nano) as cost",
    "sum(output) as output",
    ...(percentiles
      ? [0.5, 0.95, 0.99].map((p) => `percentile_cont(${p}) within group (order by duration_ms) as p${p * 100}`)
      : []),
  ];
  return `select ${[...fields, ...figures].join(", ")} from raw
    where task_at >= timestamptz '${from.toISOString()}' and task_at < timestamptz '${to.toISOString()}'
    ${groupBy.length === 0 ? "" : `group by ${groupBy.map((_, i) => i + 1).join(", ")}`}`;
}
