"use server";

import { headers } from "next/headers";

import type { SetupState } from "#components/account/second-factor-setup.tsx";
import { drawCode } from "#lib/server/accounts/draw-code.ts";
import { openSignedInProject } from "#lib/server/open-signed-in-project.ts";
import { getRuntime } from "#lib/server/runtime.ts";

/** Makes a secret for an authenticator app; it counts once its first code was right. */
export async function beginSecondFactor(_: SetupState, form: FormData): Promise<SetupState> {
  await openSignedInProject("read");
  const { auth } = await getRuntime();
  const password = form.get("current_password");
  const made = await auth.secondFactor.begin(typeof password === "string" ? password : "", await headers());
  if (made === null) return { problem: "The current password is another one.", setup: null };
  const { uri, backupCodes } = made;
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return { problem: null, setup: { code: drawCode(uri), secret, backupCodes } };
}
