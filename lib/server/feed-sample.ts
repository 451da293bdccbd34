import { acceptOtlpJson } from "#lib/ingest/accept-traces.ts";
import type { TaskEvent } from "#lib/domain/task.ts";
import { generateSample, sampleMark, sampleReviews } from "#lib/sample/generate-sample.ts";
import type { SimulatedReview } from "#lib/sample/simulated-task.ts";

import { keepMark } from "./marks.ts";
import type { Runtime } from "./runtime.ts";
import { outcomeEvent } from "./task-events.ts";

/** Any fixed number: every installation gets the same sample. */
const SEED = 20_261_122;
/** Kept among the answered requests once the sample is whole. */
const DONE = "outturn:sample";

/**
 * Sends the generated sample through the ingest, as a client would, unless that was done before. A start that was killed half-way
 * sends it again from the beginning: the same spans again change nothing.
 * @returns the number of spans batches sent; 0 when there was nothing to do.
 */
export async function feedSample(runtime: Runtime, signal: AbortSignal): Promise<number> {
  const { prisma, store, project } = runtime;
  const projectId = project.id;
  const done = { projectId_key: { projectId, key: DONE } };
  if (!project.simulated || (await prisma.idempotentRequest.findUnique({ where: done })) !== null) return 0;
  const options = { now: project.createdAt, seed: SEED };
  let batches = 0;
  for (const traces of generateSample(options)) {
    signal.throwIfAborted();
    const { rejected, message } = await acceptOtlpJson(traces, { store, projectId, key: "sample", nowMs: Date.now() });
    if (rejected > 0) throw new Error(`the sample's own spans were rejected: ${message}`);
    batches += 1;
  }
  const reviews = sampleReviews(options);
  await store.write({ projectId, calls: [], events: reviews.map(toEvent) });
  const mark = sampleMark(project.createdAt);
  await keepMark(runtime, projectId, { ...mark, at: mark.at.toISOString() });
  await prisma.idempotentRequest.createMany({
    data: { projectId, key: DONE, requestHash: "", status: 200, response: "{}" },
    skipDuplicates: true,
  });
  return batches;
}

function toEvent(review: SimulatedReview): TaskEvent {
  const { taskId, outcome, reason, at } = review;
  return outcomeEvent(taskId, { outcome, reason, source: "reviewed", at: at.toISOString() }, at);
}
