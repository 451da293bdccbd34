import { cache } from "react";
import { filterOptions } from "#lib/analysis/filter-options.ts";
import { openSignedInProject } from "#lib/server/open-signed-in-project.ts";

/** The signed-in reader's project and its database; once a request. Sends readers without a session to sign in. */
export const openProject = cache(openSignedInProject);

/** What can be filtered by; once a request. */
export const readOptions = cache(async () => {
  const { db, project } = await openProject();
  return filterOptions(db, project.id);
});
