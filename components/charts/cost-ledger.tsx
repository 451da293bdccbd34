import { groupOf, measure } from "#components/figures/measured.ts";
import { decidedTasks, readCostPerSuccess, type CostPerSuccess } from "#components/figures/read-cost-per-success.ts";
import { FullCost } from "#components/figures/full-cost.tsx";
import { underFloor } from "#components/figures/under-floor.ts";
import { Unknown } from "#components/figures/unknown.tsx";
import { shareOf, showMoney, showMoneyInterval } from "#components/format/money.ts";
import { showCount, showRate } from "#components/format/number.ts";
import { ModelName } from "#components/model-name.tsx";
import { HeadRow } from "#components/tables/head-row.tsx";
import { cn } from "#components/ui/cn.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { IntervalDot, LogAxisLabels } from "./interval-dot.tsx";
import type { LogAxis } from "./log-axis.ts";
import { costAxis, dotOf } from "./model-costs.ts";

interface CostEntry {
  readonly name: string;
  readonly href: string;
  readonly colour: string;
  /** Whether the name carries the colour, as a model's does. */
  readonly dotted: boolean;
  readonly row: MetricsRow;
  /** Success rate under which it is greyed; null where its work has none. */
  readonly floor: number | null;
}

interface CostLedgerProps {
  readonly caption: string;
  /** What the names are of: "Model". */
  readonly nameHead: string;
  readonly entries: readonly CostEntry[];
}

/** Share of a group's spend above which its waste is marked. */
const MUCH_WASTE = 0.25;

/** Dots with intervals on one logarithmic axis, beside the figures they stand for. */
export function CostLedger({ caption, nameHead, entries }: CostLedgerProps) {
  const axis = costAxis(
    entries.map(({ row }) => row),
    5,
  );
  return (
    <table className="ledger w-full table-fixed">
      <caption className="sr-only">{caption}</caption>
      <colgroup>
        <col className="w-[152px] max-md:w-auto" />
        <col className="max-md:hidden" />
        <col className="w-[104px] md:w-[76px]" />
        <col className="w-[112px] max-md:hidden" />
        <col className="w-[62px] max-md:hidden" />
        <col className="w-[54px] max-md:hidden" />
        <col className="w-[60px] max-md:hidden" />
      </colgroup>
      <HeadRow
        names={[nameHead, "95% interval, log scale", "per 1,000", "95%", "success", "waste", "decided"]}
        words={[nameHead, "95% interval, log scale"]}
        wideOnly={["95% interval, log scale", "95%", "success", "waste", "decided"]}
      />
      <tbody>
        {entries.map((entry) => (
          <Row key={entry.name} entry={entry} axis={axis} />
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
  );
}

interface RowProps {
  readonly entry: CostEntry;
  readonly axis: LogAxis | null;
}

function Row({ entry, axis }: RowProps) {
  const { row, colour } = entry;
  const cost = readCostPerSuccess(row);
  const under = underFloor(row, entry.floor);
  const dim = !cost.known || !cost.sufficient || under !== null;
  return (
    <tr {...groupOf(row)} className={cn("h-8", dim && "text-mute")}>
      <RowName entry={entry} dim={dim} under={under} />
      <td className="max-md:hidden">
        {cost.known && axis !== null ? (
          <IntervalDot axis={axis} {...dotOf(cost)} colour={under === null ? colour : "var(--mute)"} />
        ) : (
          <span className="text-note">{cost.known ? "free" : cost.reason}</span>
        )}
      </td>
      <td {...measure("cost_per_success_usd * 1000")} className="num font-semibold">
        {cost.known ? showMoney(cost.nano) : <Unknown reason={cost.reason} />}
        <span className="block text-[11px] font-normal text-mute md:hidden">{showInterval(cost)}</span>
        <FullCost row={row} />
      </td>
      <td {...measure("cost_per_success_ci * 1000")} className="num text-note text-mute max-md:hidden">
        {showInterval(cost)}
      </td>
      <RestOfRow row={row} />
    </tr>
  );
}

interface RowNameProps {
  readonly entry: CostEntry;
  readonly dim: boolean;
  /** Why it is greyed, where its success is too low; null otherwise. */
  readonly under: string | null;
}

function RowName({ entry, dim, under }: RowNameProps) {
  const indent = entry.dotted ? "pl-4" : "";
  return (
    <th scope="row" className="py-1 pr-2 text-left font-normal">
      <ModelName model={entry.name} {...(entry.dotted ? { colour: entry.colour } : {})} href={entry.href} dim={dim} />
      {under === null ? null : (
        <span className="block text-[11px] leading-3.5 whitespace-nowrap text-mute">{under}</span>
      )}
      <span className={cn("block text-note text-mute md:hidden", indent)}>{shortFigures(entry.row)}</span>
    </th>
  );
}

function RestOfRow({ row }: { readonly row: MetricsRow }) {
  const waste = shareOf(parseUsd(row.waste_usd), parseUsd(row.cost_usd));
  return (
    <>
      <td {...measure("success_rate")} className="num max-md:hidden">
        {row.success_rate === null ? <Unknown reason="no outcome reported yet" /> : showRate(row.success_rate)}
      </td>
      <td
        {...measure("waste_usd / cost_usd")}
        className={cn("num max-md:hidden", waste !== null && waste >= MUCH_WASTE && "font-semibold text-bad")}
      >
        {waste === null ? <Unknown reason="no known cost" /> : showRate(waste, 0)}
      </td>
      <td {...measure("succeeded + failed")} className="num max-md:hidden">
        {showCount(decidedTasks(row))}
      </td>
    </>
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
    cost.known ? "" : cost.reason,
    row.success_rate === null ? "success unknown" : `success ${showRate(row.success_rate)}`,
    waste === null ? "" : `waste ${showRate(waste, 0)}`,
    `n ${showCount(decidedTasks(row))}`,
  ];
  return parts.filter((text) => text !== "").join(" · ");
}
