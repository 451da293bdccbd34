import { showQuantity } from "#components/format/number.ts";
import { isoDay, showInstant } from "#components/format/time.ts";
import type { EraseJob, JobState } from "#lib/domain/job.ts";

const WORDS: Readonly<Record<JobState, string>> = {
  queued: "waiting",
  running: "running",
  done: "done",
  cancelled: "stopped",
  failed: "failed",
};

/** Receipts of what was deleted, the latest first. */
export function ErasureList({ jobs }: { readonly jobs: readonly EraseJob[] }) {
  if (jobs.length === 0) return null;
  return (
    <ul className="mt-4 divide-y divide-hair border-y border-hair" aria-label="Deletions">
      {jobs.map(({ id, state, result, request, requestedBy, createdAt, error }) => (
        <li key={id} className="py-2 wrap-anywhere">
          {result === null
            ? "Nothing yet"
            : `${showQuantity(result.tasks, "task")}, ${showQuantity(result.calls, "record of a call", "records of calls")}, ${showQuantity(result.events, "other record")}, ${showQuantity(result.contents ?? 0, "call's messages", "calls' messages")}`}
          {request.started === null
            ? ""
            : `, begun from ${isoDay(new Date(request.started.from))} to ${isoDay(new Date(request.started.to))}`}
          <span className="block text-note text-mute">
            {WORDS[state]} · asked for {showInstant(createdAt)} (UTC) by {requestedBy}
            {result?.left === 0 ? " · the same question finds nothing any more" : ""}
            {result === null || result.left === null || result.left === 0
              ? ""
              : ` · ${result.left} came meanwhile: delete again`}
            {error === null ? "" : ` · ${error}`}
          </span>
          {result === null || result.digest === "" ? null : (
            <span className="block font-mono text-[10.5px] text-mute">
              receipt {id} {result.digest}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
