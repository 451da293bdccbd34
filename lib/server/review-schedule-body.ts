import { z } from "zod";

import { isZone } from "#lib/analysis/time-zone.ts";
import { listChannels } from "#lib/store/alerts/channels.ts";
import type { Store } from "#lib/store/open-store.ts";
import { findReviewSchedule } from "#lib/store/review-schedule.ts";

const MOST_CHANNELS = 50;

/** When the weekly review is sent, and over which channels; `{"schedule": null}` for never. */
export const SCHEDULE_BODY = z.strictObject({
  schedule: z
    .strictObject({
      /** 1 for Monday to 7 for Sunday, and the hour, both on the clock of the zone. */
      weekday: z.int("must be a weekday from 1 (Monday) to 7 (Sunday)").min(1).max(7),
      hour: z.int("must be an hour from 0 to 23").min(0).max(23),
      zone: z.string().refine(isZone, "must be a time zone, such as UTC or Europe/Berlin").default("UTC"),
      /** Ids of channels; all of the project when empty. */
      channels: z.array(z.uuid("must be the id of a channel")).max(MOST_CHANNELS).default([]),
    })
    .nullable(),
});

/** The schedule as the API tells it, with the channels it can name; nobody is paged for a review. */
export async function describeSchedule(store: Store, projectId: string) {
  const [saved, channels] = await Promise.all([findReviewSchedule(store, projectId), listChannels(store, projectId)]);
  return {
    schedule: saved && {
      weekday: saved.weekday,
      hour: saved.hour,
      zone: saved.zone,
      channels: saved.channels,
      next_at: saved.nextAt.toISOString(),
      last_week: saved.lastWeek,
    },
    channels: channels
      .filter(({ kind }) => kind !== "pagerduty")
      .map(({ id, name, kind, enabled }) => ({ id, name, kind, enabled })),
  };
}
