import { groupOf, measure } from "#components/figures/measured.ts";
import { PageLink } from "#components/controls/page-link.tsx";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { FailureCost } from "#components/figures/failure-cost.tsx";
import { showCount, showQuantity, showRate } from "#components/format/number.ts";
import { FAILURE_WORDS } from "#components/words/failure-words.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { FAILURE_CLASSES, type FailureClass } from "#lib/domain/failure.ts";
import { HeadRow } from "./head-row.tsx";

interface FailureListProps {
  /** Figures of one model's own calls; null when it made none. */
  readonly row: MetricsRow | null;
  readonly classHref: (failure: FailureClass) => string;
}

/** How the calls of one model ended, most frequent failure first. */
export function FailureList({ row, classHref }: FailureListProps) {
  const failures = row?.failures ?? {};
  const classes = FAILURE_CLASSES.filter((failure) => failure !== "ok" && (failures[failure] ?? 0) > 0).sort(
    (a, b) => (failures[b] ?? 0) - (failures[a] ?? 0),
  );
  const data = classes.map((failure) => ({
    class: failure,
    calls: failures[failure] ?? 0,
    tasks: row?.failure_tasks[failure] ?? 0,
    cost: row?.failure_cost_usd[failure] ?? "0",
  }));
  return (
    <ChartFrame
      title="How its calls fail"
      note={row === null ? "It made no call of its own here." : `${showQuantity(row.calls, "call")} of its own.`}
      file="failures"
      columns={[
        { key: "class", name: "Class" },
        { key: "calls", name: "Calls", numeric: true },
        { key: "tasks", name: "Tasks", numeric: true },
        { key: "cost", name: "Cost USD", numeric: true },
      ]}
      rows={data}
      alternative={null}
    >
      {row !== null && classes.length === 0 ? <p className="py-2">Every call ended ok.</p> : null}
      {row === null || classes.length === 0 ? null : <ClassTable lines={data} row={row} classHref={classHref} />}
    </ChartFrame>
  );
}

interface ClassTableProps {
  readonly lines: readonly {
    readonly class: FailureClass;
    readonly calls: number;
    readonly tasks: number;
    readonly cost: string;
  }[];
  readonly row: MetricsRow;
  readonly classHref: (failure: FailureClass) => string;
}

function ClassTable({ lines, row, classHref }: ClassTableProps) {
  return (
    <table className="ledger w-full">
      <caption className="sr-only">Failed calls by class</caption>
      <HeadRow names={["Class", "calls", "share", "tasks", "cost"]} />
      <tbody {...groupOf(row)}>
        {lines.map(({ class: failure, calls: ended, tasks, cost }) => (
          <tr key={failure} className="h-8">
            <th scope="row" className="text-left font-normal" title={FAILURE_WORDS[failure].meaning}>
              <PageLink href={classHref(failure)} className="quiet-link">
                {FAILURE_WORDS[failure].label}
              </PageLink>
            </th>
            <td {...measure(`failures.${failure}`)} className="num">
              {showCount(ended)}
            </td>
            <td {...measure(`failures.${failure} / calls`)} className="num">
              {showRate(ended / row.calls)}
            </td>
            <td {...measure(`failure_tasks.${failure}`)} className="num">
              {showCount(tasks)}
            </td>
            <td {...measure(`failure_cost_usd.${failure}`)} className="num">
              <FailureCost cost={cost} unpriced={row.unpriced_calls > 0} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
