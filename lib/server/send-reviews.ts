import type { AlertMessage } from "#lib/alerts/message.ts";
import { WEEK_MS } from "#lib/domain/time.ts";
import { digestLines, digestTitle } from "#lib/review/document/digest.ts";
import type { Review } from "#lib/review/document/review.ts";
import { weekOf } from "#lib/review/iso-week.ts";
import { nextSending } from "#lib/review/next-sending.ts";
import type { Store } from "#lib/store/open-store.ts";
import { enqueueReview, listDueSchedules } from "#lib/store/review-schedule.ts";
import type { DueSchedule } from "#lib/store/review-schedule.ts";

import { readReview } from "./read-review.ts";

/** Puts the reviews that are due into the outbox: of the last whole week, once, however late a server looks. */
export async function sendDueReviews(
  store: Store,
  { publicUrl, now, onError }: { publicUrl: string; now: Date; onError: (error: unknown) => void },
): Promise<void> {
  for (const schedule of await listDueSchedules(store, now)) {
    try {
      const week = weekOf(new Date(now.getTime() - WEEK_MS)).name;
      const review = await readReview(store, { id: schedule.projectId, ...schedule.project }, { week, now });
      const message = reviewMessage(schedule, review, publicUrl);
      await enqueueReview(store, { schedule, week, nextAt: nextSending(schedule, now), message });
    } catch (error) {
      onError(error);
    }
  }
}

function reviewMessage({ project }: DueSchedule, review: Review, publicUrl: string): AlertMessage {
  return {
    kind: "review",
    incidentId: null,
    project: project.name,
    simulated: project.simulated,
    title: digestTitle(review),
    since: review.from,
    endedAt: review.to,
    lines: digestLines(review),
    contributors: [],
    steps: [],
    url: `${publicUrl}/reviews/${review.week}`,
  };
}
