import { groupOf, measure } from "#components/figures/measured.ts";
import { ArrowDown, ArrowUp } from "lucide-react";
import { PageLink } from "#components/controls/page-link.tsx";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { readCostPerSuccess } from "#components/figures/read-cost-per-success.ts";
import { underFloor } from "#components/figures/under-floor.ts";
import { showCount, showDuration, showRate } from "#components/format/number.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { ModelName } from "#components/model-name.tsx";
import { cn } from "#components/ui/cn.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import type { MeasuredModel } from "#lib/analysis/models.ts";
import { MODEL_COLUMNS, type ModelColumn } from "./model-columns.tsx";

/** A column's key, with a minus to turn its order round. */
export interface ModelSort {
  readonly key: string;
  readonly reversed: boolean;
}

interface ModelsTableProps {
  readonly models: readonly MeasuredModel[];
  readonly sort: ModelSort;
  readonly colours: ModelColours;
  readonly hrefOf: (model: string) => string;
  readonly sortHref: (sort: ModelSort) => string;
  /** Success floor of the one task type shown; null where there are several, or it has none. */
  readonly floor: number | null;
  /** Whether figures of calls are of the model's own. */
  readonly ownCalls: boolean;
}

/** Best first by the column's own sense; unknown always last. */
function ordered(models: readonly MeasuredModel[], sort: ModelSort): MeasuredModel[] {
  const column = MODEL_COLUMNS.find(({ key }) => key === sort.key);
  if (column === undefined) return models.toSorted((a, b) => a.model.localeCompare(b.model));
  const sign = column.lowFirst === sort.reversed ? -1 : 1;
  return models.toSorted((a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    if (x === null || y === null) return x === y ? a.model.localeCompare(b.model) : x === null ? 1 : -1;
    return sign * (x - y);
  });
}

export function ModelsTable({ models, sort, colours, floor, hrefOf, sortHref, ownCalls }: ModelsTableProps) {
  const rows = ordered(models, sort);
  return (
    <ChartFrame
      title="All models, as this project measured them"
      note={`${ownCalls ? "Success, cost and output by the model a task began with; the rest by the model of the call." : "All calls of the tasks that began with the model: calls are not kept by environment or entry model."} Sort by a heading.`}
      file="models"
      columns={[
        { key: "model", name: "Model" },
        ...MODEL_COLUMNS.map(({ key, name }) => ({ key, name, numeric: true })),
      ]}
      rows={rows.map((measured) => ({
        model: measured.model,
        ...Object.fromEntries(MODEL_COLUMNS.map(({ key, value }) => [key, value(measured)])),
      }))}
      alternative={null}
    >
      <table className="ledger w-full table-fixed">
        <caption className="sr-only">Models with their measured figures</caption>
        <thead>
          <tr>
            <th scope="col" className="th w-[150px] text-left max-lg:w-auto">
              Model
            </th>
            {MODEL_COLUMNS.map((column) => (
              <SortHeading key={column.key} column={column} sort={sort} sortHref={sortHref} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((measured) => (
            <Row key={measured.model} {...{ measured, colours, floor, hrefOf }} />
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}

interface RowProps extends Pick<ModelsTableProps, "colours" | "floor" | "hrefOf"> {
  readonly measured: MeasuredModel;
}

function Row({ measured, colours, floor, hrefOf }: RowProps) {
  const { model, entered_tasks: tasks } = measured;
  const under = tasks === null ? null : underFloor(tasks, floor);
  return (
    <tr className={cn("h-10", under !== null && "text-mute")}>
      <th scope="row" className="py-1 pr-2 text-left font-normal">
        <ModelName model={model} colour={colourOf(colours, model)} href={hrefOf(model)} />
        {under === null ? null : <span className="block pl-4 text-[11px] leading-3.5">{under}</span>}
        <span className="block pl-4 text-note text-mute lg:hidden">{shortFigures(measured)}</span>
      </th>
      {MODEL_COLUMNS.map(({ key, cell, of, formula }) => (
        <td
          key={key}
          {...figureOf(measured[of], formula)}
          className={cn("num", hiddenWhenNarrow(key), key === "cost" && "font-semibold")}
        >
          {cell(measured)}
        </td>
      ))}
    </tr>
  );
}

function figureOf(row: MetricsRow | null, formula: string) {
  return row === null ? {} : { ...groupOf(row), ...measure(formula) };
}

/** Below the width of a desk only the first column stays; the others go into the row's second line. */
function hiddenWhenNarrow(key: string): string {
  return key === "cost" ? "" : "max-lg:hidden";
}

function shortFigures({ entered_tasks: tasks, own_calls: calls }: MeasuredModel): string {
  const cost = tasks === null ? null : readCostPerSuccess(tasks);
  const p95 = calls?.ttft_ms?.p95 ?? null;
  const rate = (name: string, value: number | null | undefined) =>
    value == null ? null : `${name} ${showRate(value)}`;
  const parts = [
    rate("success", tasks?.success_rate),
    rate("tools", calls?.first_attempt_tool_validity),
    rate("retries", calls?.retry_rate),
    p95 === null ? null : `TTFT p95 ${showDuration(p95)}`,
    calls === null ? null : `${showCount(calls.calls)} calls`,
    cost?.known === false ? cost.reason : null,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

interface SortHeadingProps {
  readonly column: ModelColumn;
  readonly sort: ModelSort;
  readonly sortHref: (sort: ModelSort) => string;
}

function SortHeading({ column, sort, sortHref }: SortHeadingProps) {
  const { key, name, meaning, width, lowFirst } = column;
  const here = sort.key === key;
  const rising = lowFirst !== sort.reversed;
  const Arrow = rising ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={here ? (rising ? "ascending" : "descending") : undefined}
      className={cn("th pl-3 text-right leading-tight", hiddenWhenNarrow(key))}
      style={{ width }}
      title={meaning}
    >
      <PageLink
        href={sortHref({ key, reversed: here && !sort.reversed })}
        scroll={false}
        className={cn("hover:text-ink hover:underline", here && "font-semibold text-ink")}
      >
        {here ? <Arrow aria-hidden size={11} className="mr-0.5 inline align-[-1px]" /> : null}
        {name}
      </PageLink>
    </th>
  );
}
