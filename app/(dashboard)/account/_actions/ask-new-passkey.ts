"use server";

import { headers } from "next/headers";

import { keepCookies } from "#lib/server/accounts/keep-cookies.ts";
import { openSignedInProject } from "#lib/server/open-signed-in-project.ts";
import { getRuntime } from "#lib/server/runtime.ts";

/** The question that a new passkey is to answer; null for a session older than a day. */
export async function askNewPasskey(): Promise<PublicKeyCredentialCreationOptionsJSON | null> {
  await openSignedInProject("read");
  const { auth } = await getRuntime();
  const question = await auth.passkeys.askNew(await headers());
  if (question === null) return null;
  await keepCookies(question.cookies);
  // What the library made is what the browser's own function reads.
  return question.options as PublicKeyCredentialCreationOptionsJSON;
}
