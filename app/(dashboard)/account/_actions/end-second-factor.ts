"use server";

import { headers } from "next/headers";

import { OutturnError } from "#lib/domain/errors.ts";
import { keepCookies } from "#lib/server/accounts/keep-cookies.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { getRuntime } from "#lib/server/runtime.ts";

export async function endSecondFactor(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "read",
    read: ({ current_password: password = "" }) => ({ ok: true, value: password }),
    save: async (_open, password) => {
      const { auth } = await getRuntime();
      const cookies = await auth.secondFactor.end(password, await headers());
      if (cookies === null) throw new OutturnError("bad_request", "The current password is another one.");
      await keepCookies(cookies);
      return { saved: "A password is enough again.", audit: "Turned their own second factor off." };
    },
  });
}
