import { groupOf, measure } from "#components/figures/measured.ts";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { Unknown } from "#components/figures/unknown.tsx";
import { showCount, showDuration } from "#components/format/number.ts";
import type { MetricsRow, Percentiles } from "#lib/analysis/metrics-row.ts";
import { HeadRow } from "./head-row.tsx";

const LEVELS = ["p50", "p95", "p99"] as const;

interface Line {
  readonly name: string;
  readonly values: Percentiles | null;
  readonly unknown: string;
  readonly field: string;
}

/** How fast a model's own calls are, as the application sees them. */
export function SpeedTable({ row }: { readonly row: MetricsRow }) {
  const speed = row.output_tokens_per_s?.p50 ?? null;
  const lines: readonly Line[] = [
    {
      name: "Time to first token",
      field: "ttft_ms",
      values: row.ttft_ms,
      unknown: "no streamed call with a first token",
    },
    { name: "Duration", field: "duration_ms", values: row.duration_ms, unknown: "no call that ended" },
  ];
  return (
    <ChartFrame
      title="How fast it is"
      note={`Retries included; percentiles from histograms within 2%. ${speed === null ? "Output speed unknown: no streamed call with usage." : `Median output ${showCount(speed)} tokens a second, streamed calls.`}`}
      file="speed"
      columns={[
        { key: "name", name: "Milliseconds" },
        ...LEVELS.map((level) => ({ key: level, name: level, numeric: true })),
      ]}
      rows={lines.map(({ name, values }) => ({ name, p50: null, p95: null, p99: null, ...values }))}
      alternative={null}
    >
      <table className="ledger w-full">
        <caption className="sr-only">Percentiles of time to first token and duration</caption>
        <HeadRow names={["Time", ...LEVELS]} />
        <tbody {...groupOf(row)}>
          {lines.map(({ name, field, values, unknown }) => (
            <tr key={name} className="h-8">
              <th scope="row" className="text-left font-normal">
                {name}
              </th>
              {LEVELS.map((level) => {
                const ms = values?.[level] ?? null;
                return (
                  <td key={level} {...measure(`${field}.${level}`)} className="num">
                    {ms === null ? <Unknown reason={unknown} /> : showDuration(ms)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}
