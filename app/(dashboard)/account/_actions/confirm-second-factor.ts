"use server";

import { headers } from "next/headers";

import { OutturnError } from "#lib/domain/errors.ts";
import { keepCookies } from "#lib/server/accounts/keep-cookies.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { getRuntime } from "#lib/server/runtime.ts";

export async function confirmSecondFactor(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "read",
    read: ({ code = "" }) => ({ ok: true, value: code }),
    save: async (_open, code) => {
      const { auth } = await getRuntime();
      const cookies = await auth.secondFactor.confirm(code, await headers());
      if (cookies === null)
        throw new OutturnError("bad_request", "That code does not fit: type the one the app shows now.");
      await keepCookies(cookies);
      return { saved: "From now on a code is asked for.", audit: "Turned their own second factor on." };
    },
  });
}
