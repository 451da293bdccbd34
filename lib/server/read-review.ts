import { openReview } from "#lib/review/document/open-review.ts";
import type { Review } from "#lib/review/document/review.ts";
import type { Queryable } from "#lib/analysis/queryable.ts";
import { parseWeek } from "#lib/review/iso-week.ts";
import type { Store } from "#lib/store/open-store.ts";

/** A project's review of a week, as its page, the API and the command line show it. */
export async function readReview(
  store: Store,
  project: { readonly id: string; readonly simulated: boolean },
  { week, now = new Date(), db = store.pool }: { week: string; now?: Date; db?: Queryable },
): Promise<Review> {
  return openReview(store, db, { projectId: project.id, simulated: project.simulated, week: parseWeek(week), now });
}
