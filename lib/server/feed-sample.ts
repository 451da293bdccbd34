import { setTimeout as delay } from "node:timers/promises";

import { acceptOtlpJson } from "#lib/ingest/accept-traces.ts";
import { generateSample, SAMPLE_TAGS, sampleMark, sampleReviews } from "#lib/sample/generate-sample.ts";
import type { SimulatedReview } from "#lib/sample/simulated-task.ts";
import { createMark } from "#lib/store/create-mark.ts";
import { declareTags } from "#lib/store/declare-tags.ts";
import { recordEvents } from "#lib/store/record-event.ts";
import type { SaidOfTask } from "#lib/store/record-event.ts";
import { readFoldLag } from "#lib/store/read-fold-state.ts";
import { findAnswer, rememberAnswer } from "#lib/store/remember-answer.ts";

import type { Runtime } from "./runtime.ts";

/** Any fixed number: every installation gets the same sample. */
const SEED = 20_261_122;
/** Kept among the answered requests once the sample is whole. */
const DONE = { key: "outturn:sample", requestHash: "" };
/** Folding the sample takes about five seconds on two cores; a machine that needs longer shows the rest as it comes. */
const FOLD_PATIENCE_MS = 60_000;
const FOLD_LOOK_MS = 100;

/**
 * Sends the generated sample through the ingest, as a client would, unless that was done before. A start that was killed half-way
 * sends it again from the beginning: the same spans again change nothing.
 * @returns the number of spans batches sent; 0 when there was nothing to do.
 */
export async function feedSample(runtime: Runtime, signal: AbortSignal, onFeed: () => void): Promise<number> {
  const { store, project } = runtime;
  const projectId = project.id;
  if (!project.simulated || (await findAnswer(store, { projectId, ...DONE })) !== null) return 0;
  onFeed();
  await declareTags(store, projectId, SAMPLE_TAGS);
  const options = { now: project.createdAt, seed: SEED };
  let batches = 0;
  for (const traces of generateSample(options)) {
    signal.throwIfAborted();
    const { rejected, message } = await acceptOtlpJson(traces, { store, projectId, key: "sample", nowMs: Date.now() });
    if (rejected > 0) throw new Error(`the sample's own spans were rejected: ${message}`);
    batches += 1;
  }
  await recordEvents(store, projectId, sampleReviews(options).map(saidOf));
  await createMark(store, { projectId, ...sampleMark(project.createdAt) });
  await rememberAnswer(store, { projectId, ...DONE }, { status: 200, response: "{}" });
  await foldedWithin(FOLD_PATIENCE_MS, runtime, signal);
  return batches;
}

/** The first look at the pages is at whole weeks, not at a part of them that grows while it is read. */
async function foldedWithin(patienceMs: number, { store }: Runtime, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline && (await readFoldLag(store)).marks > 0)
    await delay(FOLD_LOOK_MS, undefined, { signal });
}

function saidOf({ taskId, outcome, reason, at }: SimulatedReview): SaidOfTask {
  return { taskId, atUs: at.getTime() * 1000, outcome: { outcome, reason, source: "reviewed" } };
}
