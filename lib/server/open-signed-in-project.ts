import { cookies } from "next/headers";
import { redirect } from "next/navigation";

import type { Project } from "#generated/prisma/client.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { mayRole } from "#lib/domain/roles.ts";
import type { Action, Role } from "#lib/domain/roles.ts";
import type { Reads } from "#lib/store/open-reads.ts";
import type { Store } from "#lib/store/open-store.ts";

import type { SignedIn } from "./auth.ts";
import { chooseProject, PROJECT_COOKIE } from "./choose-project.ts";
import { getRuntime } from "./runtime.ts";
import { requireSession } from "./session.ts";

export interface SignedInProject {
  /** What analysis reads through. */
  readonly db: Reads;
  readonly store: Store;
  /** As it is now: its name and settings may have changed since the server started. */
  readonly project: Omit<Project, "hashKey">;
  readonly reader: SignedIn;
  readonly role: Role;
}

/**
 * The project of whoever is signed in, for something that they may do there; pages and the actions of forms all come through here.
 * Sends people without a session to sign in, and those without a project to a page that says so.
 * @throws OutturnError `forbidden` when their role may not.
 */
export async function openSignedInProject(action: Action = "read"): Promise<SignedInProject> {
  const reader = await requireSession();
  const { reads, store } = await getRuntime();
  const chosen = await chooseProject(store, reader.userId, (await cookies()).get(PROJECT_COOKIE)?.value);
  if (chosen === null) redirect("/sign-in/no-project");
  const { project, role } = chosen;
  if (!mayRole(role, action)) {
    throw new OutturnError("forbidden", `Your role here is ${role}, which may not do this: ask an administrator.`);
  }
  return { db: reads, store, project, reader, role };
}
