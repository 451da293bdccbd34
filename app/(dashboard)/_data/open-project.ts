import { cache } from "react";
import { filterOptions } from "#lib/analysis/filter-options.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { requireSession } from "#lib/server/session.ts";

/** The signed-in reader's project and its database; once a request. Sends readers without a session to sign in. */
export const openProject = cache(async () => {
  await requireSession();
  const { pool, store, project } = await getRuntime();
  return { db: pool, store, project };
});

/** What can be filtered by; once a request. */
export const readOptions = cache(async () => {
  const { db, project } = await openProject();
  return filterOptions(db, project.id);
});
