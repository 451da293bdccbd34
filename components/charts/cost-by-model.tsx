import { ModelName } from "#components/model-name.tsx";
import { decidedTasks, readCostPerSuccess, type CostPerSuccess } from "#components/figures/read-cost-per-success.ts";
import { Unknown } from "#components/figures/unknown.tsx";
import { shareOf, showMoney, showMoneyInterval } from "#components/format/money.ts";
import { showCount, showRate } from "#components/format/number.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { cn } from "#components/ui/cn.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { ChartFrame } from "./chart-frame.tsx";
import { IntervalDot, LogAxisLabels } from "./interval-dot.tsx";
import type { LogAxis } from "./log-axis.ts";
import { byCostPerSuccess, COST_COLUMNS, costAxis, costData, dotOf, groupText } from "./model-costs.ts";

interface CostByModelProps {
  /** Rows by `entry_model`. */
  readonly rows: readonly MetricsRow[];
  readonly colours: ModelColours;
  /** Page of a model, with the view it is opened from. */
  readonly hrefOf: (model: string) => string;
}

/** Share of a model's spend above which its waste is marked. */
const MUCH_WASTE = 0.25;

/** Dots with intervals beside the ledger of the same models. */
export function CostByModel({ rows, colours, hrefOf }: CostByModelProps) {
  const ordered = rows.toSorted(byCostPerSuccess);
  const axis = costAxis(ordered, 5);
  const grey = ordered.filter((row) => {
    const cost = readCostPerSuccess(row);
    return cost.known && !cost.sufficient;
  }).length;
  return (
    <ChartFrame
      title="Cost per 1,000 successes, by model"
      note={`All attempts and failed tasks included, by the model a task began with.${grey > 0 ? " Hollow and grey: too few successes to compare." : ""}`}
      file="cost-per-success-by-model"
      columns={COST_COLUMNS}
      rows={ordered.map(costData)}
      alternative={null}
    >
      <table className="ledger w-full table-fixed">
        <caption className="sr-only">Cost per 1,000 successes with 95 % intervals, by model</caption>
        <thead>
          <tr>
            <th scope="col" className="th w-[152px] text-left max-md:w-auto">
              Model
            </th>
            <th scope="col" className="th text-left max-md:hidden">
              95% interval, log scale
            </th>
            <th scope="col" className="th num w-[72px]">
              per 1,000
            </th>
            <th scope="col" className="th num w-[98px] max-md:hidden">
              95%
            </th>
            <th scope="col" className="th num w-[58px] max-md:hidden">
              success
            </th>
            <th scope="col" className="th num w-[54px] max-md:hidden">
              waste
            </th>
            <th scope="col" className="th num w-[54px] max-md:hidden">
              decided
            </th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((row) => (
            <Row key={groupText(row, "entry_model")} row={row} axis={axis} colours={colours} hrefOf={hrefOf} />
          ))}
        </tbody>
        {axis === null ? null : (
          <tfoot className="max-md:hidden">
            <tr>
              <td />
              <td>
                <LogAxisLabels axis={axis} />
              </td>
              <td colSpan={5} />
            </tr>
          </tfoot>
        )}
      </table>
    </ChartFrame>
  );
}

interface RowProps {
  readonly row: MetricsRow;
  readonly axis: LogAxis | null;
  readonly colours: ModelColours;
  readonly hrefOf: (model: string) => string;
}

function Row({ row, axis, colours, hrefOf }: RowProps) {
  const model = groupText(row, "entry_model");
  const colour = colourOf(colours, model);
  const cost = readCostPerSuccess(row);
  const waste = shareOf(parseUsd(row.waste_usd), parseUsd(row.cost_usd));
  const success = row.success_rate === null ? null : showRate(row.success_rate);
  const dim = !cost.known || !cost.sufficient;
  return (
    <tr className={cn("h-8", dim && "text-mute")}>
      <th scope="row" className="py-1 pr-2 text-left font-normal">
        <ModelName model={model} colour={colour} href={hrefOf(model)} dim={dim} />
        <span className="block pl-4 text-note text-mute md:hidden">{shortFigures(row)}</span>
      </th>
      <td className="max-md:hidden">
        {cost.known && axis !== null ? (
          <IntervalDot axis={axis} {...dotOf(cost)} colour={colour} />
        ) : (
          <span className="text-note">{cost.known ? "free" : cost.reason}</span>
        )}
      </td>
      <td className="num font-semibold">{cost.known ? showMoney(cost.nano) : <Unknown reason={cost.reason} />}</td>
      <td className="num text-note text-mute max-md:hidden">{showInterval(cost)}</td>
      <td className="num max-md:hidden">{success ?? <Unknown reason="no outcome reported yet" />}</td>
      <td className={cn("num max-md:hidden", waste !== null && waste >= MUCH_WASTE && "font-semibold text-bad")}>
        {waste === null ? <Unknown reason="nothing spent" /> : showRate(waste, 0)}
      </td>
      <td className="num max-md:hidden">{showCount(decidedTasks(row))}</td>
    </tr>
  );
}

function showInterval(cost: CostPerSuccess): string {
  return cost.known && cost.interval !== null ? showMoneyInterval(cost.nano, cost.interval) : "";
}

/** The second line of a row where there is no room for columns. */
function shortFigures(row: MetricsRow): string {
  const cost = readCostPerSuccess(row);
  const waste = shareOf(parseUsd(row.waste_usd), parseUsd(row.cost_usd));
  const parts = [
    cost.known ? `95% ${showInterval(cost)}` : cost.reason,
    row.success_rate === null ? "success unknown" : `success ${showRate(row.success_rate)}`,
    waste === null ? "" : `waste ${showRate(waste, 0)}`,
    `n ${showCount(decidedTasks(row))}`,
  ];
  return parts.filter((text) => text !== "").join(" · ");
}
