import { OutcomeHistory } from "#components/tasks/outcome-history.tsx";
import { mayRole } from "#lib/domain/roles.ts";
import { wasSaidOnPage } from "#lib/server/read-outcome-form.ts";
import type { FoundTask } from "#lib/store/find-task.ts";
import { openProject } from "../../../_data/open-project.ts";
import { sayOutcome } from "../_actions/say-outcome.ts";
import { withdrawOutcome } from "../_actions/withdraw-outcome.ts";

/** What was said of the task's end, and what whoever looks at it may say. */
export async function OutcomePanel({ task: { summary, events } }: { readonly task: FoundTask }) {
  const { role } = await openProject();
  const said = events.flatMap(({ id, facts }) =>
    facts.outcome === undefined ? [] : [{ id, outcome: facts.outcome, mayWithdraw: wasSaidOnPage(id) }],
  );
  const holds = said.findLast(
    ({ outcome }) =>
      outcome.outcome === summary.outcome &&
      outcome.source === summary.outcomeSource &&
      outcome.atUs === summary.outcomeAtUs,
  );
  return (
    <OutcomeHistory
      taskId={summary.taskId}
      said={said
        .map((one) => ({ ...one, holds: one.id === holds?.id }))
        .toSorted((a, b) => a.outcome.atUs - b.outcome.atUs)}
      inferred={summary.outcomeSource === "inferred"}
      mayJudge={mayRole(role, "judge")}
      say={sayOutcome}
      withdraw={withdrawOutcome}
    />
  );
}
