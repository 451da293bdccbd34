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
  /** What happened in it that the line may follow from; null for nothing. */
  readonly mark: string | null;
}

const PLOT = { left: 48, right: 8, top: 8, bottom: 24, height: 228 } as const;
/** Share of the plot's width that a mark's name takes. */
const ROOM_FOR_A_NAME = 0.45;
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

/** Where an incident began, a decision took effect or something was deployed, with its name where there is room for it. */
function Happenings({ points }: { readonly points: readonly Placed[] }) {
  const marked = points.flatMap((point) => (point.mark === null ? [] : [{ ...point, mark: point.mark }]));
  return marked.map(({ label, at, mark }, i) => {
    const [before, after] = [marked[i - 1]?.at ?? -1, marked[i + 1]?.at ?? 2];
    const rightward = at < 0.5;
    const room = rightward ? after - at : at - before;
    return (
      <g key={label}>
        <g stroke="var(--mute)">
          <line x1={showPercent(at)} x2={showPercent(at)} y1={0} y2={PLOT.height} strokeDasharray="2 3" />
          <circle cx={showPercent(at)} cy={0} r={2.5} fill="var(--mute)" />
        </g>
        {room < ROOM_FOR_A_NAME ? null : (
          <text
            x={showPercent(at)}
            dx={rightward ? 7 : -7}
            y={4}
            textAnchor={rightward ? "start" : "end"}
            className="fill-mute stroke-ground stroke-[3px] text-[11px] [paint-order:stroke]"
          >
            {mark}
          </text>
        )}
      </g>
    );
  });
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
