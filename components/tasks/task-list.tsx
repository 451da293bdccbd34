import { Instant, ZoneName } from "#components/figures/instant.tsx";
import { groupOf, measure } from "#components/figures/measured.ts";
import { PageLink } from "#components/controls/page-link.tsx";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { showMoney } from "#components/format/money.ts";
import { showCount, showDuration, showQuantity } from "#components/format/number.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { ModelName } from "#components/model-name.tsx";
import { FAILURE_WORDS } from "#components/words/failure-words.ts";
import { isFailureClass } from "#lib/domain/failure.ts";
import { toDate } from "#lib/domain/time.ts";
import type { TaskSummary } from "#lib/store/task-summary.ts";
import { OutcomeWord } from "./outcome-word.tsx";
import { TaskCost } from "./task-cost.tsx";
import { HeadRow } from "#components/tables/head-row.tsx";

interface TaskListProps {
  readonly tasks: readonly TaskSummary[];
  readonly colours: ModelColours;
  readonly hrefOf: (taskId: string) => string;
}

function failuresOf(task: TaskSummary): string {
  return Object.entries(task.failures)
    .map(([failure, calls]) => `${isFailureClass(failure) ? FAILURE_WORDS[failure].label : failure} ${calls}`)
    .join(" · ");
}

const lasted = (task: TaskSummary) => showDuration((task.endUs - task.startUs) / 1000);

export function TaskList({ tasks, colours, hrefOf }: TaskListProps) {
  return (
    <ChartFrame
      title="Tasks, latest first"
      note={
        <>
          {showQuantity(tasks.length, "task")} on this page. Times in <ZoneName />.
        </>
      }
      file="tasks"
      columns={["task", "type", "started", "outcome", "reason", "model", "calls", "cost_usd"].map((key) => ({
        key,
        name: key,
      }))}
      rows={tasks.map((task) => ({
        task: task.taskId,
        type: task.taskType,
        started: toDate(task.startUs).toISOString(),
        outcome: task.outcome,
        reason: task.failureReason,
        model: task.entryModel,
        calls: task.calls,
        cost_usd: showMoney(task.costNano, 9).slice(1),
      }))}
      alternative={null}
    >
      {tasks.length === 0 ? <p className="py-4">No task of this view fits.</p> : null}
      <table className="ledger w-full table-fixed">
        <caption className="sr-only">Tasks with outcome, failures and cost</caption>
        <Columns />
        <tbody>
          {tasks.map((task) => (
            <TaskRow
              key={task.taskId}
              task={task}
              colour={colourOf(colours, task.entryModel)}
              href={hrefOf(task.taskId)}
            />
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}

function Columns() {
  return (
    <>
      <colgroup>
        <col className="w-[30%] max-md:w-auto" />
        <col className="w-[14%] max-md:hidden" />
        <col className="w-[17%] max-md:hidden" />
        <col className="max-md:hidden" />
        <col className="w-[56px] max-md:hidden" />
        <col className="w-[80px] max-md:hidden" />
        <col className="w-[112px]" />
      </colgroup>
      <HeadRow
        names={["Task", "Began with", "Outcome", "Failed calls", "calls", "took", "cost"]}
        words={["Task", "Began with", "Outcome", "Failed calls"]}
        wideOnly={["Began with", "Outcome", "Failed calls", "calls", "took"]}
      />
    </>
  );
}

interface TaskRowProps {
  readonly task: TaskSummary;
  readonly colour: string;
  readonly href: string;
}

function TaskRow({ task, colour, href }: TaskRowProps) {
  return (
    <tr {...groupOf({ group: { task: task.taskId } })} className="h-10 align-middle">
      <th scope="row" className="py-1 pr-3 text-left font-normal">
        <PageLink href={href} className="block truncate quiet-link">
          {task.taskId}
        </PageLink>
        <span className="flex text-note text-mute">
          <span className="truncate">{task.taskType === "" ? "no type given" : task.taskType}</span>
          <span className="shrink-0 whitespace-pre">
            {" · "}
            <Instant at={toDate(task.startUs)} />
          </span>
        </span>
        <span className="block truncate text-note md:hidden">
          <OutcomeWord {...task} /> <span className="text-mute">· {showQuantity(task.calls, "call")}</span>
        </span>
      </th>
      <td className="pr-3 max-md:hidden">
        <ModelName model={task.entryModel} colour={colour} />
      </td>
      <td className="truncate pr-3 max-md:hidden" title={task.failureReason ?? undefined}>
        <OutcomeWord {...task} />
      </td>
      <td className="truncate pr-3 text-note text-mute max-md:hidden">{failuresOf(task)}</td>
      <td {...measure("call_count")} className="num max-md:hidden">
        {showCount(task.calls)}
      </td>
      <td {...measure("duration_ms")} className="num max-md:hidden">
        {lasted(task)}
      </td>
      <td {...measure("cost_usd")} className="num font-semibold">
        <TaskCost {...task} />
      </td>
    </tr>
  );
}
