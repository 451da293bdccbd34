import { own } from "#lib/domain/own.ts";
import type { ReactNode } from "react";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { showMoney, toDollars } from "#components/format/money.ts";
import { showDay } from "#components/format/time.ts";
import { formatUsd, type NanoUsd } from "#lib/domain/money.ts";
import { SpendDrawing } from "./spend-drawing.tsx";
import type { SpendBucket, SpendPart, SpendSeries } from "./spend-part.ts";
import { SpendZoom } from "./spend-zoom.tsx";

interface SpendOverTimeProps {
  readonly title: string;
  readonly note: string;
  readonly tick: "day" | "week";
  readonly timeZone: string;
  /** Most spent first. */
  readonly parts: readonly SpendPart[];
  readonly buckets: readonly SpendBucket[];
  readonly labelOf: (name: string) => string;
  readonly colourOf: (name: string) => string;
  readonly controls: ReactNode;
}

/** Parts drawn by themselves; the table and the CSV hold all. */
const SHOWN = 7;
/** No model, type, tier or key is called so. */
const OTHERS = "· others";

/** The bars, and the same by bucket and part as a table and CSV, exact. */
export function SpendOverTime(props: SpendOverTimeProps) {
  const { title, note, tick, timeZone, parts, buckets, labelOf, controls } = props;
  const { series, folded } = foldOthers(props);
  const data = folded.map(({ at, nano }) => ({
    day: showDay(at, timeZone),
    dollars: series.map(({ name }) => toDollars(own(nano, name) ?? 0n)),
  }));
  const all = parts.reduce((sum, { nano }) => sum + nano, 0n);
  return (
    <ChartFrame
      title={title}
      note={note}
      file={`spend-by-${tick}`}
      columns={[
        { key: "from", name: `From (${timeZone})` },
        ...parts.map(({ name }) => ({ key: `part ${name}`, name: `${labelOf(name)} USD`, numeric: true })),
        { key: "all", name: "All USD", numeric: true },
      ]}
      rows={buckets.map(({ at, nano }) => ({
        from: showDay(at, timeZone),
        ...Object.fromEntries(parts.map(({ name }) => [`part ${name}`, formatUsd(own(nano, name) ?? 0n)])),
        all: formatUsd(Object.values(nano).reduce((sum, part) => sum + part, 0n)),
      }))}
      alternative={`${showMoney(all)} in all: ${parts
        .slice(0, SHOWN)
        .map(({ name, nano }) => `${labelOf(name)} ${showMoney(nano)}`)
        .join(", ")}.`}
      controls={controls}
    >
      <SpendZoom data={data} series={series}>
        <SpendDrawing series={series} buckets={folded} timeZone={timeZone} />
      </SpendZoom>
    </ChartFrame>
  );
}

/** The parts that spend most, and all others as one. */
function foldOthers({ parts, buckets, labelOf, colourOf }: SpendOverTimeProps) {
  const spent = parts.filter(({ nano }) => nano > 0n);
  const shown = spent.length <= SHOWN + 1 ? spent : spent.slice(0, SHOWN);
  const names = new Set(shown.map(({ name }) => name));
  const series: SpendSeries[] = shown.map(({ name }) => ({ name, label: labelOf(name), colour: colourOf(name) }));
  const others = spent.length - shown.length;
  if (others > 0) series.push({ name: OTHERS, label: `${others} others`, colour: "var(--mute)" });
  const folded = buckets.map(({ at, nano }) => {
    const rest = Object.entries(nano).reduce((sum, [name, part]) => (names.has(name) ? sum : sum + part), 0n);
    const drawn = shown.map(({ name }): [string, NanoUsd] => [name, own(nano, name) ?? 0n]);
    return { at, nano: Object.fromEntries<NanoUsd>([...drawn, [OTHERS, rest]]) };
  });
  return { series, folded };
}
