import { listOwnProjects } from "#lib/store/find-membership.ts";
import type { OwnProject } from "#lib/store/find-membership.ts";
import type { Store } from "#lib/store/open-store.ts";

/** Holds the slug of the project somebody looks at; a project of others in it counts as none. */
export const PROJECT_COOKIE = "outturn_project";

/** The project somebody looks at: the chosen one among their own, or their first; null for a member of nothing. */
export async function chooseProject(
  store: Store,
  userId: string,
  slug: string | undefined,
): Promise<OwnProject | null> {
  const own = await listOwnProjects(store, userId);
  return own.find(({ project }) => project.slug === slug) ?? own[0] ?? null;
}
