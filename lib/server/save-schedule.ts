import { OutturnError } from "#lib/domain/errors.ts";
import { nextSending } from "#lib/review/next-sending.ts";
import { listChannels } from "#lib/store/alerts/channels.ts";
import type { Store } from "#lib/store/open-store.ts";
import { saveReviewSchedule } from "#lib/store/review-schedule.ts";

import type { ScheduleForm } from "./read-schedule-form.ts";

/**
 * Sets when the weekly review is sent; null for never. @returns when the next one is.
 * @throws OutturnError `conflict` when the channel was deleted meanwhile, or belongs to another project.
 */
export async function saveSchedule(
  store: Store,
  projectId: string,
  { schedule, now }: { schedule: ScheduleForm | null; now: Date },
): Promise<Date | null> {
  if (schedule === null) {
    await saveReviewSchedule(store, projectId, null);
    return null;
  }
  const known = new Set((await listChannels(store, projectId)).map(({ id }) => id));
  if (schedule.channels.some((id) => !known.has(id)))
    throw new OutturnError("conflict", "This channel is gone: choose another.");
  const nextAt = nextSending(schedule, now);
  await saveReviewSchedule(store, projectId, { ...schedule, channels: [...schedule.channels], nextAt });
  return nextAt;
}
