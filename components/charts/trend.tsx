import { readCostPerSuccess } from "#components/figures/read-cost-per-success.ts";
import { showMoney, showMoneyInterval, toDollars } from "#components/format/money.ts";
import { showQuantity } from "#components/format/number.ts";
import { showDay, showHour } from "#components/format/time.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import type { Tier } from "#lib/domain/time.ts";
import { ChartFrame } from "./chart-frame.tsx";
import type { DataRow } from "./data-table.tsx";
import { TrendDrawing, type TrendPoint } from "./trend-drawing.tsx";

export interface TrendBucket {
  readonly at: Date;
  /** Null where nothing happened. */
  readonly row: MetricsRow | null;
}

/** Something that a change of the line may come from: an incident, a decision, a deploy. */
export interface Happening {
  readonly at: Date;
  readonly text: string;
}

interface TrendProps {
  readonly buckets: readonly TrendBucket[];
  readonly tick: Tier;
  readonly happenings: readonly Happening[];
}

/** Most happenings of one bucket that are named where it is pointed at. */
const MOST_NAMED = 4;

/** What happened in each bucket, in the buckets' order. */
function inBuckets(buckets: readonly TrendBucket[], happenings: readonly Happening[]): string[][] {
  return buckets.map(({ at }, i) => {
    const end = buckets[i + 1]?.at;
    return happenings.filter((one) => one.at >= at && (end === undefined || one.at < end)).map(({ text }) => text);
  });
}

function markedPoint(bucket: TrendBucket, tick: Tier, texts: readonly string[]): TrendPoint {
  const point = pointOf(bucket, tick);
  const more = texts.length > MOST_NAMED ? [`and ${texts.length - MOST_NAMED} more`] : [];
  return { ...point, mark: nameOf(texts), tip: [...point.tip, ...texts.slice(0, MOST_NAMED), ...more] };
}

/** Letters of a name that are told beside its mark. */
const NAME_LETTERS = 30;

/** The first of what happened, short enough to stand beside its mark; null where nothing did. */
function nameOf([first, ...others]: readonly string[]): string | null {
  if (first === undefined) return null;
  const name = first.length > NAME_LETTERS ? `${first.slice(0, NAME_LETTERS - 1).trimEnd()}…` : first;
  return others.length === 0 ? name : `${name} +${others.length}`;
}

function pointOf({ at, row }: TrendBucket, tick: Tier): TrendPoint {
  const label = tick === "hour" ? showHour(at) : showDay(at);
  const none = { label, value: null, band: null, hollow: true, mark: null };
  if (row === null) return { ...none, tip: [label, "no tasks"] };
  const tasks = showQuantity(row.tasks, "task");
  const cost = readCostPerSuccess(row);
  if (!cost.known) return { ...none, tip: [label, cost.reason, tasks] };
  const interval = cost.interval === null ? [] : [`95% ${showMoneyInterval(cost.nano, cost.interval)}`];
  const marks = [row.provisional ? "provisional" : "", cost.sufficient ? "" : "too few successes to compare"];
  return {
    label,
    value: toDollars(cost.nano),
    band:
      cost.interval === null || !cost.sufficient ? null : [toDollars(cost.interval[0]), toDollars(cost.interval[1])],
    tip: [
      label,
      `${showMoney(cost.nano)} per 1,000 successes`,
      ...interval,
      tasks,
      ...marks.filter((text) => text !== ""),
    ],
    hollow: row.provisional || !cost.sufficient,
    mark: null,
  };
}

function dataOf({ at, row }: TrendBucket): DataRow {
  const [low = null, high = null] = row?.cost_per_success_ci ?? [];
  return {
    at: at.toISOString().slice(0, 16).replace("T", " "),
    cost: row?.cost_per_success_usd ?? null,
    low,
    high,
    tasks: row?.tasks ?? 0,
    spend: row?.cost_usd ?? "0",
  };
}

function describe(points: readonly TrendPoint[]): string {
  const known = points.filter((point) => point.value !== null);
  if (known.length === 0) return "No bucket has a cost per success.";
  const values = known.map((point) => point.value ?? 0);
  const low = known[values.indexOf(Math.min(...values))];
  const high = known[values.indexOf(Math.max(...values))];
  return `From ${known[0]?.label} to ${known.at(-1)?.label}: lowest ${low?.tip[1]} on ${low?.label}, highest ${high?.tip[1]} on ${high?.label}.`;
}

export function Trend({ buckets, tick, happenings }: TrendProps) {
  const texts = inBuckets(buckets, happenings);
  const points = buckets.map((bucket, i) => markedPoint(bucket, tick, texts[i] ?? []));
  return (
    <ChartFrame
      title={`Cost per 1,000 successes, by ${tick}`}
      note={`95% band where successes suffice, log scale, UTC. Hollow: provisional or too few successes. Gaps: no figure.${happenings.length > 0 ? " Dashed: incidents, decisions and deploys." : ""}`}
      file={`cost-per-success-by-${tick}`}
      columns={[
        { key: "at", name: "From (UTC)" },
        { key: "cost", name: "USD per success", numeric: true },
        { key: "low", name: "95% low", numeric: true },
        { key: "high", name: "95% high", numeric: true },
        { key: "tasks", name: "Tasks", numeric: true },
        { key: "spend", name: "Spend USD", numeric: true },
        { key: "happened", name: "What happened" },
      ]}
      rows={buckets.map((bucket, i) => ({ ...dataOf(bucket), happened: (texts[i] ?? []).join("; ") }))}
      alternative={describe(points)}
    >
      {points.some((point) => point.value !== null) ? (
        <TrendDrawing points={points} />
      ) : (
        <p className="py-4">No {tick} of this range has a cost per success.</p>
      )}
    </ChartFrame>
  );
}
