import { HeadRow } from "./head-row.tsx";
import { groupOf, measure } from "#components/figures/measured.ts";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { Unknown } from "#components/figures/unknown.tsx";
import { showCount, showRate, showRateInterval } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";

interface ChecksByNumberTableProps {
  readonly row: MetricsRow;
  /** 95 % interval of a rate; null where nothing was counted. */
  readonly intervalOf: (passed: number, recorded: number) => readonly [number, number] | null;
}

/** Whether more instructions at once are kept less well; nothing where no check was recorded. */
export function ChecksByNumberTable({ row, intervalOf }: ChecksByNumberTableProps) {
  const lines = row.checks_by_number ?? [];
  if (lines.length === 0) return null;
  return (
    <ChartFrame
      title="Checks passed, by how many a task has"
      note="Checks that the application recorded on tasks that began with it."
      file="checks-by-number"
      columns={[
        { key: "checks", name: "Checks of a task" },
        { key: "rate", name: "Passed", numeric: true },
        { key: "recorded", name: "Recorded", numeric: true },
      ]}
      rows={lines.map(({ checks, rate, recorded }) => ({ checks, rate, recorded }))}
      alternative={null}
    >
      <table className="ledger w-full">
        <caption className="sr-only">Checks passed by number of checks, with 95% intervals</caption>
        <HeadRow names={["Checks of a task", "passed", "95%", "recorded"]} />
        <tbody {...groupOf(row)}>
          {lines.map(({ checks, rate, passed, recorded }, i) => {
            const interval = intervalOf(passed, recorded);
            return (
              <tr key={checks} className="h-8">
                <th scope="row" className="text-left font-normal">
                  {checks}
                </th>
                <td {...measure(`checks_by_number.${i}.rate`)} className="num">
                  {rate === null ? <Unknown reason="none recorded" /> : showRate(rate)}
                </td>
                <td className="num text-mute">{interval === null ? "—" : showRateInterval(interval)}</td>
                <td {...measure(`checks_by_number.${i}.recorded`)} className="num">
                  {showCount(recorded)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ChartFrame>
  );
}
