import { own } from "#lib/domain/own.ts";
import { groupOf, measure } from "#components/figures/measured.ts";
import { readCostPerSuccess, type CostPerSuccess } from "#components/figures/read-cost-per-success.ts";
import { showMoney, showMoneyInterval } from "#components/format/money.ts";
import { showQuantity, showRate } from "#components/format/number.ts";
import { FullCost } from "#components/figures/full-cost.tsx";
import { underFloor } from "#components/figures/under-floor.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { ModelName } from "#components/model-name.tsx";
import { cn } from "#components/ui/cn.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { ChartFrame } from "./chart-frame.tsx";
import type { Column } from "./data-table.tsx";
import { IntervalDot, LogAxisLabels } from "./interval-dot.tsx";
import type { LogAxis } from "./log-axis.ts";
import { byCostPerSuccess, COST_COLUMNS, costAxis, costData, dotOf, groupText } from "./model-costs.ts";

interface CostByTaskTypeProps {
  /** Rows by `task_type` and `entry_model`. */
  readonly rows: readonly MetricsRow[];
  readonly colours: ModelColours;
  /** Success floors by task type; types without one are absent. */
  readonly floors: Readonly<Record<string, number>>;
  readonly hrefOf: (model: string, taskType: string) => string;
  /** The same page, narrowed to a task type. */
  readonly narrowTo: (taskType: string) => string;
}

const COLUMNS: readonly Column[] = [{ key: "type", name: "Task type" }, ...COST_COLUMNS];

function byType(rows: readonly MetricsRow[]): (readonly [string, readonly MetricsRow[]])[] {
  const types = Map.groupBy(rows, (row) => groupText(row, "task_type"));
  const tasks = (group: readonly MetricsRow[]) => group.reduce((sum, row) => sum + row.tasks, 0);
  return [...types].sort(([, a], [, b]) => tasks(b) - tasks(a));
}

/** Small multiples, one a task type, on one axis: a model is dear or cheap only within the same kind of work. */
export function CostByTaskType({ rows, colours, floors, hrefOf, narrowTo }: CostByTaskTypeProps) {
  const axis = costAxis(rows, 4);
  const types = byType(rows);
  return (
    <ChartFrame
      title="Cost per 1,000 successes, within each task type"
      note="The same axis for all. Compare models within a type: the types differ in how much work they are."
      file="cost-per-success-by-task-type"
      columns={COLUMNS}
      rows={types.flatMap(([type, group]) => group.map((row) => ({ type, ...costData(row) })))}
      alternative={null}
    >
      <div className="grid gap-x-12 gap-y-6 lg:grid-cols-2">
        {types.map(([type, group]) => (
          <TypeTable key={type} type={type} rows={group} {...{ axis, colours, floors, hrefOf, narrowTo }} />
        ))}
      </div>
    </ChartFrame>
  );
}

interface TypeTableProps extends Omit<CostByTaskTypeProps, "rows"> {
  readonly type: string;
  readonly rows: readonly MetricsRow[];
  readonly axis: LogAxis | null;
}

function TypeTable({ type, rows, axis, colours, floors, hrefOf, narrowTo }: TypeTableProps) {
  const tasks = rows.reduce((sum, row) => sum + row.tasks, 0);
  const name = type === "" ? "no type given" : type;
  const floor = own(floors, type) ?? null;
  const under = rows.map((row) => underFloor(row, floor)).find((text) => text !== null);
  return (
    <div className="min-w-0">
      <TypeHead name={name} href={narrowTo(type)} note={under === undefined ? "" : `Grey: ${under}`} tasks={tasks} />
      <table className="w-full table-fixed">
        <caption className="sr-only">Cost per 1,000 successes by model for {name}</caption>
        <colgroup>
          <col className="w-[152px]" />
          <col className="max-sm:w-0" />
          <col className="w-[76px] max-sm:w-auto" />
          <col className="w-[60px]" />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th scope="col">Model</th>
            <th scope="col">95% interval</th>
            <th scope="col">Per 1,000 successes</th>
            <th scope="col">Success</th>
          </tr>
        </thead>
        <tbody>
          {rows.toSorted(byCostPerSuccess).map((row) => {
            const model = groupText(row, "entry_model");
            return (
              <TypeRow
                key={model}
                row={row}
                axis={axis}
                floor={floor}
                colour={colourOf(colours, model)}
                href={hrefOf(model, type)}
              />
            );
          })}
        </tbody>
        {axis === null ? null : (
          <tfoot className="max-sm:hidden">
            <tr>
              <td />
              <td>
                <LogAxisLabels axis={axis} />
              </td>
              <td colSpan={2} />
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

interface TypeHeadProps {
  readonly name: string;
  readonly href: string;
  readonly note: string;
  readonly tasks: number;
}

function TypeHead({ name, href, note, tasks }: TypeHeadProps) {
  return (
    <h3 className="mb-1 flex items-baseline justify-between gap-3 border-b border-hair pb-1">
      <a href={href} title={name} className="fit min-w-0 font-semibold quiet-link">
        {name}
      </a>
      <span className="flex-none text-right text-note text-mute">
        {note === "" ? "" : `${note} · `}
        {showQuantity(tasks, "task")}
      </span>
    </h3>
  );
}

interface TypeRowProps {
  readonly row: MetricsRow;
  readonly axis: LogAxis | null;
  readonly floor: number | null;
  readonly colour: string;
  readonly href: string;
}

function TypeRow({ row, axis, floor, colour, href }: TypeRowProps) {
  const cost = readCostPerSuccess(row);
  const under = underFloor(row, floor);
  const dim = !cost.known || !cost.sufficient || under !== null;
  const interval = cost.known && cost.interval !== null ? `95% ${showMoneyInterval(cost.nano, cost.interval)}` : "";
  return (
    <tr {...groupOf(row)} className={cn("h-7", dim && "text-mute")}>
      <th scope="row" className="pr-2 text-left font-normal">
        <ModelName model={groupText(row, "entry_model")} colour={colour} href={href} dim={dim} />
      </th>
      <TypeMark cost={cost} axis={axis} colour={under === null ? colour : "var(--mute)"} />
      <td {...measure("cost_per_success_usd * 1000")} className="num font-semibold" title={interval}>
        {cost.known ? showMoney(cost.nano) : "—"}
        <span className="sr-only"> {interval}</span>
        <FullCost row={row} />
      </td>
      <td {...measure("success_rate")} className="num">
        {row.success_rate === null ? "—" : showRate(row.success_rate)}
        {under === null ? null : <span className="sr-only"> {under}</span>}
      </td>
    </tr>
  );
}

interface TypeMarkProps {
  readonly cost: CostPerSuccess;
  readonly axis: LogAxis | null;
  readonly colour: string;
}

function TypeMark({ cost, axis, colour }: TypeMarkProps) {
  return (
    <td className="max-sm:hidden">
      {cost.known && axis !== null ? (
        <IntervalDot axis={axis} {...dotOf(cost)} colour={colour} height={28} />
      ) : (
        <span className="block truncate text-note">{cost.known ? "free" : cost.reason}</span>
      )}
    </td>
  );
}
