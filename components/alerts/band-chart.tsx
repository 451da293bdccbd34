import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { HoverTips } from "#components/charts/hover-tips.tsx";
import { showPercent } from "#components/charts/show-percent.ts";
import { showHour } from "#components/format/time.ts";

export interface BandPoint {
  readonly at: Date;
  /** Null where nothing happened. */
  readonly value: number | null;
  readonly expected: number;
  readonly limit: number;
}

interface BandChartProps {
  readonly title: string;
  readonly points: readonly BandPoint[];
  readonly bucketMinutes: number;
  /** The incident, drawn as a ground. */
  readonly from: Date;
  readonly to: Date;
  /** Values as people read them. */
  readonly show: "rate" | "dollars" | "count";
}

const HEIGHT = 220;
const PERCENT = new Intl.NumberFormat("en-US", { style: "percent", maximumSignificantDigits: 3 });
const DOLLARS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumSignificantDigits: 4 });
const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const SHOW = { rate: PERCENT, dollars: DOLLARS, count: COUNT } as const;

/** A series with what was expected of it and where an alarm begins. */
export function BandChart({ title, points, bucketMinutes, from, to, show }: BandChartProps) {
  const text = (value: number): string => SHOW[show].format(value);
  const bucket = bucketMinutes === 60 ? "hour" : `${bucketMinutes} minutes`;
  const known = points.filter(({ value }) => value !== null);
  const peak = known.reduce<BandPoint | null>(
    (best, next) => ((next.value ?? 0) > (best?.value ?? -1) ? next : best),
    null,
  );
  return (
    <ChartFrame
      title={title}
      note={`By ${bucket}, UTC. ${whatElse(points)} Shaded: the incident.`}
      file="incident"
      columns={[
        { key: "at", name: "From (UTC)" },
        { key: "value", name: "Seen", numeric: true },
        { key: "expected", name: "Expected", numeric: true },
        { key: "limit", name: "Alarm from", numeric: true },
      ]}
      rows={points.map(({ at, value, expected, limit }) => ({
        at: at.toISOString().slice(0, 16).replace("T", " "),
        value,
        expected,
        limit,
      }))}
      alternative={
        peak === null
          ? "Nothing was seen."
          : `Highest at ${showHour(peak.at)}: ${text(peak.value ?? 0)}, where ${text(peak.expected)} was expected.`
      }
    >
      <Drawing points={points} bucketMs={bucketMinutes * 60_000} from={from} to={to} text={text} />
    </ChartFrame>
  );
}

/** A limit of the rule's own is all that it expects. */
function whatElse(points: readonly BandPoint[]): string {
  if (points.every(({ expected, limit }) => expected === limit)) return "Line: the rule's limit.";
  return "Band: from what is expected to where an hour alone is an alarm.";
}

interface DrawingProps {
  readonly points: readonly BandPoint[];
  readonly bucketMs: number;
  readonly from: Date;
  readonly to: Date;
  readonly text: (value: number) => string;
}

/** A point stands in the middle of its bucket, so that the first and the last are as wide as the others. */
function Drawing({ points, bucketMs, from, to, text }: DrawingProps) {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const top = topOf(points);
  const startMs = first.at.getTime();
  const spanMs = last.at.getTime() + bucketMs - startMs;
  const xOf = (ms: number): number => Math.min(1, Math.max(0, (ms - startMs) / spanMs));
  const yOf = (value: number): number => (1 - Math.min(top, value) / top) * HEIGHT;
  const middle = ({ at }: BandPoint): number => xOf(at.getTime() + bucketMs / 2);
  const pair = (point: BandPoint, value: number): string => `${middle(point).toFixed(5)},${yOf(value).toFixed(1)}`;
  const expected = points.map((p) => pair(p, p.expected));
  const band = [...points.map((p) => pair(p, p.limit)), ...expected.toReversed()].join(" ");
  const [left, right] = [xOf(from.getTime()), xOf(to.getTime())];
  return (
    <div aria-hidden>
      <HoverTips>
        <div className="pt-2 pr-2 pb-6 pl-14">
          <div className="relative" style={{ height: HEIGHT }}>
            <span
              className="absolute inset-y-0 bg-bad opacity-10"
              style={{
                left: showPercent(Math.min(left, 1 - LEAST)),
                width: showPercent(Math.max(LEAST, right - left)),
              }}
            />
            {[0, top / 2.1, top / 1.05].map((tick) => (
              <span key={tick} className="absolute inset-x-0 border-t border-hair" style={{ top: yOf(tick) }}>
                <span className="absolute right-full mr-2 -translate-y-1/2 text-[11px] text-mute">{text(tick)}</span>
              </span>
            ))}
            <svg
              width="100%"
              height={HEIGHT}
              viewBox={`0 0 1 ${HEIGHT}`}
              preserveAspectRatio="none"
              className="absolute overflow-visible"
            >
              <polygon points={band} fill="var(--follow)" fillOpacity={0.2} />
              <Line points={expected} colour="var(--follow)" width={1} />
              {runsOf(points).map((run) => (
                <Line
                  key={run[0]?.at.getTime()}
                  points={run.map((point) => pair(point, point.value ?? 0))}
                  colour="var(--ink)"
                  width={1.75}
                />
              ))}
            </svg>
            <Tips points={points} text={text} middle={middle} />
          </div>
        </div>
      </HoverTips>
    </div>
  );
}

/** The least width of an incident's ground. */
const LEAST = 0.004;

/** What was seen is shown whole; where an alarm begins only as far as it leaves that to be seen. */
function topOf(points: readonly BandPoint[]): number {
  const seen = Math.max(...points.map(({ value, expected }) => Math.max(value ?? 0, expected)));
  const limit = Math.max(...points.map((point) => point.limit));
  return Math.max(seen, seen > 0 ? Math.min(limit, 3 * seen) : limit, Number.MIN_VALUE) * 1.05;
}

interface LineProps {
  /** `x,y` of each. */
  readonly points: readonly string[];
  readonly colour: string;
  readonly width: number;
}

/** A bucket that stands alone, with nothing before and after, is a dot: a line of one point would not be seen. */
function Line({ points, colour, width }: LineProps) {
  const alone = points.length === 1;
  return (
    <polyline
      points={(alone ? [...points, ...points] : points).join(" ")}
      fill="none"
      stroke={colour}
      strokeWidth={alone ? 5 : width}
      strokeLinecap="round"
      strokeLinejoin="round"
      vectorEffect="non-scaling-stroke"
    />
  );
}

interface TipsProps extends Pick<DrawingProps, "points" | "text"> {
  readonly middle: (point: BandPoint) => number;
}

/** What is said of each bucket, and when the first and last were. */
function Tips({ points, text, middle }: TipsProps) {
  const ends = [points[0], points.at(-1)].filter((point) => point !== undefined);
  return (
    <>
      {points.map((point) => (
        <span
          key={point.at.getTime()}
          data-tip={tipOf(point, text)}
          className="absolute inset-y-0 -translate-x-1/2"
          style={{ left: showPercent(middle(point)), width: showPercent(1 / points.length) }}
        />
      ))}
      {ends.map((point, i) => (
        <span
          key={point.at.getTime()}
          className={`absolute top-full mt-1.5 text-[11px] whitespace-nowrap text-mute ${i === 0 ? "left-0" : "right-0"}`}
        >
          {showHour(point.at)}
        </span>
      ))}
    </>
  );
}

function tipOf({ at, value, expected, limit }: BandPoint, text: (value: number) => string): string {
  const seen = value === null ? "nothing happened" : text(value);
  return [showHour(at), seen, `expected ${text(expected)}`, `alarm from ${text(limit)}`].join("\n");
}

/** A line does not cross a gap. */
function runsOf(points: readonly BandPoint[]): BandPoint[][] {
  const runs: BandPoint[][] = [];
  let open: BandPoint[] | null = null;
  for (const point of points) {
    if (point.value === null) open = null;
    else if (open === null) runs.push((open = [point]));
    else open.push(point);
  }
  return runs;
}
