import type { Queryable } from "#lib/analysis/queryable.ts";
import type { Store } from "#lib/store/open-store.ts";
import { findFrozenReview, freezeReview } from "#lib/store/reviews.ts";
import { buildReview } from "./build-review.ts";
import type { ReviewQuestion } from "./build-review.ts";
import { readSince } from "./read-since.ts";
import type { Review } from "./review.ts";

/**
 * The review to read: the one frozen when its week had settled, with what has changed since; otherwise as it is now. The
 * first reading of a settled week freezes it.
 */
export async function openReview(store: Store, db: Queryable, question: ReviewQuestion): Promise<Review> {
  const { projectId, week } = question;
  const frozen = await findFrozenReview(store, projectId, week.name);
  if (frozen === null) {
    const fresh = await buildReview(store, db, question);
    if (fresh.settled && fresh.now.tasks > 0)
      await freezeReview(store, { projectId, week: week.name, document: fresh });
    return fresh;
  }
  // Only `freezeReview` writes it, and it is given a Review.
  const document = frozen.document as Review;
  const { now, ...judged } = await readSince(store, db, question);
  return { ...document, ...judged, late_changes: lateChanges(document.now, now) };
}

const WATCHED = ["spend_usd", "tasks", "succeeded", "failed"] as const;

function lateChanges(frozen: Review["now"], now: Review["now"]): Review["late_changes"] {
  return WATCHED.filter((what) => frozen[what] !== now[what]).map((what) => ({
    what,
    frozen: String(frozen[what]),
    now: String(now[what]),
  }));
}
