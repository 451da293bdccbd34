import { Instant } from "#components/figures/instant.tsx";
import { showMoney } from "#components/format/money.ts";
import { showCount, showQuantity } from "#components/format/number.ts";
import { isoDay, showInstant } from "#components/format/time.ts";
import type { JobState, RepricedModel, RepriceJob } from "#lib/domain/job.ts";
import { ConfirmAction } from "./confirm-action.tsx";
import type { FormAction } from "./settings-form.tsx";
import { HeadRow } from "#components/tables/head-row.tsx";

interface RepriceJobsProps {
  readonly jobs: readonly RepriceJob[];
  readonly stop: FormAction;
}

const WORDS: Readonly<Record<JobState, string>> = {
  queued: "waiting",
  running: "running",
  done: "done",
  cancelled: "stopped",
  failed: "failed",
};

/** The latest re-pricings: how far each is, and what it changed model by model. */
export function RepriceJobs({ jobs, stop }: RepriceJobsProps) {
  if (jobs.length === 0) return null;
  return (
    <ul className="mt-4 border-b border-hair" aria-label="Re-pricings">
      {jobs.map((job) => (
        <li key={job.id} className="border-t border-hair py-2">
          <div className="flex items-start justify-between gap-4">
            <span className="min-w-0 wrap-anywhere">
              {job.request.model ?? "All models"}, {isoDay(new Date(job.request.from))} to{" "}
              {isoDay(new Date(job.request.to))}
              {job.request.dryRun ? ", only to say" : ""}
              <span className="block text-note text-mute">
                {job.state === "running" && job.cancelAsked ? "stopping" : WORDS[job.state]}
                {job.total === null ? "" : ` · ${showCount(job.done)} of ${showQuantity(job.total, "task")}`} · asked
                for <Instant at={job.createdAt} named /> by {job.requestedBy}
                {job.error === null ? "" : ` · ${job.error}`}
              </span>
            </span>
            {job.finishedAt === null && !job.cancelAsked ? <Stop job={job} stop={stop} /> : null}
          </div>
          {job.finishedAt === null && job.total !== null ? (
            <progress
              className="mt-1 h-1.5 w-full max-w-[420px]"
              max={job.total}
              value={job.done}
              aria-label="Tasks priced again"
            />
          ) : null}
          {job.result === null ? null : <Outcome job={job} />}
        </li>
      ))}
    </ul>
  );
}

function Stop({ job, stop }: { readonly job: RepriceJob; readonly stop: FormAction }) {
  return (
    <ConfirmAction
      action={stop}
      hidden={{ id: job.id }}
      open="Stop"
      openName={`Stop the re-pricing of ${showInstant(job.createdAt)}`}
      question="Stop this re-pricing?"
      consequence="What it has priced again stays so. Begin it once more to do the rest."
      confirm="Stop it"
      keep="Let it run"
    />
  );
}

function Outcome({ job: { result, request } }: { readonly job: RepriceJob }) {
  if (result === null) return null;
  const models = Object.entries(result.models).filter(([, sums]) => moved(sums));
  if (models.length === 0)
    return (
      <p className="mt-1 text-note text-mute">
        {showQuantity(result.records, "record")} looked at: every cost stays as it is.
      </p>
    );
  return (
    <table className="ledger mt-1 w-full text-note">
      <caption className="sr-only">Cost by model before and after</caption>
      <HeadRow
        names={["Model", "calls", "before", request.dryRun ? "would be" : "after", "unpriced before", "unpriced after"]}
      />
      <tbody>
        {models.map(([model, sums]) => (
          <tr key={model}>
            <th scope="row" className="text-left font-normal wrap-anywhere">
              {model}
            </th>
            <td className="num">{showCount(sums.calls)}</td>
            <td className="num">{showMoney(BigInt(sums.before))}</td>
            <td className="num">{showMoney(BigInt(sums.after))}</td>
            <td className="num">{showCount(sums.unpricedBefore)}</td>
            <td className="num">{showCount(sums.unpricedAfter)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function moved({ before, after, unpricedBefore, unpricedAfter }: RepricedModel): boolean {
  return before !== after || unpricedBefore !== unpricedAfter;
}
