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
  readonly bucket: string;
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
export function BandChart({ title, points, bucket, from, to, show }: BandChartProps) {
  const text = (value: number): string => SHOW[show].format(value);
  const known = points.filter(({ value }) => value !== null);
  const peak = known.reduce<BandPoint | null>(
    (best, next) => ((next.value ?? 0) > (best?.value ?? -1) ? next : best),
    null,
  );
  return (
    <ChartFrame
      title={title}
      note={`By ${bucket}, UTC. Band: from what is expected to where an alarm begins in an hour. Shaded: the incident.`}
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
      <Drawing points={points} from={from} to={to} text={text} />
    </ChartFrame>
  );
}

interface DrawingProps {
  readonly points: readonly BandPoint[];
  readonly from: Date;
  readonly to: Date;
  readonly text: (value: number) => string;
}

function Drawing({ points, from, to, text }: DrawingProps) {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const top = Math.max(...points.map(({ value, limit }) => Math.max(value ?? 0, limit)), Number.MIN_VALUE) * 1.05;
  const startMs = first.at.getTime();
  const spanMs = Math.max(1, last.at.getTime() - startMs);
  const xOf = (at: Date): number => Math.min(1, Math.max(0, (at.getTime() - startMs) / spanMs));
  const yOf = (value: number): number => (1 - value / top) * HEIGHT;
  const pair = (point: BandPoint, value: number): string => `${xOf(point.at).toFixed(5)},${yOf(value).toFixed(1)}`;
  const band = [...points.map((p) => pair(p, p.limit)), ...points.toReversed().map((p) => pair(p, p.expected))].join(
    " ",
  );
  const ticks = [0, top / 2.1, top / 1.05];
  return (
    <div aria-hidden>
      <HoverTips>
        <div className="pt-2 pr-2 pb-6 pl-14">
          <div className="relative" style={{ height: HEIGHT }}>
            <span
              className="absolute inset-y-0 bg-bad opacity-10"
              style={{ left: showPercent(xOf(from)), width: showPercent(Math.max(0.004, xOf(to) - xOf(from))) }}
            />
            {ticks.map((tick) => (
              <span key={tick} className="absolute inset-x-0 border-t border-hair" style={{ top: yOf(tick) }}>
                <span className="absolute right-full mr-2 -translate-y-1/2 text-[11px] text-mute">{text(tick)}</span>
              </span>
            ))}
            <svg
              width="100%"
              height={HEIGHT}
              viewBox={`0 0 1 ${HEIGHT}`}
              preserveAspectRatio="none"
              className="absolute"
            >
              <polygon points={band} fill="var(--follow)" fillOpacity={0.14} />
              {runsOf(points).map((run) => (
                <polyline
                  key={run[0]?.at.getTime()}
                  points={run.map((point) => pair(point, point.value ?? 0)).join(" ")}
                  fill="none"
                  stroke="var(--ink)"
                  strokeWidth={1.75}
                  vectorEffect="non-scaling-stroke"
                />
              ))}
            </svg>
            <Tips points={points} text={text} xOf={xOf} />
          </div>
        </div>
      </HoverTips>
    </div>
  );
}

interface TipsProps extends Pick<DrawingProps, "points" | "text"> {
  readonly xOf: (at: Date) => number;
}

/** What is said of each bucket, and when the first and last were. */
function Tips({ points, text, xOf }: TipsProps) {
  const ends = [points[0], points.at(-1)].filter((point) => point !== undefined);
  return (
    <>
      {points.map((point) => (
        <span
          key={point.at.getTime()}
          data-tip={tipOf(point, text)}
          className="absolute inset-y-0 -translate-x-1/2"
          style={{ left: showPercent(xOf(point.at)), width: showPercent(1 / points.length) }}
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
