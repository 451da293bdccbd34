import type { Queryable } from "#lib/analysis/queryable.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { storable } from "#lib/ingest/storable-text.ts";
import { openReview } from "#lib/review/document/open-review.ts";
import type { Review } from "#lib/review/document/review.ts";
import { writeCsv } from "#lib/review/document/write-csv.ts";
import { writeMarkdown } from "#lib/review/document/write-markdown.ts";
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

/** A review in one of its forms. @throws OutturnError `bad_request` for another. */
export function showReview(review: Review, format: string): { body: string; type: string } {
  switch (format) {
    case "json":
      return { body: storable(`${JSON.stringify(review, null, 2)}\n`, Infinity), type: "application/json" };
    case "md":
      return { body: storable(writeMarkdown(review), Infinity), type: "text/markdown; charset=utf-8" };
    case "csv":
      return { body: storable(writeCsv(review), Infinity), type: "text/csv; charset=utf-8" };
    default:
      throw new OutturnError("bad_request", `A review has no form "${format}": ask for json, md or csv.`);
  }
}
