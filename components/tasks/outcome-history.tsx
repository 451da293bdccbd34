import { Instant } from "#components/figures/instant.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import type { FormAction } from "#components/settings/settings-form.tsx";
import { showInstant } from "#components/format/time.ts";
import { OUTCOMES } from "#lib/domain/task.ts";
import type { OutcomeFact } from "#lib/domain/task.ts";
import { toDate } from "#lib/domain/time.ts";

export interface SaidOutcome {
  readonly id: string;
  readonly outcome: OutcomeFact;
  /** The one that holds among all that was said. */
  readonly holds: boolean;
  /** Said on this page, so that it can be taken back here. */
  readonly mayWithdraw: boolean;
}

interface OutcomeHistoryProps {
  readonly taskId: string;
  /** In order of time. */
  readonly said: readonly SaidOutcome[];
  /** The outcome was not said but inferred. */
  readonly inferred: boolean;
  readonly mayJudge: boolean;
  readonly say: FormAction;
  readonly withdraw: FormAction;
}

const VERBS = { succeeded: "It succeeded", failed: "It failed", cancelled: "It was cancelled" } as const;

/** Everything that was said of a task's end, what holds of it, and a person's own word. */
export function OutcomeHistory({ taskId, said, inferred, mayJudge, say, withdraw }: OutcomeHistoryProps) {
  return (
    <section aria-labelledby="outcome-history" className="mt-7">
      <h2 id="outcome-history" className="text-[13.5px] font-semibold">
        How it ended, as was said
      </h2>
      <p className="mb-2 text-mute">
        What a person reviewed beats what the application reported, and that beats what was inferred; then the latest
        holds.
      </p>
      {said.length === 0 ? (
        <p className="py-1.5">
          {inferred ? "Nobody said it: it was inferred from its calls." : "Nobody has said it yet."}
        </p>
      ) : (
        <ol>
          {said.map((one) => (
            <Statement key={one.id} taskId={taskId} one={one} withdraw={mayJudge ? withdraw : null} />
          ))}
        </ol>
      )}
      {mayJudge ? <SayOutcome taskId={taskId} say={say} /> : null}
    </section>
  );
}

interface StatementProps {
  readonly taskId: string;
  readonly one: SaidOutcome;
  readonly withdraw: FormAction | null;
}

function Statement({ taskId, one, withdraw }: StatementProps) {
  const { id, outcome, holds, mayWithdraw } = one;
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 border-t border-hair py-1.5">
      <span className="w-[212px] text-mute tabular-nums">
        <Instant at={toDate(outcome.atUs)} named />
      </span>
      <span className="min-w-0 wrap-anywhere">
        <b className="font-semibold">{outcome.outcome}</b>
        {outcome.reason === null ? "" : `: ${outcome.reason}`}
        <span className="text-mute">
          {` · ${outcome.source}`}
          {holds ? " · holds" : ""}
        </span>
      </span>
      {withdraw !== null && mayWithdraw ? (
        <span className="no-print ml-auto">
          <SettingsForm
            action={withdraw}
            hidden={{ task: taskId, event: id }}
            fields={[]}
            submit="Undo"
            submitName={`Undo ${outcome.outcome} of ${showInstant(toDate(outcome.atUs))}`}
          />
        </span>
      ) : null}
    </li>
  );
}

function SayOutcome({ taskId, say }: { readonly taskId: string; readonly say: FormAction }) {
  return (
    <div className="no-print mt-3 border-t border-hair pt-3">
      <SettingsForm
        action={say}
        hidden={{ task: taskId }}
        fields={[
          {
            name: "outcome",
            label: "Your word on it",
            value: "succeeded",
            width: "170px",
            options: OUTCOMES.map((outcome) => ({ value: outcome, label: VERBS[outcome] })),
          },
          { name: "reason", label: "Reason, if you like", value: "", width: "260px" },
        ]}
        submit="Say so"
        submitName="Say how this task ended"
      />
    </div>
  );
}
