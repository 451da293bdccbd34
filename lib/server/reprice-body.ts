import { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";
import type { Job, RepriceRequest } from "#lib/domain/job.ts";
import { formatUsd } from "#lib/domain/money.ts";
import { storable } from "#lib/ingest/storable-text.ts";

const LONGEST_MODEL = 200;
const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-11-01T00:00:00Z" });

/** What `POST /api/v1/reprice` takes. */
export const REPRICE_BODY = z.strictObject({
  from: time,
  to: time,
  model: z.string().min(1).max(LONGEST_MODEL, `must have at most ${LONGEST_MODEL} characters`).nullish(),
  dry_run: z.boolean().default(false),
});

/** @throws OutturnError `bad_request` for a range that holds nothing. */
export function readRepriceRequest(body: z.infer<typeof REPRICE_BODY>): RepriceRequest {
  const [from, to] = [new Date(body.from), new Date(body.to)];
  if (to <= from) throw new OutturnError("bad_request", "`to` must be later than `from`.");
  const model = body.model == null ? null : storable(body.model);
  return { from: from.toISOString(), to: to.toISOString(), model, dryRun: body.dry_run };
}

/** A job as the API tells of it. Sums leave out calls of unknown cost, and say how many they are. */
export function describeJob({ id, kind, state, request, result, ...job }: Job) {
  return {
    id,
    kind,
    state,
    cancel_asked: job.cancelAsked,
    request: { from: request.from, to: request.to, model: request.model, dry_run: request.dryRun },
    tasks_done: job.done,
    tasks_total: job.total,
    result: result && {
      records: result.records,
      changed: result.changed,
      frozen_tasks: result.frozenTasks,
      models: Object.entries(result.models).map(([model, sums]) => ({
        model,
        calls: sums.calls,
        before_usd: formatUsd(BigInt(sums.before)),
        after_usd: formatUsd(BigInt(sums.after)),
        unpriced_before: sums.unpricedBefore,
        unpriced_after: sums.unpricedAfter,
      })),
    },
    error: job.error,
    requested_by: job.requestedBy,
    created_at: job.createdAt.toISOString(),
    finished_at: job.finishedAt?.toISOString() ?? null,
  };
}
