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

/** Highest value worth showing: the band of a day with few tasks may run off the chart, or it would flatten the others. */
function topOf(points: readonly TrendPoint[]): number {
  const top = Math.max(...points.map(({ value }) => value ?? 0), 0);
  const bands = points.map(({ band }) => band?.[1] ?? 0);
  return Math.min(Math.max(top, ...bands), top * 1.6);
}

/** Round steps from zero to at least the top, four or five of them. */
function ticksTo(top: number): number[] {
  const rough = top / 4;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find((factor) => factor * decade >= rough) ?? 10) * decade;
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

function showAxis(dollars: number): string {
  if (dollars === 0) return "$0";
  return `$${dollars.toLocaleString("en-US", { maximumSignificantDigits: 3 })}`;
}

/** Cost per 1,000 successes over time with its 95 % band, from zero. */
export function TrendDrawing({ points }: { readonly points: readonly TrendPoint[] }) {
  const ticks = ticksTo(topOf(points));
  const data = points.map((point) => ({ ...point, band: point.band === null ? null : [...point.band] }));
  return (
    <div aria-hidden className="overflow-x-clip" style={{ height: HEIGHT }}>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 660, height: HEIGHT }}>
        <ComposedChart data={data} margin={{ top: 10, right: 10, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--hair)" />
          <XAxis dataKey="label" tick={TICK} axisLine={false} tickLine={false} minTickGap={48} tickMargin={6} />
          <YAxis
            domain={[0, ticks.at(-1) ?? 1]}
            ticks={ticks}
            interval={0}
            allowDataOverflow
            tickFormatter={showAxis}
            tick={TICK}
            axisLine={false}
            tickLine={false}
            width={52}
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
