import { own } from "#lib/domain/own.ts";
import { HoverTips } from "#components/charts/hover-tips.tsx";
import { showPercent } from "#components/charts/show-percent.ts";
import { showCents, showMoney, toDollars } from "#components/format/money.ts";
import { showDay } from "#components/format/time.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import { placeSpendLabels } from "./place-spend-labels.ts";
import { roundSteps } from "./round-steps.ts";
import type { SpendBucket, SpendSeries } from "./spend-part.ts";

const HEIGHT = 240;
const MOST_LABELS = 7;

interface SpendDrawingProps {
  readonly series: readonly SpendSeries[];
  readonly buckets: readonly SpendBucket[];
  readonly timeZone: string;
}

function totalOf({ nano }: SpendBucket): NanoUsd {
  return Object.values(nano).reduce((sum, part) => sum + part, 0n);
}

/** Stacked bars from zero, the largest at the bottom, each named once at the right where it stands in the last bars. */
export function SpendDrawing({ series, buckets, timeZone }: SpendDrawingProps) {
  const totals = buckets.map(totalOf);
  const top = Math.max(...totals.map(toDollars), 1e-9);
  const ticks = roundSteps(top);
  const scale = ticks.at(-1) ?? top;
  const heightOf = (nano: NanoUsd) => (toDollars(nano) / scale) * HEIGHT;
  const every = Math.ceil(buckets.length / MOST_LABELS);
  const labels = placeSpendLabels(series, buckets, { heightOf, height: HEIGHT });
  return (
    <div aria-hidden>
      <HoverTips>
        <div className="pt-2 pb-6 pl-12 md:pr-40">
          <div className="relative" style={{ height: HEIGHT }}>
            {ticks.map((tick) => (
              <div
                key={tick}
                className="absolute inset-x-0 border-t border-hair"
                style={{ bottom: (tick / scale) * HEIGHT }}
              >
                <span className="absolute right-full -translate-y-1/2 pr-2 text-[11px] text-mute">
                  {showAxis(tick)}
                </span>
              </div>
            ))}
            {buckets.map((bucket, i) => (
              <Bar
                key={bucket.at.getTime()}
                bucket={bucket}
                series={series}
                at={i / buckets.length}
                width={1 / buckets.length}
                heightOf={heightOf}
                day={showDay(bucket.at, timeZone)}
                named={i % every === 0}
              />
            ))}
            <div className="absolute inset-y-0 left-full w-36 max-md:hidden">
              {labels.map(({ name, label, colour, y }) => (
                <span
                  key={name}
                  className="absolute left-3 flex max-w-full -translate-y-1/2 items-center gap-1.5 text-[11.5px] whitespace-nowrap"
                  style={{ top: y }}
                >
                  <span className="size-2 shrink-0" style={{ background: colour }} />
                  <span className="truncate">{label}</span>
                </span>
              ))}
            </div>
          </div>
        </div>
      </HoverTips>
      <Legend series={series} />
    </div>
  );
}

interface BarProps {
  readonly bucket: SpendBucket;
  readonly series: readonly SpendSeries[];
  /** Fractions of the plot's width. */
  readonly at: number;
  readonly width: number;
  readonly heightOf: (nano: NanoUsd) => number;
  readonly day: string;
  /** Whether the day stands under it. */
  readonly named: boolean;
}

function Bar({ bucket, series, at, width, heightOf, day, named }: BarProps) {
  return (
    <div
      data-tip={tipOf(bucket, series, day)}
      className="absolute inset-y-0 flex flex-col-reverse hover:bg-sel"
      style={{ left: showPercent(at), width: showPercent(width), paddingInline: showPercent(0.12 * width) }}
    >
      {series.map(({ name, colour }) => (
        <span
          key={name}
          className="w-full shrink-0"
          style={{ height: heightOf(own(bucket.nano, name) ?? 0n), background: colour }}
        />
      ))}
      {named ? (
        <span className="absolute top-full left-1/2 -translate-x-1/2 pt-1.5 text-[11px] whitespace-nowrap text-mute">
          {day}
        </span>
      ) : null}
    </div>
  );
}

/** On a phone there is no room beside the bars. */
function Legend({ series }: { readonly series: readonly SpendSeries[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-note text-mute md:hidden">
      {series.map(({ name, label, colour }) => (
        <li key={name} className="flex items-center gap-1.5">
          <span className="size-2" style={{ background: colour }} />
          {label}
        </li>
      ))}
    </ul>
  );
}

function showAxis(dollars: number): string {
  return dollars === 0 ? "$0" : `$${dollars.toLocaleString("en-US", { maximumSignificantDigits: 3 })}`;
}

function tipOf(bucket: SpendBucket, series: readonly SpendSeries[], day: string): string {
  const lines = series
    .map(({ name, label }) => ({ label, nano: own(bucket.nano, name) ?? 0n }))
    .filter(({ nano }) => nano > 0n)
    .map(({ label, nano }) => `${label} ${showCents(nano)}`);
  return [day, `${showMoney(totalOf(bucket))} in all`, ...lines].join("\n");
}
