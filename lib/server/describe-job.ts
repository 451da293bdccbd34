import type { EraseJob, Job, RepriceJob } from "#lib/domain/job.ts";
import { formatUsd } from "#lib/domain/money.ts";

/** A job as the API tells of it. */
export function describeJob(job: Job) {
  return job.kind === "erase" ? describeErasure(job) : describeRepricing(job);
}

function describeAny(job: Job) {
  return {
    id: job.id,
    state: job.state,
    cancel_asked: job.cancelAsked,
    tasks_done: job.done,
    tasks_total: job.total,
    error: job.error,
    requested_by: job.requestedBy,
    created_at: job.createdAt.toISOString(),
    finished_at: job.finishedAt?.toISOString() ?? null,
  };
}

/** What was to be deleted is told by its kind alone: the receipt names nobody. */
function describeErasure({ result, ...job }: EraseJob) {
  return { ...describeAny({ result, ...job }), kind: job.kind, request: { started: job.request.started }, result };
}

/** Sums leave out calls of unknown cost, and say how many they are. */
export function describeRepricing({ result, ...job }: RepriceJob) {
  const { from, to, model, dryRun } = job.request;
  return {
    ...describeAny({ result, ...job }),
    kind: job.kind,
    request: { from, to, model, dry_run: dryRun },
    result: result && {
      records: result.records,
      changed: result.changed,
      frozen_tasks: result.frozenTasks,
      models: Object.entries(result.models).map(([name, sums]) => ({
        model: name,
        calls: sums.calls,
        before_usd: formatUsd(BigInt(sums.before)),
        after_usd: formatUsd(BigInt(sums.after)),
        unpriced_before: sums.unpricedBefore,
        unpriced_after: sums.unpricedAfter,
      })),
    },
  };
}
