"use client";

import {
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  usePlotArea,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
  CartesianGrid,
} from "recharts";
import { showCount, showRate, showRateInterval } from "#components/format/number.ts";
import { TOOLTIP, TICK } from "./chart-style.ts";
import { logAxis, showTick } from "./log-axis.ts";
import { paretoFront, type FrontierPoint } from "./pareto-front.ts";
import { placeLabels } from "./place-labels.ts";

const HEIGHT = 320;

/** Lowest success on the axis: the tenth below the lowest point, so that the axis starts where the data make sense. */
function floorOf(points: readonly FrontierPoint[]): number {
  return Math.max(0, Math.floor(Math.min(...points.map(({ success }) => success)) * 10 - 0.5) / 10);
}

function tenths(from: number): number[] {
  const step = from < 0.5 ? 0.2 : 0.1;
  const ticks: number[] = [];
  for (let tick = 1; tick >= from - 1e-9; tick -= step) ticks.unshift(Number(tick.toFixed(1)));
  return ticks;
}

/** Success against cost per 1,000 tasks, with the models that no other beats joined by a line. */
export function FrontierDrawing({ points }: { readonly points: readonly FrontierPoint[] }) {
  const axis = logAxis(points.map(({ cost }) => cost));
  if (axis === null) return null;
  const floor = floorOf(points);
  return (
    <div aria-hidden className="overflow-x-clip" style={{ height: HEIGHT }}>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 456, height: HEIGHT }}>
        <ScatterChart margin={{ top: 22, right: 14, bottom: 4, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--hair)" />
          <XAxis
            type="number"
            dataKey="cost"
            scale="log"
            domain={[axis.low, axis.high]}
            ticks={[...axis.ticks]}
            tickFormatter={showTick}
            tick={TICK}
            axisLine={false}
            tickLine={false}
          />
          <YAxis
            type="number"
            dataKey="success"
            domain={[floor, 1]}
            ticks={tenths(floor)}
            tickFormatter={(tick: number) => `${Math.round(tick * 100)}%`}
            width={42}
            tick={TICK}
            axisLine={false}
            tickLine={false}
          />
          <Tooltip cursor={false} isAnimationActive={false} content={<FrontierTip />} />
          <FrontierMarks points={points} floor={floor} />
          <Scatter data={[...points]} isAnimationActive={false} fill="transparent" />
        </ScatterChart>
      </ResponsiveContainer>
    </div>
  );
}

interface MarksProps {
  readonly points: readonly FrontierPoint[];
  readonly floor: number;
}

function FrontierMarks({ points, floor }: MarksProps) {
  const x = useXAxisScale();
  const y = useYAxisScale();
  const plot = usePlotArea();
  if (x === undefined || y === undefined || plot === undefined) return null;
  const at = (point: FrontierPoint) => ({ x: x(point.cost) ?? 0, y: y(point.success) ?? 0 });
  const line = paretoFront(points.filter(({ hollow }) => !hollow)).map(at);
  const area = {
    left: plot.x,
    right: plot.x + plot.width + 14,
    top: plot.y - 22,
    bottom: plot.y + plot.height,
  };
  const labels = placeLabels(
    points.map((point) => ({ text: point.model, ...at(point) })),
    area,
  );
  return (
    <g>
      <polyline
        points={line.map((p) => `${p.x},${p.y}`).join(" ")}
        fill="none"
        stroke="var(--ink)"
        strokeWidth={1.2}
        strokeDasharray="3 4"
        opacity={0.6}
      />
      {points.map((point) => (
        <FrontierDot key={point.model} point={point} {...at(point)} scale={(rate) => y(Math.max(rate, floor)) ?? 0} />
      ))}
      {labels.map(({ text, labelX, labelY, anchor }) => (
        <text key={text} x={labelX} y={labelY} textAnchor={anchor} className="fill-ink text-[11.5px]">
          {text}
        </text>
      ))}
    </g>
  );
}

interface DotProps {
  readonly point: FrontierPoint;
  readonly x: number;
  readonly y: number;
  readonly scale: (rate: number) => number;
}

function FrontierDot({ point, x, y, scale }: DotProps) {
  const { colour, hollow, interval } = point;
  return (
    <>
      {interval === null ? null : (
        <line
          x1={x}
          x2={x}
          y1={scale(interval[0])}
          y2={scale(interval[1])}
          stroke={colour}
          strokeWidth={2}
          opacity={0.35}
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
    </>
  );
}

interface TipProps {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: FrontierPoint }[];
}

function FrontierTip({ active, payload }: TipProps) {
  const point = payload?.[0]?.payload;
  if (active !== true || point === undefined) return null;
  const interval = point.interval === null ? "" : ` (95% ${showRateInterval(point.interval)})`;
  return (
    <div className={TOOLTIP}>
      <b>{point.model}</b>
      <br />
      {showRate(point.success)} success{interval}, n {showCount(point.decided)}
      <br />
      {point.costText} per 1,000 tasks
    </div>
  );
}
