"use client";

import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { TICK, TOOLTIP } from "./chart-style.ts";

export interface TrendPoint {
  readonly label: string;
  /** Dollars per 1,000 successes; null where the bucket has no figure. */
  readonly value: number | null;
  readonly band: readonly [number, number] | null;
  readonly valueText: string;
  readonly bandText: string;
  readonly tasks: string;
  readonly hollow: boolean;
}

const HEIGHT = 260;

/** Highest value on the axis: the band of a day with few tasks may run off it, or it would flatten all the others. */
function topOf(points: readonly TrendPoint[]): number {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const bands = points.flatMap(({ band, hollow }) => (band === null || hollow ? [] : [band[1]]));
  const top = Math.max(...values, 0);
  return Math.min(Math.max(top, ...bands), top * 1.6);
}

function showAxis(dollars: number): string {
  if (dollars === 0) return "$0";
  return dollars >= 1 ? `$${Math.round(dollars).toLocaleString("en-US")}` : `$${Number(dollars.toPrecision(2))}`;
}

/** Cost per 1,000 successes over time with its 95 % band, from zero. */
export function TrendDrawing({ points }: { readonly points: readonly TrendPoint[] }) {
  const data = points.map((point) => ({ ...point, band: point.band === null ? null : [...point.band] }));
  return (
    <div aria-hidden style={{ height: HEIGHT }}>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 660, height: HEIGHT }}>
        <ComposedChart data={data} margin={{ top: 10, right: 10, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--hair)" />
          <XAxis dataKey="label" tick={TICK} axisLine={false} tickLine={false} minTickGap={48} tickMargin={6} />
          <YAxis
            domain={[0, topOf(points)]}
            allowDataOverflow
            tickFormatter={showAxis}
            tick={TICK}
            axisLine={false}
            tickLine={false}
            width={52}
            tickCount={5}
          />
          <Tooltip cursor={{ stroke: "var(--mute)" }} isAnimationActive={false} content={<TrendTip />} />
          <Area
            dataKey="band"
            stroke="none"
            fill="var(--follow)"
            fillOpacity={0.14}
            isAnimationActive={false}
            activeDot={false}
          />
          <Line dataKey="value" stroke="var(--follow)" strokeWidth={1.75} isAnimationActive={false} dot={TrendDot} />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

interface TrendDotProps {
  readonly cx?: number;
  readonly cy?: number | null;
  readonly index?: number;
  readonly payload?: TrendPoint;
}

function TrendDot({ cx, cy, index, payload }: TrendDotProps) {
  if (cx === undefined || cy === undefined || cy === null || payload?.value == null) return <g key={index} />;
  return (
    <circle
      key={index}
      cx={cx}
      cy={cy}
      r={2.75}
      fill={payload.hollow ? "var(--ground)" : "var(--follow)"}
      stroke="var(--follow)"
      strokeWidth={1.25}
    />
  );
}

interface TipProps {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: TrendPoint }[];
}

function TrendTip({ active, payload }: TipProps) {
  const point = payload?.[0]?.payload;
  if (active !== true || point === undefined) return null;
  return (
    <div className={TOOLTIP}>
      <b>{point.label}</b>
      <br />
      {point.valueText}
      {point.bandText === "" ? null : (
        <>
          <br />
          {point.bandText}
        </>
      )}
      <br />
      {point.tasks}
    </div>
  );
}
