"use client";

import { Bar, BarChart, Brush, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { SpendDatum, SpendSeries } from "./spend-part.ts";

const HEIGHT = 332;
const TICK = { fill: "var(--mute)", fontSize: 11 } as const;
const DOLLARS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumSignificantDigits: 3 });

interface SpendBrushProps {
  readonly data: readonly SpendDatum[];
  readonly series: readonly SpendSeries[];
}

/** The same stacked bars with a brush under them; the axis follows what is chosen. */
export function SpendBrush({ data, series }: SpendBrushProps) {
  return (
    <div style={{ height: HEIGHT }}>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 900, height: HEIGHT }}>
        <BarChart data={[...data]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--hair)" />
          <XAxis dataKey="day" tick={TICK} axisLine={false} tickLine={false} minTickGap={32} />
          <YAxis
            tick={TICK}
            axisLine={false}
            tickLine={false}
            width={52}
            tickFormatter={(dollars: number) => DOLLARS.format(dollars)}
          />
          <Tooltip cursor={{ fill: "var(--sel)" }} isAnimationActive={false} content={<BrushTip series={series} />} />
          {series.map(({ name, label, colour }, i) => (
            <Bar
              key={name}
              name={label}
              dataKey={({ dollars }: SpendDatum) => dollars[i] ?? 0}
              stackId="spend"
              fill={colour}
              isAnimationActive={false}
            />
          ))}
          <Brush
            dataKey="day"
            ariaLabel="Days shown"
            height={26}
            travellerWidth={10}
            stroke="var(--mute)"
            fill="var(--ground)"
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

interface BrushTipProps {
  readonly series: readonly SpendSeries[];
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: SpendDatum }[];
}

function BrushTip({ series, active, payload }: BrushTipProps) {
  const datum = payload?.[0]?.payload;
  if (active !== true || datum === undefined) return null;
  return (
    <div className="rounded border border-hair bg-ground px-2.5 py-1.5 text-note text-ink shadow-sm">
      <b className="font-semibold">{datum.day}</b>
      {series.map(({ name, label }, i) =>
        (datum.dollars[i] ?? 0) === 0 ? null : (
          <span key={name} className="block">
            {label} {DOLLARS.format(datum.dollars[i] ?? 0)}
          </span>
        ),
      )}
    </div>
  );
}
