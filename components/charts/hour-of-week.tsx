import { showDuration, showCount } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { ChartFrame } from "./chart-frame.tsx";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** A p95 of fewer calls is one call's chance. */
const LEAST_CALLS = 20;

interface Cell {
  readonly when: string;
  readonly ms: number | null;
  readonly calls: number;
}

/** TTFT p95 by weekday and hour: a provider's busy hours show as dark columns. */
export function HourOfWeek({ rows }: { readonly rows: readonly MetricsRow[] }) {
  const byHour = new Map(rows.map((row) => [Number(row.group["hour_of_week"]), row]));
  const cells = WEEKDAYS.map((day, d) => HOURS.map((hour) => readCell(byHour.get(d * 24 + hour), day, hour)));
  const known = cells.flat().filter((cell) => cell.ms !== null);
  const longest = Math.max(...known.map(({ ms }) => ms ?? 0), 1);
  const slowest = known.find(({ ms }) => ms === longest);
  return (
    <ChartFrame
      title="First token, p95 by hour of the week"
      note={`Hours in UTC. ${slowest === undefined ? `No hour has ${LEAST_CALLS} calls: choose a longer range.` : `Slowest: ${slowest.when}, ${showDuration(longest)}. Blank: fewer than ${LEAST_CALLS} calls.`}`}
      file="ttft-p95-by-hour-of-week"
      columns={[
        { key: "when", name: "Hour (UTC)" },
        { key: "ms", name: "p95 ms", numeric: true },
        { key: "calls", name: "Calls", numeric: true },
      ]}
      rows={cells.flat().map(({ when, ms, calls }) => ({ when, ms: ms === null ? null : Math.round(ms), calls }))}
      alternative={
        slowest === undefined
          ? "No hour of the week has enough calls."
          : `Ninety-fifth percentile of the time to the first token in ${known.length} hours of the week; the slowest is ${slowest.when} with ${showDuration(longest)}.`
      }
    >
      {known.length === 0 ? null : (
        <div aria-hidden className="grid grid-cols-[34px_repeat(24,minmax(0,1fr))] gap-px text-[11px] text-mute">
          {cells.map((line, d) => (
            <WeekdayLine key={WEEKDAYS[d]} day={WEEKDAYS[d] ?? ""} cells={line} longest={longest} />
          ))}
          <span />
          {HOURS.map((hour) => (
            <span key={hour} className="text-center tabular-nums">
              {hour % 6 === 0 ? hour : ""}
            </span>
          ))}
        </div>
      )}
    </ChartFrame>
  );
}

interface WeekdayLineProps {
  readonly day: string;
  readonly cells: readonly Cell[];
  readonly longest: number;
}

function WeekdayLine({ day, cells, longest }: WeekdayLineProps) {
  return (
    <>
      <span className="leading-[18px]">{day}</span>
      {cells.map(({ when, ms, calls }) => (
        <span
          key={when}
          title={`${when}: ${ms === null ? "too few calls" : showDuration(ms)}, n ${showCount(calls)}`}
          className="h-[18px] border border-hair"
          style={
            ms === null ? {} : { background: `color-mix(in oklab, var(--ink) ${shadeOf(ms, longest)}%, var(--ground))` }
          }
        />
      ))}
    </>
  );
}

/** Percent of ink: never so little that it reads as blank. */
function shadeOf(ms: number, longest: number): number {
  return Math.round(8 + 72 * (ms / longest));
}

function readCell(row: MetricsRow | undefined, day: string, hour: number): Cell {
  const when = `${day} ${String(hour).padStart(2, "0")}:00`;
  const calls = row?.calls ?? 0;
  return { when, ms: calls < LEAST_CALLS ? null : (row?.ttft_ms?.p95 ?? null), calls };
}
