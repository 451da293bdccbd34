import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";

import { OutturnError } from "#lib/domain/errors.ts";
import type { Job, RepriceJob } from "#lib/domain/job.ts";
import { storable } from "#lib/ingest/storable-text.ts";
import { check } from "#lib/server/read-json.ts";
import { describeRepricing } from "#lib/server/describe-job.ts";
import { readRepriceRequest, REPRICE_BODY } from "#lib/server/reprice-body.ts";
import { runJob } from "#lib/server/run-jobs.ts";
import { DEFAULT_PROJECT } from "#lib/store/create-project.ts";
import { findProject } from "#lib/store/find-project.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { cancelJob, claimJob, createRepriceJob, findJob } from "#lib/store/jobs.ts";
import type { Store } from "#lib/store/open-store.ts";

import { withStore } from "./with-store.ts";

const LOOK_MS = 250;
/** Characters of a model's name that fit beside its figures. */
const WIDEST = 60;

/**
 * `reprice --from T --to T [--model M] [--project SLUG] [--dry-run]`: the job is run here, or watched where a server took
 * it first. Exit status 1 unless it came to its end.
 */
export async function reprice(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: "string" },
      to: { type: "string" },
      model: { type: "string" },
      project: { type: "string", default: DEFAULT_PROJECT },
      "dry-run": { type: "boolean", default: false },
    },
  });
  if (values.from === undefined || values.to === undefined) {
    throw new OutturnError(
      "bad_request",
      "Say the range: reprice --from 2026-11-01 --to 2026-12-01 [--model M] [--dry-run].",
    );
  }
  const body = { from: instantOf(values.from), to: instantOf(values.to), model: values.model ?? null };
  const request = readRepriceRequest(check({ ...body, dry_run: values["dry-run"] }, REPRICE_BODY));
  return withStore(async (store) => {
    const project = await findProject(store, values.project);
    if (project === null) throw new OutturnError("not_found", `There is no project "${values.project}".`);
    const job = await createRepriceJob(store, { projectId: project.id, request, requestedBy: "command line" });
    const ended = await seeThrough(store, job);
    await foldUntilClean(store);
    report(ended);
    return ended.state === "done" ? 0 : 1;
  });
}

/** A day is its first instant in UTC. */
function instantOf(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
}

/** Ctrl-C asks the job to stop after the part it is at. */
async function seeThrough(store: Store, { projectId, id }: RepriceJob): Promise<RepriceJob> {
  const stop = (): void => void cancelJob(store, projectId, id);
  process.once("SIGINT", stop);
  try {
    for (;;) {
      const held = await claimJob(store, id);
      if (held !== null) await runJob(store, held, { onProgress: showProgress });
      const job = await findJob(store, projectId, id);
      if (job?.kind !== "reprice") throw new OutturnError("not_found", `Job "${id}" is not there any more.`);
      if (job.finishedAt !== null) return job;
      showProgress(job);
      await delay(LOOK_MS);
    }
  } finally {
    process.off("SIGINT", stop);
  }
}

function showProgress({ done, total }: Job): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total ?? "?"} tasks`);
}

function report(job: RepriceJob): void {
  if (process.stderr.isTTY) process.stderr.write("\n");
  const { state, error, result, request } = describeRepricing(job);
  if (result !== null) {
    const { models, records, changed, frozen_tasks: frozen } = result;
    if (models.length > 0)
      console.table(models.map(({ model, ...row }) => ({ model: storable(model, WIDEST), ...row })));
    console.log(`${records} records looked at, ${changed} ${request.dry_run ? "would change" : "changed"}`);
    if (frozen > 0) console.log(`${frozen} frozen tasks keep their figures: some of their rows are gone`);
  }
  console.log(error === null ? state : `${state}: ${error}`);
}
