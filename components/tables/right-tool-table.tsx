import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { groupOf, measure } from "#components/figures/measured.ts";
import { Unknown } from "#components/figures/unknown.tsx";
import { showCount, showRate, showRateInterval } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { HeadRow } from "./head-row.tsx";

interface RightToolTableProps {
  readonly row: MetricsRow;
  /** 95 % interval of a rate; null where nothing was counted. */
  readonly intervalOf: (right: number, expected: number) => readonly [number, number] | null;
}

/** How often the right tool was called, by the number of tools to choose among; nothing where no task says which is right. */
export function RightToolTable({ row, intervalOf }: RightToolTableProps) {
  const figures = row.right_tool;
  if (figures === null || figures.by_tools_offered.length === 0) return null;
  const lines = figures.by_tools_offered.map(({ tools, expected, right, rate }) => ({
    tools,
    expected,
    rate,
    interval: intervalOf(right, expected),
  }));
  return (
    <ChartFrame
      title="The right tool, by how many it chose among"
      note={`Where the task says which tool should be called. ${showCount(figures.not_called)} of ${showCount(figures.expected)} called none.`}
      file="right-tool-by-tools-offered"
      columns={[
        { key: "tools", name: "Tools offered" },
        { key: "rate", name: "Right", numeric: true },
        { key: "expected", name: "Choices", numeric: true },
      ]}
      rows={lines.map(({ tools, rate, expected }) => ({ tools, rate, expected }))}
      alternative={null}
    >
      <table className="ledger w-full">
        <caption className="sr-only">Right tool by number of tools offered, with 95% intervals</caption>
        <HeadRow names={["Tools offered", "right", "95%", "choices"]} />
        <tbody {...groupOf(row)}>
          {lines.map(({ tools, rate, interval, expected }, i) => (
            <tr key={tools} className="h-8">
              <th scope="row" className="text-left font-normal">
                {tools}
              </th>
              <td {...measure(`right_tool.by_tools_offered.${i}.rate`)} className="num">
                {rate === null ? <Unknown reason="no choice" /> : showRate(rate)}
              </td>
              <td className="num text-mute">{interval === null ? "—" : showRateInterval(interval)}</td>
              <td {...measure(`right_tool.by_tools_offered.${i}.expected`)} className="num">
                {showCount(expected)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}
