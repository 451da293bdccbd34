import { placeOnLog, showTick, type LogAxis } from "./log-axis.ts";

interface IntervalDotProps {
  readonly axis: LogAxis;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  readonly colour: string;
  /** Hollow: too few successes to be compared. */
  readonly hollow: boolean;
  readonly height?: number;
}

const percent = (fraction: number) => `${(fraction * 100).toFixed(2)}%`;

/** A dot with its 95 % interval on a logarithmic axis, over the axis' lines. Drawn for eyes; the numbers stand beside it. */
export function IntervalDot({ axis, value, interval, colour, hollow, height = 32 }: IntervalDotProps) {
  const y = height / 2;
  const x = percent(placeOnLog(axis, value));
  return (
    <svg aria-hidden width="100%" height={height} className="block overflow-visible">
      {axis.ticks.map((tick) => (
        <line
          key={tick}
          x1={percent(placeOnLog(axis, tick))}
          x2={percent(placeOnLog(axis, tick))}
          y1={0}
          y2={height}
          stroke="var(--hair)"
          shapeRendering="crispEdges"
        />
      ))}
      {interval === null ? null : (
        <line
          x1={percent(placeOnLog(axis, interval[0]))}
          x2={percent(placeOnLog(axis, interval[1]))}
          y1={y}
          y2={y}
          stroke={colour}
          strokeWidth={3}
          strokeLinecap="round"
          opacity={hollow ? 0.3 : 0.5}
        />
      )}
      <circle
        cx={x}
        cy={y}
        r={hollow ? 4.5 : 5.5}
        fill={hollow ? "var(--ground)" : colour}
        stroke={colour}
        strokeWidth={hollow ? 1.5 : 0}
      />
    </svg>
  );
}

/** The labels under (or over) a column of dots. */
export function LogAxisLabels({ axis }: { readonly axis: LogAxis }) {
  return (
    <svg aria-hidden width="100%" height={16} className="block overflow-visible">
      {axis.ticks.map((tick) => (
        <text
          key={tick}
          x={percent(placeOnLog(axis, tick))}
          y={12}
          textAnchor="middle"
          className="fill-mute text-[11px]"
        >
          {showTick(tick)}
        </text>
      ))}
    </svg>
  );
}
