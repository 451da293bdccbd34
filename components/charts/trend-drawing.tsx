import { cn } from "#components/ui/cn.ts";
import { HoverTips } from "./hover-tips.tsx";
import { logAxis, placeOnLog, showTick, type LogAxis } from "./log-axis.ts";
import { showPercent } from "./show-percent.ts";

export interface TrendPoint {
  readonly label: string;
  /** Dollars per 1,000 successes; null where the bucket has no figure. */
  readonly value: number | null;
  /** Drawn only where it may be compared by. */
  readonly band: readonly [number, number] | null;
  /** What is said of it, a line each. */
  readonly tip: readonly string[];
  readonly hollow: boolean;
  /** Something happened in it that the line may follow from. */
  readonly marked: boolean;
}

const PLOT = { left: 48, right: 8, top: 8, bottom: 24, height: 228 } as const;
/** Most labels under the chart. */
const MOST_LABELS = { desktop: 8, phone: 4 } as const;

interface Placed extends TrendPoint {
  /** Fraction of the plot's width. */
  readonly at: number;
}

/** Stretches of neighbours that all have what is asked for: a line does not cross a gap. */
function stretches(points: readonly Placed[], has: (point: Placed) => boolean): Placed[][] {
  const runs: Placed[][] = [];
  let open: Placed[] | null = null;
  for (const point of points) {
    if (!has(point)) open = null;
    else if (open === null) runs.push((open = [point]));
    else open.push(point);
  }
  return runs;
}

/** Cost per 1,000 successes over time on a logarithmic axis, with its 95 % band. */
export function TrendDrawing({ points }: { readonly points: readonly TrendPoint[] }) {
  const axis = logAxis(points.flatMap(({ value, band }) => [value ?? 0, ...(band ?? [])]));
  if (axis === null) return null;
  const placed = points.map((point, i) => ({ ...point, at: (i + 0.5) / points.length }));
  const yOf = (value: number) => (1 - placeOnLog(axis, value)) * PLOT.height;
  return (
    <div aria-hidden>
      <HoverTips>
        <div style={{ padding: `${PLOT.top}px ${PLOT.right}px ${PLOT.bottom}px ${PLOT.left}px` }}>
          <div className="relative" style={{ height: PLOT.height }}>
            <svg width="100%" height={PLOT.height} className="absolute block overflow-visible">
              <Axes axis={axis} points={placed} yOf={yOf} />
              <Lines points={placed} yOf={yOf} />
              <Happenings points={placed} />
              {placed.map(({ label, at, value, hollow }) =>
                value === null ? null : (
                  <circle
                    key={label}
                    cx={showPercent(at)}
                    cy={yOf(value)}
                    r={2.75}
                    fill={hollow ? "var(--ground)" : "var(--follow)"}
                    stroke="var(--follow)"
                    strokeWidth={1.25}
                  />
                ),
              )}
            </svg>
            {placed.map(({ label, tip }, i) => (
              <span
                key={label}
                data-tip={tip.join("\n")}
                className="group absolute inset-y-0"
                style={{ left: showPercent(i / placed.length), width: showPercent(1 / placed.length) }}
              >
                <span className="absolute inset-y-0 left-1/2 w-px bg-mute opacity-0 group-hover:opacity-60" />
              </span>
            ))}
          </div>
        </div>
      </HoverTips>
    </div>
  );
}

interface DrawnProps {
  readonly points: readonly Placed[];
  readonly yOf: (value: number) => number;
}

function Axes({ axis, points, yOf }: DrawnProps & { readonly axis: LogAxis }) {
  const every = (most: number) => Math.ceil(points.length / most);
  const [wide, narrow] = [every(MOST_LABELS.desktop), every(MOST_LABELS.phone)];
  return (
    <>
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <line x1={0} x2="100%" y1={yOf(tick)} y2={yOf(tick)} stroke="var(--hair)" shapeRendering="crispEdges" />
          <text x={-10} y={yOf(tick) + 4} textAnchor="end" className="fill-mute text-[11px]">
            {showTick(tick)}
          </text>
        </g>
      ))}
      {points.map(({ label, at }, i) =>
        i % wide === 0 || i % narrow === 0 ? (
          <text
            key={label}
            x={showPercent(at)}
            y={PLOT.height + 18}
            textAnchor="middle"
            className={cn("fill-mute text-[11px]", i % wide === 0 || "md:hidden", i % narrow === 0 || "max-md:hidden")}
          >
            {label}
          </text>
        ) : null,
      )}
    </>
  );
}

/** Where an incident began, a decision took effect or something was deployed: the tip says which. */
function Happenings({ points }: { readonly points: readonly Placed[] }) {
  return points.map(({ label, at, marked }) =>
    marked ? (
      <g key={label} stroke="var(--mute)">
        <line x1={showPercent(at)} x2={showPercent(at)} y1={0} y2={PLOT.height} strokeDasharray="2 3" />
        <circle cx={showPercent(at)} cy={0} r={2.5} fill="var(--mute)" />
      </g>
    ) : null,
  );
}

/** The band and the line, stretched with the plot; their strokes are not. */
function Lines({ points, yOf }: DrawnProps) {
  const bands = stretches(points, ({ band }) => band !== null);
  const lines = stretches(points, ({ value }) => value !== null);
  const pair = (at: number, value: number) => `${at.toFixed(5)},${yOf(value).toFixed(1)}`;
  const edge = (run: readonly Placed[], end: 0 | 1) => run.map(({ at, band }) => pair(at, band?.[end] ?? 0));
  return (
    <svg width="100%" height={PLOT.height} viewBox={`0 0 1 ${PLOT.height}`} preserveAspectRatio="none">
      {bands.map((run) => (
        <polygon
          key={run[0]?.label}
          points={[...edge(run, 1), ...edge(run, 0).toReversed()].join(" ")}
          fill="var(--follow)"
          stroke="var(--follow)"
          // A bucket between two without a band is a line, not nothing.
          strokeWidth={run.length === 1 ? 3 : 0}
          strokeOpacity={0.14}
          fillOpacity={0.14}
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {lines.map((run) => (
        <polyline
          key={run[0]?.label}
          points={run.map(({ at, value }) => pair(at, value ?? 0)).join(" ")}
          fill="none"
          stroke="var(--follow)"
          strokeWidth={1.75}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}
