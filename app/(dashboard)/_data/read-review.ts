import { cache } from "react";
import { readReview } from "#lib/server/read-review.ts";
import { openProject } from "./open-project.ts";

/** The review of a week for the signed-in reader; once a request. */
export const askReview = cache(async (week: string) => {
  const { db, store, project } = await openProject();
  return readReview(store, project, { week, db });
});
