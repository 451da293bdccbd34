"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";

import { openSignedInProject } from "#lib/server/open-signed-in-project.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { writeAudit } from "#lib/store/audit.ts";

const MOST_NAME = 40;

/** False when the answer does not fit the question, or came too late. */
export async function addPasskey(answer: unknown, name: string): Promise<boolean> {
  const { store, project, reader } = await openSignedInProject("read");
  const { auth } = await getRuntime();
  const label = name.trim().slice(0, MOST_NAME);
  if (!(await auth.passkeys.add(answer, label, await headers()))) return false;
  const said = `Added a passkey of their own: ${label === "" ? "without a name" : label}.`;
  await writeAudit(store, { projectId: project.id, actor: reader.email, action: "account.change", said });
  revalidatePath("/account");
  return true;
}
