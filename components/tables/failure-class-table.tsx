import { groupOf, measure } from "#components/figures/measured.ts";
import { PageLink } from "#components/controls/page-link.tsx";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { groupText } from "#components/charts/model-costs.ts";
import { FailureCost } from "#components/figures/failure-cost.tsx";
import { showCount, showQuantity, showRate } from "#components/format/number.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { ModelName } from "#components/model-name.tsx";
import { FAILURE_WORDS } from "#components/words/failure-words.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { HeadRow } from "./head-row.tsx";

interface FailureClassTableProps {
  readonly failure: FailureClass;
  /** Rows by a model field and `task_type`. */
  readonly rows: readonly MetricsRow[];
  readonly field: "model" | "entry_model";
  readonly colours: ModelColours;
  readonly hrefOf: (model: string) => string;
  /** The tasks with such a call. */
  readonly tasksHref: string;
}

function lineOf(row: MetricsRow, failure: FailureClass, field: string) {
  return {
    model: groupText(row, field),
    type: groupText(row, "task_type"),
    calls: row.failures[failure] ?? 0,
    of: row.calls,
    tasks: row.failure_tasks[failure] ?? 0,
    cost: row.failure_cost_usd[failure] ?? "0",
    unpriced: row.unpriced_calls > 0,
    group: row.group,
  };
}

/** One failure class by model and task type, most calls first. */
export function FailureClassTable({ failure, rows, field, colours, hrefOf, tasksHref }: FailureClassTableProps) {
  const lines = rows
    .map((row) => lineOf(row, failure, field))
    .filter(({ calls }) => calls > 0)
    .sort((a, b) => b.calls - a.calls);
  const { label, meaning } = FAILURE_WORDS[failure];
  return (
    <ChartFrame
      title={`Where calls end as “${label}”`}
      note={meaning}
      file={`failures-${failure}`}
      columns={[
        { key: "model", name: "Model" },
        { key: "type", name: "Task type" },
        { key: "calls", name: "Calls", numeric: true },
        { key: "of", name: "Of calls", numeric: true },
        { key: "tasks", name: "Tasks", numeric: true },
        { key: "cost", name: "Cost USD", numeric: true },
      ]}
      rows={lines.map(({ model, type, calls, of, tasks, unpriced, cost }) => ({
        model,
        type,
        calls,
        of,
        tasks,
        cost: unpriced && parseUsd(cost) === 0n ? null : cost,
      }))}
      alternative={null}
      controls={
        <PageLink href={tasksHref} className="link text-note">
          Show the tasks
        </PageLink>
      }
    >
      {lines.length === 0 ? <p className="py-2">No call of this view ended so.</p> : null}
      {lines.length === 0 ? null : (
        <Lines failure={failure} label={label} lines={lines} colours={colours} hrefOf={hrefOf} />
      )}
    </ChartFrame>
  );
}

interface LinesProps extends Pick<FailureClassTableProps, "failure" | "colours" | "hrefOf"> {
  readonly label: string;
  readonly lines: readonly ReturnType<typeof lineOf>[];
}

function Lines({ failure, label, lines, colours, hrefOf }: LinesProps) {
  return (
    <table className="ledger w-full table-fixed">
      <caption className="sr-only">Calls that ended as {label}, by model and task type</caption>
      <colgroup>
        <col />
        <col className="max-md:hidden" />
        <col className="w-[72px]" />
        <col className="w-[72px]" />
        <col className="w-[72px] max-md:hidden" />
        <col className="w-[88px] max-md:hidden" />
      </colgroup>
      <HeadRow
        names={["Model", "Task type", "calls", "share", "tasks", "cost"]}
        words={["Model", "Task type"]}
        wideOnly={["Task type", "tasks", "cost"]}
      />
      <tbody>
        {lines.map(({ model, type, calls, of, tasks, cost, unpriced, group }) => (
          <tr key={`${model} ${type}`} {...groupOf({ group })} className="h-8">
            <th scope="row" className="py-1 pr-2 text-left font-normal">
              <ModelName model={model} colour={colourOf(colours, model)} href={hrefOf(model)} />
              <span className="block pl-4 text-note text-mute md:hidden">
                {type} · {showQuantity(tasks, "task")}
              </span>
            </th>
            <td className="max-md:hidden">{type === "" ? "no type given" : type}</td>
            <td {...measure(`failures.${failure}`)} className="num">
              {showCount(calls)}
            </td>
            <td {...measure(`failures.${failure} / calls`)} className="num" title={`of ${showCount(of)} calls`}>
              {showRate(calls / of)}
            </td>
            <td {...measure(`failure_tasks.${failure}`)} className="num max-md:hidden">
              {showCount(tasks)}
            </td>
            <td {...measure(`failure_cost_usd.${failure}`)} className="num max-md:hidden">
              <FailureCost cost={cost} unpriced={unpriced} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
