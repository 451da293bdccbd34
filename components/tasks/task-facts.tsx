import { Instant } from "#components/figures/instant.tsx";
import { groupOf, measure } from "#components/figures/measured.ts";
import type { ReactNode } from "react";
import { showMoney } from "#components/format/money.ts";
import { showCount, showDuration } from "#components/format/number.ts";
import { toDate } from "#lib/domain/time.ts";
import type { TaskSummary } from "#lib/store/task-summary.ts";
import { OutcomeWord } from "./outcome-word.tsx";
import { TaskCost } from "./task-cost.tsx";

interface FactProps {
  readonly name: string;
  readonly formula?: string;
  readonly children: ReactNode;
}

function Fact({ name, formula, children }: FactProps) {
  return (
    <div className="min-w-0 py-2.5">
      <dt className="text-note text-mute">{name}</dt>
      <dd {...(formula === undefined ? {} : measure(formula))} className="truncate font-semibold">
        {children}
      </dd>
    </div>
  );
}

interface CountedProps {
  readonly formula: string;
  readonly of: number;
  readonly one: string;
  readonly many: string;
}

function Counted({ formula, of, one, many }: CountedProps) {
  return (
    <>
      <span {...measure(formula)}>{showCount(of)}</span> {of === 1 ? one : many}
    </>
  );
}

function checksOf(checks: TaskSummary["checks"]): string {
  return Object.entries(checks)
    .map(([name, passed]) => `${name} ${passed ? "passed" : "failed"}`)
    .join(" · ");
}

/** What is known of a task as a whole. */
export function TaskFacts({ task }: { readonly task: TaskSummary }) {
  const tags = Object.entries(task.tags).map(([name, value]) => `${name} ${value}`);
  const about = [...tags, checksOf(task.checks), task.userId === null ? "" : `user ${task.userId}`];
  const line = about.filter((text) => text !== "").join(" · ");
  return (
    <>
      <p className="text-[15px] wrap-anywhere">
        <b>{task.taskId}</b>{" "}
        <span className="text-mute">
          {task.taskType === "" ? "no type given" : task.taskType} · {task.environment} ·{" "}
          <Instant at={toDate(task.startUs)} named />
        </span>
      </p>
      <dl
        {...groupOf({ group: { task: task.taskId } })}
        className="mt-3 grid grid-cols-2 gap-x-4 border-y border-hair sm:grid-cols-3 lg:grid-cols-6"
      >
        <Fact name="Outcome">
          <OutcomeWord {...task} />
        </Fact>
        <Fact name="Cost" formula="cost_usd">
          <TaskCost {...task} />
        </Fact>
        <Fact name="Waste" formula="waste_usd">
          <span className={task.wasteNano > 0n ? "text-bad" : ""}>{showMoney(task.wasteNano)}</span>
        </Fact>
        <Fact name="Took" formula="duration_ms">
          {showDuration((task.endUs - task.startUs) / 1000)}
        </Fact>
        <Fact name="Calls">
          <Counted formula="call_count" of={task.calls} one="call" many="calls" />
          {task.otherCalls > 0 ? (
            <>
              , <Counted formula="other_calls" of={task.otherCalls} one="other" many="others" />
            </>
          ) : null}
        </Fact>
        <Fact name="Retries and re-asks">
          {task.retries === null ? (
            "attempts unseen"
          ) : (
            <Counted formula="retries" of={task.retries} one="retry" many="retries" />
          )}{" "}
          · <Counted formula="reasks" of={task.reasks} one="re-ask" many="re-asks" />
        </Fact>
      </dl>
      {line === "" ? null : <p className="pt-2 text-note wrap-anywhere text-mute">{line}</p>}
    </>
  );
}
