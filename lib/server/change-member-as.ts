import { OutturnError } from "#lib/domain/errors.ts";
import { mayRole } from "#lib/domain/roles.ts";
import type { Role } from "#lib/domain/roles.ts";
import { changeMember, listMembers } from "#lib/store/change-members.ts";

import type { SignedInProject } from "./open-signed-in-project.ts";

/**
 * Gives a member of the project's organisation another role, or takes them out where it is null. Answers with their address.
 * @throws OutturnError `forbidden` when somebody who is no owner touches ownership, `not_found` for a stranger, `conflict` when nobody
 * would own the organisation any more.
 */
export async function changeMemberAs(
  { store, project, role: own }: SignedInProject,
  userId: string,
  role: Role | null,
): Promise<string> {
  const { organisationId } = project;
  const member = (await listMembers(store, organisationId)).find((one) => one.userId === userId);
  if (member === undefined) {
    throw new OutturnError("not_found", "This person is not a member any more: load the page again.");
  }
  if ((role === "owner" || member.role === "owner") && !mayRole(own, "own")) {
    throw new OutturnError("forbidden", "Only an owner gives ownership or takes it.");
  }
  await changeMember(store, { organisationId, userId, role });
  return member.email;
}
