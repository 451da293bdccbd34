import type { Column } from "#components/charts/data-table.tsx";
import { HeadRow } from "./head-row.tsx";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { groupText } from "#components/charts/model-costs.ts";
import { groupOf, measure } from "#components/figures/measured.ts";
import { showCount, showRate, showRateInterval } from "#components/format/number.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { ModelName } from "#components/model-name.tsx";
import type { MetricsRow, RightToolFigures } from "#lib/analysis/metrics-row.ts";

interface NotCalledTableProps {
  /** Rows by `model` or `entry_model`. */
  readonly rows: readonly MetricsRow[];
  readonly field: "model" | "entry_model";
  readonly colours: ModelColours;
  readonly hrefOf: (model: string) => string;
  /** 95 % interval of a rate; null where nothing was counted. */
  readonly intervalOf: (count: number, of: number) => readonly [number, number] | null;
}

interface Line {
  readonly row: MetricsRow;
  readonly figures: RightToolFigures;
}

const COLUMNS: readonly Column[] = [
  { key: "model", name: "Model" },
  { key: "right", name: "Right", numeric: true },
  { key: "not_called", name: "None called", numeric: true },
  { key: "expected", name: "Choices", numeric: true },
];

const shareOf = ({ figures: { not_called, expected } }: Line): number => not_called / expected;

/** How often a model answers or asks back where it should have called a tool; nothing where no task says which is right. */
export function NotCalledTable({ rows, field, colours, hrefOf, intervalOf }: NotCalledTableProps) {
  const lines = rows
    .flatMap((row) =>
      row.right_tool === null || row.right_tool.expected === 0 ? [] : [{ row, figures: row.right_tool }],
    )
    .sort((a, b) => shareOf(b) - shareOf(a));
  if (lines.length === 0) return null;
  return (
    <ChartFrame
      title="The right tool, or an answer instead"
      note="Where the task says which tool should be called: the right one, and none at all."
      file="right-tool-by-model"
      columns={COLUMNS}
      rows={lines.map(({ row, figures: { right, not_called, expected } }) => ({
        model: groupText(row, field),
        right,
        not_called,
        expected,
      }))}
      alternative={null}
    >
      <table className="ledger w-full">
        <caption className="sr-only">Right tools and missing calls by model, with 95% intervals</caption>
        <HeadRow names={["Model", "right", "none called", "95%", "choices"]} />
        <tbody>
          {lines.map((line) => {
            const model = groupText(line.row, field);
            const { right, not_called, expected } = line.figures;
            const interval = intervalOf(not_called, expected);
            return (
              <tr key={model} {...groupOf(line.row)} className="h-8">
                <th scope="row" className="text-left font-normal">
                  <ModelName model={model} colour={colourOf(colours, model)} href={hrefOf(model)} />
                </th>
                <td {...measure("right_tool.rate")} className="num">
                  {showRate(right / expected)}
                </td>
                <td {...measure("right_tool.not_called / right_tool.expected")} className="num">
                  {showRate(shareOf(line))}
                </td>
                <td className="num text-mute">{interval === null ? "—" : showRateInterval(interval)}</td>
                <td {...measure("right_tool.expected")} className="num">
                  {showCount(expected)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ChartFrame>
  );
}
