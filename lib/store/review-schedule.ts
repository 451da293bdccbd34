import type { ReviewSchedule } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";
import { storableJson } from "./storable-json.ts";

export type StoredSchedule = ReviewSchedule;
export type NewSchedule = Omit<StoredSchedule, "projectId" | "lastWeek">;

export async function findReviewSchedule(store: Store, projectId: string): Promise<StoredSchedule | null> {
  return store.prisma.reviewSchedule.findUnique({ where: { projectId } });
}

/** @param schedule null for none: reviews are then not sent. */
export async function saveReviewSchedule(store: Store, projectId: string, schedule: NewSchedule | null): Promise<void> {
  if (schedule === null) await store.prisma.reviewSchedule.deleteMany({ where: { projectId } });
  else
    await store.prisma.reviewSchedule.upsert({
      where: { projectId },
      update: schedule,
      create: { projectId, ...schedule },
    });
}

export interface DueSchedule extends StoredSchedule {
  readonly project: { readonly name: string; readonly simulated: boolean };
}

export async function listDueSchedules(store: Store, now: Date): Promise<DueSchedule[]> {
  return store.prisma.reviewSchedule.findMany({
    where: { nextAt: { lte: now } },
    include: { project: { select: { name: true, simulated: true } } },
    orderBy: { nextAt: "asc" },
  });
}

export interface ReviewSending {
  readonly schedule: StoredSchedule;
  readonly week: string;
  readonly nextAt: Date;
  readonly message: unknown;
}

/**
 * Puts a review into the outbox and moves the schedule on, in one statement: of several processes that found it due, one does.
 * A week that was sent already is not sent again, and nobody is paged for a review.
 */
export async function enqueueReview(store: Store, { schedule, week, nextAt, message }: ReviewSending): Promise<void> {
  await store.pool.query(
    `with due as (select project_id, channels, last_week from review_schedule where project_id = $1 and next_at = $2 for update),
       moved as (update review_schedule s set next_at = $3, last_week = $4 from due where s.project_id = due.project_id)
     insert into alert_delivery (channel_id, kind, message, next_at)
     select c.id, 'review', $5::json, $2 from due join alert_channel c on c.project_id = due.project_id
     where due.last_week is distinct from $4 and c.enabled and c.kind <> 'pagerduty'
       and (cardinality(due.channels) = 0 or c.id = any(due.channels))`,
    [schedule.projectId, schedule.nextAt, nextAt, week, storableJson(message)],
  );
}
