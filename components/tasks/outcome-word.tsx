import { cn } from "#components/ui/cn.ts";
import type { TaskSummary } from "#lib/store/task-summary.ts";

type OutcomeWordProps = Pick<TaskSummary, "outcome" | "failureReason" | "outcomeSource">;

/** How a task ended, with the reason of a failure and, where it is not the application's own word, whose it is. */
export function OutcomeWord({ outcome, failureReason, outcomeSource }: OutcomeWordProps) {
  const source = outcomeSource === null || outcomeSource === "reported" ? "" : ` · ${outcomeSource}`;
  return (
    <span>
      <span className={cn(outcome === "failed" && "text-bad", outcome === null && "text-mute")}>
        {outcome ?? "undecided"}
      </span>
      {failureReason === null && source === "" ? null : (
        <span className="text-note text-mute">
          {failureReason === null ? "" : `: ${failureReason}`}
          {source}
        </span>
      )}
    </span>
  );
}
