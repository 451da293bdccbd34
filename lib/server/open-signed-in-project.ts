import type { Project } from "#generated/prisma/client.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { findProjectById } from "#lib/store/find-project.ts";
import type { Reads } from "#lib/store/open-reads.ts";
import type { Store } from "#lib/store/open-store.ts";

import { getRuntime } from "./runtime.ts";
import { requireSession } from "./session.ts";

export interface SignedInProject {
  /** What analysis reads through. */
  readonly db: Reads;
  readonly store: Store;
  /** As it is now: its name and settings may have changed since the server started. */
  readonly project: Omit<Project, "hashKey">;
}

/**
 * The project of whoever is signed in; pages and the actions of forms all come through here. Sends everybody else to sign in.
 * @throws OutturnError `not_found` when the project is gone.
 */
export async function openSignedInProject(): Promise<SignedInProject> {
  await requireSession();
  const { reads, store, project } = await getRuntime();
  const current = await findProjectById(store, project.id);
  if (current === null) throw new OutturnError("not_found", `Project "${project.name}" is not there any more.`);
  return { db: reads, store, project: current };
}
