import type { Store } from "./open-store.ts";

/** A review as it was when its week had settled. */
export interface FrozenReview {
  readonly week: string;
  readonly document: unknown;
  readonly frozenAt: Date;
}

export async function findFrozenReview(store: Store, projectId: string, week: string): Promise<FrozenReview | null> {
  return store.prisma.review.findUnique({
    where: { projectId_week: { projectId, week } },
    select: { week: true, document: true, frozenAt: true },
  });
}

/** Freezes a review; the first one stays, whoever was first. */
export async function freezeReview(
  store: Store,
  { projectId, week, document }: { projectId: string; week: string; document: object },
): Promise<void> {
  await store.prisma.review.createMany({ data: [{ projectId, week, document }], skipDuplicates: true });
}

/**
 * Milliseconds within which 95 % of tasks are decided, from the latest 2,000 that were decided before an instant; null while
 * none was. Bounded, so that it costs the same however many tasks there are.
 */
export async function readDecisionDelay(store: Store, projectId: string, before: Date): Promise<number | null> {
  const { rows } = await store.pool.query<{ ms: number | null }>(
    `select percentile_disc(0.95) within group (order by ms)::float8 as ms from (
       select extract(epoch from outcome_at - started_at) * 1000 as ms from task
       where project_id = $1::uuid and started_at < $2 and outcome_at is not null
       order by started_at desc limit 2000) latest`,
    [projectId, before],
  );
  return rows[0]?.ms ?? null;
}
